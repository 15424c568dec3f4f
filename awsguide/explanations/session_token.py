"""A session token with MFA (`GetSessionToken`): serial numbers, six-digit codes, and what such a session may not do."""

from __future__ import annotations

from awsguide.core.errors import BadInput, CouldNotTry, Refused
from awsguide.explanations.pages import IAM_MFA, STS_COMPARED, STS_SCOPED, STS_SESSION_TOKEN
from awsguide.explanations.row import Explanation

ROWS: tuple[Explanation, ...] = (
    Explanation(
        "mfa-code-used",
        BadInput,
        "That code was used already",
        "AWS has taken this code a moment ago, and takes each code once.",
        "The next code comes within half a minute. To do several things with MFA, get one session token with MFA "
        "first and use it for all of them: it lasts up to 36 hours.",
        "Wait until the authenticator shows other digits, then type those.",
        IAM_MFA,
        ("boto/botocore#1148", "99designs/aws-vault#1110"),
    ),
    Explanation(
        "mfa-device-refused",
        Refused,
        "That is not this user's MFA device",
        "AWS knows no MFA device of this serial number for the user whose keys these are.",
        "A serial number with a typing error looks like this, and so does the device of another user or account.",
        "Take the serial number from the list in the panel, or from the console: IAM > Users > you > Security "
        "credentials. It looks like arn:aws:iam::111122223333:mfa/name.",
        IAM_MFA,
    ),
    Explanation(
        "mfa-serial-needed",
        BadInput,
        "Which MFA device is meant?",
        "There is no single MFA device to take: {detail}.",
        "The six digits alone do not say which device made them, so AWS needs its serial number too.",
        "Give the serial number of the device that shows the code.",
        IAM_MFA,
    ),
    Explanation(
        "mfa-passkey",
        BadInput,
        "A passkey or security key cannot be used with STS",
        "{serial} is a passkey or FIDO security key, and those make no code.",
        "They answer a web page's challenge in a browser. STS is called without a browser and takes six-digit codes "
        "only, in every tool and SDK.",
        "Use a row that signs in through a browser: IAM Identity Center (notebook 10) or console credentials (notebook "
        "20) take passkeys. Or add a virtual device (an authenticator app) beside the key; AWS allows eight per user.",
        IAM_MFA,
        ("aws/aws-cli#3607", "Noovolari/leapp#201"),
    ),
    Explanation(
        "session-token-from-session",
        BadInput,
        "These keys are temporary already",
        "{operation} takes long-term keys, and these come with a session token.",
        "AWS gives no session from a session here; it would answer AccessDenied.",
        "Use the user's own access key (AKIA…), or assume a role with what you have.",
        STS_SESSION_TOKEN,
    ),
    Explanation(
        "scoped-from-keys",
        BadInput,
        "An access key cannot be scoped down",
        "GetScopedCredentials takes temporary credentials, and these are a long-term access key.",
        "The new credentials are of the same session with less, and an access key has no session.",
        "Assume a role first, or get a session token; then scope that down.",
        STS_SCOPED,
    ),
    Explanation(
        "scoped-needs-less",
        BadInput,
        "Say what there should be less of",
        "Neither a policy nor a duration was given.",
        "Scoped credentials do less, end sooner, or both; AWS needs at least one of the two.",
        "Give a policy that allows what the script needs, or a duration shorter than the session's rest.",
        STS_SCOPED,
    ),
    Explanation(
        "scoped-length",
        BadInput,
        "Scoped credentials cannot last that long",
        "A duration of {given} seconds was given.",
        "AWS takes 1 to 129,600 seconds (36 hours), and never more than the session has left.",
        "Leave the duration empty: then they end with the session.",
        STS_SCOPED,
    ),
    Explanation(
        "scoped-outlives",
        Refused,
        "Scoped credentials end with their session",
        "The duration is longer than the session has left.",
        "Scoped credentials are of the same session, so they cannot outlive it.",
        "Leave the duration empty, or get a fresh session first.",
        STS_SCOPED,
    ),
    Explanation(
        "no-scoped-session",
        CouldNotTry,
        "There are no scoped credentials yet",
        "Nothing was scoped down so far.",
        "The panel makes them when its button is pressed.",
        "Press 'Get less' in the panel above, then run this cell again.",
        STS_SCOPED,
    ),
    Explanation(
        "session-may-not",
        BadInput,
        "Such a session may never do this",
        "{operation} is closed to {what}, whatever its policies say.",
        "{detail}",
        "{next_step}",
        STS_COMPARED,
        ("99designs/aws-vault#132", "ByteNess/aws-vault#536"),
    ),
    Explanation(
        "nobody-with-a-code",
        CouldNotTry,
        "Nobody can type a code",
        "This step needs the six digits of an MFA device, and nobody can type them here.",
        "A program that runs unattended has no person at the device.",
        "Use the panel, or pass the code; for a program, get a session token with MFA first and begin with that.",
        IAM_MFA,
    ),
    Explanation(
        "no-session-token",
        CouldNotTry,
        "There is no session token yet",
        "This step needs the user's own session, and you don't have one yet.",
        "It comes from GetSessionToken, with the six digits of an MFA device.",
        "Get one in the panel above, then run this cell again.",
        STS_SESSION_TOKEN,
    ),
)
