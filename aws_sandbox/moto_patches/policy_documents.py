"""Policy documents as IAM takes them: what moto lets pass is refused in AWS's words, and so is deleting one in use.

moto checks the syntax of identity-based policies, and leaves out who is named in them and how; trust policies it looks
at only when they are changed. A principal of an account that the sandbox does not have is taken at its word. This
module refuses to evaluate.

Sources: IAM API reference, CreateRole, PutUserPolicy and DeletePolicy; 'IAM JSON policy elements: Principal', '... Sid'
(IAM user guide, read 2026-11-26). Read in moto 5.2.5: iam/policy_validation.py, iam/models.py, iam/responses.py.
"""

from __future__ import annotations

import re
from functools import cache, wraps
from typing import TYPE_CHECKING, Any

from moto.core.responses import ActionResult
from moto.iam import models
from moto.iam.exceptions import DeleteConflictException, MalformedPolicyDocument
from moto.iam.models import IAMBackend, iam_backends
from moto.iam.policy_validation import IAMPolicyDocumentValidator, IAMTrustPolicyDocumentValidator
from moto.iam.responses import IamResponse

from aws_sandbox.moto_patches import kept_principals

if TYPE_CHECKING:
    from collections.abc import Iterator

_SID = re.compile(r"[0-9A-Za-z]*", re.ASCII)
_ACCOUNT = re.compile(r"(?:arn:aws:iam::)?\d{12}(?::root)?", re.ASCII)
_ENTITY = re.compile(r"arn:aws:iam::(\d{12}):(user|role)/(?:[!-)+->@-~]+/)?([\w+=,.@-]+)", re.ASCII)
_SESSION = re.compile(
    r"arn:aws:sts::\d{12}:(?:assumed-role/[\w+=,.@-]+|federated-user)/[\w+=,.@-]+", re.ASCII
)


class IdentityPolicyValidator(IAMPolicyDocumentValidator):
    """Takes what IAM takes for an identity-based policy that is inline, and STS for a session policy."""

    def validate(self) -> None:
        """Raise moto's MalformedPolicyDocument for what IAM does not take."""
        super().validate()
        _check_identity_statements(self._statements)

    def _validate_version(self) -> None:
        """Take both versions, and none: that means the older one, which knows no variables."""

    def _validate_resource_format(self, resource: str) -> None:
        fields = resource.split(":")
        if len(fields) < 6 and "::" not in resource and len(fields) > 2 and fields[2] not in ("", "*"):
            # AWS completes it with wildcards, which are right in every field.
            super()._validate_resource_format(":".join([*fields[:2], "sqs", "*", "*", "*"]))
        elif not (resource.startswith("arn:aws:iam::") and fields[5:] == ["*"]):
            super()._validate_resource_format(resource)


class ManagedPolicyValidator(IdentityPolicyValidator):
    """Takes what IAM takes for a managed policy, which has to be of the newer version of the language."""

    def _validate_version(self) -> None:
        IAMPolicyDocumentValidator._validate_version(self)


class TrustPolicyValidator(IAMTrustPolicyDocumentValidator):
    """Takes what IAM takes for whom a role trusts."""

    def validate(self) -> None:
        """Raise moto's MalformedPolicyDocument for what IAM does not take."""
        try:
            self._validate_syntax()
        except Exception:
            # moto says what is wrong by an AssertionError, and by others where it did not expect the shape.
            raise MalformedPolicyDocument("This policy contains invalid Json") from None
        _check_trust_statements(self._statements)


@cache
def teach() -> None:
    """Give moto's IAM the checks; once for the process."""
    create_role, delete_policy = IamResponse.create_role, IAMBackend.delete_policy
    create_policy, create_version = IAMBackend.create_policy, IAMBackend.create_policy_version
    update_trust = IAMBackend.update_assume_role_policy

    @wraps(create_role)
    def create_trusted_role(response: Any) -> ActionResult:
        document = response._get_param("AssumeRolePolicyDocument") or ""
        TrustPolicyValidator(document).validate()
        result = create_role(response)
        kept_principals.settle(document)
        return result

    @wraps(update_trust)
    def update_settled_trust(backend: IAMBackend, role_name: str, policy_document: str) -> None:
        update_trust(backend, role_name, policy_document)
        kept_principals.settle(policy_document)

    @wraps(create_policy)
    def create_newer_policy(backend: IAMBackend, *given: Any, **named: Any) -> Any:
        ManagedPolicyValidator(str(named.get("policy_document") or given[2])).validate()
        return create_policy(backend, *given, **named)

    @wraps(create_version)
    def create_newer_version(
        backend: IAMBackend, policy_arn: str, policy_document: str, as_default: bool
    ) -> Any:
        ManagedPolicyValidator(policy_document).validate()
        return create_version(backend, policy_arn, policy_document, as_default)

    @wraps(delete_policy)
    def delete_unused_policy(backend: IAMBackend, policy_arn: str) -> None:
        _check_unused(backend, policy_arn)
        delete_policy(backend, policy_arn)

    for owner, name, replacement in (
        (models, "IAMPolicyDocumentValidator", IdentityPolicyValidator),
        (models, "IAMTrustPolicyDocumentValidator", TrustPolicyValidator),
        (IamResponse, "create_role", create_trusted_role),
        (IAMBackend, "update_assume_role_policy", update_settled_trust),
        (IAMBackend, "create_policy", create_newer_policy),
        (IAMBackend, "create_policy_version", create_newer_version),
        (IAMBackend, "delete_policy", delete_unused_policy),
    ):
        setattr(owner, name, replacement)


def _check_identity_statements(statements: list[dict[str, Any]]) -> None:
    for statement in statements:
        if {"Principal", "NotPrincipal"} & set(statement):
            raise MalformedPolicyDocument("Policy document should not specify a principal.")
        if not _SID.fullmatch(statement.get("Sid") or ""):
            raise MalformedPolicyDocument(
                "Statement IDs (SID) must be alpha-numeric. "
                "Check that your input satisfies the regular expression [0-9A-Za-z]*"
            )
        for operator, keys in statement.get("Condition", {}).items():
            if operator.endswith("NullIfExists"):
                raise MalformedPolicyDocument("Syntax errors in policy.")
            if not all(":" in key for key in keys):
                raise MalformedPolicyDocument(
                    "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
                )


def _check_trust_statements(statements: list[dict[str, Any]]) -> None:
    for statement in statements:
        for name in ("Resource", "NotResource"):
            if name in statement:
                raise MalformedPolicyDocument(f"Has prohibited field {name}")
        principals = statement.get("Principal", statement.get("NotPrincipal"))
        if principals is None:
            raise MalformedPolicyDocument("Missing required field Principal")
        actions = _listed(statement.get("Action", statement.get("NotAction")))
        if not actions or not all(action.lower().startswith("sts:") for action in actions):
            raise MalformedPolicyDocument("AssumeRole policy may only specify STS AssumeRole actions.")
        for kind, name in _named(principals):
            if not _may_be_named(kind, name):
                raise MalformedPolicyDocument(f'Invalid principal in policy: "{kind.upper()}":"{name}"')


def _listed(value: Any) -> list[str]:
    return [str(item) for item in (value if isinstance(value, list) else [value] if value else [])]


def _named(principals: Any) -> Iterator[tuple[str, str]]:
    rows = principals if isinstance(principals, dict) else {"AWS": principals}
    for kind, names in rows.items():
        for name in _listed(names):
            yield str(kind), name


def _may_be_named(kind: str, name: str) -> bool:
    """Say whether a trust policy may name this: wildcards are none but `*`, and users and roles have to be there."""
    if kind != "AWS":
        return kind == "Federated" or (kind == "Service" and name != "*")
    if kept_principals.UNIQUE_ID.fullmatch(name):
        return kept_principals.exists(name)
    found = _ENTITY.fullmatch(name)
    if found is not None:
        return _is_there(name, *found.groups())
    return name == "*" or bool(_ACCOUNT.fullmatch(name) or _SESSION.fullmatch(name))


def _is_there(arn: str, account_id: str, what: str, short: str) -> bool:
    if account_id not in iam_backends:
        return True
    iam = iam_backends[account_id]["aws"]
    if what == "user":
        user = iam.users.get(short)
        return user is not None and user.arn == arn
    return any(role.arn == arn for role in list(iam.roles.values()))


def _check_unused(backend: IAMBackend, policy_arn: str) -> None:
    policy = backend.get_policy(policy_arn)
    tables: tuple[dict[str, Any], ...] = (backend.users, backend.roles, backend.groups)
    owners = [owner for table in tables for owner in list(table.values())]
    if any(
        policy_arn in owner.managed_policies or getattr(owner, "permissions_boundary_arn", None) == policy_arn
        for owner in owners
    ):
        raise DeleteConflictException("Cannot delete a policy attached to entities.")
    if len(policy.versions) > 1:
        raise DeleteConflictException(
            "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. "
            "The default version is deleted with the policy."
        )
