"""A page of this very machine: a listener on 127.0.0.1, on a free port, that answers its own browser and logs nothing.

What it answers, and for how long, is the business of whoever opens it. In a page, where there is no port, it answers
through `in_page`. Another `Host` is another site reaching in (DNS rebinding) and gets nothing.
"""

from __future__ import annotations

import asyncio
import html
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from awsguide.adapters.browser import in_page, jupyter_pages
from awsguide.explanations import explain

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<style>:root{{color-scheme:light dark;--ink:#16191f;--paper:#f2f3f5;--card:#fff;--line:#767c86;--act:#0a5fb4}}
@media(prefers-color-scheme:dark){{:root{{--ink:#e9ebed;--paper:#14181d;--card:#1f262e;--line:#8d96a3;--act:#8ec4ff}}}}
body{{font:1.0625rem/1.55 system-ui,sans-serif;margin:0;padding:12vh 1rem 2rem;background:var(--paper);
color:var(--ink)}}
main{{max-width:34rem;margin:0 auto;padding:1.5rem 1.75rem;background:var(--card);border:1px solid var(--line);
border-top:.35rem solid var(--act);border-radius:.4rem}}h1{{font-size:1.4rem;line-height:1.25;margin:0 0 .6rem}}
p{{margin:.5rem 0}}{style}</style>
</head><body><main><h1>{title}</h1>{body}<p><small>awsguide, on this machine</small></p></main></body></html>
"""


def document(title: str, body: str, style: str = "") -> str:
    """A whole page; `title` is text, `body` HTML already."""
    return _PAGE.format(title=html.escape(title), body=body, style=style)


class Listener:
    """Bound when made, and reachable through Jupyter where there is such a server; `close` it in every case.

    A subclass gives the `handler` that answers.
    """

    def __init__(self, handler: type[Handler], name: str) -> None:
        """`name` is the thread's. Raises `CouldNotTry` when no port on 127.0.0.1 can be opened."""
        bound = type("Handler", (handler,), {"listener": self})
        self._in_page = in_page.listen(bound) if in_page.IN_BROWSER else ""
        if self._in_page:
            return
        try:
            self._server = ThreadingHTTPServer(("127.0.0.1", 0), bound)
        except OSError as error:
            raise explain("callback-not-bound", detail=f"The system says: {error.strerror}.") from None
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.1,), name=f"awsguide-{name}", daemon=True
        )
        self._thread.start()
        jupyter_pages.publish(self.host)

    @property
    def host(self) -> str:
        """What the browser must send as `Host`."""
        return self._in_page or f"127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        """Stop listening and give the port back."""
        if self._in_page:
            in_page.give_back(self._in_page)
            return
        jupyter_pages.withdraw(self.host)
        self._server.shutdown()
        self._server.server_close()
        if self._thread is not threading.current_thread():
            self._thread.join(timeout=2)


def later(seconds: float, work: Callable[[], None], name: str) -> Callable[[], None]:
    """Do `work` after so many seconds, beside what goes on here; returns what calls it off. `name` is the thread's."""
    if in_page.IN_BROWSER:
        return asyncio.get_event_loop().call_later(seconds, work).cancel
    timer = threading.Timer(seconds, work)
    timer.name, timer.daemon = f"awsguide-{name}", True
    timer.start()
    return timer.cancel


class Handler(BaseHTTPRequestHandler):
    """Answers with pages that are kept by no cache and load nothing; a subclass says which in `answer`."""

    listener: Listener

    def do_GET(self) -> None:
        """What http.server calls for a request."""
        self.answer()

    def answer(self) -> None:
        """Answer the one request."""
        raise NotImplementedError

    def is_mine(self) -> bool:
        """Whether the request came to this very address."""
        return self.headers.get("Host") == self.listener.host

    def send_page(self, status: int, title: str, body: str, *, style: str = "", script: str = "") -> None:
        """Send a page; `body` is HTML already, `script` the nonce of the one script that it may run."""
        content = document(title, body, style).encode()
        policy = "default-src 'none'; style-src 'unsafe-inline'"
        self.send_response(status)
        for name, value in (
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(content))),
            ("Cache-Control", "no-store"),
            ("Referrer-Policy", "no-referrer"),
            ("Content-Security-Policy", f"{policy}; script-src 'nonce-{script}'" if script else policy),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that http.server calls
        """Say nothing: a request line can carry a code."""
