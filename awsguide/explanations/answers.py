"""What AWS says no to whoever asks, whichever row they come by."""

from __future__ import annotations

from awsguide.core.errors import AwsSaid, Refused, Unreachable
from awsguide.explanations.pages import IAM_ERRORS, SIGNING
from awsguide.explanations.row import Explanation

ROWS: tuple[Explanation, ...] = (
    Explanation(
        "too-many-requests",
        Refused,
        "AWS asked for a slower pace",
        "AWS keeps answering 'too many requests' (429) although the guide waited and tried again.",
        "Identity Center allows about 20 calls a second for a whole organization; other tools share that.",
        "Wait a minute and press the button again; what was already listed is kept.",
        "https://docs.aws.amazon.com/singlesignon/latest/userguide/limits.html",
        ("fwdcloudsec/granted#458", "fwdcloudsec/granted#811", "benkehoe/aws-sso-util#112"),
    ),
    Explanation(
        "credentials-expired",
        Refused,
        "The credentials have expired",
        "These temporary credentials have ended.",
        "Role credentials last as long as the permission set says (an hour unless changed); after that AWS refuses "
        "them wherever they are used.",
        "Renew them where the panel offers it (while a sign-in lasts, no new one is needed), or get new ones the way "
        "you got these.",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp.html",
        ("jupyter/notebook#6416",),
    ),
    Explanation(
        "credentials-unknown",
        Refused,
        "AWS does not know these credentials",
        "AWS answered {code}: it does not know this access key or session token.",
        "The key was deleted or made inactive, the session was signed out, or an old session token is mixed with a "
        "new key.",
        "With temporary credentials: sign in again, or renew where the panel offers it. With a long-term key: it was "
        "deleted or made inactive, so use another identity or make a new key; if it is still active, look for a "
        "left-over aws_session_token beside it.",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_general.html",
        ("aws/aws-cli#7870",),
    ),
    Explanation(
        "signature-unreadable",
        Refused,
        "AWS cannot read who signed",
        "AWS answered {code}: the value given as the access key ID is not a valid ID.",
        "In AWS's files everything after the '=' is part of the value, even a comment or quotes. In a variable, so "
        "is a space.",
        "Look where these credentials come from, and correct the ID there: it has 20 capital letters and digits.",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_general.html",
    ),
    Explanation(
        "clock-skew",
        Refused,
        "This machine's clock is wrong",
        "AWS refused the signature because of its time ({code}).",
        "A signed request carries its time and is valid for a few minutes. A clock that stopped while the computer "
        "slept (WSL, Docker) makes every request look old.",
        "Set the clock by the network (on WSL: 'wsl --shutdown' and start again), then repeat the step.",
        SIGNING,
        ("microsoft/WSL#4677", "aws/aws-cdk#22759"),
    ),
    Explanation(
        "access-denied",
        Refused,
        "The credentials work, but may not do this",
        "AWS knows who you are and does not allow {operation}.",
        "{detail}",
        "Use credentials that may do this, or ask for a policy that allows this action on this resource. If a policy "
        "allows it already, look at its conditions: tags, MFA, the network.",
        IAM_ERRORS,
    ),
    Explanation(
        "server-error",
        Unreachable,
        "AWS has a problem",
        "AWS answered with an error of its own ({code}).",
        "The request was in order; the service could not serve it just now.",
        "Try again in a minute.",
        "https://health.aws.amazon.com/health/status",
    ),
    Explanation(
        "aws-said",
        AwsSaid,
        "In AWS's own words",
        "AWS answered {operation} with {code}.",
        "AWS's own words: {message}.",
        "This guide has no explanation for that code; search for it together with the name of the operation.",
    ),
)
