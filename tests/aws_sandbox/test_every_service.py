"""Every service that moto answers: its calls are recognised, and it is refused in the shape its clients read."""

from __future__ import annotations

import io
import re
from typing import Any
from urllib.parse import unquote, urlencode

import botocore.parsers
import botocore.serialize
import pytest
from botocore.awsrequest import HeadersDict, prepare_request_dict
from moto.backend_index import backend_url_patterns

from aws_sandbox.access import actions
from aws_sandbox.access.needs import needs
from aws_sandbox.protocol import errors
from aws_sandbox.protocol.errors import Refusal
from aws_sandbox.protocol.received import Received

ACCOUNT = "111122223333"
# How many of a service's operations are tried, spread over their list.
TRIED = 4
# moto's own names for services, where they are not botocore's without hyphens.
NAMES = {"awslambda": "lambda"}
# Not services of botocore's; and what moto's server, which knows a service by its signature, takes for S3.
NO_SERVICE = {"instance_metadata", "moto_api._internal", "s3control"}
WORDS = "User: somebody is not authorized to perform: this"
ARN = re.compile(r"arn:aws:[a-z0-9-]+:[a-z0-9-]*:(\d{12})?:\S+|\*")
ACTION = re.compile(r"[a-z0-9-]+:[A-Za-z0-9]+")


@pytest.fixture(scope="session")
def services(session: Any) -> dict[str, str]:
    """Every service that moto answers, by moto's name, as botocore calls it."""
    known = {name.replace("-", ""): name for name in session.get_available_services()} | NAMES
    wanted = {name for name, _ in backend_url_patterns} - NO_SERVICE
    return {name: known[name] for name in wanted}


def sample(shape: Any, depth: int = 0, name: str = "") -> Any:
    """The least that fits a shape of a service model: members that are required, and no more."""
    if shape.type_name == "structure":
        members = (
            list(shape.members)[:1] if getattr(shape, "is_tagged_union", False) else shape.required_members
        )
        return {name: sample(shape.members[name], depth + 1, name) for name in members} if depth < 8 else {}
    if shape.type_name == "list":
        return [sample(shape.member, depth + 1)]
    if shape.type_name == "map":
        return {"key": sample(shape.value, depth + 1)}
    if shape.type_name == "string":
        text = f"arn:aws:iam::{ACCOUNT}:role/name" if name.lower().endswith("arn") else "name"
        return (getattr(shape, "enum", None) or [text])[0]
    return {"boolean": True, "blob": b"x", "timestamp": 0}.get(shape.type_name, 1)


def received(operation: Any, serializer: Any) -> Received:
    """The request that botocore makes of an operation, as the sandbox gets it."""
    parameters = sample(operation.input_shape) if operation.input_shape else {}
    made = serializer.serialize_to_request(parameters, operation)
    # A host name with an account or name in front of it leads to the same request on 127.0.0.1.
    made.pop("host_prefix", None)
    prepare_request_dict(made, "http://127.0.0.1")
    body = made["body"]
    body = urlencode(body) if isinstance(body, dict) else body
    body = body.read() if hasattr(body, "read") else body
    body = body.encode() if isinstance(body, str) else body or b""
    target = made["url"].removeprefix("http://127.0.0.1")
    path, _, query = target.partition("?")
    environ = {
        "REQUEST_METHOD": made["method"],
        "RAW_URI": target,
        "PATH_INFO": unquote(path),
        "QUERY_STRING": query,
        "HTTP_HOST": "127.0.0.1",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "CONTENT_LENGTH": str(len(body)),
    }
    for name, value in made["headers"].items():
        key = name.upper().replace("-", "_")
        environ[key if key == "CONTENT_TYPE" else f"HTTP_{key}"] = str(value)
    return Received.read(environ)


@pytest.mark.parametrize("name", sorted({name for name, _ in backend_url_patterns} - NO_SERVICE))
def test_calls_of_a_service_are_known_by_name_and_refused_in_its_own_shape(
    session: Any, services: dict[str, str], name: str
) -> None:
    model = session._session.get_service_model(services[name])
    serializer = botocore.serialize.create_serializer(model.resolved_protocol, False)
    names = model.operation_names
    for operation_name in names[:: max(1, len(names) // TRIED)]:
        operation = model.operation_model(operation_name)
        request = received(operation, serializer)
        call = actions.identify(request, model.signing_name, "us-east-1")
        assert call.operation == operation_name
        permissions = list(needs(call, request, ACCOUNT))
        assert permissions
        for action, resource in permissions:
            assert ACTION.fullmatch(action), action
            assert ARN.fullmatch(resource), resource
        answer = errors.answer(Refusal("denied", WORDS), call.protocol, service=model.signing_name)
        parser = botocore.parsers.create_parser(model.resolved_protocol)
        response = {"status_code": answer.status, "headers": HeadersDict(answer.headers), "body": answer.body}
        parsed = parser.parse(response, operation.output_shape)
        code = re.compile("AccessDenied(Exception)?|UnauthorizedOperation")
        assert code.fullmatch(parsed["Error"]["Code"])
        assert parsed["Error"]["Message"] == WORDS
