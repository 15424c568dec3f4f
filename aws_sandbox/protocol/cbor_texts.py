"""Texts in CBOR, as far as an error needs them: a map from names to texts, written by botocore.

This module refuses everything else: what a service answers is written after its model, in `cbor`.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_MODEL = {
    "Texts": {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Text"}},
    "Text": {"type": "string"},
}


def written(members: Mapping[str, str]) -> bytes:
    """Return a map of texts."""
    from botocore.serialize import RpcV2CBORSerializer

    return bytes(RpcV2CBORSerializer()._serialize_body_params(dict(members), _shape()))


@cache
def _shape() -> Any:
    from botocore.model import ShapeResolver

    return ShapeResolver(_MODEL).get_shape_by_name("Texts")
