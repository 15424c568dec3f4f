"""Every explanation this guide gives, as rows: what happened, why, what to do next, and where that comes from.

The rows are the text of the error cards in a panel, of the exceptions in a cell and of the docs' error pages, so the
three never disagree. `explain` makes the error; it looks nothing up and sends nothing. A detail that comes from
outside is put in as it is: whoever shows a sentence as HTML escapes it.
"""

from __future__ import annotations

from dataclasses import dataclass

from awsguide.errors import AwsSaid, BadInput, Cancelled, CouldNotTry, GuideError, Refused, Unreachable

CLI_SSO = "https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sso.html"
CLI_LOGIN = "https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sign-in.html"
CLI_FILES = "https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html"
FILE_FORMAT = "https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html"
SSO_SESSIONS = "https://docs.aws.amazon.com/singlesignon/latest/userguide/authconcept.html"
SSO_ASSIGN = "https://docs.aws.amazon.com/singlesignon/latest/userguide/useraccess.html"
SSO_REGIONS = "https://docs.aws.amazon.com/singlesignon/latest/userguide/regions.html"
OIDC_TOKEN = "https://docs.aws.amazon.com/singlesignon/latest/OIDCAPIReference/API_CreateToken.html"  # noqa: S105
OIDC_DEVICE = (
    "https://docs.aws.amazon.com/singlesignon/latest/OIDCAPIReference/API_StartDeviceAuthorization.html"
)
PORTAL = "https://docs.aws.amazon.com/singlesignon/latest/PortalAPIReference/Welcome.html"
IAM_ERRORS = "https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html"
SIGNING = "https://docs.aws.amazon.com/IAM/latest/UserGuide/signature-v4-troubleshooting.html"
DEVICE_RFC = "https://www.rfc-editor.org/rfc/rfc8628"
NATIVE_RFC = "https://www.rfc-editor.org/rfc/rfc8252"


@dataclass(frozen=True)
class Explanation:
    """One row. `code` names it and its docs page; `seen` is where people met it ('aws/aws-cli#5058')."""

    code: str
    kind: type[GuideError]
    title: str
    what: str
    why: str
    next_step: str
    source: str = ""
    seen: tuple[str, ...] = ()


EXPLANATIONS: tuple[Explanation, ...] = (
    # --- told before any call ------------------------------------------------------------------------------
    Explanation(
        "start-url-not-https",
        BadInput,
        "The start URL is not https",
        "The start URL '{start_url}' does not begin with https://.",
        "Sign-in sends you to this page; over plain http anyone on the way could read or change it, so AWS and this "
        "guide accept https only.",
        "Copy the address of your company's AWS start page from the browser; it looks like "
        "https://d-1234567890.awsapps.com/start.",
        CLI_SSO,
    ),
    Explanation(
        "start-url-shape",
        BadInput,
        "That is not a start URL",
        "'{start_url}' is not the address of an AWS start page: {detail}.",
        "IAM Identity Center recognises a company by this address alone, so a nearby address (the console, a "
        "sign-in page, a page you were sent to) does not work.",
        "Open the page on which you choose AWS accounts and copy its address up to and including /start; your "
        "administrator finds it under IAM Identity Center > Settings > AWS access portal URL.",
        CLI_SSO,
        ("aws/aws-cli#7129", "aws/aws-cli#7649"),
    ),
    Explanation(
        "no-role-chosen",
        BadInput,
        "No role is chosen yet",
        "There is no account and role to get credentials for.",
        "Temporary credentials always belong to one role in one account.",
        "Choose an account and role in the list, then press the button again.",
        PORTAL,
    ),
    Explanation(
        "not-signed-in",
        CouldNotTry,
        "Nobody is signed in yet",
        "This step needs your sign-in, and there is none yet.",
        "Accounts, roles and credentials all come from one sign-in through your company's start page.",
        "Press Sign in in the panel above, then run this cell again.",
        CLI_SSO,
    ),
    Explanation(
        "no-profile-saved",
        CouldNotTry,
        "No profile is saved yet",
        "This step uses the profile that the panel saves, and there is none yet.",
        "The AWS CLI and the SDKs find the role by the name of a profile in the config file.",
        "Save the role in the panel above, then run this cell again.",
        CLI_FILES,
    ),
    # --- something here is in the way ------------------------------------------------------------------------
    Explanation(
        "not-our-kernel",
        CouldNotTry,
        "The notebook runs on another kernel",
        "This notebook does not run on one of awsguide's two kernels.",
        "The kernel is what decides which AWS the cells talk to; on another one a cell could reach your real AWS "
        "without saying so.",
        "Choose 'awsguide: SANDBOX' under Kernel > Change Kernel, then run the notebook from the top.",
    ),
    Explanation(
        "sandbox-did-not-start",
        CouldNotTry,
        "The sandbox did not start",
        "The embedded AWS of this kernel is not running.",
        "{detail}",
        "Restart the kernel; if it happens again, run 'awsguide doctor' in a terminal: it says what is missing.",
    ),
    Explanation(
        "own-aws-out-of-reach",
        CouldNotTry,
        "Your own AWS is out of reach",
        "This kernel cannot see your own AWS files.",
        "{detail}",
        "Close JupyterLab, open an ordinary terminal and run 'awsguide lab --aws' there.",
    ),
    Explanation(
        "endpoint-not-loopback",
        CouldNotTry,
        "A sandbox cell was about to leave this machine",
        "The {service} client of this sandbox kernel points at {host}, so nothing was sent.",
        "In sandbox mode every request stays on 127.0.0.1; an endpoint setting in a config file or variable wanted "
        "it elsewhere.",
        "Restart the kernel, which rebuilds the sandbox's own environment; remove endpoint_url lines that you added "
        "to its config file.",
    ),
    Explanation(
        "autopilot-refused",
        CouldNotTry,
        "Autopilot is for the sandbox alone",
        "AWSGUIDE_AUTOPILOT is set, and this kernel talks to your own AWS.",
        "The robot reader presses buttons and allows sign-ins by itself; on a real account a person must do that.",
        "Unset AWSGUIDE_AUTOPILOT, or choose the kernel 'awsguide: SANDBOX'.",
    ),
    Explanation(
        "callback-not-bound",
        CouldNotTry,
        "The callback could not be opened",
        "No port on 127.0.0.1 could be opened for the browser to come back to.",
        "{detail}",
        "Choose 'with a device code' (for console credentials: 'with a code to paste') instead: it needs no callback "
        "and works from any machine.",
        NATIVE_RFC,
        ("aws/aws-cli#9148", "synfinatic/aws-sso-cli#1371"),
    ),
    Explanation(
        "program-missing",
        CouldNotTry,
        "The program is not installed",
        "There is no '{program}' on this machine, so this step was left out.",
        "The same credentials work from every AWS client; this cell shows one that is not here.",
        "{detail}",
    ),
    Explanation(
        "no-sign-in-known",
        CouldNotTry,
        "No place to sign in is known yet",
        "Your AWS config file names no Identity Center to sign in to.",
        "A start URL and its Region belong together in an [sso-session] section, and there is none.",
        "Pass an SsoSession with your company's start URL and Region, or type them into the panel once and save.",
        CLI_SSO,
    ),
    Explanation(
        "program-slow",
        CouldNotTry,
        "The program did not end",
        "'{program}' did not finish within {seconds} seconds and was stopped.",
        "It may be waiting for an answer or for a network that does not answer.",
        "Run the same command in a terminal, where you can see what it asks.",
    ),
    Explanation(
        "already-signing-in",
        CouldNotTry,
        "A sign-in is already running",
        "Another notebook or window is signing in to '{session}' right now.",
        "Both would write the same token file, and the slower one would overwrite the session you see here.",
        "Finish or cancel the other sign-in, or wait until its code ends (ten minutes at most), then press Sign in.",
    ),
    Explanation(
        "unexpected",
        CouldNotTry,
        "A mistake in this guide",
        "The guide itself stumbled ({kind} in {place}).",
        "This is a mistake in the guide and not in what you did. Its full text is kept back, because it could quote "
        "something secret.",
        "Press the button again; if it happens again, restart the kernel and tell the guide's authors the words in "
        "brackets.",
    ),
    Explanation(
        "needs-checkout",
        CouldNotTry,
        "This command needs a checkout",
        "This command needs a checkout of awsguide.",
        "The tests and the sources of the site are not part of the installed package.",
        "Clone the repository and run `python3 guide.py test` or `python3 guide.py docs` in it.",
    ),
    Explanation(
        "port-taken",
        CouldNotTry,
        "JupyterLab cannot use that port",
        "JupyterLab cannot listen on port {port}.",
        "{detail}",
        "Choose another one with --port, or leave --port out and the next free one is taken.",
    ),
    Explanation(
        "notebooks-not-copied",
        CouldNotTry,
        "The notebooks could not be copied",
        "The notebooks cannot be copied to {path}.",
        "{detail}",
        "Run the command in a folder of your own with some space left.",
    ),
    Explanation(
        "interrupted",
        Cancelled,
        "Stopped",
        "You stopped it.",
        "Nothing was left half done: no file was changed and no code stays open on this side.",
        "Start again whenever you like.",
    ),
    # --- names and values that go into a config file -------------------------------------------------------------
    Explanation(
        "name-unsafe",
        BadInput,
        "That name cannot stand in a config file",
        "{name} cannot be the name of a {noun}.",
        "Letters, digits and _ @ + . % : / - are read alike by every AWS tool. Spaces, quotes and brackets are not; "
        "the first character is a letter, a digit or _; 'default' in another spelling means something else.",
        "Choose a name such as '{example}'.",
        FILE_FORMAT,
    ),
    Explanation(
        "region-unknown",
        BadInput,
        "There is no such region",
        "'{region}' is not an AWS Region.",
        "{detail}",
        "{suggestion}",
        SSO_REGIONS,
    ),
    Explanation(
        "account-id",
        BadInput,
        "That is not an account id",
        "'{account_id}' is not an account id.",
        "An account id has 12 digits; this has {length} characters.",
        "Copy it from the list of accounts, or from the top right corner of the console.",
        "https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html",
    ),
    Explanation(
        "setting-unsafe",
        BadInput,
        "That cannot be written to a config file",
        "The setting {key} cannot be written to a config file.",
        "As typed, {detail}.",
        "Type it again, without what is in the way.",
        FILE_FORMAT,
    ),
    # --- files of the reader's -----------------------------------------------------------------------------------
    Explanation(
        "config-malformed",
        CouldNotTry,
        "The config file has a mistake",
        "The config file has a mistake that AWS tools do not read past: {detail}.",
        "boto3 and the AWS CLI refuse the whole file because of it, and an edit could make it worse.",
        "Open the file, mend that line, and try again. Nothing was changed.",
        FILE_FORMAT,
        ("aws/aws-toolkit-jetbrains#5533", "aws/aws-cli#4229"),
    ),
    Explanation(
        "config-layout",
        CouldNotTry,
        "The config file cannot be edited safely",
        "This config file is laid out in a way that this guide cannot edit safely.",
        "Its indentation would make the changed lines mean something else.",
        "Make the change by hand in an editor. Nothing was changed.",
        FILE_FORMAT,
    ),
    Explanation(
        "file-forbidden",
        CouldNotTry,
        "The file may not be touched",
        "{path} could not be {doing}.",
        "The file, or the folder it is in, does not allow it to the user that runs this kernel ({detail}).",
        "Look at who owns it ('ls -l' on macOS and Linux, Properties > Security on Windows) and give yourself access; "
        "nothing was changed.",
    ),
    Explanation(
        "disk-read-only",
        CouldNotTry,
        "The disk is read-only",
        "{path} could not be {doing}.",
        "The file system it is on is mounted read-only, as home folders in containers often are.",
        "Let AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE name files on a disk that can be written, or use the "
        "credentials in this kernel without saving; nothing was changed.",
    ),
    Explanation(
        "disk-full",
        CouldNotTry,
        "The disk is full",
        "{path} could not be {doing}.",
        "There is no room left on the disk, or your share of it is used up ({detail}).",
        "Make some room and press the button again; the file is as it was.",
    ),
    Explanation(
        "not-a-file",
        CouldNotTry,
        "Something else is in the file's place",
        "{path} could not be {doing}.",
        "Where a file or folder of that name should be, there is something else ({detail}).",
        "Look at what is there and move it away; if a variable such as AWS_CONFIG_FILE names it, correct the variable.",
    ),
    Explanation(
        "file-trouble",
        CouldNotTry,
        "The system could not do it",
        "{path} could not be {doing}.",
        "The system says: {detail}.",
        "Remove the cause and try again; nothing was changed.",
    ),
    Explanation(
        "file-locked",
        CouldNotTry,
        "Somebody else is writing the file",
        "{path} is being written by {holder}.",
        "Writers wait for each other, so that nothing is lost; this one waited {seconds} seconds.",
        "Let the other notebook or program finish, then try again; nothing was changed.",
    ),
    Explanation(
        "file-busy",
        CouldNotTry,
        "The file keeps changing",
        "{path} was changed by another program each time this guide was about to write it.",
        "Writing over it would lose what the other program wrote.",
        "Wait until the other program is done, then try again; nothing was changed.",
    ),
    Explanation(
        "file-changed-since",
        CouldNotTry,
        "The file was changed since",
        "{path} was changed after this guide wrote it, so the change was not undone.",
        "Putting the old file back would throw away what was written since.",
        "Take the lines out by hand; the backup beside the file shows how it was.",
    ),
    Explanation(
        "backup-gone",
        CouldNotTry,
        "The backup is gone",
        "The backup of {path} is no longer there, or was changed, so the change was not undone.",
        "Only the newest five backups are kept, and an undo gives back the exact bytes or nothing.",
        "Take the lines out by hand.",
    ),
    Explanation(
        "outside-sandbox",
        CouldNotTry,
        "That file is outside the sandbox",
        "{path} is not in the sandbox's own home, so it was not touched.",
        "In sandbox mode nothing of yours is read or written; a variable or a link led out of it.",
        "Restart the kernel, which sets the variables anew; for your own files choose the kernel 'awsguide: YOUR AWS'.",
    ),
    Explanation(
        "home-missing",
        CouldNotTry,
        "There is no home folder",
        "This kernel has no home folder, so there is no place for AWS's files.",
        "Neither HOME (USERPROFILE on Windows) nor the system names one.",
        "Set HOME to a folder of yours and restart the kernel.",
    ),
    # --- AWS said no, and we know why -------------------------------------------------------------------------
    Explanation(
        "wrong-region",
        Refused,
        "Identity Center lives in another Region",
        "{start_url} belongs to an Identity Center in {actual}, not in {region}.",
        "A sign-in that is started in the wrong Region looks healthy until the browser says 'invalid_grant' and the "
        "code runs out.",
        "Set the Identity Center Region to {actual} and sign in again.",
        SSO_REGIONS,
        ("aws/aws-cli#5058", "fwdcloudsec/granted#385", "synfinatic/aws-sso-cli#453"),
    ),
    Explanation(
        "start-url-unknown",
        Refused,
        "No Identity Center answers to that start URL",
        "AWS knows no Identity Center with the start URL {start_url} in {region}.",
        "Most often a letter of the address is off, or the Identity Center lives in another Region; AWS's own answer "
        "(InvalidRequestException) does not say which.",
        "Open the address in a browser. If your company's sign-in appears, the Region is wrong; if not, the address "
        "is.",
        OIDC_DEVICE,
        ("aws/aws-cli#7129", "aws/aws-cli#8516"),
    ),
    Explanation(
        "vanity-url",
        Refused,
        "The address leads somewhere else",
        "{start_url} sends the browser on to {location}.",
        "A company's own short address is a signpost: Identity Center is known only by the address it points to"
        "{detail}.",
        "Use {location} as the start URL.",
        CLI_SSO,
    ),
    Explanation(
        "code-expired",
        Refused,
        "The code ran out",
        "Nobody confirmed the code in time, so AWS let it lapse.",
        "A device code lives about ten minutes. If the page said 'invalid_grant' when you confirmed, the Region "
        "({region}) is not the one your Identity Center lives in.",
        "Press Sign in for a new code and confirm it on the page; check the Region if it was refused there.",
        OIDC_TOKEN,
        ("aws/aws-cli#5058",),
    ),
    Explanation(
        "denied",
        Refused,
        "The request was denied",
        "The sign-in was denied on the AWS page.",
        "Somebody pressed Deny, or the person who signed in there may not use this application.",
        "If it was you and by mistake, press Sign in and choose Allow. If you did not ask for a code, denying was "
        "right.",
        OIDC_TOKEN,
    ),
    Explanation(
        "window-closed",
        Refused,
        "The browser did not come back",
        "The sign-in page was opened, but the browser never returned to this notebook.",
        "The page was closed, or the browser runs on another machine than this kernel, where 127.0.0.1 is another "
        "place.",
        "Press Sign in again, or choose 'with a device code', which needs no way back.",
        NATIVE_RFC,
        ("aws/aws-cli#9148", "aws/aws-cli#10242"),
    ),
    Explanation(
        "state-mismatch",
        Refused,
        "The browser came back from another attempt",
        "The answer that arrived does not belong to this sign-in, so it was thrown away.",
        "Each attempt carries a random 'state'; another value means an older tab, or somebody else's link.",
        "Close older sign-in tabs and press Sign in again.",
        NATIVE_RFC,
    ),
    Explanation(
        "grant-refused",
        Refused,
        "The sign-in could not be completed",
        "AWS did not accept the result of this sign-in (invalid_grant).",
        "A code works once and only for the notebook that asked for it: it was used already, ran out, or its proof "
        "(the PKCE verifier) belongs to another attempt.",
        "Press Sign in for a new one.",
        OIDC_TOKEN,
    ),
    Explanation(
        "session-ended",
        Refused,
        "Your Identity Center session has ended",
        "The sign-in itself is over, not only the short token made from it.",
        "The access token lives about an hour and is refreshed by itself, but only inside the Identity Center session, "
        "whose length your administrator sets (8 hours unless changed) or which was signed out.",
        "Sign in again.",
        SSO_SESSIONS,
        ("aws/aws-cli#8561", "aws/aws-cli#7692", "boto/boto3#4119"),
    ),
    Explanation(
        "pasted-code-cut",
        BadInput,
        "The pasted code is not whole",
        "What was pasted is not the whole code that the page shows.",
        "The code is one long line; a part of it is missing, or something else was copied.",
        "Use the page's own copy button, or select the whole line, and paste it again. The same code still works.",
        CLI_LOGIN,
    ),
    Explanation(
        "console-denied",
        Refused,
        "The console did not allow the request",
        "The request was denied on the AWS page, and nothing was kept.",
        "Somebody pressed Deny, or the identity that signed in there lacks the permission: signing programs in takes "
        "signin:AuthorizeOAuth2Access and signin:CreateOAuth2Token, which are in the AWS managed policy "
        "SignInLocalDevelopmentAccess.",
        "If the page said that you are not permitted, ask your administrator for that policy, or sign in as somebody "
        "who has it. If you pressed Deny by mistake, press Sign in and choose Allow.",
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
        "The code that the page shows is good for a short time only.",
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
        "nobody-to-ask",
        CouldNotTry,
        "There is nobody to ask",
        "This sign-in needs an answer, and nobody can type one here.",
        "Before anything is kept, a person looks at the account and identity; where the browser cannot come back, a "
        "person also pastes a code.",
        "Use the panel, or pass functions of your own: keep=... looks at the identity, paste=... returns the code.",
    ),
    Explanation(
        "runtime-missing",
        CouldNotTry,
        "boto3 needs one more package for this profile",
        "The Python that ran this cannot use a profile with a console sign-in. Its own words: 'Missing Dependency: "
        "Using the login credential provider requires an additional dependency. You will need to pip install "
        '"botocore[crt]" before proceeding.\'',
        "The sign-in's proofs must be signed, and boto3 leaves that to the AWS Common Runtime (the package awscrt), "
        "which a plain 'pip install boto3' does not bring.",
        "Run 'pip install \"botocore[crt]\"' for that Python; or use this guide's console_session, which does without; "
        "or give the tool a profile with a credential_process.",
        "https://docs.aws.amazon.com/sdkref/latest/guide/access-login.html",
        ("aws/aws-cli#9949", "nextstrain/cli#533", "awslabs/mcp#2799"),
    ),
    Explanation(
        "another-identity",
        Cancelled,
        "That was another identity",
        "You signed in as {identity}, and it was not the one you meant; nothing was kept.",
        "The browser was still signed in to another account, and the page went on with that.",
        "Sign out in the browser (or use a private window), then press Sign in again.",
        CLI_LOGIN,
        ("aws/aws-cli#9978",),
    ),
    Explanation(
        "console-session-ended",
        Refused,
        "The console sign-in has ended",
        "This sign-in can no longer be renewed.",
        "Credentials from the console live fifteen minutes and renew themselves for twelve hours at most; after that "
        "a person must sign in again.",
        "Sign in again.",
        CLI_LOGIN,
        ("aws/aws-cli#10330",),
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
    Explanation(
        "profile-taken",
        Refused,
        "That profile gets its credentials another way",
        "The profile '{profile}' already holds {keys}.",
        "A profile has one source of credentials. Adding a console sign-in to it would make tools disagree about which "
        "one counts; the AWS CLI refuses it too.",
        "Choose another profile name, or take those settings out first.",
        CLI_LOGIN,
    ),
    Explanation(
        "no-access",
        Refused,
        "That role is not assigned to you",
        "AWS answers 'No access' for the role {role_name} in account {account_id}.",
        "You are signed in, but this permission set is not assigned to you there: a typing error, a removed "
        "assignment, a new one that has not arrived yet (minutes), or you are signed in as another person than you "
        "think.",
        "Choose a role from the list, or ask the person who manages Identity Center to assign it.",
        SSO_ASSIGN,
        ("aws/aws-cli#6316", "aws/aws-cli#7871", "aws/aws-cli#9041"),
    ),
    Explanation(
        "no-assignment",
        Refused,
        "Signed in, but nothing is assigned",
        "You are signed in, and no account is assigned to you.",
        "In Identity Center signing in and being allowed into an account are two things: the second is an assignment "
        "of a permission set, to you or to a group you are in.",
        "Ask the person who manages Identity Center for an assignment; nothing is wrong with your sign-in.",
        SSO_ASSIGN,
    ),
    Explanation(
        "client-expired",
        Refused,
        "This guide's registration has ended",
        "Identity Center no longer knows this guide as a client.",
        "A client registers itself once and is forgotten after about 90 days.",
        "Press Sign in: the guide registers anew by itself.",
        OIDC_TOKEN,
    ),
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
        "Press Renew: while your Identity Center session lasts, no new sign-in is needed.",
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
        "Press Renew; if a profile holds the key, look for a left-over aws_session_token in it.",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_general.html",
        ("aws/aws-cli#7870",),
    ),
    Explanation(
        "clock-skew",
        Refused,
        "This machine's clock is off",
        "AWS refused the signature because of its time ({code}).",
        "A signed request carries its time and is good for a few minutes; a clock that stood still during sleep (WSL, "
        "Docker) makes every request look old.",
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
        "Choose a role with more permissions, or ask for a policy that allows this action on this resource.",
        IAM_ERRORS,
    ),
    # --- no answer ----------------------------------------------------------------------------------------------
    Explanation(
        "network-name",
        Unreachable,
        "The name does not resolve",
        "The name {host} could not be looked up.",
        "Either this machine has no network or DNS, or the address contains a typing error.",
        "Open any other web page. If that works, check the address letter by letter.",
    ),
    Explanation(
        "network-dead",
        Unreachable,
        "There is no network",
        "Neither {host} nor AWS's own sign-in service could be reached.",
        "Two different names failed the same way, so it is the connection and not the address.",
        "Check the network, VPN or proxy, then press the button again; nothing was lost.",
    ),
    Explanation(
        "network-connection",
        Unreachable,
        "The connection failed",
        "{host} could not be reached.",
        "The connection was refused or broke off: no network, a firewall, or a VPN that is not connected.",
        "Check the connection, then press the button again; nothing was lost.",
    ),
    Explanation(
        "network-timeout",
        Unreachable,
        "No answer in time",
        "{host} did not answer in time.",
        "The network is slow, or something on the way drops the packets silently.",
        "Try again; if it stays so, ask whether a proxy must be used (HTTPS_PROXY).",
    ),
    Explanation(
        "network-proxy",
        Unreachable,
        "The proxy is in the way",
        "The proxy did not let the request to {host} through.",
        "The address of the proxy is wrong, or it asks for a sign-in of its own.",
        "Check HTTPS_PROXY and NO_PROXY, then restart the kernel so that it reads them.",
        "",
        ("aws/aws-cli#4742",),
    ),
    Explanation(
        "network-tls",
        Unreachable,
        "The certificate is not trusted",
        "The certificate that {host} showed is not one this machine trusts.",
        "On company networks a proxy often opens the encryption with a certificate of its own.",
        "Set AWS_CA_BUNDLE to the file with your company's certificate, then restart the kernel. Never switch the "
        "check off.",
        "",
        ("aws/aws-cli#7602",),
    ),
    Explanation(
        "sandbox-gone",
        Unreachable,
        "The sandbox has stopped",
        "The embedded AWS no longer answers.",
        "Its process was ended while this notebook was open; what was signed in there is gone with it.",
        "Restart the kernel (Lab: restart 'awsguide lab') and run the notebook from the top.",
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
    # --- everything else ------------------------------------------------------------------------------------------
    Explanation(
        "aws-said",
        AwsSaid,
        "In AWS's own words",
        "AWS answered {operation} with {code}.",
        "AWS's own words: {message}",
        "This guide has no explanation for that code; search for it together with the name of the operation.",
    ),
)

BY_CODE = {row.code: row for row in EXPLANATIONS}


def explain(code: str, /, **details: str) -> GuideError:
    """The error of the row `code` with `details` in its sentences; raises `KeyError` for a missing row or detail."""
    row = BY_CODE[code]
    what, why, next_step = (text.format_map(details) for text in (row.what, row.why, row.next_step))
    return row.kind(what, why, next_step, row.source, row.code)
