"""Brings pages of this machine to the reader's browser, under Jupyter's own address and behind Jupyter's own login.

Two kinds of pages: the sandbox's (`sandbox/...`), and those that a kernel serves for a moment and made known
(`here/WORD/...`). To both, a request looks as if the browser were on this machine; what they answer is led back here.
It refuses forms of other sites, and to hand over anything but what a page needs: Jupyter's own cookies and tokens stay
here, and the control route of the sandbox is not within reach. Nothing is logged, because an address may hold a code.
"""

from __future__ import annotations

import html
import re
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import JupyterHandler
from tornado import httpclient, simple_httpclient, web

from aws_sandbox.server.peers import Peers
from awsguide.adapters.browser import jupyter_pages
from awsguide.adapters.browser.listener import document

if TYPE_CHECKING:
    from pathlib import Path

    from awsguide.launch.server_sandbox import ServerSandbox

SECONDS = 60
LARGEST_BODY = 1024 * 1024
OUR_COOKIES = "awsguide_"
# What a page of ours reads of a request; the rest is between the browser and Jupyter.
PASSED_ON = ("Accept", "Accept-Language", "Content-Type", "Sec-Fetch-Site", "User-Agent")
# What belongs to the connection between this server and the page.
NOT_PASSED_BACK = {
    "connection", "content-encoding", "content-length", "date", "keep-alive", "server", "transfer-encoding",
}  # fmt: skip
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
GONE = "This page is not there any more"
REACHABLE = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'


class _Behind(JupyterHandler):
    """What all our pages share: who may come, and what is kept of it."""

    auth_resource = "awsguide"

    def initialize(self, base: str, sandbox: ServerSandbox, folder: Path, peers: Peers) -> None:
        """`base` is the path of our pages, `folder` where kernels make theirs known; `peers` knows whose a port is."""
        self.base, self.sandbox, self.folder, self.peers = base, sandbox, folder, peers

    def check_xsrf_cookie(self) -> None:
        """Leave it to the pages: their forms carry a token of their own, and `_foreign` looks where a form was."""

    def set_default_headers(self) -> None:
        """Set none: a page brings its own, and two policies would count both."""

    def _log(self) -> None:
        """Say nothing of the request."""

    def log_exception(self, typ: Any, value: Any, tb: Any) -> None:  # noqa: ARG002 - tornado's names
        """Say what kind of failure it was: tornado would write the whole request down."""
        if not isinstance(value, web.HTTPError):
            self.log.error("awsguide: a page failed: %s", getattr(typ, "__name__", typ))

    def _below(self, place: str) -> str:
        """The path below `place` as it was sent: decoded, it could hold what ends a line or begins a query."""
        return self.request.path.removeprefix(self.base + place)

    def compute_etag(self) -> None:
        """Make none: no page of ours is kept."""

    def _foreign(self) -> bool:
        """Whether a form was not on a page of this server; a page that hides where it was counts as foreign."""
        origin = self.request.headers.get("Origin")
        ours = {self.request.host, self.request.headers.get("X-Forwarded-Host", "")}
        # As text: what is no address cannot be taken apart.
        return origin is not None and origin.partition("://")[2] not in ours - {""}

    def _say(self, status: int, title: str, text: str) -> None:
        self.clear()
        self.set_status(status)
        for name, value in (
            ("Content-Type", "text/html; charset=utf-8"),
            ("Cache-Control", "no-store"),
            ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"),
        ):
            self.set_header(name, value)
        self.finish(document(title, f'<p role="alert">{html.escape(text)}</p>'))

    async def _pass_on(
        self, endpoint: str, path: str, gone: str, *, origin: str = "", cookies: str = ""
    ) -> None:
        """Ask the page at `endpoint` and answer as it does; `gone` is the sentence when nobody answers there."""
        headers = {name: self.request.headers[name] for name in PASSED_ON if name in self.request.headers}
        headers["Host"] = urlsplit(endpoint).netloc
        headers |= {name: value for name, value in (("Origin", origin), ("Cookie", cookies)) if value}
        # Jupyter takes its token out of the query too; it is not for the page.
        asked = [row for row in parse_qsl(self.request.query, keep_blank_values=True) if row[0] != "token"]
        try:
            reply = await simple_httpclient.SimpleAsyncHTTPClient().fetch(
                endpoint + path + (f"?{urlencode(asked)}" if asked else ""),
                method=self.request.method or "GET",
                headers=headers,
                body=self.request.body if self.request.method == "POST" else None,
                follow_redirects=False,
                raise_error=False,
                decompress_response=False,
                connect_timeout=SECONDS,
                request_timeout=SECONDS,
                allow_nonstandard_methods=True,
            )
        except (OSError, httpclient.HTTPError):
            reply = None
        # What tornado itself makes of a connection that ends is a reply with a number of its own.
        if reply is None or reply.code == 599:
            self._say(503, GONE, gone)
            return
        self.clear()
        self.set_status(reply.code, reply.reason)
        self.clear_header("Content-Type")
        for name, value in reply.headers.get_all():
            if name.lower() == "location":
                self.add_header(name, self._onward(value, endpoint, path))
            elif name.lower() not in NOT_PASSED_BACK:
                self.add_header(name, value)
        if reply.code not in (204, 304):
            self.write(reply.body or b"")
        self.finish()

    def _onward(self, location: str, endpoint: str, path: str) -> str:
        """Where a redirect leads for this browser: to a page of ours by Jupyter's address, elsewhere as it is."""
        parts = urlsplit(location)
        onward = f"{parts.path}?{parts.query}" if parts.query else parts.path
        if not parts.netloc:
            own = self.request.path.removesuffix(path)
            return own + onward if location.startswith("/") else location
        if location.startswith(f"{self.sandbox.endpoint or endpoint}/"):
            return f"{self.base}sandbox{onward}"
        if parts.scheme == "http" and parts.hostname == "127.0.0.1" and parts.port:
            page = jupyter_pages.find_port(self.folder, parts.port)
            if page is not None:
                return f"{self.base}here/{page.word}{onward}"
        return location


class SandboxPages(_Behind):
    """The sandbox's own pages: sign-in, codes, the authenticator."""

    @web.authenticated
    @authorized
    async def get(self, _: str) -> None:
        """Show a page."""
        await self._answer(self._below("sandbox"))

    @web.authenticated
    @authorized
    async def post(self, _: str) -> None:
        """Send a form."""
        await self._answer(self._below("sandbox"))

    async def _answer(self, path: str) -> None:
        endpoint = self.sandbox.endpoint
        if not endpoint:
            text = (
                "No sandbox runs in this Jupyter server, or the one that did has ended. Start a notebook with the "
                "kernel 'awsguide: SANDBOX', or restart its kernel, then follow the link that its panel shows."
            )
            self._say(503, "There is no sandbox", text)
        elif self._foreign():
            text = (
                "This form was sent from another site, or something in front of Jupyter changes its Host. Nothing was "
                "done. Open the link in the notebook's panel again; if that does not help, let the proxy pass Host on."
            )
            self._say(403, "Not from here", text)
        elif len(self.request.body) > LARGEST_BODY:
            self._say(413, "Not accepted", "This form is larger than any of ours. Open the page again.")
        else:
            gone = "The sandbox does not answer. Restart the notebook's kernel to begin with a new one."
            # The page compares it with its own Host: what was ours becomes its own.
            origin = endpoint if "Origin" in self.request.headers else ""
            await self._pass_on(endpoint, path, gone, origin=origin, cookies=self._own_cookies())

    def _own_cookies(self) -> str:
        jar = SimpleCookie()
        for cookie in self.request.headers.get_list("Cookie"):
            try:
                jar.load(cookie)
            except CookieError:
                continue
        return "; ".join(
            f"{name}={found.coded_value}" for name, found in jar.items() if name.startswith(OUR_COOKIES)
        )


class KernelPages(_Behind):
    """Pages that a kernel serves: the way back of a sign-in, a link to the console, a secret shown once.

    A kernel that was killed leaves its page known, and its port free for anybody on this machine: what another user
    serves there is not shown, because it would be a page of Jupyter's own address.
    """

    @web.authenticated
    @authorized
    async def get(self, word: str, _: str) -> None:
        """Show a page."""
        page = jupyter_pages.find(self.folder, word)
        if page is None:
            text = "This link has been used, or its time is over. Go back to the notebook; its panel says what next."
            self._say(404, "Nothing here any more", text)
        elif page.target == "aws" and not self._is_private():
            text = (
                "This Jupyter server is reached over plain http, so everybody on the way could read what this page "
                "shows: a way into a real AWS account. Reach Jupyter over https or through an SSH tunnel, or take the "
                "credentials from the profile that was saved."
            )
            self._say(403, "Not over plain http", text)
        else:
            gone = (
                "The notebook that made this page has ended or is restarting. Go back to it for a new link."
            )
            if not self.peers.may_answer(("127.0.0.1", page.port)):
                self._say(503, GONE, gone)
                return
            await self._pass_on(f"http://127.0.0.1:{page.port}", self._below(f"here/{word}"), gone)

    def _is_private(self) -> bool:
        """Whether nobody between the browser and this server can read along."""
        seen = self.request.headers.get("X-Forwarded-Proto", self.request.protocol).split(",")[0].strip()
        return seen == "https" or self.request.host_name.strip("[]") in _LOOPBACK


class Reachable(_Behind):
    """A picture of one point, by which a panel learns in the browser whether these pages can be reached from there."""

    @web.authenticated
    async def get(self) -> None:
        """Send it."""
        self.set_header("Content-Type", "image/svg+xml")
        self.set_header("Cache-Control", "no-store")
        self.finish(REACHABLE)


def handlers(
    base: str, sandbox: ServerSandbox, folder: Path
) -> list[tuple[str, type[_Behind], dict[str, Any]]]:
    """The routes below `base` ('/user/ada/awsguide/')."""
    given = {"base": base, "sandbox": sandbox, "folder": folder, "peers": Peers()}
    start = re.escape(base)
    return [
        (rf"{start}sandbox(/.*)", SandboxPages, given),
        (rf"{start}here/([A-Za-z0-9_-]+)(/.*)", KernelPages, given),
        (rf"{start}reachable\.svg", Reachable, given),
    ]
