"""Pages of IAM's lists: MaxItems, Marker, IsTruncated.

A marker holds the name that the next page follows, so a list that changes between two pages neither repeats nor drops
what stayed. This module refuses to know what is listed.

Source: IAM API reference, ListUsers and ListAccessKeys (read 2026-11-26).
"""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, TypeVar

from aws_sandbox.protocol.parameters import number, text, validation_error
from aws_sandbox.protocol.xml_answer import elements

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    Item = TypeVar("Item")

DEFAULT_PAGE, LONGEST_PAGE = 100, 1000


def page(
    items: Iterable[Item], parameters: Mapping[str, str], name: Callable[[Item], str]
) -> tuple[list[Item], str]:
    """Return one page of `items` in the order of their names, and the XML that says whether there are more."""
    size = number(parameters, "MaxItems", DEFAULT_PAGE, 1, LONGEST_PAGE)
    marker = text(parameters, "Marker", 1, 320, required=False)
    ordered = sorted(items, key=name)
    if marker:
        last = _name(marker)
        ordered = [item for item in ordered if name(item) > last]
    shown = ordered[:size]
    if len(ordered) <= size:
        return shown, elements({"IsTruncated": "false"})
    following = base64.urlsafe_b64encode(name(shown[-1]).encode()).decode()
    return shown, elements({"IsTruncated": "true", "Marker": following})


def _name(marker: str) -> str:
    try:
        return base64.b64decode(marker, b"-_", validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise validation_error("Invalid Marker.") from None
