"""What is printed where nobody is signed in: no credentials, IAM Identity Center, console sign-in."""

from __future__ import annotations

from awsguide.flows.diagnosis.signs.sign import AWS, BOTO, GENERAL, JAVASCRIPT, Sign, signs

ROWS: tuple[Sign, ...] = (
    # no credentials at all
    *signs(
        "no-credentials-found", BOTO, "unable to locate credentials", "nocredentialserror", "(nocredentials)"
    ),
    *signs(
        "no-credentials-found",
        JAVASCRIPT,
        "could not load credentials from any providers",
        "credential is missing",
        "missing credentials in config",
    ),
    *signs(
        "no-credentials-found", "an older AWS SDK", "no valid providers in chain", "nocredentialproviders"
    ),
    *signs(
        "no-credentials-found",
        "Terraform or another AWS SDK",
        "no valid credential sources",
        "unable to load aws credentials from any provider",
        "unable to load credentials from any of the providers in the chain",
        weight=GENERAL,
    ),
    # IAM Identity Center
    *signs(
        "sso-token-missing",
        "Terraform or the SDK for Go",
        "sso session has expired or is invalid … no such file or directory",
        "failed to read cached sso token file",
    ),
    *signs(
        "session-ended",
        "Terraform or the SDK for Go",
        "sso session has expired or is invalid",
        weight=GENERAL,
    ),
    *signs(
        "sso-token-missing",
        BOTO,
        "error loading sso token: token for … does not exist",
        "ssotokenloaderror",
        "error loading sso token",
        "keyerror: '<sha1>'",
        "[error]: '<sha1>'",
    ),
    *signs(
        "sso-token-missing",
        JAVASCRIPT,
        "the sso session token associated with profile= … was not found or is invalid",
        "the sso session associated with this profile is invalid",
    ),
    *signs(
        "session-ended",
        BOTO,
        "token has expired and refresh failed",
        "the sso session associated with this profile has expired or is otherwise invalid",
        "unauthorizedssotokenerror",
        "session token not found or invalid",
    ),
    *signs(
        "session-ended",
        JAVASCRIPT,
        "the sso session associated with this profile has expired",
        "value not present for 'clientid' in sso token. cannot refresh",
        "value not present for 'refreshtoken' in sso token. cannot refresh",
        "token is expired. to refresh this sso session",
    ),
    *signs(
        "sso-settings-incomplete",
        BOTO,
        "the specified sso-session does not exist",
        "is configured to use sso but is missing required configuration",
        "missing the following required sso configuration values",
    ),
    *signs(
        "sso-settings-incomplete",
        JAVASCRIPT,
        "profile is configured with invalid sso credentials",
        "cannot read properties of undefined (reading 'sso_region')",
    ),
    *signs("no-access", AWS, "forbiddenexception: no access", "getrolecredentials … no access"),
    *signs(
        "wrong-region",
        "the sign-in page",
        "invalid grant provided",
        only_if="the browser shows it while you confirm a code",
    ),
    # console sign-in
    *signs(
        "console-not-stored",
        BOTO,
        "unable to load a existing login session",
        "unable to load an existing login session",
        "logintokenloaderror",
        "keyerror: '<sha256>'",
        "[error]: '<sha256>'",
    ),
    *signs("console-not-stored", JAVASCRIPT, "failed to load token from … login/cache"),
    *signs(
        "console-session-ended",
        BOTO,
        "your session has expired. please reauthenticate using 'aws login'",
        "your session has expired or credentials have changed. please reauthenticate using 'aws login'",
        "loginrefreshrequired",
        "refresh token has expired",
        "authorization grant is invalid, expired, revoked, or malformed",
        "please reauthenticate using 'aws login'",
    ),
    *signs("console-session-ended", JAVASCRIPT, "your session has expired. please reauthenticate"),
    *signs("console-password-changed", BOTO, "because of a change in your password"),
    *signs(
        "console-password-changed",
        JAVASCRIPT,
        "unable to refresh credentials because of a change in your password",
    ),
    *signs(
        "console-sign-in-not-allowed",
        BOTO,
        "unable to create or refresh login credentials due to insufficient permissions",
        "logininsufficientpermissions",
        "signin:createoauth2token",
        "signin:authorizeoauth2access",
    ),
    *signs(
        "console-sign-in-not-allowed",
        JAVASCRIPT,
        "due to insufficient permissions. you may be missing permission for the 'createoauth2token' action",
    ),
    *signs(
        "wrong-account-in-browser",
        "the AWS CLI",
        "is already configured to use session",
        "do you want to overwrite it to use",
        "updated profile … to use arn:aws",
    ),
    *signs(
        "runtime-missing",
        BOTO,
        "botocore[crt]",
        "using the login credential provider requires an additional dependency",
    ),
)
