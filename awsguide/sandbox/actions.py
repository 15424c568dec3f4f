"""From a request to what it asks for: service, operation, parameters, and the permissions it needs.

XML and JSON calls name their operation; REST calls are found in botocore's service models. This module refuses to
judge: an operation that nobody knows is called by its method and path, which only a permission for everything covers.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from string import Formatter
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote
from xml.etree import ElementTree

from awsguide.sandbox import errors, moto_core
from awsguide.sandbox.action_table import (
    ACTIONS,
    CONDITION_KEYS,
    MODELS,
    PASSES_ROLE,
    PREFIXES,
    RESOURCES,
    REST_XML_SERVICES,
    VERSIONED,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from awsguide.sandbox.received import Received

_SCOPE = re.compile(r"Credential=[^/,\s]+/[^/,\s]*/([^/,\s]*)/([^/,\s]+)/")
_TAG = re.compile(r"(?:Tags?|TagKeys)\.(?:member\.)?(\d+)(?:\.(Key|Value))?")


@dataclass(frozen=True)
class Call:
    """One call of an operation; `parameters` are those on the top level that are texts."""

    service: str
    region: str
    operation: str
    protocol: str
    parameters: Mapping[str, str]
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def action(self) -> str:
        """The permission's name, 'iam:CreateUser'."""
        name = ACTIONS.get((self.service, self.operation), self.operation)
        if self.service == "s3" and name in VERSIONED and "versionId" in self.parameters:
            name = {"GetObjectAcl": "GetObjectVersionAcl"}.get(name, name.replace("Object", "ObjectVersion"))
        return f"{PREFIXES.get(self.service, self.service)}:{name}"


def signed_for(request: Received) -> tuple[str, str]:
    """Return the service and region that the request's signature names, ('', '') if there is none to read."""
    credential = request.header("authorization") or ""
    if "Credential=" not in credential:
        credential = f"Credential={request.arguments.get('X-Amz-Credential', '')}"
    found = _SCOPE.search(credential)
    return (found[2].lower(), found[1]) if found else ("", "")


def protocol(request: Received, service: str) -> str:
    """Return the wire format in which the caller expects to be answered."""
    if service.startswith("s3"):
        return errors.S3
    # In this order, because moto looks for an Action first: both have to see the same call.
    if "Action" in request.form:
        return errors.EC2 if service == "ec2" else errors.QUERY
    if request.header("x-amz-target"):
        return errors.JSON
    if service in REST_XML_SERVICES:
        return errors.REST_XML
    # Without a signature nothing names the service; what is neither form nor JSON is asked of S3.
    return errors.REST_JSON if service else errors.S3


def identify(request: Received, service: str, region: str) -> Call:
    """Find the operation and its parameters."""
    spoken = protocol(request, service)
    if spoken == errors.JSON:
        operation = (request.header("x-amz-target") or "").rpartition(".")[2]
        parameters, tags = _from_json(request.body)
    elif spoken in (errors.QUERY, errors.EC2):
        operation = request.form.get("Action", "")
        parameters, tags = request.form, _tags_in_form(request.form)
    else:
        operation, parameters, tags = _from_rest(request, service, spoken)
    if service == "sqs" and "QueueUrl" in parameters:
        parameters = {**parameters, "QueueName": parameters["QueueUrl"].rstrip("/").rpartition("/")[2]}
    return Call(service, region, operation, spoken, parameters, tags)


def _from_rest(
    request: Received, service: str, spoken: str
) -> tuple[str, Mapping[str, str], Mapping[str, str]]:
    found = moto_core.operation(MODELS.get(service, service), request.environ)
    if found is None:
        return f"{request.method} {request.path}", dict(request.arguments), {}
    model, labels = found
    members: Mapping[str, str] = {}
    tags: Mapping[str, str] = {}
    if spoken == errors.REST_JSON and (request.header("content-type") or "").startswith("application/"):
        members, tags = _from_json(request.body)
    parameters = {**members, **request.arguments, **{name: str(value) for name, value in labels.items()}}
    return str(model.name), parameters, tags


def _from_json(body: bytes) -> tuple[Mapping[str, str], Mapping[str, str]]:
    try:
        members = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        return {}, {}
    if not isinstance(members, dict):
        return {}, {}
    return {name: value for name, value in members.items() if isinstance(value, str)}, _tags_in_json(members)


def _tags_in_json(members: Mapping[str, Any]) -> Mapping[str, str]:
    tags = members.get("Tags") or members.get("tags") or {}
    if isinstance(tags, dict):
        return {str(key): str(value) for key, value in tags.items()}
    if not isinstance(tags, list):
        return {}
    rows = [row for row in tags if isinstance(row, dict)]
    return {str(row.get("Key", row.get("key"))): str(row.get("Value", row.get("value"))) for row in rows}


def _tags_in_form(form: Mapping[str, str]) -> Mapping[str, str]:
    rows: dict[str, dict[str, str]] = {}
    for name, value in form.items():
        found = _TAG.fullmatch(name)
        if found is not None:
            rows.setdefault(found[1], {})[found[2] or "Key"] = value
    return {row["Key"]: row.get("Value", "") for row in rows.values() if "Key" in row}


def needs(call: Call, request: Received, account_id: str) -> Iterator[tuple[str, str]]:
    """Yield every permission the call needs: action and resource ARN ('*' where there is none to name)."""
    if call.service == "s3" and call.operation == "DeleteObjects":
        bucket = call.parameters.get("Bucket", "")
        for key in _keys_to_delete(request.body):
            yield call.action, f"arn:aws:s3:::{bucket}/{key}"
        return
    yield call.action, resource(call, account_id)
    copied = (request.header("x-amz-copy-source") or "") if call.service == "s3" else ""
    if copied:
        yield "s3:GetObject", f"arn:aws:s3:::{unquote(copied.partition('?')[0]).lstrip('/')}"
    role = call.parameters.get(PASSES_ROLE.get((call.service, call.operation), ""), "")
    if role:
        yield "iam:PassRole", role if role.startswith("arn:") else f"arn:aws:iam::{account_id}:role/{role}"


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
        if given[-1].startswith("arn:"):
            return given[-1]
        return _with_path(row.template.format_map({**known, names[-1]: given[-1].lstrip("/")}), account_id)
    return next(
        (
            value
            for name, value in call.parameters.items()
            if name.lower().endswith("arn") and value.startswith("arn:")
        ),
        "*",
    )


def _with_path(arn: str, account_id: str) -> str:
    """Put the path of an IAM user, group or role into its ARN: callers name it without."""
    kind, _, name = arn.partition(f"arn:aws:iam::{account_id}:")[2].partition("/")
    return moto_core.iam_arn(account_id, kind, name) or arn if name and "/" not in name else arn


def context(call: Call, request: Received) -> dict[str, tuple[str, ...]]:
    """Return the condition keys that the call itself brings, in lower case."""
    keys: dict[str, tuple[str, ...]] = {}
    for service, key, source in CONDITION_KEYS:
        if service == call.service:
            value = call.parameters.get(source)
            if value is None and source.startswith("x-amz-"):
                value = request.header(source)
            if value is not None:
                keys[key] = (value,)
    for name, value in call.tags.items():
        keys[f"aws:requesttag/{name.lower()}"] = (value,)
    if call.tags:
        keys["aws:tagkeys"] = tuple(call.tags)
    return keys
