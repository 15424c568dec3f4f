"""A profile for every role in a real browser: searched, named anew, compared, written and undone, without a mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    pass
