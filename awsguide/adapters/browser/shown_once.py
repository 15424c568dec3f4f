"""A secret for a person's eyes, once: a page of this very machine that shows it one time and then stops listening.

The way a new secret gets into another tool's field without being in a notebook. The address carries a random word and
not the secret; the page is kept by no cache, loads nothing, and answers to the browser of this machine alone. Nothing
is logged. A kernel on another machine cannot be reached like this: there the profile's file is the way.
"""

from __future__ import annotations

import html
import secrets
import threading

from awsguide.adapters.browser.listener import Handler, Listener, later
from awsguide.core.secret import Secret

# After these seconds the page is gone, opened or not.
SECONDS = 120.0
GONE = "<p>There is nothing here, or it was shown already. It stands in the profile that was saved.</p>"

_STYLE = (
    "output{display:block;font-family:monospace;overflow-wrap:anywhere;border:1px solid;padding:.6rem}"
    "button{font:inherit;font-weight:600;padding:.4rem 1rem;margin:.6rem .6rem 0 0;border-radius:.3rem;"
    "border:2px solid var(--act);background:transparent;color:var(--act)}button#copy{background:var(--act);"
    "color:var(--card)}"
)
_SCRIPT = """
const field = document.querySelector('output'), masked = field.textContent, secret = field.dataset.secret;
delete field.dataset.secret;
const told = document.querySelector('[role=status]');
// Over plain http under a name, a browser has no clipboard for a page.
const copied = async () => {
  try { await navigator.clipboard.writeText(secret);
    told.textContent = 'Copied. Paste it where it belongs, then copy something else.' }
  catch { told.textContent = 'The browser did not allow copying: press Show.' } };
document.querySelector('#copy').onclick = copied;
document.querySelector('#show').onclick = (event) => {
  const hidden = field.textContent === masked;
  field.textContent = hidden ? secret : masked;
  event.target.textContent = hidden ? 'Hide' : 'Show'; };
"""


class OncePage(Listener):
    """Listens from when it is made until the secret was shown, `close`, or two minutes later."""

    def __init__(
        self, secret: Secret, title: str = "Your new secret access key", seconds: float = SECONDS
    ) -> None:
        """Raises `CouldNotTry` when no port on 127.0.0.1 can be opened."""
        self._secret: Secret | None = secret
        self.title = title
        self._path = f"/{secrets.token_urlsafe(24)}"
        self.nonce = secrets.token_urlsafe(16)
        self._taking = threading.Lock()
        super().__init__(_Handler, "once")
        self._call_off = later(seconds, self.close, "once")

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
        self._call_off()
        super().close()

    def take(self, path: str) -> Secret | None:
        """The secret, for the first who asks at the right address; afterwards nobody gets it."""
        with self._taking:
            if not secrets.compare_digest(path.encode(), self._path.encode()):
                return None
            taken, self._secret = self._secret, None
            return taken

    def document(self, secret: Secret) -> str:
        """The secret behind a mask, with what copies and shows it, as HTML."""
        value = html.escape(secret.reveal(), quote=True)
        return (
            f'<output data-secret="{value}">{"•" * 40}</output><button id="copy">Copy</button><button id="show">Show'
            '</button><p role="status"></p><p>This page was shown once and is not there any more when it is loaded '
            "again. Close the tab when you are done.</p>"
            f'<script nonce="{self.nonce}">{_SCRIPT}</script>'
        )


class _Handler(Handler):
    listener: OncePage

    def answer(self) -> None:
        """Answer the one request."""
        secret = self.listener.take(self.path) if self.is_mine() else None
        if secret is None:
            self.send_page(404, "Nothing here", GONE)
            return
        body = self.listener.document(secret)
        self.send_page(200, self.listener.title, body, style=_STYLE, script=self.listener.nonce)
        # From another thread: a server cannot wait for the end of its own answer.
        later(0, self.listener.close, "once")
