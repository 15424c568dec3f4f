"""Pages of this machine as the reader's browser reaches them: under the address of the kernel's Jupyter server.

The server's extension says where that is, as a path and not as an address, because name, scheme and port are the
browser's affair. A page that this kernel serves itself is made known in a file of Jupyter's own runtime folder, beside
the kernels' connection files: readable by its owner alone, named by a random word, gone when the page is. Without such
a server every address stays as it is. It refuses to make anything known but ports of 127.0.0.1.
"""

from __future__ import annotations

import json
import os
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

from awsguide.adapters import surroundings

# Set by the Jupyter server's extension: where its pages begin ('/user/ada/awsguide/'), and its runtime folder.
BASE = "AWSGUIDE_PAGES_BASE"
FOLDER = "AWSGUIDE_PAGES_FOLDER"
VARIABLES = (BASE, FOLDER)
# Set by a page that runs a kernel: the address of its tab for pages, before the address that it is to open.
TAB = "AWSGUIDE_PAGES_TAB"
_WORD = re.compile(r"[A-Za-z0-9_-]{32}")

# The pages of this process: 'HOST:PORT', and the word by which the browser asks for each.
_published: dict[str, str] = {}


@dataclass(frozen=True)
class LocalPage:
    """A page that some kernel serves: its port on 127.0.0.1, and the AWS that its kernel talks to."""

    word: str
    port: int
    target: str


def through_jupyter() -> bool:
    """Whether a Jupyter server passes the pages of this machine on to the reader's browser."""
    return bool(surroundings.environment(BASE))


def out_of_reach() -> surroundings.Place | None:
    """The first reason to think that the reader's browser cannot open a page of this machine; None without one."""
    return None if through_jupyter() else next(iter(surroundings.elsewhere()), None)


def browser_address(address: str) -> str:
    """How the reader's browser reaches an address of this machine; every other one is returned as it is.

    'http://127.0.0.1:8401/device' of the sandbox becomes '/user/ada/awsguide/sandbox/device'; where a page runs this
    kernel, it becomes that page's own tab for pages ('.../portal.html#channel/http%3A...').
    """
    if tab := surroundings.environment(TAB):
        return f"{tab}{quote(address, safe='')}"
    base, endpoint = surroundings.environment(BASE), surroundings.environment("AWS_ENDPOINT_URL")
    parts = urlsplit(address)
    if not base or parts.scheme != "http":
        return address
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    if endpoint and parts.netloc == urlsplit(endpoint).netloc:
        return f"{base}sandbox{path}"
    word = _published.get(parts.netloc)
    return f"{base}here/{word}{path}" if word else address


def point() -> str:
    """A picture of one point under Jupyter's address, which a browser can load if it can load our pages."""
    return f"{surroundings.environment(BASE)}reachable.svg"


def publish(host: str) -> None:
    """Make a page of this kernel ('127.0.0.1:PORT') reachable through Jupyter, where there is such a server."""
    folder = surroundings.environment(FOLDER)
    if not folder or not through_jupyter():
        return
    word = secrets.token_urlsafe(24)
    content = {"port": int(host.rpartition(":")[2]), "target": surroundings.target()}
    # Without the file the link stays one to this machine, which may be where the browser is.
    with suppress(OSError):
        descriptor = os.open(_file(Path(folder), word), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(content, file)
        _published[host] = word


def withdraw(host: str) -> None:
    """Take back what `publish` did; nothing happens where it did nothing."""
    word = _published.pop(host, None)
    if word is not None:
        _file(Path(surroundings.environment(FOLDER)), word).unlink(missing_ok=True)


def find(folder: Path, word: str) -> LocalPage | None:
    """The page that was made known in `folder` by this word, or None."""
    if not _WORD.fullmatch(word):
        return None
    try:
        told = json.loads(_file(folder, word).read_bytes())
        return LocalPage(word, int(told["port"]), str(told["target"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def find_port(folder: Path, port: int) -> LocalPage | None:
    """The page that was made known in `folder` on this port, or None."""
    words = (file.stem.removeprefix(_PREFIX) for file in folder.glob(f"{_PREFIX}*.json"))
    return next((page for page in (find(folder, word) for word in words) if page and page.port == port), None)


_PREFIX = "awsguide-page-"


def _file(folder: Path, word: str) -> Path:
    return folder / f"{_PREFIX}{word}.json"
