"""What to do on a command line, by the code of an explanation: the commands beside what the panels do.

Each says the same as the explanation's next step, for somebody with a terminal and no notebook. Commands are those of
the AWS CLI v2 and of this guide, with words in capitals where a reader's own go.
"""

from __future__ import annotations

from collections.abc import Mapping

_SSO_LOGIN = "Run 'aws sso login --profile PROFILE', then the same command again."
_AWS_LOGIN = "Run 'aws login --profile PROFILE', then the same command again."
_WHICH = "Run 'awsguide which --profile PROFILE': it names the file and line, or the variable."
_WHO = "Run 'aws sts get-caller-identity' to see who you are. "
_CLOCK = (
    "Run 'awsguide diagnose --check clock', or compare 'date -u' with 'curl -sI https://sts.amazonaws.com | grep -i "
    "^date'. Set the clock: 'sudo timedatectl set-ntp true' on Linux, 'sudo sntp -sS time.apple.com' on "
    "macOS, 'w32tm /resync' on Windows, 'wsl --shutdown' for WSL."
)
_PROXY = "Run 'env | grep -i proxy' and 'curl -sSI https://sts.amazonaws.com': curl uses the same variables."
_POLICY = (
    _WHO + "Whoever manages the account finds what is missing with 'aws iam simulate-principal-policy "
    "--policy-source-arn ARN --action-names ACTION'."
)

ON_COMMAND_LINE: Mapping[str, str] = {
    "no-credentials-found": "Run 'awsguide which' in the very terminal or program that fails: it lists each place and "
    "what is in it. To get credentials: 'aws sso login' (a company's start page), 'aws login' (a console user), or "
    "'export AWS_PROFILE=PROFILE' for a profile that is there ('aws configure list-profiles').",
    "sso-token-missing": _SSO_LOGIN + " 'ls ~/.aws/sso/cache' shows the tokens that are there.",
    "sso-settings-incomplete": "Run 'aws configure sso --profile PROFILE', or open ~/.aws/config and compare the "
    "profile's sso_session with the name in [sso-session NAME].",
    "session-ended": _SSO_LOGIN
    + " If it still fails, run 'aws sso logout' first: that removes the old token.",
    "no-access": "Run 'awsguide diagnose --check assignments --profile PROFILE': it lists what is assigned to you in "
    "that account. Compare sso_account_id and sso_role_name in ~/.aws/config with it, capitals included.",
    "wrong-region": "Correct sso_region in the [sso-session] of ~/.aws/config, then run 'aws sso login' again.",
    "start-url-unknown": "Open sso_start_url in a browser, correct it or sso_region in ~/.aws/config, then run "
    "'aws sso login' again.",
    "code-expired": "Run 'aws sso login --use-device-code' again and confirm the new code within ten minutes.",
    "denied": "Run 'aws sso login' again and choose Allow.",
    "grant-refused": "Run 'aws sso login' again; close older sign-in tabs first.",
    "client-expired": "Delete the registration ('awsguide inventory' names its file), then run 'aws sso login' again.",
    "console-not-stored": _AWS_LOGIN,
    "console-session-ended": _AWS_LOGIN + " If it ends at once again, compare the clock: 'date -u'.",
    "console-password-changed": _AWS_LOGIN,
    "console-sign-in-not-allowed": "Whoever manages the account runs 'aws iam attach-user-policy --user-name NAME "
    "--policy-arn arn:aws:iam::aws:policy/SignInLocalDevelopmentAccess'.",
    "wrong-account-in-browser": "Sign out in the browser, run 'aws logout --profile PROFILE' and 'aws login --profile "
    "PROFILE', and read the ARN in its last line. Check with 'aws sts get-caller-identity --profile PROFILE'. Answer n "
    "when it asks whether to overwrite another session.",
    "clock-at-sign-in": _CLOCK + " Then run 'aws login' again.",
    "clock-skew": _CLOCK,
    "runtime-missing": "Run 'python -m pip install \"botocore[crt]\"' with the Python of that program; or put "
    "'credential_process = aws configure export-credentials --profile PROFILE --format process' into a profile for it.",
    "credentials-expired": "Get new ones the way you got these: 'aws sso login', 'aws login', or the command that "
    "printed them. If you exported them, run 'unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN' first.",
    "source-credentials-ended": "Get the source profile's credentials again ('aws sso login', 'aws login'). If you "
    "exported them, run 'unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN' first.",
    "credentials-unknown": _WHICH
    + " If it is a variable you did not mean, unset it. Then check that the secret and "
    "the key ID belong together and that no old AWS_SESSION_TOKEN is beside them.",
    "signature-unreadable": _WHICH + " The key ID has 20 capital letters and digits, and nothing else.",
    "profile-unknown": "Run 'aws configure list-profiles', and compare letter by letter; 'echo $AWS_PROFILE' shows "
    "what a variable asks for. In ~/.aws/config the header is [profile NAME].",
    "profile-source-missing": "Add source_profile = NAME to the profile in ~/.aws/config, where NAME has credentials; "
    "on EC2 or in a container credential_source instead.",
    "profile-loop": "Open ~/.aws/config and let one profile's source_profile name one that has keys or a sign-in.",
    "profile-broken": _WHICH,
    "profile-wants-code": "Run the command in a terminal, where you can type the code; for a program, get a session "
    "first: 'aws sts get-session-token --serial-number ARN --token-code CODE'.",
    "key-half-missing": _WHICH + " Set the missing half, or unset the one that is there.",
    "credentials-source-broken": "Run the command behind credential_process by hand: it must print one JSON object "
    "with Version 1, AccessKeyId and SecretAccessKey, and nothing else. " + _WHICH,
    "instance-without-role": "On an instance: 'curl -s -H \"X-aws-ec2-metadata-token: $(curl -s -X PUT -H "
    "\\'X-aws-ec2-metadata-token-ttl-seconds: 60\\' http://169.254.169.254/latest/api/token)\" "
    "http://169.254.169.254/latest/meta-data/iam/security-credentials/' names the role. On your own computer: "
    "'awsguide which'.",
    "config-malformed": "Run 'awsguide which': it names the file and the line. 'aws configure list' fails until that "
    "line is fixed.",
    "web-token-file": "Run 'ls -l \"$AWS_WEB_IDENTITY_TOKEN_FILE\"'. In a cluster, check that the pod has the service "
    "account; in a pipeline, that it may ask for an ID token.",
    "web-token-audience": "Ask for the token with the audience sts.amazonaws.com, and compare with 'aws iam "
    "get-open-id-connect-provider --open-id-connect-provider-arn ARN'.",
    "web-token-refused": "Decode the token's middle part (base64) and compare iss, aud and sub with 'aws iam get-role "
    "--role-name NAME' and 'aws iam list-open-id-connect-providers'.",
    "web-token-expired": "Ask the issuer for a fresh token and trade it at once; compare 'date -u' with its exp.",
    "web-issuer-unknown": "Compare the token's iss, letter by letter, with 'aws iam list-open-id-connect-providers' in "
    "the role's account.",
    "web-role-closed": "Compare the conditions in 'aws iam get-role --role-name NAME --query "
    "Role.AssumeRolePolicyDocument' with the token's aud and sub.",
    "region-missing": "Run 'export AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1' (boto3 reads only the second, "
    "JavaScript only the first), or 'aws configure set region us-east-1 --profile PROFILE'.",
    "region-unknown": "Run 'awsguide which': it says which Region each client takes and from where. "
    "'aws configure set region eu-central-1 --profile PROFILE' corrects a profile.",
    "region-switched-off": "Use another Region: '--region us-east-1'. An administrator switches one on with "
    "'aws account enable-region --region-name REGION'.",
    "mfa-code-refused": "Wait for the next six digits and run the command again; each code works once.",
    "mfa-device-refused": "Run 'aws iam list-mfa-devices' and copy SerialNumber.",
    "root-assumes-no-role": _WHO
    + "If the ARN ends in ':root', use a user's or role's profile: '--profile PROFILE'.",
    "chain-too-long": "Ask for --duration-seconds 3600 or less, and take duration_seconds out of the profile.",
    "longer-than-role": "Ask for less, or run 'aws iam get-role --role-name NAME --query Role.MaxSessionDuration'.",
    "session-token-from-session": "Use the user's own key: 'aws sts get-session-token --profile PROFILE', with the "
    "session's variables unset.",
    "scoped-outlives": "Ask for fewer seconds than the session has left.",
    "assume-not-allowed": _POLICY.replace("ACTION'", "sts:AssumeRole --resource-arns ROLE-ARN'"),
    "role-not-trusting": _WHO + "Compare it with 'aws iam get-role --role-name NAME --query "
    "Role.AssumeRolePolicyDocument' in the role's account: principal, external ID, MFA, tags.",
    "root-session-refused": _WHO
    + "Only a privileged identity of the management account or a delegated administrator "
    "may call AssumeRoot.",
    "tag-session-refused": "Leave --tags out, or let the role's trust policy allow sts:TagSession.",
    "source-identity-refused": "Leave --source-identity out, or let the role's trust policy allow "
    "sts:SetSourceIdentity.",
    "sts-parameter-refused": "Run 'aws sts assume-role help' and correct the option that the sentence names.",
    "policy-refused": "Run 'aws accessanalyzer validate-policy --policy-type IDENTITY_POLICY --policy-document "
    "file://POLICY.json': it marks the mistake.",
    "packed-too-large": "Shorten --policy or --tags, or use --policy-arns.",
    "access-denied": _POLICY,
    "too-many-requests": "Wait a minute. 'export AWS_RETRY_MODE=adaptive AWS_MAX_ATTEMPTS=8' makes boto3 and the AWS "
    "CLI wait by themselves.",
    "server-error": "Try again in a minute; https://health.aws.amazon.com/health/status shows what AWS knows.",
    "network-name": "Run 'curl -sSI https://sts.amazonaws.com'. If that works, compare the address in the message and "
    "AWS_ENDPOINT_URL letter by letter; 'awsguide which' shows the Region that becomes part of it.",
    "network-connection": _PROXY + " 'env | grep AWS_ENDPOINT_URL' shows whether calls are sent elsewhere.",
    "network-timeout": _PROXY,
    "network-proxy": _PROXY,
    "network-proxy-password": _PROXY
    + " Put user and password into HTTPS_PROXY=http://USER:PASSWORD@PROXY:PORT.",
    "network-proxy-refused": _PROXY,
    "network-tls": "Get the company's certificate as a PEM file and run 'export AWS_CA_BUNDLE=FILE "
    "NODE_EXTRA_CA_CERTS=FILE'. Never use --no-verify-ssl.",
    "network-tls-bundle": "Run 'env | grep -E \"CA_BUNDLE|SSL_CERT\"' and 'aws configure get ca_bundle': one of them "
    "names a file that is not there.",
    "network-tls-cut-off": "Run 'curl -sSI https://HOST' for the host in the message: if that fails too, a firewall is "
    "in the way. 'http' where 'https' is spoken looks like this too: check AWS_ENDPOINT_URL.",
    "error-not-recognised": "Run the command again with --debug (AWS CLI), or boto3.set_stream_logger('') first "
    "(boto3), and search for the line with 'Exception' or 'error'. Its output holds secrets: do not send it to anyone.",
    "aws-said": "Run 'aws SERVICE OPERATION help': codes that belong to one operation are in AWS's page about it.",
}
