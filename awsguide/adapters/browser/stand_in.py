"""Stands in for a browser on the sandbox's pages, where the reader's own cannot reach them: what a page says, as data.

It opens pages of this very machine alone, follows their redirects alone, keeps their cookies while it lives, and reads
the plain forms that the sandbox has; it runs no script. It refuses every other address, so it never meets AWS's pages.
"""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from typing import Any, Literal
from urllib.parse import urlencode, urljoin

from awsguide.adapters.aws import refuse_unless_loopback
from awsguide.adapters.browser import in_page
from awsguide.core.secret import Secret
from awsguide.explanations import explain

SECONDS = 30
LARGEST_PAGE = 1024 * 1024
Kind = Literal["text", "heading", "alert", "status", "code"]


@dataclass(frozen=True)
class Line:
    """Something that a page says."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Field:
    """Something to fill in; what is `secret` is not shown while it is typed."""

    name: str
    label: str
    secret: bool = False


@dataclass(frozen=True)
class Button:
    """A button of a form, and what it says in the field of its name."""

    label: str
    name: str = ""
    value: str = ""


@dataclass(frozen=True)
class Form:
    """A form: what it sends unseen, what is filled in, and what sends it."""

    hidden: Mapping[str, str] = field(repr=False)
    fields: tuple[Field, ...]
    buttons: tuple[Button, ...]


@dataclass(frozen=True)
class Page:
    """A page from top to bottom; `code` is one that it shows to be pasted elsewhere."""

    title: str
    pieces: tuple[Line | Form, ...]
    code: Secret | None = None
    status: int = 200

    @property
    def text(self) -> str:
        """What it says, a line for each piece."""
        return "\n".join([self.title, *(piece.text for piece in self.pieces if isinstance(piece, Line))])

    @property
    def forms(self) -> tuple[Form, ...]:
        """Its forms, in order."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Form))


class StandIn:
    """One browser with cookies of its own."""

    def __init__(self) -> None:
        self._browser = in_page.opener(urllib.request.HTTPCookieProcessor(CookieJar()), _OnThisMachine())
        self._address = ""

    def open(self, address: str) -> Page:
        """Open a page; raises `CouldNotTry` for one of another machine, `Unreachable` when none answers."""
        return self._asked(address, None)

    def send(self, form: Form, typed: Mapping[str, str], button: Button) -> Page:
        """Send a form of the page that is open, as pressing `button` does; raises as `open`."""
        filled = {**form.hidden, **typed} | ({button.name: button.value} if button.name else {})
        return self._asked(self._address, urlencode(filled).encode())

    def _asked(self, address: str, body: bytes | None) -> Page:
        refuse_unless_loopback(address, "page")
        try:
            reply = self._browser.open(address, body, timeout=SECONDS)
        except urllib.error.HTTPError as refused:
            # A page too: it says what was wrong with the form.
            reply = refused
        except OSError as error:
            raise explain("sandbox-gone") from error
        with reply:
            self._address = reply.geturl()
            reader = _Reader()
            reader.feed(reply.read(LARGEST_PAGE).decode("utf-8", "replace"))
            return replace(reader.page(), status=reply.status)


class _OnThisMachine(urllib.request.HTTPRedirectHandler):
    """Follows a page only to this machine again."""

    def redirect_request(self, *given: Any) -> Any:
        refuse_unless_loopback(urljoin(given[0].full_url, given[-1]), "page")
        return super().redirect_request(*given)


_ROLES: dict[str, Kind] = {"alert": "alert", "status": "status", "code": "code"}
_BLOCKS: dict[str, Kind] = {"h2": "heading", "p": "text", "li": "text", "tr": "text", "caption": "heading"}


class _Reader(HTMLParser):
    """Reads the part of a page that is for people."""

    def __init__(self) -> None:
        super().__init__()
        self._within = False
        self._title = self._words = ""
        self._kind: Kind = "text"
        self._pieces: list[Line | Form] = []
        self._hidden: dict[str, str] = {}
        self._fields: list[Field] = []
        self._buttons: list[Button] = []
        self._code: Secret | None = None

    def page(self) -> Page:
        """What was read."""
        return Page(self._title, tuple(self._pieces), self._code)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "main":
            self._within = True
        elif tag in _BLOCKS or tag in ("h1", "label", "button", "form"):
            self._end_of_line()
            role = given.get("role", "")
            self._kind = _ROLES.get(role) or _ROLES.get(given.get("class", "")) or _BLOCKS.get(tag, "text")
        elif tag in ("td", "br"):
            self._words += " "
        if tag == "button":
            self._buttons.append(Button("", given.get("name", ""), given.get("value", "")))
        elif tag == "input":
            self._input(given)

    def _input(self, given: dict[str, str]) -> None:
        name = given.get("name", "")
        if given.get("id") == "verification_code":
            self._code = Secret(given.get("value", ""))
        elif given.get("type") == "hidden":
            self._hidden[name] = given.get("value", "")
        else:
            self._fields.append(Field(name, self._label, given.get("type") == "password"))

    _label = ""

    def handle_endtag(self, tag: str) -> None:
        words = " ".join(self._words.split())
        if tag == "main":
            self._within = False
        elif tag == "h1":
            self._title, self._words = words, ""
        elif tag == "label":
            self._label, self._words = words, ""
        elif tag == "button":
            last = self._buttons.pop()
            self._buttons.append(Button(words, last.name, last.value))
            self._words = ""
        elif tag == "form":
            self._end_of_line()
            self._pieces.append(Form(self._hidden, tuple(self._fields), tuple(self._buttons)))
            self._hidden, self._fields, self._buttons = {}, [], []
        elif tag in _BLOCKS:
            self._end_of_line()

    def handle_data(self, data: str) -> None:
        if self._within:
            self._words += data

    def _end_of_line(self) -> None:
        words = " ".join(self._words.split())
        if words:
            self._pieces.append(Line(self._kind, words))
        self._words, self._kind = "", "text"
