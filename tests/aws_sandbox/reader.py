"""Two who sign in: a program that uses boto3's clients, and a person's browser, which fills in forms."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
import urllib.response
from dataclasses import dataclass
from email.message import Message
from html import unescape
from http.cookiejar import CookieJar
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urljoin

from aws_sandbox.server import in_process

if TYPE_CHECKING:
    from aws_sandbox.server.application import Sandbox

START_URL = "https://d-sandbox0001.awsapps.com/start"
DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"
SCOPE = "sso:account:access"
# How a program registers that signs in with an authorization code and PKCE.
PKCE = {
    "clientName": "a program",
    "clientType": "public",
    "grantTypes": ["authorization_code", "refresh_token"],
    "redirectUris": ["http://127.0.0.1/oauth/callback"],
    "issuerUrl": START_URL,
    "scopes": [SCOPE],
}


class _StayHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


@dataclass
class Page:
    """What the browser got."""

    url: str
    status: int
    headers: dict[str, str]
    html: str

    @property
    def title(self) -> str:
        return self._within("h1")

    @property
    def alert(self) -> str:
        return self._within("[^>]*role=.alert.", "p ")

    @property
    def said(self) -> str:
        return self._within("[^>]*role=.status.", "p ")

    def hidden(self, name: str) -> str:
        found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', self.html)
        return unescape(found[1]) if found else ""

    def value(self, identifier: str) -> str:
        """Return what the field with this id holds."""
        field = re.search(rf'<input id="{identifier}"[^>]*\bvalue="([^"]*)"', self.html)
        return unescape(field[1]) if field else ""

    def _within(self, tag: str, before: str = "") -> str:
        found = re.search(rf"<{before}{tag}>(.*?)</", self.html, re.DOTALL)
        return unescape(found[1]) if found else ""


class Reader:
    """A browser with its own cookies that follows no redirect."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self.cookies = CookieJar()
        self.go_through(urllib.request.ProxyHandler({}))

    def go_through(self, *network: urllib.request.BaseHandler) -> None:
        """Reach pages by these handlers of urllib's, and by no proxy of the environment's."""
        cookies = urllib.request.HTTPCookieProcessor(self.cookies)
        self._opener = urllib.request.build_opener(*network, cookies, _StayHere())

    def get(self, path: str) -> Page:
        return self.send(urllib.request.Request(urljoin(self.endpoint, path)))

    def post(self, page: Page, **fields: str) -> Page:
        """Send the form of a page: its hidden fields and the given ones."""
        kept = {name: page.hidden(name) for name in ("csrf_token", "user_code", "identity")}
        body = {name: value for name, value in {**kept, **fields}.items() if value}
        return self.send(urllib.request.Request(page.url, urlencode(body).encode()))

    def send(self, request: urllib.request.Request) -> Page:
        try:
            answer = self._opener.open(request, timeout=60)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            html = answer.read().decode()
            headers = {name.lower(): value for name, value in answer.headers.items()}
            return Page(request.full_url, answer.status, headers, html)

    def sign_in(self, page: Page, user_name: str = "alice") -> Page:
        return self.post(page, username=user_name, password="sandbox")

    def allow(self, user_code: str, user_name: str = "alice") -> Page:
        """Answer a device code as a person does, one page after the other."""
        page = self.get(f"/device?user_code={user_code}")
        if page.title == "Sign in":
            page = self.sign_in(page, user_name)
        return self.post(page, decision="allow")


class InProcessReader(Reader):
    """A browser without a network: it hands its requests to the sandbox itself."""

    def __init__(self, sandbox: Sandbox) -> None:
        super().__init__(in_process.ENDPOINT)
        self._sandbox = sandbox

    def send(self, request: urllib.request.Request) -> Page:
        self.cookies.add_cookie_header(request)
        headers = {"Content-Type": "application/x-www-form-urlencoded", **dict(request.header_items())}
        status, given, body = in_process.call(
            self._sandbox, request.get_method(), request.full_url, headers, request.data or b""
        )
        message = Message()
        for name, value in given:
            message[name] = value
        with urllib.response.addinfourl(BytesIO(body), message, request.full_url, status) as answer:
            self.cookies.extract_cookies(answer, request)  # type: ignore[arg-type]
        kept = {name.lower(): value for name, value in given}
        return Page(request.full_url, status, kept, body.decode())


class Program:
    """A program that signs in with a device code."""

    def __init__(self, oidc: Any, scopes: list[str] | None = None) -> None:
        self.oidc = oidc
        members = {"scopes": [SCOPE] if scopes is None else scopes} if scopes != [] else {}
        client = oidc.register_client(clientName="a program", clientType="public", **members)
        self.credentials = {name: client[name] for name in ("clientId", "clientSecret")}

    def start(self, start_url: str = START_URL) -> Any:
        return self.oidc.start_device_authorization(startUrl=start_url, **self.credentials)

    def poll(self, device_code: str) -> Any:
        return self.oidc.create_token(grantType=DEVICE_CODE, deviceCode=device_code, **self.credentials)

    def refresh(self, refresh_token: str) -> Any:
        return self.oidc.create_token(
            grantType="refresh_token", refreshToken=refresh_token, **self.credentials
        )

    def sign_in(self, reader: Reader, user_name: str = "alice") -> Any:
        """Do all of it; returns CreateToken's answer."""
        device = self.start()
        reader.allow(device["userCode"], user_name)
        return self.poll(device["deviceCode"])
