"""A built site and what its pages name: read from the files, without a browser."""

from __future__ import annotations

import functools
import http.server
import os
import subprocess
import sys
import threading
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

CHECKOUT = Path(__file__).resolve().parents[2]
# Where the site is told to be: under a path of a host that nobody has.
ADDRESS = "https://docs.example/some/awsguide/"
REPOSITORY = "https://code.example/awsguide"

# What makes a browser fetch something by itself, as opposed to a link that a reader may follow.
FETCHING = {
    ("script", "src"),
    ("img", "src"),
    ("iframe", "src"),
    ("embed", "src"),
    ("source", "src"),
    ("video", "src"),
    ("audio", "src"),
    ("object", "data"),
    ("use", "href"),
    ("image", "href"),
}
FETCHING_LINKS = {
    "stylesheet",
    "icon",
    "preload",
    "prefetch",
    "preconnect",
    "dns-prefetch",
    "modulepreload",
    "manifest",
}


class Reader(HTMLParser):
    """What a page names: its anchors, its links, and what it makes the browser fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.styles: list[str] = []
        self._in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self._in_style = tag == "style"
        self.styles.append(attributes.get("style", ""))
        self.anchors.update(attributes[name] for name in ("id", "name") if attributes.get(name))
        for name, value in attributes.items():
            if (tag, name) in FETCHING:
                self.fetched.append(value)
            elif name == "srcset":
                self.fetched += [part.split()[0] for part in value.split(",")]
            elif (tag, name) == ("link", "href"):
                fetching = FETCHING_LINKS & set(attributes.get("rel", "").split())
                (self.fetched if fetching else self.links).append(value)
            elif (tag, name) == ("a", "href"):
                self.links.append(value)

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self.styles.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._in_style = False


class Site:
    """A built site: its pages by address ('errors/wrong-region/')."""

    def __init__(self, folder: Path, said: str) -> None:
        self.folder = folder
        self.said = said
        self.texts = {
            self._address(path): path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.html"))
        }
        self.pages = {address: read(text) for address, text in self.texts.items()}

    def _address(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix().removesuffix("index.html")


def read(text: str) -> Reader:
    reader = Reader()
    reader.feed(text)
    return reader


def words(html: str) -> str:
    """The text of a page, in one line."""
    from bs4 import BeautifulSoup

    return " ".join(BeautifulSoup(html, "html.parser").get_text(" ").split())


def build(configuration: Path, folder: Path) -> tuple[int, str]:
    command = [
        sys.executable,
        "-m",
        "mkdocs",
        "build",
        "--strict",
        "-f",
        str(configuration),
        "-d",
        str(folder),
    ]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        cwd=configuration.parent,
        env=os.environ
        | {
            "NO_MKDOCS_2_WARNING": "1",
            "AWSGUIDE_SITE_URL": ADDRESS,
            "AWSGUIDE_REPOSITORY_URL": REPOSITORY,
        },
    )
    return done.returncode, done.stdout + done.stderr


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder as it is."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
