"""A company's network: a proxy that opens TLS with the company's own certificates and leads every name to a sandbox.

It carries nothing anywhere: whatever name is asked for, the sandbox of this process answers. `asked` is the log of the
names, as such a proxy keeps it. What can be wrong with such a network is switched on by its fields.
"""

from __future__ import annotations

import base64
import socketserver
import ssl
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import responses
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import trustme

from aws_sandbox.server import application
from aws_sandbox.server.application import Sandbox
from aws_sandbox.server.connection import LARGEST_BODY, Connection, Room

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import pytest

    from aws_sandbox.seed.company import Company

ISSUER = "Example Corp Inspection"
# Hosts of AWS's, as the sandbox's own list has them while the rehearsal lasts.
AWS_DOMAINS = (
    ".amazonaws.com", ".amazonaws.com.cn", ".amazonaws.eu", ".api.aws", ".aws.amazon.com", ".amazonaws-us-gov.com",
    ".amazonaws.cn", ".amazonaws-eusc.eu", ".awsapps.com", ".app.aws",
)  # fmt: skip
START_PAGES = (".awsapps.com", ".awsapps.cn", ".app.aws", ".portal.amazonaws.com", ".portal.amazonaws.com.cn")

Wsgi = Any
Page = tuple[int, str, str]  # status, content type, body


class _Hosts(frozenset[str]):
    """The sandbox's own names, and AWS's."""

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or str(name).endswith(AWS_DOMAINS)


@dataclass
class Faults:
    """What is wrong with the network or behind it, for as long as it is set."""

    password: str = ""  # 'user:password' that the proxy asks for
    refuses: int = 0  # the status with which the proxy refuses to connect
    resets: bool = False  # a firewall ends the handshake
    page: Page | None = None  # somebody else's page, whatever is asked
    busy: list[int] = field(default_factory=list)  # statuses of the next answers
    seconds: float = 0  # how late answers are
    date: str = ""  # what the Date header says


class Network:
    """One company's network, with its proxy on a port of this machine; `bundle` is the file with its certificate."""

    def __init__(self, sandbox: Wsgi, folder: Path) -> None:
        self.sandbox = sandbox
        self.asked: list[str] = []
        self.visited: list[tuple[str, str, str]] = []  # method, host, path
        self.faults = Faults()
        self.signposts: dict[str, str] = {}  # a company's own addresses, and where they lead
        self._authority = trustme.CA(organization_name=ISSUER)
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._making = threading.Lock()
        self.bundle = folder / "company-ca.pem"
        self._authority.cert_pem.write_to_path(self.bundle)
        self.room = Room(LARGEST_BODY)
        self._server = _Proxy(("127.0.0.1", 0), _Tunnel)
        self._server.network = self
        self.proxy = f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def company(self) -> Company:
        """Who is in the company behind the names."""
        found: Company = self.sandbox.company
        return found

    def role(self, name: str, account: str = "sandbox-dev") -> str:
        """The ARN of a role by the names of the account and the role."""
        return f"arn:aws:iam::{self.company.accounts[account]}:role/{name}"

    def hosts(self) -> list[str]:
        """The names that were asked for since the last time, each once, in order."""
        found = list(dict.fromkeys(self.asked))
        self.asked.clear()
        return found

    def context(self, host: str) -> ssl.SSLContext:
        """TLS as the server of this name, with a certificate that the company has made."""
        with self._making:
            if host not in self._contexts:
                self._contexts[host] = context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                self._authority.issue_cert(host).configure_cert(context)
            return self._contexts[host]

    @contextmanager
    def serving(self) -> Iterator[Network]:
        thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join(10)

    def answer(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request, as whoever it was meant for."""
        environ = {**environ, "wsgi.url_scheme": "https"}
        host, path = environ["HTTP_HOST"], environ["PATH_INFO"]
        self.visited.append((environ["REQUEST_METHOD"], host, path))
        faults = self.faults
        if faults.seconds:
            time.sleep(faults.seconds)
        if faults.date:
            start_response = _dated(start_response, faults.date)
        if faults.busy:
            return _page((faults.busy.pop(0), "text/plain", "busy"), start_response)
        if faults.page:
            return _page(faults.page, start_response)
        if host in self.signposts:
            start_response("302 Found", [("Location", self.signposts[host]), ("Content-Length", "0")])
            return []
        if host.endswith(START_PAGES) and environ["REQUEST_METHOD"] == "GET":
            environ = {
                **environ,
                "PATH_INFO": "/start-url",
                "QUERY_STRING": f"address={quote(f'https://{host}{path}', safe='')}",
            }
        return self.sandbox(environ, start_response)  # type: ignore[no-any-return]


def _dated(start_response: Callable[..., Any], date: str) -> Callable[..., Any]:
    return lambda status, headers, *_: start_response(status, [("Date", date), *headers])


def _page(page: Page, start_response: Callable[..., Any]) -> Iterable[bytes]:
    status, kind, text = page
    start_response(f"{status} Answer", [("Content-Type", kind), ("Content-Length", str(len(text.encode())))])
    return [text.encode()]


class _Proxy(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    network: Network

    def handle_error(self, *_: Any) -> None:
        return


class _Tunnel(socketserver.BaseRequestHandler):
    """One connection: CONNECT first, then TLS as whoever was asked for, then requests for the sandbox."""

    server: _Proxy

    def handle(self) -> None:
        network, faults = self.server.network, self.server.network.faults
        asked, headers = self._asked()
        host = asked.split(" ")[1].rpartition(":")[0]
        network.asked.append(host)
        allowed = f"Basic {base64.b64encode(faults.password.encode()).decode()}"
        if faults.password and headers.get("proxy-authorization") != allowed:
            self._say("407 Proxy Authentication Required", 'Proxy-Authenticate: Basic realm="Example Corp"')
        elif faults.refuses:
            self._say(f"{faults.refuses} {responses[faults.refuses]}")
        else:
            self._say("200 Connection established")
            if faults.resets:
                # A firewall reads who is asked for, and hangs up.
                self.request.recv(1)
                return
            with network.context(host).wrap_socket(self.request, server_side=True) as encrypted:
                Connection(encrypted, self.client_address, network.answer, network.room).serve()

    def _asked(self) -> tuple[str, dict[str, str]]:
        text = b""
        while b"\r\n\r\n" not in text:
            text += self.request.recv(4096)
        first, *lines = text.decode("latin-1").strip().split("\r\n")
        pairs = (line.partition(":") for line in lines)
        return first, {name.strip().lower(): value.strip() for name, _, value in pairs}

    def _say(self, status: str, *headers: str) -> None:
        lines = (f"HTTP/1.1 {status}", *headers, "", "")
        self.request.sendall("\r\n".join(lines).encode())


@contextmanager
def company_network(folder: Path, patch: pytest.MonkeyPatch) -> Iterator[Network]:
    """A sandbox that AWS's names lead to, for every client of this process, and nothing of the sandbox's around it."""
    patch.setattr(application, "HOSTS", _Hosts(application.HOSTS))
    with Network(Sandbox(), folder).serving() as network:
        settled(network, folder / "home", patch)
        yield network


def settled(network: Network, home: Path, patch: pytest.MonkeyPatch) -> None:
    """What a person in that company has set: the proxy, the certificate, a home of their own; and our kernel's word."""
    home.mkdir(exist_ok=True)
    for name, value in {
        "HOME": str(home),
        "USERPROFILE": str(home),
        "HTTPS_PROXY": network.proxy,
        "NO_PROXY": "localhost,127.0.0.1",
        "no_proxy": "localhost,127.0.0.1",
        "AWS_CA_BUNDLE": str(network.bundle),
        "REQUESTS_CA_BUNDLE": str(network.bundle),
        "SSL_CERT_FILE": str(network.bundle),
        "CURL_CA_BUNDLE": str(network.bundle),
        "NODE_EXTRA_CA_CERTS": str(network.bundle),
        "AWSGUIDE_TARGET": "aws",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",
    }.items():
        patch.setenv(name, value)
    for name in ("https_proxy", "AWSGUIDE_AUTOPILOT", "AWSGUIDE_SANDBOX"):
        patch.delenv(name, raising=False)
