"""The pages that reasons come from: AWS's, and the specifications behind them, read on the date in `table/`."""

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
NATIVE_RFC = "https://www.rfc-editor.org/rfc/rfc8252"
IAM_MFA = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa.html"
STS_SCOPED = "https://docs.aws.amazon.com/STS/latest/APIReference/API_GetScopedCredentials.html"
STS_SESSION_TOKEN = "https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html"  # noqa: S105
STS_FEDERATION_TOKEN = "https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html"  # noqa: S105
STS_WEB_IDENTITY = "https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html"
STS_COMPARED = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_sts-comparison.html"
CONSOLE_LINK = (
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html"
)
ROLE_PROFILES = "https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-role.html"
CREDENTIAL_PROCESS = "https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html"
OIDC_PROVIDERS = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc.html"
ASSUME_ROLE = "https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html"
CONFUSED_DEPUTY = "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html"
IAM_TAGS = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html"
MFA_CODES = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html"
POLICY_GRAMMAR = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html"
ROLE_CHAINS = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html"
ROLE_TROUBLE = "https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_roles.html"
SESSION_POLICIES = "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html"
SESSION_TAGS = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html"
SOURCE_IDENTITY = (
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html"
)
ACCESS_KEYS = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html"
CREDENTIAL_REPORT = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html"
IAM_IDS = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html"
