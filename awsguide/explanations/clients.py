"""What AWS's own clients say before AWS is even asked, and while a browser signs somebody in."""

from __future__ import annotations

from awsguide.core.errors import BadInput, CouldNotTry, Refused
from awsguide.explanations.pages import CLI_FILES, CLI_LOGIN, CLI_SSO, FILE_FORMAT
from awsguide.explanations.row import Explanation

_CHAIN = "https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html"
_INSTANCE_ROLES = (
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-ec2_instance-profiles.html"
)

ROWS: tuple[Explanation, ...] = (
    Explanation(
        "no-credentials-found",
        CouldNotTry,
        "No credentials were found",
        "The client looked everywhere it knows and found no credentials, so nothing was sent to AWS.",
        "A client looks through variables, profiles, sign-ins, helper programs and containers, in an order of its own. "
        "Nothing is set, or it is set where this program does not look: in another terminal, for another user, under "
        "another profile, or in another home folder. JavaScript says this also for a profile that is not there or is "
        "set up wrong.",
        "Open the notebook 60-which-credentials-win and press Look: it shows each place and what is in it. If you have "
        "no credentials yet, the questions in 00-start-here lead to the row that is yours.",
        _CHAIN,
        ("boto/boto3#2412", "aws/aws-sdk-js-v3#4989", "aws/aws-sdk-js-v3#2137"),
    ),
    Explanation(
        "sso-token-missing",
        CouldNotTry,
        "Nobody is signed in to IAM Identity Center here",
        "The profile takes its credentials from a sign-in to IAM Identity Center, and this machine has no token of it.",
        "A token is a file in ~/.aws/sso/cache, named after the sso-session (or the start URL in older profiles). "
        "Nobody has signed in on this machine as this user, the file was removed or is damaged, or the sign-in was "
        "made for a session of another name.",
        "Press Sign in in the notebook 10-workforce-identity. The panel writes the token where every client looks.",
        CLI_SSO,
        ("aws/aws-cli#7656", "aws/aws-sdk-go-v2#2241"),
    ),
    Explanation(
        "sso-settings-incomplete",
        CouldNotTry,
        "The profile's sign-in settings are incomplete",
        "The profile is set up for IAM Identity Center, but some of its settings are missing.",
        "Such a profile needs sso_session, sso_account_id and sso_role_name, and the config file needs an "
        "[sso-session] of that name with sso_start_url and sso_region. An [sso-session] in the credentials file does "
        "not count.",
        "Save the role again in the notebook 10-workforce-identity: the panel writes all of it and shows the "
        "difference first.",
        CLI_SSO,
        ("boto/botocore#2835",),
    ),
    Explanation(
        "wrong-account-in-browser",
        Refused,
        "The browser signed in to another account",
        "The sign-in went well, but as another identity or in another account than you meant.",
        "'aws login' and its page use whatever the browser is signed in to. If that is another account, the AWS CLI "
        "stores that identity. It asks only if the profile belonged to somebody else before.",
        "In the notebook 20-console-credentials, the panel shows the account and identity before it keeps anything: "
        "answer that it is another one. Sign out in the browser, or use a private window, and sign in again.",
        CLI_LOGIN,
        ("aws/aws-cli#9978",),
    ),
    Explanation(
        "clock-at-sign-in",
        Refused,
        "A wrong clock keeps you from signing in",
        "AWS does not take the sign-in's proof because of its time.",
        "Each request of a console sign-in carries a signed proof (DPoP) with this machine's time, and AWS takes it "
        "for a few minutes only. The browser signs in anyway, so it looks as if the sign-in had ended at once.",
        "Set the clock by the network (on WSL: 'wsl --shutdown' and start again), then press Sign in again. The check "
        "of the clock in the panel shows by how much it is wrong.",
        CLI_LOGIN,
        ("aws/aws-cli#10330",),
    ),
    Explanation(
        "key-half-missing",
        CouldNotTry,
        "Half of the key is missing",
        "There is an access key ID without its secret access key, or the other way round.",
        "The two work only together. boto3 and the AWS CLI stop at the first place that has one of them; JavaScript "
        "goes on to the next place.",
        "Set both, or remove the one that is there. 'Look' in the notebook 60-which-credentials-win names the line or "
        "the variable.",
        FILE_FORMAT,
    ),
    Explanation(
        "instance-without-role",
        CouldNotTry,
        "The machine gives no credentials",
        "The client asked the machine it runs on for credentials, as on EC2 or in a container, and got none.",
        "Every other place had none. This machine is not in AWS, it has no role, or the answer does not reach a "
        "container (the hop limit of the instance's metadata service is 1 unless changed).",
        "On your own computer, sign in or name a profile: the questions in 00-start-here lead to the row that is "
        "yours. In AWS, attach a role to the instance, task or function.",
        _INSTANCE_ROLES,
    ),
    Explanation(
        "no-such-check",
        BadInput,
        "There is no such check",
        "awsguide has no check called '{name}'.",
        "A diagnosis names the checks that help with it.",
        "Name one of {names}.",
    ),
    Explanation(
        "no-error-to-report",
        BadInput,
        "There is no error to report",
        "No error of this guide has ended a cell here.",
        "A report is about one error: the one that is given, or the last one that ended a cell.",
        "Pass the error itself: awsguide.error_report(error).",
    ),
    Explanation(
        "error-not-recognised",
        CouldNotTry,
        "This error is not one that the guide knows",
        "The guide does not recognise this error.",
        "{detail}",
        "Paste the last lines too: the line that begins with 'botocore.exceptions', 'aws: [ERROR]' or the name of an "
        "error says most. If they are there already, run the checks: they do not depend on the words.",
        CLI_FILES,
    ),
)
