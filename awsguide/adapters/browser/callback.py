"""The address a browser comes back to: one listener on 127.0.0.1, open only while a sign-in waits for it.

It takes one answer, on one path and with the state that was sent along, and says nothing to anybody else. The code in
the address is handed over and never logged; the browser is sent on at once to a page whose address does not carry it,
and that page is still served when the listener is closed as soon as the answer is there.
"""

from __future__ import annotations

import html
import secrets
import threading
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

from awsguide.adapters.browser import in_page
from awsguide.adapters.browser.listener import Handler, Listener, later
from awsguide.core.secret import Secret

_KEPT_IN_CLEAR = frozenset({"error", "error_description"})
_LAST_PAGE = 2.0  # seconds that a browser has to come for the page it was sent on to


class Callback(Listener):
    """Bound when made, so that nothing can come back before it listens. `close` it in every case."""

    def __init__(self, path: str = "/oauth/callback", state: Secret | None = None) -> None:
        """`state` is what the one answer has to carry. Raises `CouldNotTry` when no port on 127.0.0.1 can be opened."""
        self.path = path
        self._state = state
        self._answer: Mapping[str, str | Secret] | None = None
        self._onward: tuple[str, Secret] | None = None
        self._once = False
        self._lock = threading.Lock()
        self._arrived = threading.Event()
        self._last_page = threading.Event()
        self._last_page.set()
        super().__init__(_Handler, "callback")

    @property
    def redirect_uri(self) -> str:
        """The address to give to the authorization server."""
        return f"http://{self.host}{self.path}"

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

    def close(self) -> None:
        """Stop listening at once; but a browser that was just sent on gets its last page, while nobody waits for it."""
        if self._last_page.is_set():
            super().close()
        elif in_page.IN_BROWSER:
            # Nothing here can wait for the browser beside the rest, which fetches the page at once.
            later(_LAST_PAGE, super().close, "last-page")
        else:
            threading.Thread(target=self._close_later, name="awsguide-last-page", daemon=True).start()

    def _close_later(self) -> None:
        self._last_page.wait(_LAST_PAGE)
        super().close()

    def last_page_owed(self) -> None:
        """A browser is about to be sent on to the last page."""
        self._last_page.clear()

    def last_page_sent(self) -> None:
        """The browser has the last page."""
        self._last_page.set()

    def last_words(self) -> tuple[str, str]:
        """Title and sentence of the last page: what became of the visit."""
        if "error" in (self._answer or {}):
            return (
                "Not signed in",
                "The request was denied. You can close this tab; your notebook says what to do next.",
            )
        return "Back to your notebook", "You can close this tab; the notebook continues by itself."

    def followed(self) -> None:
        """A browser was sent on; for a link that works once, that is the answer."""
        if self._once:
            self.take({})

    def answer(self) -> Mapping[str, str | Secret] | None:
        """The redirect's query, secrets wrapped, or None while nothing has arrived."""
        return self._answer if self._arrived.is_set() else None

    def is_meant(self, query: Mapping[str, str]) -> bool:
        """Whether a query is the answer waited for: any page can send a browser here, and none has the state."""
        state = query.get("state")
        return self._state is not None and bool(state) and Secret(str(state)) == self._state

    def take(self, query: Mapping[str, str]) -> None:
        """The first answer counts; later ones are ignored."""
        if not self._arrived.is_set():
            self._answer = {
                name: value if name in _KEPT_IN_CLEAR else Secret(value)
                for name, value in query.items()
                if value
            }
            self._arrived.set()


def _query(text: str) -> dict[str, str]:
    try:
        return dict(parse_qsl(text, max_num_fields=20))
    except ValueError:
        return {}


class _Handler(Handler):
    listener: Callback

    def answer(self) -> None:
        """Answer the one request."""
        if not self.is_mine():
            self._send(403, "Not for you", "This address answers only to the browser of this machine.")
            return
        parts = urlsplit(self.path)
        if parts.path == "/done":
            self._send(200, *self.listener.last_words())
            self.listener.last_page_sent()
        elif parts.path == self.listener.path and self.listener.is_meant(query := _query(parts.query)):
            self.listener.last_page_owed()
            self.listener.take(query)
            self._send_on("/done")
        elif (address := self.listener.onward(parts.path)) is not None:
            self._send_on(address.reveal())
            self.listener.followed()
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
        self.send_page(status, title, f'<p role="status">{html.escape(text)}</p>')
