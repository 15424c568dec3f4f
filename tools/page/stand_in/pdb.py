"""Stands in for Python's debugger, which would need a terminal; libraries import it and use it for nothing here."""

from typing import NoReturn


class Pdb:
    """Named by libraries that adapt the debugger."""

    def __init__(self, *_: object, **__: object) -> None:
        """Refuse."""
        set_trace()


def set_trace(*_: object, **__: object) -> NoReturn:
    """Refuse, as `breakpoint()` in a cell."""
    raise RuntimeError("A page has no debugger: print what you want to see.")
