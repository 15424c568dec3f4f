"""What is printed about credentials that are there: the clock, keys, profiles, Regions, sessions of roles."""

from __future__ import annotations

from awsguide.flows.diagnosis.signs.sign import AWS, BOTO, GENERAL, JAVASCRIPT, Sign, signs

ROWS: tuple[Sign, ...] = (
    # time
    *signs("clock-at-sign-in", AWS, "dpop proof", "dpop … iat", "issued in the future", "invalid dpop"),
    *signs(
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
    *signs(
        "credentials-expired",
        AWS,
        "the security token included in the request is expired",
        "the provided token has expired",
        "the security token included in the request has expired",
        "your authorization token has expired",
        weight=GENERAL,
    ),
    *signs(
        "credentials-expired",
        BOTO,
        "credentials were refreshed, but the refreshed credentials are still expired",
    ),
    *signs("credentials-expired", JAVASCRIPT, "credential is expired", "token is expired", weight=GENERAL),
    *signs(
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
    *signs("signature-unreadable", AWS, "not a valid key=value pair", "authorization header requires"),
    # profiles
    *signs("profile-unknown", BOTO, "the config profile ( … could not be found", "profilenotfound"),
    *signs(
        "profile-unknown",
        JAVASCRIPT,
        "could not be found or parsed in shared credentials file",
        "could not resolve credentials using profile",
    ),
    *signs(
        "profile-source-missing",
        BOTO,
        "requires source_profile or credential_source",
        "partial credentials found in assume-role, missing: source_profile",
        'the source_profile " … referenced in the profile " … does not exist',
        'the source profile " … must specify either static credentials',
    ),
    *signs(
        "profile-loop", BOTO, "infinite loop in credential configuration detected", "infiniteloopconfigerror"
    ),
    *signs("profile-loop", JAVASCRIPT, "detected a cycle attempting to resolve credentials"),
    *signs(
        "key-half-missing", BOTO, "partial credentials found in", "partialcredentialserror", weight=GENERAL
    ),
    *signs("credentials-source-broken", BOTO, "error when retrieving credentials from custom-process"),
    *signs(
        "credentials-source-broken",
        BOTO,
        "error when retrieving credentials",
        "credentialretrievalerror",
        "expecting value: line 1 column 1 (char 0)",
        weight=GENERAL,
    ),
    *signs("credentials-source-broken", BOTO, "_retrieve_credentials_using … error"),
    *signs(
        "credentials-source-broken",
        BOTO,
        "[errno 2] no such file or directory: '",
        "[errno 13] permission denied: '",
        weight=GENERAL,
        only_if="the profile has a credential_process: the file is the program that it names",
    ),
    *signs("config-malformed", BOTO, "unable to parse config file", "configparseerror"),
    *signs(
        "web-token-file",
        BOTO,
        "_assume_role_with_web_identity … no such file or directory",
        "filewebidentitytokenloader",
    ),
    *signs("web-token-file", JAVASCRIPT, "fromtokenfile … enoent", "enoent … fromtokenfile"),
    *signs(
        "web-token-file",
        BOTO,
        "[errno 2] no such file or directory: '",
        weight=GENERAL,
        only_if="a web_identity_token_file or AWS_WEB_IDENTITY_TOKEN_FILE names that file",
    ),
    *signs(
        "web-token-file",
        JAVASCRIPT,
        "enoent: no such file or directory, open",
        weight=GENERAL,
        only_if="a web_identity_token_file or AWS_WEB_IDENTITY_TOKEN_FILE names that file",
    ),
    *signs(
        "profile-wants-code",
        BOTO,
        "enter mfa code for",
        "mfa_serial … eoferror",
        "assumerolecredentialfetcher … eoferror",
    ),
    *signs(
        "profile-wants-code",
        JAVASCRIPT,
        "requires multi-factor authentication, but no mfa code callback was provided",
    ),
    # Regions
    *signs("region-missing", BOTO, "you must specify a region", "noregionerror", "(noregion)"),
    *signs(
        "region-missing",
        JAVASCRIPT,
        "region is missing",
        "missing region in config",
        "configerror: missing region",
    ),
    *signs(
        "region-unknown",
        BOTO,
        "provided region_name … doesn't match a supported format",
        "invalidregionerror",
        "invalid endpoint: https://",
        "valueerror: invalid endpoint",
    ),
    *signs("region-unknown", JAVASCRIPT, "region not accepted", "is not a valid hostname component"),
    # sessions of roles
    *signs("mfa-code-refused", AWS, "multifactorauthentication failed with invalid mfa one time pass code"),
    *signs("mfa-device-refused", AWS, "multifactorauthentication failed, unable to validate mfa code"),
    *signs("root-assumes-no-role", AWS, "roles may not be assumed by root accounts"),
    *signs("chain-too-long", AWS, "exceeds the 1 hour session limit for roles assumed by role chaining"),
    *signs("longer-than-role", AWS, "exceeds the maxsessionduration set for this role"),
    *signs(
        "session-token-from-session",
        AWS,
        "cannot call getsessiontoken with session credentials",
        "cannot call getfederationtoken with session credentials",
    ),
    *signs("web-issuer-unknown", AWS, "no openidconnect provider found in your account"),
    *signs("web-token-audience", AWS, "incorrect token audience"),
    *signs("web-token-refused", AWS, "invalididentitytoken", weight=GENERAL),
    *signs(
        "web-token-expired",
        AWS,
        "token is expired: current date/time",
        "the web identity token provided has expired",
        "expiredtokenexception … assumerolewithwebidentity",
        "token must be redeemed within 5 minutes",
    ),
    *signs(
        "web-role-closed",
        AWS,
        "not authorized to perform sts:assumerolewithwebidentity",
        "not authorized to perform: sts:assumerolewithwebidentity",
    ),
)
