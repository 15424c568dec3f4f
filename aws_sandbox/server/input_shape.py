"""What is wrong with the input of a call, by its service's model: a member that is missing, or one of another type.

It is asked where a call has failed over its input and nobody said why; clients with a model of their own never send
such a call. This module refuses to judge values: lengths and patterns are the service's.

Source: botocore's service models, which name the members of each operation's input.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aws_sandbox.access.action_table import MODELS
from aws_sandbox.moto_patches import moto_core
from aws_sandbox.protocol import errors
from aws_sandbox.protocol.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_sandbox.access.actions import Call
    from aws_sandbox.protocol.received import Received

# As JSON has them; a time is a number, and in some services a text.
_TYPES: Mapping[str, tuple[type, ...]] = {
    "structure": (dict,),
    "map": (dict,),
    "list": (list,),
    "string": (str,),
    "blob": (str,),
    "timestamp": (int, float, str),
    "integer": (int,),
    "long": (int,),
    "float": (int, float, str),
    "double": (int, float, str),
    "boolean": (bool,),
}
_DEEPEST = 30
# What is no operation but with a form, and what AWS says without one.
_FORMS_ONLY: Mapping[tuple[str, str], str] = {
    ("s3", "PostObject"): "Bucket POST must be of the enclosure-type multipart/form-data"
}


def refusal(call: Call, request: Received) -> Refusal | None:
    """Return the refusal for a call that is none, or whose input is not its operation's; None if it is in order."""
    names = (call.service, *MODELS.get(call.service, ()))
    shapes = [
        shape
        for name in names
        if (shape := moto_core.input_of(name, call.operation)) is not moto_core.UNKNOWN
    ]
    if not shapes:
        return Refusal("not implemented", f"The sandbox does not know the operation {call.operation[:200]}.")
    shape = shapes[0]
    if (call.service, call.operation) in _FORMS_ONLY:
        return Refusal(
            code="PreconditionFailed", status=412, message=_FORMS_ONLY[call.service, call.operation]
        )
    if shape is None:
        return None
    if call.protocol in (errors.QUERY, errors.EC2):
        words = _missing_in_form(shape, request.form)
    elif call.protocol in (errors.JSON, errors.REST_JSON):
        words = _missing_in_head(shape, request)
        words = words or _wrong(shape, request.json if request.body else {}, "", _DEEPEST)
    else:
        words = _missing_in_head(shape, request)
        # What S3 and its like take is XML or anything: what could not be read there is no XML.
        if not words and request.body and not moto_core.is_xml(request.body):
            return Refusal("malformed body")
    return Refusal("invalid input", f"1 validation error detected: {words}") if words else None


def _missing_in_head(shape: Any, request: Received) -> str:
    given = {"querystring": request.arguments.get, "header": lambda name: request.header(name.lower())}
    for name in shape.required_members:
        place = shape.members[name].serialization
        find = given.get(place.get("location", ""))
        if find is not None and find(place.get("name", name)) is None:
            return _null(name)
    return ""


def _missing_in_form(shape: Any, form: Mapping[str, str]) -> str:
    for name in shape.required_members:
        sent = shape.members[name].serialization.get("name", name)
        if not any(given == sent or given.startswith(f"{sent}.") for given in form):
            return _null(name)
    return ""


def _wrong(shape: Any, value: Any, path: str, deepest: int) -> str:
    types = _TYPES.get(shape.type_name)
    if getattr(shape, "is_document_type", False) or types is None or value is None or deepest == 0:
        return ""
    fits = isinstance(value, types)
    if not fits or (isinstance(value, bool) and bool not in types):
        return (
            f"Value at '{path or 'input'}' failed to satisfy constraint: Member must be a {shape.type_name}"
        )
    if shape.type_name == "structure":
        for name in shape.required_members:
            if "location" not in shape.members[name].serialization and value.get(name) is None:
                return _null(f"{path}.{name}" if path else name)
    for below, name, item in _inner(shape, value):
        words = _wrong(below, item, f"{path}.{name}" if path else name, deepest - 1)
        if words:
            return words
    return ""


def _inner(shape: Any, value: Any) -> list[tuple[Any, str, Any]]:
    """Return shape, name and value of each part of a value, [] where it has none."""
    if shape.type_name == "structure":
        return [(shape.members[name], name, item) for name, item in value.items() if name in shape.members]
    if shape.type_name == "list":
        return [(shape.member, str(number), item) for number, item in enumerate(value, start=1)]
    if shape.type_name == "map":
        return [(shape.value, name, item) for name, item in value.items()]
    return []


def _null(path: str) -> str:
    return (
        f"Value null at '{path[:1].lower()}{path[1:]}' failed to satisfy constraint: Member must not be null"
    )
