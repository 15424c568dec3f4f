"""A secret for a person's eyes, once: a page of this very machine that shows it one time and then stops listening.

The way a new secret gets into another tool's field without being in a notebook. The address carries a random word and
not the secret; the page is kept by no cache, loads nothing, and answers to the browser of this machine alone. Nothing
is logged. A kernel on another machine cannot be reached like this: there the profile's file is the way.
"""

from __future__ import annotations

import html
import secrets
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from awsguide.explanations import explain
from awsguide.secret import Secret

# After these seconds the page is gone, opened or not.
SECONDS = 120.0

_STYLE = (
    "body{font:1.1rem/1.6 system-ui,sans-serif;max-width:40rem;margin:12vh auto;padding:0 1rem}"
    "output{display:block;font-family:monospace;overflow-wrap:anywhere;border:1px solid;padding:.6rem}"
    "button{font:inherit;padding:.4rem 1rem;margin:.6rem .6rem 0 0}"
)
_SCRIPT = """
const field = document.querySelector('output'), masked = field.textContent, secret = field.dataset.secret;
delete field.dataset.secret;
const told = document.querySelector('[role=status]');
document.querySelector('#copy').onclick = () => navigator.clipboard.writeText(secret).then(
  () => { told.textContent = 'Copied. Paste it where it belongs, then copy something else.' },
  () => { told.textContent = 'The browser did not allow copying: press Show.' });
document.querySelector('#show').onclick = (event) => {
  const hidden = field.textContent === masked;
  field.textContent = hidden ? secret : masked;
  event.target.textContent = hidden ? 'Hide' : 'Show'; };
"""
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<style>{style}</style></head><body><main><h1>{title}</h1>{body}</main></body></html>
"""


class OncePage:
    """Listens from when it is made until the secret was shown, `close`, or two minutes later."""

    def __init__(
        self, secret: Secret, title: str = "Your new secret access key", seconds: float = SECONDS
    ) -> None:
        """Raises `CouldNotTry` when no port on 127.0.0.1 can be opened."""
        self._secret: Secret | None = secret
        self._title = title
        self._path = f"/{secrets.token_urlsafe(24)}"
        self._nonce = secrets.token_urlsafe(16)
        self._taking = threading.Lock()
        handler = type("Handler", (_Handler,), {"page": self})
        try:
            self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        except OSError as error:
            raise explain("callback-not-bound", detail=f"The system says: {error.strerror}.") from None
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.1,), name="awsguide-once", daemon=True
        )
        self._thread.start()
        self._timer = threading.Timer(seconds, self.close)
        self._timer.daemon = True
        self._timer.start()

    @property
    def host(self) -> str:
        """What the browser must send as `Host`; anything else is another site reaching in (DNS rebinding)."""
        return f"127.0.0.1:{self._server.server_address[1]}"

    @property
    def address(self) -> str:
        """Where the page is; without a secret in it."""
        return f"http://{self.host}{self._path}"

    @property
    def shown(self) -> bool:
        """Whether the secret was shown, or can no longer be."""
        return self._secret is None

    def close(self) -> None:
        """Stop listening and forget the secret."""
        with self._taking:
            self._secret = None
        self._timer.cancel()
        self._server.shutdown()
        self._server.server_close()

    def take(self, path: str) -> Secret | None:
        """The secret, for the first who asks at the right address; afterwards nobody gets it."""
        with self._taking:
            if not secrets.compare_digest(path.encode(), self._path.encode()):
                return None
            taken, self._secret = self._secret, None
            return taken

    def document(self, secret: Secret | None) -> str:
        """The page with the secret behind a mask, or one that says that it was shown."""
        if secret is None:
            body = "<p>There is nothing here, or it was shown already. It stands in the profile that was saved.</p>"
            return _PAGE.format(title="Nothing here", style=_STYLE, body=body)
        value = html.escape(secret.reveal(), quote=True)
        body = (
            f'<output data-secret="{value}">{"•" * 40}</output><button id="copy">Copy</button><button id="show">Show'
            '</button><p role="status"></p><p>This page was shown once and is not there any more when it is loaded '
            "again. Close the tab when you are done.</p>"
            f'<script nonce="{self._nonce}">{_SCRIPT}</script>'
        )
        return _PAGE.format(title=html.escape(self._title), style=_STYLE, body=body)

    def policy(self) -> str:
        """Its own style and script, and nothing else."""
        return f"default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-{self._nonce}'"


class _Handler(BaseHTTPRequestHandler):
    page: OncePage

    def do_GET(self) -> None:
        mine = self.headers.get("Host") == self.page.host
        secret = self.page.take(self.path) if mine else None
        content = self.page.document(secret).encode()
        self.send_response(200 if secret else 404)
        for name, value in (
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(content))),
            ("Cache-Control", "no-store"),
            ("Referrer-Policy", "no-referrer"),
            ("Content-Security-Policy", self.page.policy()),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)
        if secret:
            # From another thread: a server cannot wait for the end of its own answer.
            threading.Thread(target=self.page.close, daemon=True).start()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that http.server calls
        """Say nothing: the address is a key to the page."""
