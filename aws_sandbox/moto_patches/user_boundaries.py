"""Permissions boundaries of IAM users, which moto has for roles alone: put, deleted, given at creation, shown.

moto finds an operation by the name of a method, so the two that it lacks are added to its class; a boundary is kept on
moto's own user, where it is deleted with the user. This module refuses to evaluate: `permissions` reads the boundary.

Sources: IAM API reference, PutUserPermissionsBoundary and DeleteUserPermissionsBoundary (read 2026-11-26). Read in
moto 5.2.5: iam/responses.py, core/responses.py.
"""

from __future__ import annotations

import re
from functools import cache, wraps
from typing import Any

from moto.core.responses import ActionResult, EmptyResult
from moto.core.serialize import never_return
from moto.iam.exceptions import NoSuchEntity, ValidationError
from moto.iam.responses import IamResponse

_POLICY_ARN = re.compile(r"arn:aws:iam::(aws|\d{12}):policy/\S+")


@cache
def teach() -> None:
    """Give moto's IAM the operations; once for the process."""
    create_user = IamResponse.create_user

    @wraps(create_user)
    def create_user_with_boundary(response: Any) -> ActionResult:
        arn = response._get_param("PermissionsBoundary")
        if arn:
            _check(response.backend, arn)
        result = create_user(response)
        if arn:
            _put(response.backend.get_user(response._get_param("UserName")), arn)
        return result

    for name, method in {
        "create_user": create_user_with_boundary,
        "put_user_permissions_boundary": _put_user_permissions_boundary,
        "delete_user_permissions_boundary": _delete_user_permissions_boundary,
    }.items():
        setattr(IamResponse, name, method)
    # AWS shows a user's boundary with GetUser, not in lists.
    IamResponse.RESPONSE_KEY_PATH_TO_TRANSFORMER["GetGroupResponse.Users.User.PermissionsBoundary"] = (
        never_return
    )


def _put_user_permissions_boundary(response: Any) -> ActionResult:
    arn = response._get_param("PermissionsBoundary")
    user = response.backend.get_user(response._get_param("UserName"))
    _check(response.backend, arn or "")
    _put(user, arn)
    return EmptyResult()


def _delete_user_permissions_boundary(response: Any) -> ActionResult:
    user = response.backend.get_user(response._get_param("UserName"))
    user.permissions_boundary_arn = user.permissions_boundary = None
    return EmptyResult()


def _check(backend: Any, arn: str) -> None:
    if not _POLICY_ARN.fullmatch(arn):
        raise ValidationError("Invalid ARN: it has to be the ARN of a managed policy.")
    if arn not in backend.managed_policies:
        raise NoSuchEntity(f"Scope ARN: {arn} does not exist or is not attachable.")


def _put(user: Any, arn: str) -> None:
    user.permissions_boundary_arn = arn
    user.permissions_boundary = {
        "PermissionsBoundaryType": "PermissionsBoundaryPolicy",
        "PermissionsBoundaryArn": arn,
    }
