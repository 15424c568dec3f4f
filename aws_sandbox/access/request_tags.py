"""The tags in a request: those it gives and the keys of those it takes away, in every form in which services have them.

Forms number them, with a word between or not; JSON lists or maps them, under five spellings; S3 has them in a header
or in XML. This module refuses to judge: what is no tag is passed over.

Source: botocore's service models of the services that moto answers (read 2026-11-26).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl
from xml.etree import ElementTree

from aws_sandbox.protocol.received import bounded_xml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_sandbox.protocol.received import Received

_GIVEN = re.compile(r"((?:TagSpecification\.\d+\.)?Tags?\.(?:member\.|Tag\.)?\d+)\.(Key|Value)")
_TAKEN = re.compile(r"TagKeys\.(?:member\.)?(\d+)")
_KINDS = re.compile(r"TagSpecification\.\d+\.ResourceType")
_KEY, _VALUE = ("Key", "key", "TagKey"), ("Value", "value", "TagValue")
_S3_HEADER = "x-amz-tagging"


def in_form(form: Mapping[str, str]) -> Mapping[str, str]:
    """Return the tags that a form gives."""
    rows: dict[str, dict[str, str]] = {}
    for name, value in form.items():
        found = _GIVEN.fullmatch(name)
        if found is not None:
            rows.setdefault(found[1], {})[found[2]] = value
    return {row["Key"]: row.get("Value", "") for row in rows.values() if "Key" in row}


def in_json(members: Mapping[str, Any]) -> Mapping[str, str]:
    """Return the tags that a JSON body gives."""
    tags = members.get("Tags") or members.get("tags") or {}
    if isinstance(tags, dict):
        return {str(key): str(value) for key, value in tags.items()}
    if not isinstance(tags, list):
        return {}
    rows = [row for row in tags if isinstance(row, dict)]
    pairs = [(_first(row, _KEY), _first(row, _VALUE)) for row in rows]
    return {key: value or "" for key, value in pairs if key is not None}


def _first(row: Mapping[str, Any], names: tuple[str, ...]) -> str | None:
    return next((str(row[name]) for name in names if name in row), None)


def taken(request: Received, members: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the keys of the tags that a request takes away."""
    rows = {int(found[1]): members[name] for name in members if (found := _TAKEN.fullmatch(name))}
    numbered = tuple(rows[number] for number in sorted(rows))
    listed = members.get("TagKeys") or members.get("tagKeys")
    in_body = tuple(key for key in listed if isinstance(key, str)) if isinstance(listed, list) else ()
    pairs = parse_qsl(request.query.replace("+", "%2B"), keep_blank_values=True)
    in_query = tuple(value for name, value in pairs if name == "tagKeys")
    return numbered or in_body or in_query


def kinds_tagged(form: Mapping[str, str]) -> tuple[str, ...]:
    """Return the kinds of things that EC2 is to tag as it makes them ('instance', 'vpc')."""
    return tuple(value for name, value in form.items() if _KINDS.fullmatch(name))


def of_object(request: Received) -> Mapping[str, str]:
    """Return the tags that S3 is to put on an object: those of the header, or of the body of PutObjectTagging."""
    header = request.header(_S3_HEADER)
    if header is not None:
        return dict(parse_qsl(header, keep_blank_values=True))
    if "tagging" not in request.arguments:
        return {}
    rows = [element for element in elements(request.body) if local_name(element) == "Tag"]
    pairs = [{local_name(child): child.text or "" for child in row} for row in rows]
    return {row["Key"]: row.get("Value", "") for row in pairs if "Key" in row}


def elements(body: bytes) -> list[ElementTree.Element]:
    """Return every element of an XML body, [] if it is none."""
    try:
        root = ElementTree.fromstring(bounded_xml(body))  # noqa: S314 - of the caller's own body, and expat bounds entities
    except ElementTree.ParseError:
        return []
    return list(root.iter())


def local_name(element: ElementTree.Element) -> str:
    """Return an element's name without its namespace."""
    return element.tag.rpartition("}")[2]
