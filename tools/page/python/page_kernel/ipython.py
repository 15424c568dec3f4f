"""Stands in for IPython: the few names that ipywidgets and the guide's cells import from it."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace

from page_kernel import outputs


class Html:
    """HTML to be shown, as `IPython.display.HTML`."""

    form = "text/html"

    def __init__(self, data: str = "") -> None:
        """`data` is HTML that the reader's own cell made."""
        self.data = data

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {self.form: self.data, "text/plain": f"<IPython.core.display.{type(self).__name__} object>"}


class Markdown(Html):
    """Markdown, shown as the text it is."""

    form = "text/plain"

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"text/plain": self.data}


class Shell:
    """What `get_ipython()` returns: enough to be told of an error, and of nothing else."""

    events = SimpleNamespace(trigger=lambda *_: None, register=lambda *_: None)
    kernel = None

    @staticmethod
    def initialized() -> bool:
        """A shell is running."""
        return True

    def showtraceback(self, *_: object, **__: object) -> None:
        """Show the error that is being handled under the cell whose handler raised it."""
        error = sys.exc_info()[1]
        if error is not None:
            outputs.failure(error)


def install() -> None:
    """Make `import IPython` work."""
    shell = Shell()

    def get_ipython() -> Shell:
        return shell

    names: dict[str, dict[str, object]] = {
        "IPython": {"get_ipython": get_ipython, "display": None, "core": None},
        "IPython.core": {},
        "IPython.core.getipython": {"get_ipython": get_ipython},
        "IPython.core.interactiveshell": {"InteractiveShell": Shell},
        "IPython.display": {
            "display": outputs.display,
            "clear_output": outputs.clear_output,
            "HTML": type("HTML", (Html,), {}),
            "Markdown": Markdown,
        },
    }
    for name, content in names.items():
        module = ModuleType(name)
        module.__path__ = []
        vars(module).update(content)
        sys.modules[name] = module
        parent, _, child = name.rpartition(".")
        if parent:
            setattr(sys.modules[parent], child, module)
