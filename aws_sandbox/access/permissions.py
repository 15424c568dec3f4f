"""Which policies apply to a caller: read from moto's IAM and Organizations whenever they are asked for.

Nothing is kept: a change by boto3 counts from the next request on. moto's tables are copied before they are gone
through, since another thread may be changing them. This module refuses to evaluate.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.iam.models import iam_backends
from moto.organizations.models import organizations_backends

from aws_sandbox.access import reference
from aws_sandbox.access.principals import PrincipalKind
from aws_sandbox.access.statements import Kind, Policy, read
from aws_sandbox.moto_patches import managed_policies

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moto.iam.models import Group, Role, User

    from aws_sandbox.access.principals import Principal, Session

SERVICE_CONTROL, RESOURCE_CONTROL = "SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"
_EVERYTHING = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}'


def identity(principal: Principal, session: Session | None) -> tuple[Policy, ...]:
    """Return a caller's identity-based policies; none if the user or role was deleted meanwhile."""
    if principal.kind is PrincipalKind.ANONYMOUS:
        return ()
    if principal.kind is PrincipalKind.ROLE:
        role = role_of(principal)
        return tuple(_attached(role)) if role else ()
    if principal.kind is PrincipalKind.ROOT:
        everything = read(
            "everything", Kind.IDENTITY, _EVERYTHING, owner="root user", attached_to=principal.arn
        )
        return (everything, *_task(principal, session))
    if session is not None and session.issuer is not None:
        return identity(session.issuer, None)
    user = user_of(principal)
    if user is None:
        return ()
    groups = list(iam_backends[principal.account_id]["aws"].groups.values())
    joined = [group for group in groups if user in group.users]
    return (*_attached(user), *(policy for group in joined for policy in _attached(group)))


def _task(principal: Principal, session: Session | None) -> tuple[Policy, ...]:
    """Return the task policy of a session of AssumeRoot: it takes away from everything, and allows nothing itself."""
    arn = session.task if session is not None else ""
    document = managed(principal.account_id, arn) if arn else None
    if document is None:
        return ()
    name = arn.rpartition("/")[2]
    return (read(name, Kind.SESSION, document, owner="session", arn=arn, attached_to=principal.arn),)


def boundary(principal: Principal, session: Session | None) -> tuple[Policy, ...] | None:
    """Return the permissions boundary; None if none is set, () if the policy it names is gone."""
    if principal.kind is PrincipalKind.ANONYMOUS:
        return None
    if session is not None and session.issuer is not None:
        return boundary(session.issuer, None)
    if principal.kind is PrincipalKind.ROLE:
        owner: Role | User | None = role_of(principal)
    else:
        owner = user_of(principal)
    arn = getattr(owner, "permissions_boundary_arn", None)
    if not arn:
        return None
    document = managed(principal.account_id, arn)
    name = arn.rpartition("/")[2]
    if document is None:
        return ()
    at = str(getattr(owner, "arn", ""))
    return (read(name, Kind.BOUNDARY, document, owner=_owner(owner), arn=arn, attached_to=at),)


def organization(account_id: str) -> tuple[tuple[Policy, ...], ...]:
    """Return the service control policies from the root down to a member account; () where none apply.

    They never apply to the management account, nor while the root has not enabled them.
    """
    return _levels(account_id, SERVICE_CONTROL, Kind.ORGANIZATION)


def resource_control(action: str, owner: str) -> tuple[Policy, ...]:
    """Return the resource control policies over a resource of the account `owner`.

    They are about the actions of some services only, and never about resources of the management account.
    """
    if not reference.is_resource_controlled(action.partition(":")[0]):
        return ()
    levels = _levels(owner, RESOURCE_CONTROL, Kind.RESOURCE_CONTROL)
    return tuple(policy for level in levels for policy in level)


def _levels(account_id: str, policy_type: str, kind: Kind) -> tuple[tuple[Policy, ...], ...]:
    chain = _chain(account_id)
    # The management account, and one that is in no organization, lie under nothing.
    if not chain or not any(row["Type"] == policy_type for row in getattr(chain[0], "policy_types", [])):
        return ()
    return tuple(
        tuple(
            read(policy.name, kind, policy.content, owner=_target(node), arn=policy.arn, attached_to=node.arn)
            for policy in list(node.attached_policies)
            if policy.type == policy_type
        )
        for node in chain
    )


def _chain(account_id: str) -> list[Any]:
    """Return root, organizational units and account, from the top; [] for the management account and outside."""
    management = management_account(account_id)
    if management == account_id or management not in organizations_backends:
        return []
    backend = organizations_backends[management]["aws"]
    units = {unit.id: unit for unit in list(backend.ou)}
    node: Any = next((account for account in list(backend.accounts) if account.id == account_id), None)
    nodes = []
    while node is not None:
        nodes.append(node)
        node = units.get(node.parent_id)
    return nodes[::-1]


def managed(account_id: str, arn: str) -> str | None:
    """Return the document of a managed policy's default version, AWS's or the account's; None if there is none."""
    policy = managed_policies.load(account_id, arn)
    if policy is None:
        policy = iam_backends[account_id]["aws"].managed_policies.get(arn)
    return None if policy is None else _document(policy)


def user_of(principal: Principal) -> User | None:
    """Return the IAM user a caller is, None if there is none any more."""
    users = iam_backends[principal.account_id]["aws"].users
    named = users.get(principal.name)
    if named is not None and named.id == principal.user_id:
        return named
    # A user that was renamed keeps its id, and its sessions the old name.
    return next((user for user in list(users.values()) if user.id == principal.user_id), None)


def role_of(principal: Principal) -> Role | None:
    """Return the role a caller's session is of, None if it was deleted (one made anew has another id)."""
    role_id = principal.user_id.partition(":")[0]
    return iam_backends[principal.account_id]["aws"].roles.get(role_id)


def attached(owner: User | Group | Role) -> tuple[Policy, ...]:
    """Return a user's, group's or role's own policies, inline and managed."""
    return tuple(_attached(owner))


def _attached(owner: User | Group | Role) -> Iterator[Policy]:
    said, at = _owner(owner), str(owner.arn)
    for name, document in list(owner.policies.items()):
        yield read(name, Kind.IDENTITY, document, owner=said, attached_to=at)
    for policy in list(owner.managed_policies.values()):
        yield read(policy.name, Kind.IDENTITY, _document(policy), owner=said, arn=policy.arn, attached_to=at)


def _owner(owner: User | Group | Role | None) -> str:
    """Say what a policy is attached to, as in the ARN: 'user dana', 'group readers', 'role Deployer'."""
    return "" if owner is None else f"{type(owner).__name__.lower()} {owner.name}"


def _target(node: Any) -> str:
    kind = "account" if node.id.isdigit() else "root" if node.id.startswith("r-") else "organizational unit"
    return f"{kind} {node.id if kind == 'root' else node.name}"


def _document(policy: object) -> str:
    chosen = getattr(policy, "default_version_id", "v1")
    versions = getattr(policy, "versions", [])
    return next((version.document for version in versions if version.version_id == chosen), "")


def management_account(account_id: str) -> str:
    """Return the management account of an account's organization; the account itself where it is in none."""
    return str(organizations_backends.master_accounts.get(account_id, (account_id,))[0])


def organization_id(account_id: str) -> str | None:
    """Return the id of the organization an account is in ('o-...'), None if it is in none."""
    management = management_account(account_id)
    if management not in organizations_backends:
        return None
    organization = organizations_backends[management]["aws"].org
    return None if organization is None else str(organization.id)


def organization_path(account_id: str) -> str | None:
    """Return where in its organization an account is ('o-.../r-.../ou-.../'), None if it is in none."""
    identifier = organization_id(account_id)
    if identifier is None:
        return None
    management = management_account(account_id)
    root = str(organizations_backends[management]["aws"].ou[0].id)
    above = [str(node.id) for node in _chain(account_id)[:-1]] or [root]
    return "/".join((identifier, *above, ""))


def tags(principal: Principal, session: Session | None) -> dict[str, str]:
    """Return the tags of the user or role, overruled by those of the session."""
    if principal.kind is PrincipalKind.ANONYMOUS:
        return {}
    owner = role_of(principal) if principal.kind is PrincipalKind.ROLE else user_of(principal)
    rows = (owner.tags if owner is not None else None) or []
    return {**{row["Key"]: row["Value"] for row in rows}, **(session.tags if session is not None else {})}
