"""How moto writes an answer, in fewer steps: where each member is found is worked out once, and XML is put together.

What is written stays the same, letter by letter. This module refuses to decide what an answer holds: that is moto's.

Read in moto 5.2.5: core/serialize.py; in xmltodict 1.0.2: `unparse`.
"""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

import xmltodict

from aws_sandbox.remembering import remembered

if TYPE_CHECKING:
    from collections.abc import Iterable

_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
# Where the names under which a member may be found are kept, at the member's shape.
_NAMES = "_names_in_a_result"
_MISSING = object()


@cache
def teach() -> None:
    """Let moto serialise so; once for the process."""
    from moto.core import serialize
    from moto.core.utils import get_value

    whole = serialize.ResponseSerializer.get_value
    picking = serialize.XFormedAttributePicker

    def quick(serializer: Any, value: Any, key: str, shape: Any) -> Any:
        picker = serializer._value_picker
        if type(picker) is not picking:
            return whole(serializer, value, key, shape)
        known = shape.__dict__.setdefault(_NAMES, {})
        found_under = type(value), key
        row = known.get(found_under)
        if row is None:
            context = serialize.AttributePickerContext(obj=value, key=key, shape=shape)
            names = tuple(dict.fromkeys(picker.get_possible_keys(context)))
            # As moto's `get_value` has it, without its calls for what is neither a row nor a path.
            is_row = hasattr(value, "__getitem__") or hasattr(type(value), "__getattr__")
            look = get_value if is_row or any("." in name for name in names) else getattr
            row = known[found_under] = look, names
        look, names = row
        found = None
        for name in names:
            tried = look(value, name, _MISSING)
            if tried is not _MISSING:
                found = tried
                break
        return _transformed(picker.response_transformers, (*serializer.path, key), found)

    for owner, name, replacement in (
        (serialize.ResponseSerializer, "get_value", quick),
        (serialize, "xmltodict", SimpleNamespace(unparse=unparse)),
    ):
        setattr(owner, name, replacement)


def _transformed(transformers: Any, path: tuple[str, ...], found: Any) -> Any:
    """Return what is written at a place of the answer, as the first row for places that end so has it."""
    place = ".".join(path) if transformers else ""
    if place and place.endswith(tuple(transformers)):
        transform = next(transform for ending, transform in transformers.items() if place.endswith(ending))
        return transform(found)
    return found


def unparse(
    content: dict[str, Any],
    *,
    full_document: bool = True,
    pretty: bool | None = False,
    short_empty_elements: bool = False,
) -> str:
    """Write XML as `xmltodict.unparse` does, whose options these are; raises ValueError where it does."""
    if not pretty and (not full_document or _has_one_root(content)):
        written = [_DECLARATION] if full_document else []
        try:
            for name, value in content.items():
                _write(name, value, written, short=short_empty_elements)
        except _UnusualError:
            pass
        else:
            return "".join(written)
    options = {"full_document": full_document, "short_empty_elements": short_empty_elements}
    return str(xmltodict.unparse(content, pretty=pretty, **options))


class _UnusualError(Exception):
    """What moto never writes, and is left to xmltodict: a comment, several namespaces, a name that is no text."""


def _has_one_root(content: dict[str, Any]) -> bool:
    """Say whether there is one element at the top: anything else has further rules, or is refused."""
    return len(content) == 1 and isinstance(next(iter(content.values())), (dict, str))


def _write(name: Any, value: Any, written: list[str], *, short: bool) -> None:
    if not isinstance(name, str) or name == "#comment":
        raise _UnusualError
    _check(name)
    for item in _items(value):
        attributes, text = "", None
        inner: list[str] = []
        if isinstance(item, dict):
            for key, member in item.items():
                if key == "#text":
                    text = None if member is None else _text(member)
                elif isinstance(key, str) and key.startswith("@"):
                    attributes += _attribute(key[1:], member)
                elif member != []:
                    _write(key, member, inner, short=short)
        elif item is not None:
            text = _text(item)
        content = "".join(inner) + escape(text or "")
        if content or not short:
            written.append(f"<{name}{attributes}>{content}</{name}>")
        else:
            written.append(f"<{name}{attributes}/>")


def _items(value: Any) -> Iterable[Any]:
    if isinstance(value, (str, dict, bytes, bytearray, memoryview)) or not hasattr(value, "__iter__"):
        return (value,)
    items: Iterable[Any] = value
    return items


def _attribute(name: str, value: Any) -> str:
    if name == "xmlns" and isinstance(value, dict):
        raise _UnusualError
    _check(name)
    return f" {name}={quoteattr('' if value is None else _text(value))}"


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return (
        bytes(value).decode("utf-8", "replace")
        if isinstance(value, (bytes, bytearray, memoryview))
        else str(value)
    )


@remembered(4096)
def _check(name: str) -> None:
    """Refuse a name that would break out of its tag, as xmltodict does; raises ValueError."""
    xmltodict.unparse({name: None}, full_document=False)
