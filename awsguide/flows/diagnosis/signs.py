"""The words by which an error is recognised, as rows: what boto3, the AWS CLI and the SDK for JavaScript print.

AWS's codes have rows of their own (`flows/shared/answers.py`). The words here were read off the clients themselves:
`python -m tests.clients.provoking` makes them print theirs again. Nothing here reads a text.
"""

from __future__ import annotations

from dataclasses import dataclass

BOTO = "boto3 or the AWS CLI"
JAVASCRIPT = "the SDK for JavaScript"
AWS = "AWS"
# How much a sign tells: more or less than one of AWS's codes whose operation is known, which is 3.
SPECIFIC, GENERAL = 4, 2


@dataclass(frozen=True)
class Sign:
    """Words that, one behind the other in a text, mean one explanation; in lower case, one space between words.

    `who` prints them. `only_if` says what must hold for it to be this one, where the same words mean several.
    """

    words: tuple[str, ...]
    explanation: str
    who: str
    weight: int = SPECIFIC
    only_if: str = ""


def _of(
    explanation: str, who: str, *rows: str, weight: int = SPECIFIC, only_if: str = ""
) -> tuple[Sign, ...]:
    """One row for each sentence; ' … ' stands where a sentence has something of its own."""
    return tuple(Sign(tuple(row.split(" … ")), explanation, who, weight, only_if) for row in rows)


SIGNS: tuple[Sign, ...] = (
    # no credentials at all
    *_of(
        "no-credentials-found", BOTO, "unable to locate credentials", "nocredentialserror", "(nocredentials)"
    ),
    *_of(
        "no-credentials-found",
        JAVASCRIPT,
        "could not load credentials from any providers",
        "credential is missing",
        "missing credentials in config",
    ),
    *_of("no-credentials-found", "an older AWS SDK", "no valid providers in chain", "nocredentialproviders"),
    *_of(
        "no-credentials-found",
        "Terraform or another AWS SDK",
        "no valid credential sources",
        "unable to load aws credentials from any provider",
        "unable to load credentials from any of the providers in the chain",
        weight=GENERAL,
    ),
    # IAM Identity Center
    *_of(
        "sso-token-missing",
        "Terraform or the SDK for Go",
        "sso session has expired or is invalid … no such file or directory",
        "failed to read cached sso token file",
    ),
    *_of(
        "session-ended",
        "Terraform or the SDK for Go",
        "sso session has expired or is invalid",
        weight=GENERAL,
    ),
    *_of(
        "sso-token-missing",
        BOTO,
        "error loading sso token: token for … does not exist",
        "ssotokenloaderror",
        "error loading sso token",
        "keyerror: '<sha1>'",
        "[error]: '<sha1>'",
    ),
    *_of(
        "sso-token-missing",
        JAVASCRIPT,
        "the sso session token associated with profile= … was not found or is invalid",
        "the sso session associated with this profile is invalid",
    ),
    *_of(
        "session-ended",
        BOTO,
        "token has expired and refresh failed",
        "the sso session associated with this profile has expired or is otherwise invalid",
        "unauthorizedssotokenerror",
        "session token not found or invalid",
    ),
    *_of(
        "session-ended",
        JAVASCRIPT,
        "the sso session associated with this profile has expired",
        "value not present for 'clientid' in sso token. cannot refresh",
        "value not present for 'refreshtoken' in sso token. cannot refresh",
        "token is expired. to refresh this sso session",
    ),
    *_of("sso-settings-incomplete", BOTO, "the specified sso-session does not exist"),
    *_of("sso-settings-incomplete", BOTO, "is configured to use sso but is missing required configuration"),
    *_of("sso-settings-incomplete", BOTO, "missing the following required sso configuration values"),
    *_of(
        "sso-settings-incomplete",
        JAVASCRIPT,
        "profile is configured with invalid sso credentials",
        "cannot read properties of undefined (reading 'sso_region')",
    ),
    *_of("no-access", AWS, "forbiddenexception: no access", "getrolecredentials … no access"),
    *_of(
        "wrong-region",
        "the sign-in page",
        "invalid grant provided",
        only_if="the browser shows it while you confirm a code",
    ),
    # console sign-in
    *_of(
        "console-not-stored",
        BOTO,
        "unable to load a existing login session",
        "unable to load an existing login session",
        "logintokenloaderror",
        "keyerror: '<sha256>'",
        "[error]: '<sha256>'",
    ),
    *_of("console-not-stored", JAVASCRIPT, "failed to load token from … login/cache"),
    *_of(
        "console-session-ended",
        BOTO,
        "your session has expired. please reauthenticate using 'aws login'",
        "your session has expired or credentials have changed. please reauthenticate using 'aws login'",
        "loginrefreshrequired",
        "refresh token has expired",
        "authorization grant is invalid, expired, revoked, or malformed",
        "please reauthenticate using 'aws login'",
    ),
    *_of("console-session-ended", JAVASCRIPT, "your session has expired. please reauthenticate"),
    *_of("console-password-changed", BOTO, "because of a change in your password"),
    *_of(
        "console-password-changed",
        JAVASCRIPT,
        "unable to refresh credentials because of a change in your password",
    ),
    *_of(
        "console-sign-in-not-allowed",
        BOTO,
        "unable to create or refresh login credentials due to insufficient permissions",
    ),
    *_of(
        "console-sign-in-not-allowed",
        BOTO,
        "logininsufficientpermissions",
        "signin:createoauth2token",
        "signin:authorizeoauth2access",
    ),
    *_of(
        "console-sign-in-not-allowed",
        JAVASCRIPT,
        "due to insufficient permissions. you may be missing permission for the 'createoauth2token' action",
    ),
    *_of(
        "wrong-account-in-browser",
        "the AWS CLI",
        "is already configured to use session",
        "do you want to overwrite it to use",
        "updated profile … to use arn:aws",
    ),
    *_of(
        "runtime-missing",
        BOTO,
        "botocore[crt]",
        "using the login credential provider requires an additional dependency",
    ),
    # time
    *_of("clock-at-sign-in", AWS, "dpop proof", "dpop … iat", "issued in the future", "invalid dpop"),
    *_of(
        "clock-skew",
        AWS,
        "signature expired:",
        "signature not yet current",
        "requesttimetooskewed",
        "the difference between the request time and the current time is too large",
        "request has expired",
        "requestexpired",
    ),
    # keys
    *_of(
        "credentials-expired",
        AWS,
        "the security token included in the request is expired",
        "the provided token has expired",
        "the security token included in the request has expired",
        "your authorization token has expired",
        weight=GENERAL,
    ),
    *_of(
        "credentials-expired",
        BOTO,
        "credentials were refreshed, but the refreshed credentials are still expired",
    ),
    *_of("credentials-expired", JAVASCRIPT, "credential is expired", "token is expired", weight=GENERAL),
    *_of(
        "credentials-unknown",
        AWS,
        "the security token included in the request is invalid",
        "the request signature we calculated does not match the signature you provided",
        "the aws access key id you provided does not exist in our records",
        "the aws access key id needs a subscription",
        "aws was not able to validate the provided access credentials",
        "the provided token is malformed",
        "the access key id or security token is invalid",
        weight=GENERAL,
    ),
    *_of("signature-unreadable", AWS, "not a valid key=value pair", "authorization header requires"),
    # profiles
    *_of("profile-unknown", BOTO, "the config profile ( … could not be found", "profilenotfound"),
    *_of(
        "profile-unknown",
        JAVASCRIPT,
        "could not be found or parsed in shared credentials file",
        "could not resolve credentials using profile",
    ),
    *_of("profile-source-missing", BOTO, "requires source_profile or credential_source"),
    *_of("profile-source-missing", BOTO, "partial credentials found in assume-role, missing: source_profile"),
    *_of(
        "profile-source-missing", BOTO, 'the source_profile " … referenced in the profile " … does not exist'
    ),
    *_of("profile-source-missing", BOTO, 'the source profile " … must specify either static credentials'),
    *_of(
        "profile-loop", BOTO, "infinite loop in credential configuration detected", "infiniteloopconfigerror"
    ),
    *_of("profile-loop", JAVASCRIPT, "detected a cycle attempting to resolve credentials"),
    *_of(
        "key-half-missing",
        BOTO,
        "partial credentials found in",
        "partialcredentialserror",
        weight=GENERAL,
    ),
    *_of("credentials-source-broken", BOTO, "error when retrieving credentials from custom-process"),
    *_of(
        "credentials-source-broken",
        BOTO,
        "error when retrieving credentials",
        "credentialretrievalerror",
        "expecting value: line 1 column 1 (char 0)",
        weight=GENERAL,
    ),
    *_of("credentials-source-broken", BOTO, "_retrieve_credentials_using … error"),
    *_of(
        "credentials-source-broken",
        BOTO,
        "[errno 2] no such file or directory: '",
        "[errno 13] permission denied: '",
        weight=GENERAL,
        only_if="the profile has a credential_process: the file is the program that it names",
    ),
    *_of("config-malformed", BOTO, "unable to parse config file", "configparseerror"),
    *_of(
        "web-token-file",
        BOTO,
        "_assume_role_with_web_identity … no such file or directory",
        "filewebidentitytokenloader",
    ),
    *_of("web-token-file", JAVASCRIPT, "fromtokenfile … enoent", "enoent … fromtokenfile"),
    *_of(
        "web-token-file",
        BOTO,
        "[errno 2] no such file or directory: '",
        weight=GENERAL,
        only_if="a web_identity_token_file or AWS_WEB_IDENTITY_TOKEN_FILE names that file",
    ),
    *_of(
        "web-token-file",
        JAVASCRIPT,
        "enoent: no such file or directory, open",
        weight=GENERAL,
        only_if="a web_identity_token_file or AWS_WEB_IDENTITY_TOKEN_FILE names that file",
    ),
    *_of(
        "profile-wants-code",
        BOTO,
        "enter mfa code for",
        "mfa_serial … eoferror",
        "assumerolecredentialfetcher … eoferror",
    ),
    *_of(
        "profile-wants-code",
        JAVASCRIPT,
        "requires multi-factor authentication, but no mfa code callback was provided",
    ),
    # Regions
    *_of("region-missing", BOTO, "you must specify a region", "noregionerror", "(noregion)"),
    *_of(
        "region-missing",
        JAVASCRIPT,
        "region is missing",
        "missing region in config",
        "configerror: missing region",
    ),
    *_of(
        "region-unknown",
        BOTO,
        "provided region_name … doesn't match a supported format",
        "invalidregionerror",
        "invalid endpoint: https://",
        "valueerror: invalid endpoint",
    ),
    *_of("region-unknown", JAVASCRIPT, "region not accepted", "is not a valid hostname component"),
    # sessions of roles
    *_of("mfa-code-refused", AWS, "multifactorauthentication failed with invalid mfa one time pass code"),
    *_of("mfa-device-refused", AWS, "multifactorauthentication failed, unable to validate mfa code"),
    *_of("root-assumes-no-role", AWS, "roles may not be assumed by root accounts"),
    *_of("chain-too-long", AWS, "exceeds the 1 hour session limit for roles assumed by role chaining"),
    *_of("longer-than-role", AWS, "exceeds the maxsessionduration set for this role"),
    *_of(
        "session-token-from-session",
        AWS,
        "cannot call getsessiontoken with session credentials",
        "cannot call getfederationtoken with session credentials",
    ),
    *_of("web-issuer-unknown", AWS, "no openidconnect provider found in your account"),
    *_of("web-token-audience", AWS, "incorrect token audience"),
    *_of("web-token-refused", AWS, "invalididentitytoken", weight=GENERAL),
    *_of(
        "web-token-expired",
        AWS,
        "token is expired: current date/time",
        "the web identity token provided has expired",
    ),
    *_of(
        "web-token-expired",
        AWS,
        "expiredtokenexception … assumerolewithwebidentity",
        "token must be redeemed within 5 minutes",
    ),
    *_of(
        "web-role-closed",
        AWS,
        "not authorized to perform sts:assumerolewithwebidentity",
        "not authorized to perform: sts:assumerolewithwebidentity",
    ),
    # the way to AWS
    *_of(
        "network-proxy-password", BOTO, "407 proxy authentication required", "tunnel connection failed: 407"
    ),
    *_of(
        "network-proxy",
        BOTO,
        "failed to connect to proxy url",
        "proxyconnectionerror",
        "cannot connect to proxy",
    ),
    *_of(
        "network-proxy-refused",
        BOTO,
        "tunnel connection failed: 403",
        "tunnel connection failed: 502",
        "tunnel connection failed: 503",
    ),
    *_of(
        "network-tls-bundle",
        BOTO,
        "could not find a suitable tls ca certificate bundle",
        "invalid path: … ca",
    ),
    *_of(
        "network-tls",
        BOTO,
        "certificate verify failed",
        "certificate_verify_failed",
        "certificateverifyfailed",
    ),
    *_of(
        "network-tls",
        JAVASCRIPT,
        "self signed certificate",
        "self-signed certificate",
        "unable to get local issuer certificate",
        "unable to verify the first certificate",
        "unable_to_verify_leaf_signature",
    ),
    *_of(
        "network-tls-cut-off",
        BOTO,
        "unexpected_eof_while_reading",
        "wrong_version_number",
        "wrong version number",
    ),
    *_of(
        "network-tls-cut-off", JAVASCRIPT, "client network socket disconnected before secure tls connection"
    ),
    *_of("network-tls-cut-off", AWS, "connection reset by peer", "econnreset", weight=GENERAL),
    *_of("network-tls", BOTO, "ssl validation failed", weight=GENERAL),
    *_of(
        "network-name",
        BOTO,
        "name or service not known",
        "nodename nor servname provided",
        "temporary failure in name resolution",
        "failed to resolve",
        "getaddrinfo failed",
        "nameresolutionerror",
        weight=GENERAL,
    ),
    *_of(
        "network-name",
        JAVASCRIPT,
        "getaddrinfo enotfound",
        "getaddrinfo eai_again",
        "unknownendpoint",
        weight=GENERAL,
    ),
    *_of(
        "network-timeout",
        BOTO,
        "connect timeout on endpoint url",
        "read timeout on endpoint url",
        "connecttimeouterror",
        "readtimeouterror",
        weight=GENERAL,
    ),
    *_of(
        "network-timeout",
        JAVASCRIPT,
        "etimedout",
        "timeouterror",
        "connection timed out after",
        "socket timed out",
        weight=GENERAL,
    ),
    *_of(
        "network-connection",
        BOTO,
        "connection refused",
        "connection was closed before we received a valid response",
        weight=GENERAL,
    ),
    *_of(
        "network-connection",
        BOTO,
        "could not connect to the endpoint url",
        "endpointconnectionerror",
        weight=GENERAL,
        only_if="the name in the address exists ('nslookup NAME' finds it) and nothing answers there",
    ),
    *_of(
        "network-name",
        BOTO,
        "could not connect to the endpoint url",
        weight=GENERAL,
        only_if="'nslookup NAME' does not find the name in the address; a wrong Region becomes part of it",
    ),
    *_of("network-connection", JAVASCRIPT, "econnrefused", "ehostunreach", "enetunreach", weight=GENERAL),
    *_of(
        "instance-without-role",
        BOTO,
        "error retrieving metadata: received non 200 response",
        "metadataretrievalerror",
        "retrying metadata service call",
    ),
    *_of(
        "instance-without-role",
        JAVASCRIPT,
        "error response received from instance metadata service",
        "169.254.169.254",
    ),
    *_of("instance-without-role", JAVASCRIPT, "unable to connect to instance metadata service"),
    *_of("instance-without-role", JAVASCRIPT, "timeouterror … credential-provider-imds"),
    *_of("instance-without-role", "the SDK for Go", "no ec2 imds role found", "operation error ec2imds"),
    # too fast
    *_of(
        "too-many-requests",
        AWS,
        "rate exceeded",
        "http 429",
        "status code: 429",
        "too many requests",
        weight=GENERAL,
    ),
    # policies
    *_of(
        "access-denied",
        AWS,
        "is not authorized to perform:",
        "you are not authorized to perform this operation",
        "unauthorizedoperation",
        weight=GENERAL,
    ),
)
