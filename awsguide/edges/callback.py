"""The address a browser comes back to: one listener on 127.0.0.1, open only while a sign-in waits for it.

It takes one answer, on one path, and says nothing to anybody else. The code in the address is handed over and never
logged; the browser is sent on at once to a page whose address does not carry it.
"""

from __future__ import annotations

import html
import secrets
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from awsguide.explanations import explain
from awsguide.secret import Secret

_KEPT_IN_CLEAR = frozenset({"error", "error_description"})

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<style>body{{font:1.1rem/1.6 system-ui,sans-serif;max-width:34rem;margin:15vh auto;padding:0 1rem}}</style></head>
<body><main><h1>{title}</h1><p role="status">{text}</p></main></body></html>
"""


class Callback:
    """Bound when made, so that nothing can come back before it listens. `close` it in every case."""

    def __init__(self, path: str = "/oauth/callback") -> None:
        """Raises `CouldNotTry` when no port on 127.0.0.1 can be opened."""
        self.path = path
        self._answer: Mapping[str, str | Secret] | None = None
        self._onward: tuple[str, Secret] | None = None
        self._once = False
        self._lock = threading.Lock()
        self._arrived = threading.Event()
        handler = type("Handler", (_Handler,), {"callback": self})
        try:
            self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        except OSError as error:
            raise explain("callback-not-bound", detail=f"The system says: {error.strerror}.") from None
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.1,), name="awsguide-callback", daemon=True
        )
        self._thread.start()

    @property
    def redirect_uri(self) -> str:
        """The address to give to the authorization server."""
        return f"http://{self.host}{self.path}"

    @property
    def host(self) -> str:
        """What the browser must send as `Host`; anything else is another site reaching in (DNS rebinding)."""
        return f"127.0.0.1:{self._server.server_address[1]}"

    def lead_to(self, address: Secret, *, once: bool = False) -> str:
        """A link to this listener that sends a browser on to `address`, which itself is then shown and kept nowhere.

        `once`: it works for one browser, and that it was followed is the answer (an empty one).
        """
        self._once = once
        self._onward = (f"/go/{secrets.token_urlsafe(16)}", address)
        return f"http://{self.host}{self._onward[0]}"

    def onward(self, path: str) -> Secret | None:
        """Where `path` leads on to, when it is the one that `lead_to` made; one that works once is then used up."""
        with self._lock:
            if self._onward is None or path != self._onward[0]:
                return None
            address = self._onward[1]
            if self._once:
                self._onward = None
        return address

    def followed(self) -> None:
        """A browser was sent on; for a link that works once, that is the answer."""
        if self._once:
            self.take({})

    def answer(self) -> Mapping[str, str | Secret] | None:
        """The redirect's query, secrets wrapped, or None while nothing has arrived."""
        return self._answer if self._arrived.is_set() else None

    def take(self, query: Mapping[str, str]) -> None:
        """The first answer counts; later ones are ignored."""
        if not self._arrived.is_set():
            self._answer = {
                name: value if name in _KEPT_IN_CLEAR else Secret(value)
                for name, value in query.items()
                if value
            }
            self._arrived.set()

    def close(self) -> None:
        """Stop listening and give the port back."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=2)


class _Handler(BaseHTTPRequestHandler):
    callback: Callback

    def do_GET(self) -> None:
        if self.headers.get("Host") != self.callback.host:
            self._send(403, "Not for you", "This address answers only to the browser of this machine.")
            return
        parts = urlsplit(self.path)
        if parts.path == "/done":
            self._send(
                200, "Back to your notebook", "You can close this tab; the notebook goes on by itself."
            )
        elif parts.path == self.callback.path and parts.query:
            self.callback.take(dict(parse_qsl(parts.query)))
            self._send_on("/done")
        elif (address := self.callback.onward(parts.path)) is not None:
            self._send_on(address.reveal())
            self.callback.followed()
        else:
            self._send(404, "Nothing here", "This address only waits for a sign-in to come back.")

    def _send_on(self, address: str) -> None:
        self.send_response(303)
        self.send_header("Location", address)
        self.send_header("Cache-Control", "no-store")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, status: int, title: str, text: str) -> None:
        body = _PAGE.format(title=html.escape(title), text=html.escape(text)).encode()
        self.send_response(status)
        for name, value in (
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
            ("Referrer-Policy", "no-referrer"),
            ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that http.server calls
        """Say nothing: a request line carries the code."""
