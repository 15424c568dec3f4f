"""What no permission helps with: what AWS keeps to itself, and calls that only an organization's management may make.

Asked after the policies have allowed a call, as AWS does: AWS's own policies and service control policies, the roles
that its services made, the paths, prefixes and tag keys that are its own. This module refuses to evaluate policies.

Sources: 'Cannot perform the operation on the protected role' (IAM Identity Center user guide), CreateRole,
AttachRolePolicy and TagUser (IAM API reference), 'Actions' (Organizations API reference: what a member account may
call), CreateAlias (KMS API reference), read 2026-11-30.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from moto.iam.models import iam_backends
from moto.organizations.models import organizations_backends

from aws_sandbox.access import permissions
from aws_sandbox.protocol.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_sandbox.access.actions import Call
    from aws_sandbox.access.principals import Principal

_OF_AWS = "arn:aws:iam::aws:policy/"
_FOR_SERVICES = f"{_OF_AWS}aws-service-role/"
_RESERVED_PATHS = ("/aws-reserved/", "/aws-service-role/")
_RESERVED_NAMES = ("AWSReservedSSO_", "AWSServiceRoleFor")
_POLICY_WRITES = frozenset(
    {
        "CreatePolicyVersion",
        "DeletePolicy",
        "DeletePolicyVersion",
        "SetDefaultPolicyVersion",
        "TagPolicy",
        "UntagPolicy",
    }
)
_ROLE_WRITES = frozenset(
    {
        "AttachRolePolicy",
        "DeleteRole",
        "DeleteRolePermissionsBoundary",
        "DeleteRolePolicy",
        "DetachRolePolicy",
        "PutRolePermissionsBoundary",
        "PutRolePolicy",
        "TagRole",
        "UntagRole",
        "UpdateAssumeRolePolicy",
        "UpdateRole",
        "UpdateRoleDescription",
    }
)
# Its account may describe and tag the role of a service.
_OF_SERVICE_ROLES = frozenset({"TagRole", "UntagRole", "UpdateRole", "UpdateRoleDescription"})
_ALIAS_WRITES = frozenset({"CreateAlias", "UpdateAlias", "DeleteAlias"})

# How services say that a tag key is AWS's own; moto knows it of some others.
_TAG_KEYS: Mapping[str, tuple[str, str]] = {
    "iam": ("InvalidInput", "Tag keys that begin with 'aws:' are reserved for AWS."),
    "ec2": (
        "InvalidParameterValue",
        "Value ( {key} ) for parameter key is invalid. Tag keys starting with 'aws:' are reserved for internal use",
    ),
    "s3": ("InvalidTag", "System tags cannot be added/updated by requester"),
}

# What a member account may call of Organizations; delegated administrators read besides.
_MEMBERS_MAY = frozenset(
    {
        "AcceptHandshake",
        "CancelHandshake",
        "CreateOrganization",
        "DeclineHandshake",
        "DescribeEffectivePolicy",
        "DescribeHandshake",
        "DescribeOrganization",
        "LeaveOrganization",
        "ListHandshakesForAccount",
    }
)
_READS = ("List", "Describe")
_FULL_ACCESS = frozenset({"p-FullAWSAccess", "p-RCPFullAWSAccess"})
_NOT_YOURS = "You don't have permissions to access this resource."


def check(call: Call, principal: Principal) -> None:
    """Refuse a call that policies allow and AWS does not; raises `Refusal`."""
    _check_tag_keys(call)
    if call.service == "iam":
        _check_iam(call, principal)
    elif call.service == "organizations":
        _check_organizations(call, principal)
    elif call.service == "kms" and call.operation in _ALIAS_WRITES:
        _check_alias(call.parameters.get("AliasName", ""))


def _check_alias(name: str) -> None:
    if name.startswith("alias/aws/"):
        raise Refusal(code="NotAuthorizedException", message="Names under alias/aws/ are reserved for AWS.")


def is_of_management(call: Call) -> bool:
    """Say whether a call of Organizations is one that member accounts do not make."""
    return call.operation not in _MEMBERS_MAY


def _check_tag_keys(call: Call) -> None:
    code, words = _TAG_KEYS.get(call.service, ("", ""))
    reserved = next((key for key in call.tags if key.lower().startswith("aws:")), None)
    if code and reserved is not None:
        raise Refusal(code=code, message=words.replace("{key}", reserved))


def _check_iam(call: Call, principal: Principal) -> None:
    arn = call.parameters.get("PolicyArn", "")
    if call.operation in _POLICY_WRITES and arn.startswith(_OF_AWS):
        said = f"User: {principal.arn} is not authorized to perform: {call.action} on resource: policy {arn}"
        raise Refusal("denied", said)
    if call.operation.startswith("Attach") and arn.startswith(_FOR_SERVICES):
        said = "Cannot attach a Service Role Policy to a Customer Role."
        raise Refusal(code="PolicyNotAttachable", message=said)
    if call.operation.startswith("Create") and call.operation != "CreateServiceLinkedRole":
        _check_names(call)
    if call.operation in _ROLE_WRITES:
        _check_role(call, principal)


def _check_names(call: Call) -> None:
    path, name = call.parameters.get("Path", ""), call.parameters.get("RoleName", "")
    if path.startswith(_RESERVED_PATHS):
        raise Refusal(code="InvalidInput", message=f"The path {path} is reserved for AWS.")
    if call.operation == "CreateRole" and name.startswith(_RESERVED_NAMES):
        raise Refusal(code="InvalidInput", message=f"The role name {name} is reserved for AWS.")


def _check_role(call: Call, principal: Principal) -> None:
    name = call.parameters.get("RoleName", "")
    roles = list(iam_backends[principal.account_id]["aws"].roles.values())
    path = next((str(role.path) for role in roles if role.name == name), "")
    reserved, of_service = (path.startswith(begin) for begin in _RESERVED_PATHS)
    if reserved or (of_service and call.operation not in _OF_SERVICE_ROLES):
        said = f"Cannot perform the operation on the protected role '{name}' - this role is only modifiable by AWS"
        raise Refusal(code="UnmodifiableEntity", message=said)


def _check_organizations(call: Call, principal: Principal) -> None:
    management = permissions.management_account(principal.account_id)
    named = {call.parameters.get("PolicyId"), call.parameters.get("ResourceId")}
    if named & _FULL_ACCESS and call.operation in ("UpdatePolicy", "DeletePolicy", "TagResource"):
        raise Refusal("denied", _NOT_YOURS)
    if management == principal.account_id or not is_of_management(call):
        return
    backend = organizations_backends[management]["aws"]
    delegated = any(row.account.id == principal.account_id for row in list(backend.admins))
    if not (delegated and call.operation.startswith(_READS)):
        raise Refusal("denied", _NOT_YOURS)
