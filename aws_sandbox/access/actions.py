"""From a request to what it calls: service, operation, parameters, and the condition keys these bring.

XML and JSON calls name their operation; REST calls are found in botocore's service models. This module refuses to
judge: an operation that nobody knows is called by its method and path, which only a permission for everything covers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from aws_sandbox.access import request_tags
from aws_sandbox.access.action_table import (
    ACTIONS,
    BY_METHOD,
    CONDITION_KEYS,
    MODELS,
    ONLY_IN,
    PREFIXES,
    REST_XML_SERVICES,
    S3_CONTROL_PATH,
    S3_SERVICES,
    VERSIONED,
)
from aws_sandbox.moto_patches import moto_core
from aws_sandbox.protocol import errors
from aws_sandbox.protocol.received import bounded_xml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_sandbox.protocol.received import Received

# Matched at one place alone: looked for everywhere, it would go through a long header once for each of its letters.
_SCOPE = re.compile(r"[^/,\s]+/[^/,\s]*/([^/,\s]*)/([^/,\s]+)/")
# Operations of S3 whose body is the object itself.
_TAKE_ANYTHING = frozenset({"PutObject", "UploadPart"})
_HEADERS = ("x-amz-", "if-")
_LISTED = re.compile(r"(\w+?)\.(?:member\.)?(\d{1,6})")


@dataclass(frozen=True)
class Call:
    """One call of an operation; `parameters` are those on the top level that are texts.

    `lists` are those that hold several texts (of a map, its keys); `method` is HTTP's. `tags` are those that it gives,
    `untagged` the keys of those it takes away.
    """

    service: str
    region: str
    operation: str
    protocol: str
    parameters: Mapping[str, str]
    tags: Mapping[str, str] = field(default_factory=dict)
    untagged: tuple[str, ...] = ()
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    method: str = ""

    @property
    def action(self) -> str:
        """The permission's name, 'iam:CreateUser'."""
        if self.service in BY_METHOD:
            return f"{self.service}:{self.method}"
        name = ACTIONS.get((self.service, self.operation), self.operation)
        if self.service == "s3" and name in VERSIONED and "versionId" in self.parameters:
            name = {"GetObjectAcl": "GetObjectVersionAcl"}.get(name, name.replace("Object", "ObjectVersion"))
        return f"{PREFIXES.get(self.service, self.service)}:{name}"


def signed_for(request: Received) -> tuple[str, str]:
    """Return the service and region that the request's signature names, ('', '') if there is none to read."""
    _, named, credential = (request.header("authorization") or "").partition("Credential=")
    if not named:
        credential = request.arguments.get("X-Amz-Credential", "")
    found = _SCOPE.match(credential)
    return (found[2].lower(), found[1]) if found else ("", "")


def protocol(request: Received, service: str) -> str:
    """Return the wire format in which the caller expects to be answered."""
    if service in S3_SERVICES:
        return errors.S3
    if request.header("smithy-protocol") == "rpc-v2-cbor":
        return errors.CBOR
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
    if spoken == errors.S3 and request.path.startswith(S3_CONTROL_PATH):
        service = "s3control"
    if spoken != errors.S3:
        # Whoever unpacks the body later does so without a limit.
        _ = request.content
    members: Mapping[str, Any] = {}
    tags: Mapping[str, str] = {}
    if spoken == errors.JSON:
        operation = (request.header("x-amz-target") or "").rpartition(".")[2]
        members = members_of(request)
        tags = request_tags.in_json(members)
    elif spoken in (errors.QUERY, errors.EC2):
        operation, members = request.form.get("Action", ""), request.form
        tags = request_tags.in_form(members)
    else:
        operation, members, tags = _from_rest(request, service, spoken)
    parameters = {name: value for name, value in members.items() if isinstance(value, str)}
    if service == "sqs" and "QueueUrl" in parameters:
        parameters.update(_queue(parameters["QueueUrl"]))
    if service in BY_METHOD:
        parameters["path"] = request.decoded_path
    return Call(
        service,
        region,
        operation,
        spoken,
        parameters,
        tags,
        request_tags.taken(request, members),
        _lists(members),
        request.method,
    )


def _queue(url: str) -> dict[str, str]:
    """Return whose queue an address names, where it says so, and which."""
    owner, name = ("", *url.rstrip("/").split("/"))[-2:]
    return {"QueueName": name, **({"QueueOwner": owner} if owner.isdigit() else {})}


def _from_rest(
    request: Received, service: str, spoken: str
) -> tuple[str, Mapping[str, Any], Mapping[str, str]]:
    models = MODELS.get(service, (service,))
    found = next(filter(None, (moto_core.operation(model, request.environ) for model in models)), None)
    if found is None:
        return f"{request.method} {request.path}", dict(request.arguments), {}
    model, labels = found
    members: Mapping[str, Any] = {}
    if spoken != errors.REST_JSON and model.name not in _TAKE_ANYTHING:
        bounded_xml(request.body)
    if spoken == errors.REST_JSON and (request.header("content-type") or "").startswith("application/"):
        members = members_of(request)
    named = {name: str(value) for name, value in labels.items()}
    return str(model.name), {**members, **request.arguments, **named}, request_tags.in_json(members)


def members_of(request: Received) -> Mapping[str, Any]:
    """Return a JSON body's members, {} if it is no JSON object: the body of a REST call may be anything."""
    return request.json if isinstance(request.json, dict) else {}


def _lists(members: Mapping[str, Any]) -> Mapping[str, tuple[str, ...]]:
    """Return the parameters that hold several texts: of JSON lists, keys of JSON maps, and 'Name.1' of a form."""
    numbered: dict[str, dict[int, str]] = {}
    found: dict[str, tuple[str, ...]] = {}
    for name, value in members.items():
        if isinstance(value, str):
            listed = _LISTED.fullmatch(name)
            if listed is not None:
                numbered.setdefault(listed[1], {})[int(listed[2])] = value
        elif isinstance(value, (list, dict)):
            found[name] = tuple(item for item in value if isinstance(item, str))
    return {
        **found,
        **{name: tuple(rows[number] for number in sorted(rows)) for name, rows in numbered.items()},
    }


def context(call: Call, request: Received) -> dict[str, tuple[str, ...]]:
    """Return the condition keys that the call itself brings, in lower case."""
    keys: dict[str, tuple[str, ...]] = {}
    for key, source in _keys_by_service().get(call.service, ()):
        if call.operation in ONLY_IN.get(key, (call.operation,)):
            # What is sent as a header counts as a header, whatever the address says beside it.
            value = request.header(source) if source.startswith(_HEADERS) else None
            value = call.parameters.get(source) if value is None else value
            if value is not None:
                keys[key] = (value,)
    for name, value in call.tags.items():
        keys[f"aws:requesttag/{name.lower()}"] = (value,)
    if call.tags or call.untagged:
        keys["aws:tagkeys"] = (*call.tags, *call.untagged)
    if call.service == "s3":
        keys.update(_of_s3(call, request))
    if call.service == "kms":
        keys.update(_of_kms(request))
    return keys


def _of_kms(request: Received) -> dict[str, tuple[str, ...]]:
    """Return the keys of KMS for the encryption context, whose names are the caller's own."""
    given = members_of(request).get("EncryptionContext")
    pairs = {str(name): str(value) for name, value in given.items()} if isinstance(given, dict) else {}
    keys = {f"kms:encryptioncontext:{name.lower()}": (value,) for name, value in pairs.items()}
    return {**keys, "kms:encryptioncontextkeys": tuple(pairs)} if pairs else {}


@cache
def _keys_by_service() -> Mapping[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for service, key, source in CONDITION_KEYS:
        found.setdefault(service, []).append((key, source))
    return found


def _of_s3(call: Call, request: Received) -> dict[str, tuple[str, ...]]:
    """Return the keys of S3 that no single parameter or header bears."""
    tags = request_tags.of_object(request)
    keys: dict[str, tuple[str, ...]] = {
        f"s3:requestobjecttag/{name.lower()}": (value,) for name, value in tags.items()
    }
    if tags:
        keys["s3:requestobjecttagkeys"] = tuple(tags)
    if call.operation == "CreateBucket":
        for element in request_tags.elements(request.body):
            if request_tags.local_name(element) == "LocationConstraint" and element.text:
                keys["s3:locationconstraint"] = (element.text,)
    return keys
