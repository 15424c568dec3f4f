"""A session token with MFA (`GetSessionToken`): serial numbers, six-digit codes, and what such a session may not do."""

from __future__ import annotations

from awsguide.errors import BadInput, Refused
from awsguide.explanations.pages import IAM_MFA, STS_COMPARED, STS_SESSION_TOKEN
from awsguide.explanations.row import Explanation

ROWS: tuple[Explanation, ...] = (
    Explanation(
        "mfa-code-missing",
        BadInput,
        "The six-digit code is missing",
        "An MFA device was named, and no code of it was given.",
        "AWS takes the serial number and the code together or not at all.",
        "Open the authenticator, type the six digits that it shows now, and press the button again.",
        IAM_MFA,
    ),
    Explanation(
        "mfa-code-shape",
        BadInput,
        "That is not a six-digit code",
        "What was typed cannot be an MFA code: {detail}.",
        "Codes for AWS have exactly six digits and change every half minute. Seven or eight digits are what a device "
        "set up for another service shows, or a key was hit twice.",
        "Type the six digits that the authenticator shows for AWS now.",
        IAM_MFA,
    ),
    Explanation(
        "mfa-code-used",
        BadInput,
        "That code was used already",
        "AWS has taken this code a moment ago, and takes each code once.",
        "The next code comes within half a minute. To do several things with MFA, get one session token with MFA "
        "first and use it for all of them: it lasts up to 36 hours.",
        "Wait until the authenticator shows other digits, then type those.",
        IAM_MFA,
        ("boto/botocore#1148", "ByteNess/aws-vault#1110"),
    ),
    Explanation(
        "mfa-code-refused",
        Refused,
        "AWS did not take the code",
        "AWS answered that this is not the code that the device shows now.",
        "A digit is off, its half minute was over, it was used before in another program, or the clock of the device "
        "is wrong. This machine's clock is right: AWS has just accepted a signature made by it.",
        "Wait for the next code and type it at once. If that fails too, compare the clock of the phone with the one of "
        "this machine, and set the phone's by its network.",
        IAM_MFA,
    ),
    Explanation(
        "mfa-device-refused",
        Refused,
        "That is not this user's MFA device",
        "AWS does not know {serial} as an MFA device of the user whose keys these are.",
        "A serial number with a typing error looks like this, and so does the device of another user or account.",
        "Take the serial number from the list in the panel, or from the console: IAM > Users > you > Security "
        "credentials. It looks like arn:aws:iam::111122223333:mfa/name.",
        IAM_MFA,
    ),
    Explanation(
        "mfa-serial-shape",
        BadInput,
        "That is not an MFA device's serial number",
        "'{serial}' is not the serial number of an MFA device.",
        "A virtual device's is an ARN such as arn:aws:iam::111122223333:mfa/name, a hardware token's is the number on "
        "its back (GAHT12345678): at least nine characters, no spaces.",
        "Copy it from the console: IAM > Users > you > Security credentials > Multi-factor authentication.",
        IAM_MFA,
    ),
    Explanation(
        "mfa-serial-needed",
        BadInput,
        "Which MFA device is meant?",
        "There is no single MFA device to take: {detail}.",
        "The six digits alone do not say which device made them, so AWS wants its serial number too.",
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
        "session-seconds",
        BadInput,
        "No session lasts that long, or that short",
        "A session of {seconds} seconds cannot be asked for.",
        "{operation} gives sessions of 900 seconds (15 minutes) to {longest}.",
        "Choose a duration between the two.",
        STS_SESSION_TOKEN,
    ),
    Explanation(
        "session-may-not",
        BadInput,
        "Such a session may never do this",
        "{operation} is closed to {what}, whatever its policies say.",
        "{detail}",
        "{next_step}",
        STS_COMPARED,
        ("ByteNess/aws-vault#132", "ByteNess/aws-vault#536"),
    ),
)
