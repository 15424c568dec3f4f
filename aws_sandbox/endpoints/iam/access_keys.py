"""IAM's calls about access keys, of users and of the root user.

moto keeps the keys of users; it answers these calls without pages, without root users, without the checks of names
and ids, and draws secrets that can be guessed. A secret stands in the answer of CreateAccessKey and nowhere else. This
module refuses to decide who may: the guard has, and knows inactive and deleted keys from active ones.

Source: IAM API reference and botocore's service model iam 2010-05-08 (read 2026-11-26).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from moto.iam.models import iam_backends

from aws_sandbox.access import permissions
from aws_sandbox.access.principals import PrincipalKind
from aws_sandbox.endpoints.iam.paging import page
from aws_sandbox.key_material import new_access_key
from aws_sandbox.protocol.errors import Refusal
from aws_sandbox.protocol.parameters import one_of, text, validation_error
from aws_sandbox.protocol.xml_answer import elements, listed

if TYPE_CHECKING:
    from moto.iam.models import AccessKey, User

    from aws_sandbox.access.guard import Admitted
    from aws_sandbox.endpoints.operations import Operations
    from aws_sandbox.state import State

MOST_KEYS = 2
DATE = "%Y-%m-%dT%H:%M:%SZ"
_NEVER = "N/A"


@dataclass(frozen=True)
class Holder:
    """Who a call about keys means: a user, or with `user` None the root user of the account."""

    sandbox: State
    account_id: str
    user: User | None

    @property
    def named(self) -> dict[str, str]:
        """The member UserName; a root user has none."""
        return {} if self.user is None else {"UserName": self.user.name}

    def keys(self) -> list[AccessKey]:
        """Return their keys, active or not."""
        if self.user is None:
            return list(self.sandbox.roots.of(self.account_id).keys.values())
        return list(self.user.access_keys)

    def key(self, access_key_id: str) -> AccessKey:
        """Return one of their keys; raises Refusal."""
        for key in self.keys():
            if key.access_key_id == access_key_id:
                return key
        raise no_such_entity(f"The Access Key with id {access_key_id} cannot be found.")

    def create(self) -> AccessKey:
        """Give them another key."""
        now = self.sandbox.clock.now()
        if self.user is None:
            return self.sandbox.roots.create_key(self.account_id, now)
        key = new_access_key(self.account_id, self.user.name, now)
        self.user.access_keys.append(key)
        iam_backends[self.account_id]["aws"].access_keys[key.access_key_id] = key
        return key

    def delete(self, key: AccessKey) -> None:
        """Take a key of theirs away."""
        if self.user is None:
            del self.sandbox.roots.of(self.account_id).keys[key.access_key_id]
            return
        self.user.access_keys.remove(key)
        iam_backends[self.account_id]["aws"].access_keys.pop(key.access_key_id, None)


def _create(sandbox: State, admitted: Admitted) -> str:
    holder = _holder(sandbox, admitted)
    if len(holder.keys()) >= MOST_KEYS:
        raise Refusal(
            code="LimitExceeded",
            status=409,
            message=f"Cannot exceed quota for AccessKeysPerUser: {MOST_KEYS}",
        )
    key = holder.create()
    secret = elements({"SecretAccessKey": key.secret_access_key})
    return f"<AccessKey>{_row(holder, key)}{secret}</AccessKey>"


def _list(sandbox: State, admitted: Admitted) -> str:
    holder = _holder(sandbox, admitted)
    keys, more = page(holder.keys(), admitted.call.parameters, _by_age)
    rows = listed(_row(holder, key) for key in keys)
    return f"{elements(holder.named)}<AccessKeyMetadata>{rows}</AccessKeyMetadata>{more}"


def _update(sandbox: State, admitted: Admitted) -> None:
    holder, access_key_id = _holder(sandbox, admitted), _key_id(admitted)
    status = one_of(admitted.call.parameters, "Status", ("Active", "Inactive"))
    holder.key(access_key_id).status = status


def _delete(sandbox: State, admitted: Admitted) -> None:
    holder, access_key_id = _holder(sandbox, admitted), _key_id(admitted)
    holder.delete(holder.key(access_key_id))


def _last_used(sandbox: State, admitted: Admitted) -> str:
    access_key_id = _key_id(admitted)
    found = sandbox.keys.owner(access_key_id)
    if found is None or found[0].account_id != admitted.principal.account_id:
        # AWS says the same whether another account has the key or nobody.
        raise Refusal(
            "denied",
            f"User: {admitted.principal.arn} is not authorized to perform: iam:GetAccessKeyLastUsed "
            f"on resource: access key {access_key_id}",
        )
    owner, key = found
    used = key.last_used
    if used is None:
        members = {"ServiceName": _NEVER, "Region": _NEVER}
    else:
        members = {
            "LastUsedDate": used.timestamp.strftime(DATE),
            "ServiceName": used.service,
            "Region": used.region,
        }
    named = {"UserName": owner.name} if owner.kind is PrincipalKind.USER else {}
    return f"{elements(named)}<AccessKeyLastUsed>{elements(members)}</AccessKeyLastUsed>"


OPERATIONS: Operations = {
    "CreateAccessKey": _create,
    "ListAccessKeys": _list,
    "UpdateAccessKey": _update,
    "DeleteAccessKey": _delete,
    "GetAccessKeyLastUsed": _last_used,
}


def no_such_entity(message: str) -> Refusal:
    """Return IAM's NoSuchEntity (404)."""
    return Refusal(code="NoSuchEntity", status=404, message=message)


def _holder(sandbox: State, admitted: Admitted) -> Holder:
    """Return who the call means: the user it names, or whose long-term key has signed it; raises Refusal."""
    principal = admitted.principal
    name = text(admitted.request.form, "UserName", 1, 128, r"[\w+=,.@-]+", required=False)
    if name:
        user = iam_backends[principal.account_id]["aws"].users.get(name)
    elif principal.kind is PrincipalKind.ROOT:
        return Holder(sandbox, principal.account_id, None)
    elif principal.kind is PrincipalKind.USER and admitted.session is None:
        user = permissions.user_of(principal)
    else:
        raise validation_error("Must specify userName when calling with non-User credentials")
    if user is None:
        raise no_such_entity(f"The user with name {name or principal.name} cannot be found.")
    return Holder(sandbox, principal.account_id, user)


def _key_id(admitted: Admitted) -> str:
    return text(admitted.call.parameters, "AccessKeyId", 16, 128, r"[\w]+")


def _row(holder: Holder, key: AccessKey) -> str:
    return elements(
        {
            **holder.named,
            "AccessKeyId": key.access_key_id,
            "Status": key.status,
            "CreateDate": key.create_date.strftime(DATE),
        }
    )


def _by_age(key: AccessKey) -> str:
    return f"{key.create_date.isoformat()} {key.access_key_id}"
