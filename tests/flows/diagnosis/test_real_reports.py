"""Errors that people have reported, as they pasted them: whoever is tired gets the right page."""

from __future__ import annotations

import pytest

from awsguide.flows.diagnosis import read

# Where it was reported, what it is, and the lines that were pasted.
REPORTED = (
    (
        "aws/aws-cli#10330",
        "console-session-ended",
        "aws: [ERROR]: An error occurred (AccessDeniedException) when calling the CreateOAuth2Token "
        "operation: The refresh token has expired.",
    ),
    (
        "aws/aws-cli#10613",
        "console-session-ended",
        "An error occurred (ValidationException) when calling the CreateOAuth2Token operation:\nThe "
        "provided authorization grant is invalid, expired, revoked, or malformed\n\nerror: "
        "INVALID_REQUEST",
    ),
    (
        "hashicorp/terraform-provider-aws#38965",
        "sso-token-missing",
        "│ Error: failed to refresh cached credentials, the SSO session has expired or is invalid: open "
        "/Users/x/.aws/sso/cache/16ff4db39347b47fc9cda3379ea14fce4c2e2c17.json: no such file or "
        "directory",
    ),
    (
        "hashicorp/terraform#32448",
        "sso-token-missing",
        "│ Error: SSOProviderInvalidToken: the SSO session has expired or is invalid\n│ caused by: open "
        "/Users/username/.aws/sso/cache/7ad0ebf54.json: no such file or directory",
    ),
    (
        "hashicorp/terraform-provider-aws#28263",
        "sso-settings-incomplete",
        'Error: configuring Terraform AWS Provider: loading configuration: profile "profile" is '
        "configured to use SSO but is missing required configuration: sso_region, sso_start_url",
    ),
    (
        "aws-quickstart/terraform-aws-vpc#6",
        "no-credentials-found",
        "Error: NoCredentialProviders: no valid providers in chain. Deprecated.\n\tFor verbose messaging "
        "see aws.Config.CredentialsChainVerboseErrors",
    ),
    (
        "hashicorp/terraform-provider-aws#36055",
        "instance-without-role",
        "│ AWS Error: failed to refresh cached credentials, no EC2 IMDS role found, operation error "
        "ec2imds: GetMetadata, request canceled, context deadline exceeded",
    ),
    (
        "aws-actions/configure-aws-credentials#1446",
        "web-role-closed",
        "Error: Could not assume role with OIDC: Not authorized to perform sts:AssumeRoleWithWebIdentity",
    ),
    (
        "aws-actions/configure-aws-credentials#1219",
        "role-not-trusting",
        "An error occurred (AccessDenied) when calling the AssumeRole operation: User: "
        "arn:aws:sts::abc:assumed-role/AssumeRoleWithAction/GitHub_to_AWS is not authorized to perform: "
        "sts:AssumeRole on resource: arn:aws:iam::abc:role/AssumeRoleWithAction",
    ),
    (
        "aws/aws-sdk-js-v3#4679",
        "no-credentials-found",
        "     at listOnTimeout (node:internal/timers:528:9)\n     '$metadata': { attempts: 1, "
        "totalRetryDelay: 0 }\n      tryNextLink: false,\n      CredentialsProviderError: Could not load "
        "credentials from any providers",
    ),
    (
        "aws/aws-cli#7340",
        "session-ended",
        "An error occurred (UnauthorizedException) when calling the GetRoleCredentials operation: "
        "Session token not found or invalid",
    ),
    (
        "61418/aws-sso-util#74",
        "session-ended",
        'DEBUG:botocore.parsers:Response body: b\'{"message":"Session token not found or '
        'invalid","__type":"com.amazonaws.switchboard.portal#UnauthorizedException"}\'',
    ),
    (
        "61418/aws-sso-util#83",
        "session-ended",
        "$ aws sts get-caller-identity --profile aaaa\nError when retrieving token from sso: Token has "
        "expired and refresh failed",
    ),
    (
        "aws/aws-cli#7789",
        "credentials-expired",
        "when I push: The provided token has expired",
    ),
    (
        "anthropics/claude-code#67529",
        "credentials-expired",
        "Please run /login · API Error: 401 The security token included in the request is expired",
    ),
    (
        "aws/aws-sdk-js-v3#2137",
        "instance-without-role",
        "ProviderError: Unable to connect to instance metadata service",
    ),
    (
        "aws/aws-sdk-js-v3#2137",
        "instance-without-role",
        "Error: TimeoutError\n    at ClientRequest.<anonymous> "
        "(/api/node_modules/@aws-sdk/credential-provider-imds/dist/cjs/remoteProvider/httpRequest.js:17:20)",
    ),
    (
        "PaloAltoNetworks/ansible-pan#45",
        "no-credentials-found",
        'fatal: [localhost]: FAILED! => {"changed": false, "module_stderr": "Traceback (most recent '
        'call last):\\n  File \\"/tmp/m.py\\", line 604, in <module>\\n    '
        'main()\\nbotocore.exceptions.NoCredentialsError: Unable to locate credentials\\n"}',
    ),
    (
        "aws/aws-cli#7361",
        "session-ended",
        "> CredentialsProviderError: The SSO session associated with this profile has expired. To "
        "refresh this SSO session run aws sso login with the corresponding profile",
    ),
    (
        "pbar1/mfaws#2",
        "no-credentials-found",
        "* provider.aws: No valid credential sources found for AWS Provider.\n  Please see "
        "https://terraform.io/docs/providers/aws/index.html for more information on",
    ),
    (
        "amazon-archives/amazon-cognito-identity-js#366",
        "no-credentials-found",
        "Unable to load AWS credentials from any provider in the chain",
    ),
    (
        "aws/aws-cli#6580",
        "credentials-expired",
        "denied: Your authorization token has expired. Reauthenticate and try again.",
    ),
    (
        "aws/aws-cli#9949",
        "runtime-missing",
        "botocore.exceptions.MissingDependencyException: Missing Dependency: Using the login credential "
        'provider requires an additional dependency. You will need to pip install "botocore[crt]" '
        "before proceeding.",
    ),
)


@pytest.mark.parametrize(("where", "means", "text"), REPORTED)
def test_what_people_pasted_leads_to_the_right_page(where: str, means: str, text: str) -> None:
    (finding,) = read(text).findings
    assert finding.code == means, where
    assert finding.command_line
