"""Which permissions a call needs, and about what: pairs of an action and a resource ARN.

Most calls need one permission, named as the operation. This module refuses to judge and to know services by code:
what is particular about one is a row of `action_table` or `resource_table`, but for a few calls about several things.

Source: 'Actions, resources, and condition keys for AWS services' (Service Authorization Reference), read 2026-11-26.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from functools import cache
from string import Formatter
from typing import TYPE_CHECKING
from urllib.parse import unquote

from aws_sandbox.access import reference, request_tags
from aws_sandbox.access.action_table import BY_METHOD, MADE_WITH, PASSES_PROFILE, PASSES_ROLE, TAGGED_WITH
from aws_sandbox.access.actions import members_of
from aws_sandbox.access.resource_table import (
    EC2_KINDS,
    EC2_PARAMETERS,
    FURTHER,
    LAUNCHED,
    LAUNCHED_WITH,
    LISTED,
    RESOURCES,
)
from aws_sandbox.access.resources import encrypted_with, exact, lacks_object, roles_of_profile

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aws_sandbox.access.actions import Call
    from aws_sandbox.access.resource_table import ResourceRow
    from aws_sandbox.protocol.received import Received

    Rows = defaultdict[str, list[tuple[ResourceRow, list[str]]]]

_DECRYPTS = frozenset({"Decrypt", "ReEncrypt"})
# Each of their items is a Get, Put, Update, Delete or ConditionCheck, which the permission 'GetItem' and so on is for.
_TRANSACTIONS = frozenset({"TransactGetItems", "TransactWriteItems"})


def needs(call: Call, request: Received, account_id: str) -> Iterator[tuple[str, str]]:
    """Yield every permission the call needs: action and resource ARN ('*' where there is none to name)."""
    if call.service == "s3" and call.operation == "DeleteObjects":
        bucket = call.parameters.get("Bucket", "")
        for key in _keys_to_delete(request.body):
            yield call.action, f"arn:aws:s3:::{bucket}/{key}"
        return
    if call.service == "dynamodb" and call.operation in _TRANSACTIONS:
        yield from _transacted(call, request, account_id)
        return
    if call.service == "kms" and call.operation in _DECRYPTS:
        yield from _decrypted(call, account_id)
        return
    about = list(_listed(call, account_id)) or [resource(call, account_id)]
    if call.service == "ec2" and call.operation == "RunInstances":
        about = list(_launched(call, account_id))
    for arn in about:
        yield call.action, arn
    if call.service == "s3":
        yield from _with_headers(call, request, about[0])
        if call.action == "s3:GetObject" and lacks_object(about[0]):
            # Whether something is there is told to those alone who may list the bucket.
            yield "s3:ListBucket", about[0].partition("/")[0]
    if call.tags:
        yield from _with_tags(call, about[0], account_id)
    yield from _passed(call, account_id)


def _decrypted(call: Call, account_id: str) -> Iterator[tuple[str, str]]:
    """Which key decrypts is told by the ciphertext where the call does not say it; ReEncrypt takes a second one."""
    key = resource(call, account_id)
    if key == "*":
        key = encrypted_with(call.parameters.get("CiphertextBlob", ""), call.region) or "*"
    if call.operation != "ReEncrypt":
        yield call.action, key
        return
    named = call.parameters.get("SourceKeyId", "")
    yield "kms:ReEncryptFrom", _key(call, named, account_id) if named else key
    yield "kms:ReEncryptTo", _key(call, call.parameters.get("DestinationKeyId", ""), account_id)


def _key(call: Call, name: str, account_id: str) -> str:
    return resource(replace(call, operation="Decrypt", parameters={"KeyId": name}), account_id)


def _with_tags(call: Call, arn: str, account_id: str) -> Iterator[tuple[str, str]]:
    """What tagging something takes while it is made."""
    action = TAGGED_WITH.get((call.service, call.operation))
    if action is not None:
        yield action, arn
    for kind in request_tags.kinds_tagged(call.parameters) if call.service == "ec2" else ():
        yield "ec2:CreateTags", f"arn:aws:ec2:{call.region}:{account_id}:{kind}/*"


def _passed(call: Call, account_id: str) -> Iterator[tuple[str, str]]:
    """The roles that the call hands to a service."""
    for name in PASSES_ROLE.get((call.service, call.operation), ()):
        role = call.parameters.get(name, "")
        if role:
            yield (
                "iam:PassRole",
                role if role.startswith("arn:") else f"arn:aws:iam::{account_id}:role/{role}",
            )
    for name in PASSES_PROFILE.get((call.service, call.operation), ()):
        profile = call.parameters.get(name, "").rpartition("/")[2]
        for role in roles_of_profile(account_id, profile):
            yield "iam:PassRole", role


def _listed(call: Call, account_id: str) -> Iterator[str]:
    name, template = LISTED.get((call.service, call.operation), ("", ""))
    for item in call.lists.get(name, ()):
        known = {
            "account": account_id,
            "region": call.region,
            "item": item.lstrip("/"),
            "kind": _ec2_kind(item),
        }
        yield item if item.startswith("arn:") else template.format_map(known)


def _ec2_kind(name: str) -> str:
    return EC2_KINDS.get(name.partition("-")[0], "*")


def _launched(call: Call, account_id: str) -> Iterator[str]:
    """What a new instance is and uses."""
    here = f"arn:aws:ec2:{call.region}:{account_id}:"
    yield from (here + kind for kind in LAUNCHED)
    for name in LAUNCHED_WITH:
        for value in (call.parameters.get(name, ""), *call.lists.get(name, ())):
            if value:
                yield here + f"key-pair/{value}" if name == "KeyName" else _ec2_arn(call, account_id, value)


def _ec2_arn(call: Call, account_id: str, name: str) -> str:
    kind = _ec2_kind(name)
    # Images and snapshots are named without an account, because they may be anybody's.
    owner = "" if kind in ("image", "snapshot") else account_id
    return f"arn:aws:ec2:{call.region}:{owner}:{kind}/{name}"


def _with_headers(call: Call, request: Received, arn: str) -> Iterator[tuple[str, str]]:
    """What a request for S3 asks for by its headers: to read what it copies, to set an access control list, a lock."""
    copied = request.header("x-amz-copy-source") or ""
    if copied:
        yield "s3:GetObject", f"arn:aws:s3:::{unquote(copied.partition('?')[0]).lstrip('/')}"
    if call.operation not in ("UploadPart", "UploadPartCopy"):
        headers = MADE_WITH.get(call.action, {})
        yield from ((action, arn) for header, action in headers.items() if request.header(header))


def _transacted(call: Call, request: Received, account_id: str) -> Iterator[tuple[str, str]]:
    """A transaction needs for each of its items what the item alone would need."""
    items = members_of(request).get("TransactItems")
    found = False
    for item in items if isinstance(items, list) else ():
        for name, inner in item.items() if isinstance(item, dict) else ():
            table = str(inner.get("TableName", "")) if isinstance(inner, dict) else ""
            found = True
            here = f"arn:aws:dynamodb:{call.region}:{account_id}:table/"
            yield f"dynamodb:{name}Item", table if table.startswith("arn:") else here + table
    if not found:
        yield call.action, "*"


def _keys_to_delete(body: bytes) -> list[str]:
    """Return the keys in the body of DeleteObjects; '*' where they cannot be read."""
    found = request_tags.elements(body)
    keys = [element.text or "" for element in found if request_tags.local_name(element) == "Key"]
    return keys or ["*"]


def resource(call: Call, account_id: str) -> str:
    """Return the ARN of what the call is about, '*' if its parameters do not name anything.

    Rows come first for what people meet most, then AWS's reference, then rows for what that does not say.
    """
    if call.service == "ec2":
        return _ec2_resource(call, account_id)
    found = _by_rows(_rows().get(call.service, ()), call, account_id)
    if not found and call.service not in BY_METHOD:
        found = reference.arn(call.action, call.parameters, account_id, call.region) or ""
    found = found or _by_rows(_further().get(call.service, ()), call, account_id)
    return found or next(
        (
            value
            for name, value in call.parameters.items()
            if name.lower().endswith("arn") and value.startswith("arn:")
        ),
        "*",
    )


@cache
def _rows() -> Rows:
    return _read(RESOURCES)


@cache
def _further() -> Rows:
    return _read(FURTHER)


def _read(table: Sequence[ResourceRow]) -> Rows:
    """Return the rows of each service, each with the names in its template: they are looked at for every request."""
    found: Rows = defaultdict(list)
    for row in table:
        found[row.service].append((row, [name for _, name, _, _ in Formatter().parse(row.template) if name]))
    return found


def _by_rows(rows: Sequence[tuple[ResourceRow, list[str]]], call: Call, account_id: str) -> str:
    known = {"account": account_id, "region": call.region, **call.parameters}
    for row, names in rows:
        if row.operations and call.operation not in row.operations:
            continue
        given = [known.get(name, "") for name in names]
        if not all(given):
            continue
        if call.service == "s3":
            return row.template.format_map(known)
        arn = given[-1]
        if not arn.startswith("arn:"):
            arn = row.template.format_map({**known, names[-1]: given[-1].lstrip("/")})
        return exact(arn)
    return ""


def _ec2_resource(call: Call, account_id: str) -> str:
    if not call.operation.startswith("Describe"):
        for name in EC2_PARAMETERS:
            value = call.parameters.get(name, "")
            if value:
                return _ec2_arn(call, account_id, value)
    return "*"
