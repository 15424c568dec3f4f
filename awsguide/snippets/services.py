"""How AWS's services are called outside botocore, as rows: hosts, versions, paths, and who signs for which Region."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from awsguide.core.partitions import partition_of
from awsguide.core.steps import Call


@dataclass(frozen=True)
class Service:
    """How a service is called outside botocore: its JavaScript name and host, then the API version of a query service,
    the prefix of `X-Amz-Target` of a JSON one, or the paths of a REST one's operations. `signed_as` is the name that a
    signature has, where it is another one.
    """

    javascript: str
    host: str
    version: str = ""
    target: str = ""
    paths: Mapping[str, str] = field(default_factory=dict)
    signed_as: str = ""


SERVICES: Mapping[str, Service] = {
    "sso-oidc": Service("SSOOIDC", "oidc.{region}.{suffix}"),
    "sso": Service("SSO", "portal.sso.{region}.{suffix}"),
    "signin": Service("Signin", "{region}.signin.{console}"),
    "sts": Service("STS", "sts.{region}.{suffix}", "2011-06-15"),
    "iam": Service("IAM", "{iam}", "2010-05-08"),
    "s3": Service("S3", "s3.{region}.{suffix}", paths={"ListBuckets": ""}),
    "iam-toolbox": Service(
        "IAMToolbox",
        "iam-toolbox.{region}.{suffix}",
        paths={"GetRequestAuthorizationDetails": "authorization-details/{authorizationId}"},
        signed_as="iam",
    ),
    "organizations": Service(
        "Organizations", "organizations.{organizations}.{suffix}", target="AWSOrganizationsV20161128"
    ),
}

# Unsigned operations: method, path, and which parameters travel in the query (the rest is a JSON body).
PATHS: Mapping[str, tuple[str, str, Mapping[str, str]]] = {
    "RegisterClient": ("POST", "/client/register", {}),
    "StartDeviceAuthorization": ("POST", "/device_authorization", {}),
    "CreateToken": ("POST", "/token", {}),
    "ListAccounts": ("GET", "/assignment/accounts", {"maxResults": "max_result", "nextToken": "next_token"}),
    "ListAccountRoles": (
        "GET",
        "/assignment/roles",
        {"maxResults": "max_result", "nextToken": "next_token", "accountId": "account_id"},
    ),
    "GetRoleCredentials": (
        "GET",
        "/federation/credentials",
        {"accountId": "account_id", "roleName": "role_name"},
    ),
    "Logout": ("POST", "/logout", {}),
    "CreateOAuth2Token": ("POST", "/v1/token", {}),
}

# Operations that want a proof of possession in the header DPoP, each one good once (RFC 9449).
PROVED = frozenset({"CreateOAuth2Token"})


def host(call: Call, service: Service) -> str:
    """The host of a call in its Region's partition; what is no Region's name cannot leave its place in it."""
    partition = partition_of(call.region)
    # Percent-encoded, it is one label still and nothing to a shell.
    region = quote(call.region or "us-east-1", safe="")
    return service.host.format(
        region=region,
        suffix=partition.suffix,
        console=partition.console,
        iam=partition.iam,
        organizations=partition.organizations_region,
    )


def signed_for(call: Call, service: Service) -> str:
    """The Region that a call is signed for: its own, or the one of the whole partition."""
    return call.region if "{region}" in service.host else partition_of(call.region).iam_region


def dashed(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", name).lower()


def variable(name: str) -> str:
    """The shell variable that stands for a secret parameter ('clientSecret' -> 'CLIENT_SECRET')."""
    return dashed(name).replace("-", "_").upper()
