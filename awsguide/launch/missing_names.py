"""What a kernel of ours says of a name that it does not know: which is mostly a cell above that has not been run.

A NameError of the cell's own lines ends in a sentence; one from deeper inside keeps its traceback.
"""

from __future__ import annotations

from types import TracebackType
from typing import Any

ADVICE = (
    "If a cell above makes it, run that cell first: Run > Run All Above Selected Cell. After the kernel was restarted, "
    "every cell has to be run again."
)


def install(shell: Any) -> None:
    """Tell an IPython shell."""
    shell.set_custom_exc((NameError,), told)


def told(
    shell: Any,
    kind: type[BaseException],
    error: NameError,
    trace: TracebackType | None,
    tb_offset: int | None = None,
) -> None:
    """Show the error; a cell's own missing name in one line."""
    lines = [f"NameError: {error}. {ADVICE}"]
    # The first frame is IPython's, which runs the cell.
    if trace is not None and (trace.tb_next is None or trace.tb_next.tb_next is None):
        error._render_traceback_ = lambda *_given: lines  # type: ignore[attr-defined]
    shell.showtraceback((kind, error, trace), tb_offset=tb_offset)
