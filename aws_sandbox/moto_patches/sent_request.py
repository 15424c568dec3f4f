"""A request as moto is given it: read in fewer steps, with what werkzeug would find in it.

The guard has made it plain before: its body is whole, a form says no more than that it is one. This module refuses to
change what a request says.

Read in moto 5.2.5: core/request.py; in werkzeug 3.1: wrappers/request.py, formparser.py, datastructures/headers.py.
"""

from __future__ import annotations

import re
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from moto.core.request import EnvironHeaders, Request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict

from aws_sandbox.protocol.received import ENTITY_HEADERS, FORM, NAMES_KEY, environ_key
from aws_sandbox.remembering import remembered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

# Under these names werkzeug keeps what it has read of a request.
_READ = ("form", "stream", "_cached_data")
_PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9:/_.~-]*")
_NOTHING: ImmutableMultiDict[str, Any] = ImmutableMultiDict()
_args: Callable[[Request], MultiDict[str, str]] = Request.args.fget  # type: ignore[attr-defined]
_whole_url: Callable[[Request], str] = Request.url.fget  # type: ignore[attr-defined]


class SentHeaders(EnvironHeaders):
    """The headers of a request, each found by its name at once."""

    @cached_property
    def written(self) -> dict[str, str]:
        """The headers by their names as people write them, metadata of S3 as it was spelled."""
        spelled = self.environ.get(NAMES_KEY) or {}
        return {
            spelled.get(key) or _written(key): value
            for key, value in self.environ.items()
            if key.startswith("HTTP_") or (key in ENTITY_HEADERS and value)
        }

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.written.items())

    def keys(self, lower: bool = False) -> Iterable[str]:
        """The names, as werkzeug has them."""
        return super().keys(lower=lower) if lower else iter(self.written)

    def __getitem__(self, key: str) -> str:  # type: ignore[override]
        found: str = self.environ[environ_key(key)]
        return found

    def _get_key(self, key: str) -> str:
        return self[key]


class SentRequest(Request):
    """A request over HTTP; its body is there, and its address in the one form in which the guard hands it on."""

    from_wsgi_server = True
    headers: SentHeaders

    def __init__(self, environ: dict[str, Any]) -> None:
        # Were it in its own environment, it and its body would stay until garbage is looked for.
        super().__init__(environ, populate_request=False)
        self.headers = SentHeaders(environ)

    def _load_form_data(self) -> None:
        """Read a form as werkzeug does, and anything else not at all; what comes in parts is left to it."""
        kind, known = self.environ.get("CONTENT_TYPE", ""), self.__dict__
        if kind.startswith("multipart/") or not known.keys().isdisjoint(_READ):
            super()._load_form_data()
            return
        body, fields = self.environ["wsgi.input"], _NOTHING
        if kind == FORM:
            with suppress(UnicodeDecodeError):
                rows = parse_qsl(body.read().decode(), keep_blank_values=True, errors="werkzeug.url_quote")
                fields = ImmutableMultiDict(rows)
        known.update(stream=body, form=fields, files=_NOTHING)

    @cached_property
    def args(self) -> MultiDict[str, str]:
        """The query as werkzeug reads it; most calls have none."""
        return _args(self) if self.environ.get("QUERY_STRING") else _NOTHING

    @cached_property
    def url(self) -> str:
        """The address as werkzeug has it; where there is nothing to decode, that is how it arrived."""
        sent = self.raw_url
        return sent if _PLAIN_ADDRESS.fullmatch(sent) else _whole_url(self)

    @property
    def raw_url(self) -> str:
        """The full address as it arrived."""
        sent = self.environ["RAW_URI"]
        if not sent.startswith("/"):
            return str(super().raw_url)
        return f"http://{self.environ['HTTP_HOST']}{sent.removesuffix('?')}"


@remembered(1024)
def _written(key: str) -> str:
    return key.removeprefix("HTTP_").replace("_", "-").title()
