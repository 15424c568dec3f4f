"""The reader's other tab: a browser within the page that opens the sandbox's pages and this kernel's own.

It keeps cookies as a browser does, follows redirects, and hands each page on as HTML. Nothing of it leaves the page.
"""

from __future__ import annotations

import urllib.request
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode

from page_kernel import rooms

NOBODY = (
    "<!doctype html><html lang='en'><title>Nothing here</title><main><h1>Nothing here</h1>"
    "<p>This page is over: it was opened already, or its time has passed. Go back to the notebook.</p></main></html>"
)


class Browser:
    """One browser with cookies of its own, for all tabs that a page opens."""

    def __init__(self) -> None:
        """No cookies yet."""
        self._opener = rooms.in_page.opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def open(self, address: str, fields: list[list[str]] | None) -> dict[str, Any]:
        """The page at an address, or the one that a form with `fields` leads to, and its own address."""
        body = None if fields is None else urlencode([tuple(pair) for pair in fields]).encode()
        try:
            # Only hosts that something in this page has taken answer at all.
            request = urllib.request.Request(address, body, self._headers(address, body))  # noqa: S310
            reply = self._opener.open(request)
        except HTTPError as refused:
            # A page that says no is a page.
            reply = refused
        except URLError:
            return {"address": address, "html": NOBODY}
        return {"address": reply.geturl(), "html": reply.read().decode("utf-8", "replace")}

    @staticmethod
    def _headers(address: str, body: bytes | None) -> dict[str, str]:
        origin = "/".join(address.split("/", 3)[:3])
        return {"Accept": "text/html"} | ({"Origin": origin} if body is not None else {})
