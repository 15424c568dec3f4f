"""Which permissions a call needs, and about what: pairs of an action and a resource ARN.

Most calls need one permission, named as the operation. This module refuses to judge and to know services by code:
what is particular about one is a row of `action_table` or `resource_table`, but for a few calls about several things.

Source: 'Actions, resources, and condition keys for AWS services' (Service Authorization Reference), read 2026-11-26.
"""

from __future__ import annotations

from string import Formatter
from typing import TYPE_CHECKING
from urllib.parse import unquote
from xml.etree import ElementTree

from awsguide.sandbox.access.action_table import PASSES_ROLE, UPLOADED_WITH
from awsguide.sandbox.access.actions import members_of
from awsguide.sandbox.access.resource_table import (
    EC2_KINDS,
    EC2_PARAMETERS,
    LAUNCHED,
    LAUNCHED_WITH,
    LISTED,
    RESOURCES,
)
from awsguide.sandbox.access.resources import exact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from awsguide.sandbox.access.actions import Call
    from awsguide.sandbox.received import Received

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
    about = list(_listed(call, account_id)) or [resource(call, account_id)]
    if call.service == "ec2" and call.operation == "RunInstances":
        about = list(_launched(call, account_id))
    for arn in about:
        yield call.action, arn
    if call.service == "s3":
        yield from _with_upload(call, request, about[0])
    role = call.parameters.get(PASSES_ROLE.get((call.service, call.operation), ""), "")
    if role:
        yield "iam:PassRole", role if role.startswith("arn:") else f"arn:aws:iam::{account_id}:role/{role}"


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


def _with_upload(call: Call, request: Received, arn: str) -> Iterator[tuple[str, str]]:
    """What an upload asks for by its headers: to read what it copies, to set an access control list, tags, a lock."""
    copied = request.header("x-amz-copy-source") or ""
    if copied:
        yield "s3:GetObject", f"arn:aws:s3:::{unquote(copied.partition('?')[0]).lstrip('/')}"
    if call.action == "s3:PutObject" and call.operation not in ("UploadPart", "UploadPartCopy"):
        for header, action in UPLOADED_WITH.items():
            if request.header(header):
                yield action, arn


def _transacted(call: Call, request: Received, account_id: str) -> Iterator[tuple[str, str]]:
    """A transaction needs for each of its items what the item alone would need."""
    items = members_of(request.body).get("TransactItems")
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
    try:
        root = ElementTree.fromstring(body)  # noqa: S314 - of the caller's own body, and expat bounds entities
    except ElementTree.ParseError:
        return ["*"]
    keys = [element.text or "" for element in root.iter() if element.tag.rpartition("}")[2] == "Key"]
    return keys or ["*"]


def resource(call: Call, account_id: str) -> str:
    """Return the ARN of what the call is about, '*' if its parameters do not name anything."""
    if call.service == "ec2":
        return _ec2_resource(call, account_id)
    known = {"account": account_id, "region": call.region, **call.parameters}
    for row in RESOURCES:
        if row.service != call.service or (row.operations and call.operation not in row.operations):
            continue
        names = [name for _, name, _, _ in Formatter().parse(row.template) if name]
        given = [known.get(name, "") for name in names]
        if not all(given):
            continue
        if call.service == "s3":
            return row.template.format_map(known)
        arn = given[-1]
        if not arn.startswith("arn:"):
            arn = row.template.format_map({**known, names[-1]: given[-1].lstrip("/")})
        return exact(arn)
    return next(
        (
            value
            for name, value in call.parameters.items()
            if name.lower().endswith("arn") and value.startswith("arn:")
        ),
        "*",
    )


def _ec2_resource(call: Call, account_id: str) -> str:
    if not call.operation.startswith("Describe"):
        for name in EC2_PARAMETERS:
            value = call.parameters.get(name, "")
            if value:
                return _ec2_arn(call, account_id, value)
    return "*"
