"""Starts the sandbox in this process and runs cells, one after the other; the page's worker calls it.

Every AWS client of the cells meets the sandbox: the environment is set before any of them is imported, and a request
to anywhere else raises an error.
"""

from __future__ import annotations

import asyncio
import builtins
import json
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from pyodide.code import eval_code_async

from page_kernel import comms, ipython, outputs

HOME = Path("/home/reader")
_NO_COMMANDS = (
    "Lines that begin with '!' or '%' are commands of Jupyter's. A page has only Python: leave the line out."
)


class Kernel:
    """The cells of one page, and the AWS that they talk to."""

    def __init__(self, tell: Callable[[str], None], pages: str, variables: Mapping[str, str]) -> None:
        """`tell` gets messages as JSON; `pages` is the address of the tab for pages; `variables` join the others."""
        outputs.connect(tell)
        ipython.install()
        comms.install()
        from page_kernel import rooms
        from page_kernel.pages import Browser

        sandbox = rooms.new_sandbox()
        given = rooms.sandbox_environment(
            os.environ, endpoint=rooms.in_process.ENDPOINT, home=str(HOME), region=sandbox.company.region
        )
        environment = rooms.changed(os.environ, {**given, "AWSGUIDE_PAGES_TAB": pages, **variables})
        os.environ.clear()
        os.environ.update(environment)
        HOME.chmod(0o700)
        rooms.furnish(HOME, sandbox)
        os.chdir(HOME)
        rooms.in_process.connect(sandbox)

        def answer(method: str, url: str, headers: dict[str, str], body: bytes) -> Any:
            status, answered, content = rooms.in_process.call(sandbox, method, url, headers, body)
            return rooms.in_page.answered(url, status, _message(answered), content)

        rooms.in_page.take(rooms.IN_PROCESS_HOST, answer)
        self._browser = Browser()
        self._turn = asyncio.Lock()
        self._count = 0
        self._module = ModuleType("__main__")
        self._module.__dict__["__builtins__"] = builtins
        sys.modules["__main__"] = self._module
        sys.stdout, sys.stderr = outputs.Stream("stdout"), outputs.Stream("stderr")
        builtins.input = _nobody_asks

    async def run(self, cell: str, source: str) -> bool:
        """Run one cell after those before it have ended; returns whether it ended without an error."""
        async with self._turn:
            outputs.CELL.set(cell)
            self._count += 1
            outputs.begin()
            name = f"<cell {self._count}>"
            outputs.remember(name, source)
            try:
                value = await eval_code_async(source, self._module.__dict__, filename=name)
                if value is not None:
                    self._module.__dict__["_"] = value
                    outputs.result(value)
            except BaseException as error:
                if isinstance(error, SyntaxError) and (error.text or "").lstrip().startswith(("!", "%")):
                    error.add_note(_NO_COMMANDS)
                outputs.failure(error, name)
                return False
            finally:
                outputs.send("end")
        return True

    def comm(self, comm_id: str, content: str) -> None:
        """Hand a view's message (JSON) to its widget."""
        comms.received(comm_id, json.loads(content))

    def page(self, asked: str) -> str:
        """Open a page for the other tab: {address, fields or null} in JSON, {address, html} in JSON back."""
        wanted = json.loads(asked)
        return json.dumps(self._browser.open(wanted["address"], wanted["fields"]))


def _message(headers: list[tuple[str, str]]) -> Any:
    from email.message import Message

    message = Message()
    for name, value in headers:
        message[name] = value
    return message


def _nobody_asks(*_: object) -> str:
    raise RuntimeError("A cell in this page cannot ask with input(): write the value into the cell instead.")
