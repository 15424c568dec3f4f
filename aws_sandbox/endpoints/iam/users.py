"""IAM's calls about users that moto answers otherwise than AWS: the list in pages, and a deletion that is refused.

AWS deletes no user who still has something; moto looks at policies alone, so a key would go on living without its user.
One user is shown here too, in a third of moto's time: clients ask for it before they do anything else. This module
refuses to answer the other calls about users, which moto answers well.

Source: IAM API reference, ListUsers, GetUser and DeleteUser (read 2026-11-30).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from moto.iam.models import iam_backends

from aws_sandbox.access.principals import PrincipalKind
from aws_sandbox.endpoints.iam.access_keys import DATE, no_such_entity
from aws_sandbox.endpoints.iam.paging import page
from aws_sandbox.protocol.errors import Refusal
from aws_sandbox.protocol.parameters import text, validation_error
from aws_sandbox.protocol.xml_answer import elements, listed

if TYPE_CHECKING:
    from collections.abc import Callable

    from moto.iam.models import IAMBackend, User

    from aws_sandbox.access.guard import Admitted
    from aws_sandbox.endpoints.operations import Operations
    from aws_sandbox.state import State

# What has to go before the user does, in AWS's words.
_FIRST: tuple[tuple[str, Callable[[User, IAMBackend], object]], ...] = (
    ("delete access keys", lambda user, _: user.access_keys),
    ("delete login profile", lambda user, _: user.password),
    ("delete MFA device", lambda user, _: user.mfa_devices),
    ("delete signing certificates", lambda user, _: user.signing_certificates),
    ("detach all policies", lambda user, _: user.managed_policies),
    ("delete policies", lambda user, _: user.policies),
    ("remove users from group", lambda user, iam: any(user in group.users for group in iam.groups.values())),
)


def named(admitted: Admitted, *, required: bool = False) -> User:
    """Return the user the call names or, where it need not name one, who calls; raises Refusal."""
    name = text(admitted.call.parameters, "UserName", 1, 128, r"[\w+=,.@-]+", required=required)
    if not name and admitted.principal.kind is not PrincipalKind.USER:
        raise validation_error("Must specify userName when calling with non-User credentials")
    user = _iam(admitted).users.get(name or admitted.principal.name)
    if user is None:
        raise no_such_entity(f"The user with name {name} cannot be found.")
    return user


def _list(_sandbox: State, admitted: Admitted) -> str:
    parameters = admitted.call.parameters
    prefix = text(parameters, "PathPrefix", 1, 512, r"/[!-\x7F]*", required=False) or "/"
    users = [user for user in list(_iam(admitted).users.values()) if user.path.startswith(prefix)]
    shown, more = page(users, parameters, lambda user: str(user.name))
    return f"<Users>{listed(map(_row, shown))}</Users>{more}"


def _get(_sandbox: State, admitted: Admitted) -> str:
    user = named(admitted)
    boundary = getattr(user, "permissions_boundary", None)
    tags = [elements(row) for row in user.tags or ()]
    return "".join(
        (
            f"<User>{_row(user)}",
            f"<PermissionsBoundary>{elements(boundary)}</PermissionsBoundary>" if boundary else "",
            f"<Tags>{listed(tags)}</Tags>" if tags else "",
            "</User>",
        )
    )


def _delete(_sandbox: State, admitted: Admitted) -> None:
    iam, user = _iam(admitted), named(admitted, required=True)
    for what, has in _FIRST:
        if has(user, iam):
            message = f"Cannot delete entity, must {what} first."
            raise Refusal(code="DeleteConflict", status=409, message=message)
    iam.delete_user(user.name)


OPERATIONS: Operations = {
    "ListUsers": _list,
    "GetUser": _get,
    "DeleteUser": _delete,
}


def _iam(admitted: Admitted) -> IAMBackend:
    return iam_backends[admitted.principal.account_id]["aws"]


def _row(user: User) -> str:
    used = user.password_last_used
    return elements(
        {
            "Path": user.path,
            "UserName": user.name,
            "UserId": user.id,
            "Arn": user.arn,
            "CreateDate": user.create_date.strftime(DATE),
            **({} if used is None else {"PasswordLastUsed": used.strftime(DATE)}),
        }
    )
