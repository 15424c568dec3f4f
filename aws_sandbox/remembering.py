"""What was worked out from a short text is remembered, and from a long one worked out again.

A cache that counts its rows has no bound where a caller chooses the text: a name may be as long as a request. This
module refuses to remember such a text.
"""

from __future__ import annotations

from functools import lru_cache, wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    _Asked = ParamSpec("_Asked")
    _Found = TypeVar("_Found")

# Paths of S3 objects, session names and hosts are shorter.
_LONGEST = 2048


def remembered(
    rows: int, *, longest: int = _LONGEST
) -> Callable[[Callable[_Asked, _Found]], Callable[_Asked, _Found]]:
    """Let a function remember its last `rows` answers; not those about a text of more than `longest` characters."""

    def decorate(function: Callable[_Asked, _Found]) -> Callable[_Asked, _Found]:
        kept = lru_cache(rows)(function)

        @wraps(function)
        def answer(*asked: _Asked.args, **named: _Asked.kwargs) -> _Found:
            for part in (*asked, *named.values()) if named else asked:
                if isinstance(part, str) and len(part) > longest:
                    return function(*asked, **named)
            return kept(*asked, **named)  # type: ignore[arg-type]  # whatever can be hashed

        return answer

    return decorate
