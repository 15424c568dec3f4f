"""Users and roles that saved policies name: AWS keeps each by its unique id, and shows the ARN while it exists.

So a policy goes on meaning a user who is renamed, and means nobody once they are deleted: it then shows their id, and
somebody new of the same name is not let in. Here the ARN is kept, and replaced wherever a policy names it when its
user or role is deleted or renamed. This module refuses to say who may be named: that is checked when a policy is saved.

Source: 'IAM JSON policy elements: Principal' (IAM user guide, read 2026-11-30). Read in moto 5.2.5: iam/models.py, and
the models of s3, sqs, sns, kms, secretsmanager, awslambda and ecr.
"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass
from functools import cache, wraps
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from moto.iam.models import IAMBackend

UNIQUE_ID = re.compile(r"A(?:ID|RO)A[A-Z0-9]{12,125}", re.ASCII)
_ELEMENTS = ("Principal", "NotPrincipal")


@dataclass(frozen=True)
class _Row:
    """Where one of moto's services keeps documents: the owners of them in a backend, and the attribute of each."""

    module: str
    backends: str
    owners: Callable[[Any], Iterable[Any]]
    attribute: str


def _values(table: str) -> Callable[[Any], Iterable[Any]]:
    # A copy: another thread may be adding to the table.
    return lambda backend: list(dict.values(getattr(backend, table)))


_DOCUMENTS = (
    _Row("moto.iam.models", "iam_backends", _values("roles"), "assume_role_policy_document"),
    _Row("moto.s3.models", "s3_backends", _values("buckets"), "policy"),
    _Row("moto.sqs.models", "sqs_backends", _values("queues"), "_policy_json"),
    _Row("moto.sns.models", "sns_backends", _values("topics"), "_policy_json"),
    _Row("moto.kms.models", "kms_backends", _values("keys"), "policy"),
    _Row("moto.secretsmanager.models", "secretsmanager_backends", _values("secrets"), "policy"),
    _Row("moto.ecr.models", "ecr_backends", _values("repositories"), "policy"),
    _Row(
        "moto.awslambda.models",
        "lambda_backends",
        lambda backend: [function.policy for function in backend.list_functions()],
        "statements",
    ),
)
# A grant is no document: it names one principal who may, and perhaps one who may end it.
_GRANTS = tuple(
    _Row(
        "moto.kms.models",
        "kms_backends",
        lambda backend: [grant for key in list(backend.keys.values()) for grant in list(key.grants.values())],
        attribute,
    )
    for attribute in ("grantee_principal", "retiring_principal")
)


@cache
def teach() -> None:
    """Let moto's IAM tell the policies when a user or role is deleted or renamed; once for the process."""
    from moto.iam.models import IAMBackend

    delete_user, delete_role, update_user = (
        IAMBackend.delete_user,
        IAMBackend.delete_role,
        IAMBackend.update_user,
    )

    @wraps(delete_user)
    def delete_named_user(backend: IAMBackend, user_name: str) -> None:
        user = backend.get_user(user_name)
        delete_user(backend, user_name)
        replace({user.arn: user.id})

    @wraps(delete_role)
    def delete_named_role(backend: IAMBackend, role_name: str) -> None:
        role = backend.get_role(role_name)
        delete_role(backend, role_name)
        replace({role.arn: role.id})

    @wraps(update_user)
    def update_named_user(
        backend: IAMBackend, user_name: str, new_path: str | None = None, new_user_name: str | None = None
    ) -> None:
        before = getattr(backend.users.get(user_name), "arn", "")
        update_user(backend, user_name, new_path, new_user_name)
        after = backend.users[new_user_name or user_name].arn
        if before != after:
            replace({before: after})

    for name, method in (
        ("delete_user", delete_named_user),
        ("delete_role", delete_named_role),
        ("update_user", update_named_user),
    ):
        setattr(IAMBackend, name, method)


def settle(document: str) -> None:
    """After `document` was saved: put ARNs in place of the ids in it, which AWS takes and shows as ARNs."""
    if UNIQUE_ID.search(document):
        replace({identifier: entity.arn for identifier, entity in _entities()})


def exists(identifier: str) -> bool:
    """Say whether a user or role has this unique id."""
    return any(identifier == known for known, _ in _entities())


def _entities() -> Iterator[tuple[str, Any]]:
    from moto.iam.models import iam_backends

    for account in list(iam_backends.values()):
        for backend in list(dict.values(account)):
            entities: list[Any] = [*backend.users.values(), *backend.roles.values()]
            yield from ((entity.id, entity) for entity in entities)


def replace(names: Mapping[str, str]) -> None:
    """Put new names of principals in place of old ones wherever a saved policy or grant has them."""
    for row in _DOCUMENTS:
        for owner in _owners(row):
            kept = getattr(owner, row.attribute, None)
            renamed = _renamed(kept, names)
            if renamed is not None:
                setattr(owner, row.attribute, renamed)
    for row in _GRANTS:
        for owner in _owners(row):
            kept = str(getattr(owner, row.attribute, None))
            if kept in names:
                setattr(owner, row.attribute, names[kept])


def _owners(row: _Row) -> Iterator[Any]:
    """Yield what has a document; a service that nobody has used yet has nothing."""
    module = sys.modules.get(row.module)
    accounts = getattr(module, row.backends) if module is not None else {}
    for account in list(accounts.values()):
        for backend in list(dict.values(account)):
            yield from row.owners(backend)


def _renamed(kept: Any, names: Mapping[str, str]) -> Any:
    """Return a document with the new names, as moto keeps it (text, bytes or read already); None if it has no old."""
    if isinstance(kept, (str, bytes)):
        try:
            document = json.loads(kept)
        except (ValueError, RecursionError):
            return None
        if not _rename(document, names):
            return None
        text = json.dumps(document)
        return text.encode() if isinstance(kept, bytes) else text
    return kept if kept and _rename(kept, names) else None


def _rename(document: Any, names: Mapping[str, str]) -> bool:
    """Put the new names into a document that was read; says whether there were any to replace."""
    statements = document.get("Statement") if isinstance(document, dict) else document
    listed = statements if isinstance(statements, list) else [statements]
    rows: list[dict[str, Any]] = [row for row in listed if isinstance(row, dict)]
    found = False
    for row in rows:
        for element in _ELEMENTS:
            principals: Any = row.get(element)
            for kind in principals if isinstance(principals, dict) else ():
                before = principals[kind]
                many = before if isinstance(before, list) else [before]
                after = [names.get(name, name) if isinstance(name, str) else name for name in many]
                if after != many:
                    principals[kind] = after if isinstance(before, list) else after[0]
                    found = True
    return found
