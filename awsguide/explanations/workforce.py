"""The workforce row: start URLs, codes, sessions and roles of IAM Identity Center."""

from __future__ import annotations

from awsguide.core.errors import BadInput, CouldNotTry, Refused
from awsguide.explanations.pages import (
    CLI_SSO,
    NATIVE_RFC,
    OIDC_DEVICE,
    OIDC_TOKEN,
    PORTAL,
    SSO_ASSIGN,
    SSO_REGIONS,
    SSO_SESSIONS,
)
from awsguide.explanations.row import Explanation

ROWS: tuple[Explanation, ...] = (
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
        "start-url-missing",
        BadInput,
        "There is no start URL yet",
        "No start URL was given.",
        "IAM Identity Center recognises a company by the address of its start page, and by nothing else.",
        "Open the page on which you choose AWS accounts and copy its address up to and including /start. If your "
        "company has none, another row is yours: the questions in 00-start-here lead to it.",
        CLI_SSO,
    ),
    Explanation(
        "start-url-shape",
        BadInput,
        "That is not a start URL",
        "'{start_url}' is not the address of an AWS start page: {detail}.",
        "IAM Identity Center recognises a company only by this address. A similar one (the console, a sign-in page, "
        "a page you were sent to) does not work.",
        "Open the page on which you choose AWS accounts and copy its address; your "
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
        "This step needs your sign-in, and you are not signed in yet.",
        "Accounts, roles and credentials all come from one sign-in through your company's start page.",
        "Press Sign in in the panel above, then run this cell again.",
        CLI_SSO,
    ),
    Explanation(
        "profile-without-sso-role",
        CouldNotTry,
        "The profile names no role of IAM Identity Center",
        "The profile '{profile}' does not lead to a role of IAM Identity Center.",
        "Such a profile has sso_account_id and sso_role_name, and an sso_session that is in the same config file.",
        "Name another profile, or save one in the notebook 10-workforce-identity. For a profile with a role_arn, the "
        "row is 'temporary'.",
        CLI_SSO,
    ),
    Explanation(
        "nobody-signed-in-here",
        CouldNotTry,
        "Nobody is signed in here for that profile",
        "On this machine there is no sign-in to '{session}' that could be used.",
        "A role's credentials come from a sign-in, and this command opens no browser, because it may run where "
        "nobody is there.",
        "Sign in in the notebook 10-workforce-identity, or run `aws sso login --profile {profile}`; then run this "
        "again.",
        CLI_SSO,
    ),
    Explanation(
        "no-sign-in-known",
        CouldNotTry,
        "No place to sign in is known yet",
        "Your AWS config file names no Identity Center to sign in to.",
        "A start URL and its Region belong together in an [sso-session] section, and the file has no such section.",
        "Pass an SsoSession with your company's start URL and Region, or type them into the panel once and save.",
        CLI_SSO,
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
        "Most often a letter of the address is wrong, or the Identity Center is in another Region. AWS's own answer "
        "(InvalidRequestException) does not say which.",
        "Open the address in a browser. If your company's sign-in appears, the Region is wrong; if not, the address "
        "is.",
        OIDC_DEVICE,
        ("aws/aws-cli#7129", "aws/aws-cli#8516"),
    ),
    Explanation(
        "sign-in-page-odd",
        Refused,
        "The sign-in page has an odd address",
        "The address of the sign-in page that came with the code cannot be opened safely: '{address}'.",
        "AWS's sign-in pages begin with https://. Something between this machine and AWS may have changed the answer.",
        "Do not open it. Check the network, a proxy above all, then sign in again.",
        OIDC_DEVICE,
    ),
    Explanation(
        "vanity-url",
        Refused,
        "The address leads somewhere else",
        "{start_url} sends the browser on to {location}.",
        "A company's own address may lead to AWS's start page in one step, and this one does not{detail}.",
        "Ask the people who run {start_url} where your start page is, and use that address as the start URL.",
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
        "If it was you and by mistake, sign in again and choose Allow. If you did not ask for a code, denying was "
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
        "A code works once, and only for the notebook that asked for it. This one was used already, has expired, or "
        "its proof (the PKCE verifier) belongs to another attempt.",
        "Press Sign in for a new one.",
        OIDC_TOKEN,
    ),
    Explanation(
        "session-ended",
        Refused,
        "Your Identity Center session has ended",
        "The sign-in itself is over, not only the short token made from it.",
        "The access token lasts about an hour and is refreshed automatically, but only inside the Identity Center "
        "session. That ends when you sign out, or after the time your administrator set (8 hours by default).",
        "Sign in again.",
        SSO_SESSIONS,
        ("aws/aws-cli#8561", "aws/aws-cli#7692", "boto/boto3#4119"),
    ),
    Explanation(
        "no-access",
        Refused,
        "That role is not assigned to you",
        "AWS answers 'No access' for the role {role_name} in account {account_id}.",
        "You are signed in, but this permission set is not assigned to you there. The name has a typing error, the "
        "assignment was removed, a new one has not arrived yet (it takes minutes), or you are signed in as somebody "
        "else than you think.",
        "Choose a role from the list, or ask the person who manages Identity Center to assign it.",
        SSO_ASSIGN,
        ("aws/aws-cli#6316", "aws/aws-cli#7871", "aws/aws-cli#9041"),
    ),
    Explanation(
        "no-assignment",
        Refused,
        "Signed in, but nothing is assigned",
        "You are signed in, and no account is assigned to you.",
        "In Identity Center, signing in does not let you into an account. That takes an assignment: a permission "
        "set for that account, assigned to you or to a group you are in.",
        "Ask the person who manages Identity Center for an assignment; nothing is wrong with your sign-in.",
        SSO_ASSIGN,
    ),
    Explanation(
        "client-expired",
        Refused,
        "This guide's registration has ended",
        "Identity Center no longer knows this guide as a client.",
        "A client registers itself once and is forgotten after about 90 days.",
        "Press Sign in: the guide registers again automatically.",
        OIDC_TOKEN,
    ),
)
