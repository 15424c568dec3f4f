"""The shape of what answers an operation of the query protocol. Nothing more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aws_sandbox.access.guard import Admitted
    from aws_sandbox.state import State

    # What makes the result of an operation, as XML; None where it has no output.
    Operations = Mapping[str, Callable[[State, Admitted], str | None]]
