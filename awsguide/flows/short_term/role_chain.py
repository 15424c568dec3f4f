"""Chains of profiles: from a role's profile through its source profiles to the one that holds credentials.

Flows: `chain_of`. It follows `source_profile` as botocore does and reads settings alone, no key. Nothing here reads,
writes, sends, sleeps or prints.

Source: botocore's AssumeRoleProvider as installed;
https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-role.html, 2026-11-26.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from awsguide.config.documents import text_of
from awsguide.core.model import RoleRequest
from awsguide.core.steps import Flow, Load
from awsguide.explanations import explain
from awsguide.flows.short_term import role_options
from awsguide.flows.short_term.role_options import OPTIONS, USUAL_NAME

_KEYS = ("aws_access_key_id", "aws_secret_access_key")
# Where a machine can give credentials by itself, and what botocore and the CLI call it.
CREDENTIAL_SOURCES = {
    "Environment": "the environment variables AWS_ACCESS_KEY_ID and so on",
    "Ec2InstanceMetadata": "the role of the EC2 instance",
    "EcsContainer": "the role of the ECS task or EKS pod",
}


@dataclass(frozen=True)
class RoleChain:
    """Where credentials begin, and the roles to assume from there, in order.

    `base` is the profile that holds them, '' when the machine gives them (`credential_source`); `profiles` are the
    names that `requests` were read from, in the same order.
    """

    base: str
    credential_source: str = ""
    profiles: tuple[str, ...] = ()
    requests: tuple[RoleRequest, ...] = ()


def chain_of(profile: str) -> Flow[RoleChain]:
    """Follow a profile to its beginning; raises `BadInput` for one that leads nowhere, or in a circle."""
    names: list[str] = []
    requests: list[RoleRequest] = []
    name, base, machine = profile, "", ""
    while True:
        found: Mapping[str, object] | None = yield Load("profile", name)
        if found is None:
            raise explain("profile-unknown", profile=name)
        # A source's own keys count before its role, as for botocore.
        if not is_role(found) or (names and _has_keys(found)):
            base = name
            break
        source, machine = text_of(found, "source_profile"), text_of(found, "credential_source")
        if bool(source) == bool(machine):
            detail = "it names two places" if source else "nothing says from where"
            raise explain("profile-source-missing", profile=name, detail=detail)
        names.append(name)
        requests.append(request_of(found))
        if machine:
            break
        if source == name and _has_keys(found):
            base = name
            break
        if source in names:
            raise explain("profile-loop", chain=" -> ".join([*names, source]))
        name = source
    return RoleChain(base, machine, tuple(reversed(names)), tuple(reversed(requests)))


def is_role(settings: Mapping[str, object]) -> bool:
    """Whether a profile assumes a role with other credentials; one with a token's file does it without any."""
    return "role_arn" in settings and "web_identity_token_file" not in settings


def request_of(settings: Mapping[str, object]) -> RoleRequest:
    """What a role's profile asks for. Raises `BadInput` for a duration that is none."""
    given = {option.argument: text_of(settings, option.setting) for option in OPTIONS if option.setting}
    given["session_name"] = given["session_name"] or USUAL_NAME
    return role_options.request_of(text_of(settings, "role_arn"), given)


def _has_keys(settings: Mapping[str, object]) -> bool:
    return any(key in settings for key in _KEYS)
