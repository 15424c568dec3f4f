"""A Firefox without a window, driven by what it speaks itself (WebDriver BiDi): no further program is needed.

It knows what the tests of a page ask for and no more: open, look, press, type, and every address that was asked for.
"""

from __future__ import annotations

import itertools
import json
import re
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import websocket

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NAMES = ("firefox", "firefox-esr")
# How long something may take on a busy machine.
SECONDS = 120


def program() -> str | None:
    """Where Firefox is, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)


class Firefox:
    """One running Firefox with a profile of its own."""

    def __init__(self, address: str) -> None:
        """`address` is where it listens: 'ws://127.0.0.1:PORT'."""
        self._socket = websocket.create_connection(
            f"{address}/session", timeout=SECONDS, suppress_origin=True
        )
        self._numbers = itertools.count(1)
        self.asked: list[str] = []
        self.version: str = self.ask("session.new", capabilities={})["capabilities"]["browserVersion"]
        self.ask("session.subscribe", events=["network.beforeRequestSent"])

    def ask(self, method: str, **params: Any) -> Any:
        """Send one command; its result. Raises `RuntimeError` with what Firefox says against it."""
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            told = json.loads(self._socket.recv())
            if told.get("method") == "network.beforeRequestSent":
                self.asked.append(told["params"]["request"]["url"])
            elif told.get("id") == number:
                if told["type"] == "error":
                    raise RuntimeError(f"{method}: {told['message']}")
                return told["result"]

    def tabs(self) -> list[str]:
        """The tabs, in the order in which they were opened."""
        return [tab["context"] for tab in self.ask("browsingContext.getTree")["contexts"]]

    def open(self, address: str) -> str:
        """A new tab with the page at `address`, loaded."""
        tab: str = self.ask("browsingContext.create", type="tab")["context"]
        self.ask("browsingContext.navigate", context=tab, url=address, wait="complete")
        return tab

    def run(self, tab: str, code: str, *values: object) -> Any:
        """What a JavaScript function '(values) => ...' returns in the page, as if a person had pressed something."""
        told = self.ask(
            "script.callFunction",
            functionDeclaration=f"async (text) => JSON.stringify((await ({code})(...JSON.parse(text))) ?? null)",
            arguments=[{"type": "string", "value": json.dumps(values)}],
            target={"context": tab},
            awaitPromise=True,
            userActivation=True,
        )
        if told["type"] == "exception":
            raise RuntimeError(told["exceptionDetails"]["text"])
        return json.loads(told["result"]["value"])

    def wait(self, tab: str, code: str, *values: object) -> Any:
        """Wait until the function returns something; returns it."""
        return eventually(lambda: self.run(tab, code, *values), code)

    def text(self, tab: str) -> str:
        """The words on a page."""
        return str(self.run(tab, "() => document.body.innerText"))

    def press(self, tab: str, name: str, within: str = "body") -> None:
        """Press the first button of this name that can be seen, once it is there."""
        self.wait(tab, PRESS, name, within)

    def fill(self, tab: str, label: str, value: str) -> None:
        """Type into the field with this label."""
        self.wait(tab, FILL, label, value)


PRESS = """(name, within) => {
  const named = (button) => (button.getAttribute("aria-label") ?? button.innerText).trim() === name;
  const found = [...document.querySelectorAll(`${within} button`)].find(
    (button) => named(button) && button.checkVisibility() && !button.disabled);
  found?.click();
  return Boolean(found);
}"""
FILL = """(label, value) => {
  const found = [...document.querySelectorAll("label")].find((one) => one.innerText.trim() === label)?.control;
  if (found) found.value = value;
  return Boolean(found);
}"""


def eventually(found: Callable[[], Any], what: str) -> Any:
    """Ask again until there is an answer; returns it."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        if answer := found():
            return answer
        time.sleep(0.2)
    raise AssertionError(f"it did not come: {what}")


@contextmanager
def firefox(path: str) -> Iterator[Firefox]:
    """Start the Firefox at `path` with a new profile, and end it."""
    with tempfile.TemporaryDirectory() as profile:
        process = subprocess.Popen(
            [path, "--headless", "--no-remote", "--remote-debugging-port", "0", "--profile", profile],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            assert process.stderr is not None
            lines = (re.search(r"BiDi listening on (ws://\S+)", line) for line in process.stderr)
            yield Firefox(next(filter(None, lines))[1])
        finally:
            process.terminate()
            process.communicate(timeout=SECONDS)
