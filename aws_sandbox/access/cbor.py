"""Smithy RPC v2 CBOR, which some of AWS's SDKs speak to CloudWatch and others: read as JSON, and answered in CBOR.

The services that speak it speak JSON too, with the same names, so moto is asked in JSON. A signature covers what was
sent, and is checked before. This module refuses streams of events, which only terminals and logs need.

Sources: 'Smithy RPC v2 CBOR protocol' (Smithy 2.0 specification, read 2026-11-26). Read in botocore 1.44.5: parsers.py
and serialize.py.
"""

from __future__ import annotations

import base64
import io
import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from aws_sandbox.moto_patches import moto_core
from aws_sandbox.protocol import cbor_texts
from aws_sandbox.protocol.errors import CBOR_HEADERS, Answer, Refusal
from aws_sandbox.protocol.received import Received

if TYPE_CHECKING:
    from aws_sandbox.access.actions import Call

_PROTOCOL = "smithy-rpc-v2-cbor"
HEADER, NAME = "smithy-protocol", "rpc-v2-cbor"
_PLACE = re.compile(r"/service/([\w.]+)/operation/(\w+)")
# The folders of botocore's models, where they are not the name that requests are signed for.
_MODELS = {"monitoring": "cloudwatch", "tagging": "resourcegroupstaggingapi", "cloudhsm": "cloudhsmv2"}
_READ_AS: Mapping[str, Callable[[Any], Any]] = {
    "blob": base64.b64decode,
    "double": float,
    "float": float,
    "integer": int,
    "long": int,
    "string": str,
}


def is_spoken(request: Received) -> bool:
    """Whether a request is in CBOR."""
    return request.header(HEADER) == NAME


def as_json(request: Received, service: str) -> Received:
    """Return the call in JSON that a call in CBOR stands for; `service` as it is signed for. Raises `Refusal`."""
    place = _PLACE.fullmatch(request.path)
    if place is None or request.method != "POST":
        raise Refusal(
            "not implemented", "A call in CBOR is a POST to /service/<service>/operation/<operation>."
        )
    if _PROTOCOL not in moto_core.protocols(_MODELS.get(service, service)):
        raise Refusal("not implemented", f"The service {service} does not speak CBOR.")
    body = json.dumps(_plain(_members(request.content))).encode()
    environ = {
        name: value
        for name, value in request.environ.items()
        if name not in ("HTTP_SMITHY_PROTOCOL", "HTTP_ACCEPT", "HTTP_CONTENT_ENCODING", "REQUEST_URI")
    }
    environ.update(
        PATH_INFO="/",
        RAW_URI="/",
        CONTENT_TYPE="application/x-amz-json-1.1",
        HTTP_X_AMZ_TARGET=f"{place[1]}.{place[2]}",
        CONTENT_LENGTH=str(len(body)),
    )
    environ["wsgi.input"] = io.BytesIO(body)
    return Received.read(environ)


def answer(call: Call, said: Answer) -> Answer:
    """Return in CBOR what was said in JSON about a call."""
    members = json.loads(said.body or b"{}")
    kept = tuple(row for row in said.headers if row[0].lower() not in ("content-type", "content-length"))
    if said.status >= 300:
        texts = {name: value for name, value in members.items() if isinstance(value, str)}
        return Answer(said.status, (*kept, *CBOR_HEADERS), cbor_texts.written(texts))
    shape = moto_core.output(_MODELS.get(call.service, call.service), call.operation)
    body = b"" if shape is None else _written(_shaped(members, shape), shape)
    return Answer(said.status, (*kept, *CBOR_HEADERS), body)


def _members(body: bytes) -> Any:
    from botocore.parsers import RpcV2CBORParser

    parser = RpcV2CBORParser()
    try:
        return parser.parse_data_item(parser.get_peekable_stream_from_bytes(body)) if body else {}
    except Exception as error:
        # Each kind of broken data has its own exception there; none says anything that a caller could use.
        raise Refusal(code="SerializationException", message="The body is not CBOR.") from error


def _plain(value: Any) -> Any:
    """Return what was read as JSON has it: times in seconds since 1970, bytes in base64."""
    if isinstance(value, dict):
        return {str(name): _plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, datetime):
        return value.timestamp()
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def _shaped(value: Any, shape: Any) -> Any:
    """Return what JSON says as the service's model has it; what the model does not know is left out."""
    if shape.type_name == "structure":
        return {
            name: _shaped(inner, shape.members[name])
            for name, inner in value.items()
            if name in shape.members and inner is not None
        }
    if shape.type_name == "list":
        return [_shaped(inner, shape.member) for inner in value]
    if shape.type_name == "map":
        return {name: _shaped(inner, shape.value) for name, inner in value.items()}
    return _READ_AS.get(shape.type_name, lambda same: same)(value)


def _written(members: Any, shape: Any) -> bytes:
    from botocore.serialize import RpcV2CBORSerializer

    return bytes(RpcV2CBORSerializer()._serialize_body_params(members, shape))
