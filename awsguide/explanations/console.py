"""The console credentials row (`aws login`): pages, pasted codes, and whose sign-in it is."""

from __future__ import annotations

from awsguide.core.errors import BadInput, Cancelled, CouldNotTry, Refused
from awsguide.explanations.pages import CLI_LOGIN
from awsguide.explanations.row import Explanation

ROWS: tuple[Explanation, ...] = (
    Explanation(
        "pasted-code-cut",
        BadInput,
        "The pasted code is not whole",
        "What was pasted is not the whole code that the page shows.",
        "The code is one long line; a part of it is missing, or something else was copied.",
        "Select the whole line on the page (AWS's has a button that copies it), and paste it again. The same code "
        "still works.",
        CLI_LOGIN,
    ),
    Explanation(
        "console-denied",
        Refused,
        "The console did not allow the request",
        "The request was denied on the AWS page, and nothing was kept.",
        "Somebody pressed Deny, or the identity that signed in there lacks the permission. It needs "
        "signin:AuthorizeOAuth2Access and signin:CreateOAuth2Token, which are in the AWS managed policy "
        "SignInLocalDevelopmentAccess.",
        "If the page said that you are not permitted, ask your administrator for that policy, or sign in as somebody "
        "who has it. If you pressed Deny by mistake, sign in again and choose Allow.",
        CLI_LOGIN,
    ),
    Explanation(
        "console-window-closed",
        Refused,
        "The browser did not come back",
        "The sign-in page was opened, but the browser never returned to this notebook.",
        "The page was closed, or the browser runs on another machine than this kernel, where 127.0.0.1 is another "
        "place.",
        "Press Sign in again, or choose 'with a code to paste', which needs no way back.",
        CLI_LOGIN,
        ("aws/aws-cli#9148",),
    ),
    Explanation(
        "console-code-late",
        Refused,
        "No code was pasted",
        "The page's code was not pasted within ten minutes.",
        "The code that the page shows is valid for a short time only.",
        "Press Sign in for a new page, and paste the code that it shows.",
        CLI_LOGIN,
    ),
    Explanation(
        "console-not-stored",
        CouldNotTry,
        "There is no console sign-in here any more",
        "On this machine there is no console sign-in of this identity that can be used.",
        "It was signed out (in the panel, or with 'aws logout'), its file was removed, or the file cannot be read.",
        "Sign in again.",
        CLI_LOGIN,
    ),
    Explanation(
        "console-sign-in-unclear",
        BadInput,
        "Which console sign-in is meant is not clear",
        "There is no single console sign-in to take: {detail}.",
        "A console sign-in is found through a profile with a login_session in the AWS config file.",
        "Name such a profile with --profile, or sign in in the notebook 20-console-credentials and save one.",
        CLI_LOGIN,
    ),
    Explanation(
        "another-identity",
        Cancelled,
        "That was another identity",
        "You signed in as {identity}, and it was not the one you meant; nothing was kept.",
        "The browser was still signed in to another account, and the page continued as that one.",
        "Sign out in the browser (or use a private window), then press Sign in again.",
        CLI_LOGIN,
        ("aws/aws-cli#9978",),
    ),
    Explanation(
        "console-session-ended",
        Refused,
        "The console sign-in has ended",
        "This sign-in can no longer be renewed.",
        "Credentials from the console last fifteen minutes and renew themselves for twelve hours at most. After "
        "that a person has to sign in again.",
        "Sign in again.",
        CLI_LOGIN,
        ("aws/aws-cli#10330", "aws/aws-cli#10613", "aws/aws-cli#10628"),
    ),
    Explanation(
        "console-password-changed",
        Refused,
        "The console password has changed",
        "AWS does not renew this sign-in any more.",
        "The password or the user itself was changed since you signed in, so everything that began with the old one "
        "ends.",
        "Sign in again with the new password.",
        CLI_LOGIN,
    ),
    Explanation(
        "console-sign-in-not-allowed",
        Refused,
        "You may open the console, but not use it for code",
        "AWS does not allow this identity to turn its console sign-in into credentials.",
        "That takes two permissions of its own, signin:AuthorizeOAuth2Access and signin:CreateOAuth2Token.",
        "Ask your administrator to attach the AWS managed policy SignInLocalDevelopmentAccess to you.",
        CLI_LOGIN,
    ),
)
