"""The secrets of a run, taken from the wire, and the search for them.

Every secret that a client sends to the sandbox or gets from it passes through `Wire`, which knows it by the name it has
in AWS's own messages. So the search does not depend on whether the guide took something for a secret.
"""

from __future__ import annotations

import base64
import html
import io
import json
import re
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs, quote, quote_plus

from aws_sandbox.server.application import Sandbox

# AWS's names, and the kinds of secret that a whole run must have shown, or the search has searched for nothing.
MEMBERS = {
    "accessToken": "access token",
    "refreshToken": "refresh token",
    "clientSecret": "client secret",
    "deviceCode": "device code",
    "code": "authorization code",
    "codeVerifier": "PKCE verifier",
    "secretAccessKey": "secret access key",
    "sessionToken": "session token",
}
KINDS = frozenset(MEMBERS.values()) | {"trainer's secret access key", "control secret"}
# What only the federation endpoint and web identities have, and STS's names for what the others call otherwise.
FURTHER = {
    "SecretAccessKey": "secret access key",
    "SessionToken": "session token",
    "SigninToken": "sign-in token",
    "WebIdentityToken": "web identity token",
    "id_token": "web identity token",
}
# Part of a secret is a leak too: a shortened repr, a wrapped line.
PART = 20
SHORTEST = 16


def has_code(text: str, code: str) -> bool:
    """Whether six digits stand by themselves in a text: within longer numbers and words any six digits may occur."""
    return re.search(rf"(?<![0-9A-Za-z.]){code}(?![0-9A-Za-z])", text) is not None


class Canaries:
    """Values that must be seen nowhere, by kind."""

    def __init__(self) -> None:
        self.known: dict[str, str] = {}
        self.kinds: set[str] = set()
        self.codes: set[str] = set()

    def add(self, kind: str, value: object) -> None:
        """One more; what is too short to be told from ordinary text is an error of the test."""
        assert isinstance(value, str)
        assert len(value) >= SHORTEST, f"a {kind} of {len(value)} characters cannot be searched for"
        self.kinds.add(kind)
        plain = value.encode()
        forms = {value, quote(value, safe=""), quote_plus(value), html.escape(value), json.dumps(value)[1:-1]}
        # Base64 of a longer text holds this one's at one of three offsets; the ends depend on the neighbours.
        coded = {base64.b64encode(b"x" * pad + plain).decode()[4:-4] for pad in range(3)}
        for form in forms | coded | {value[:PART], value[-PART:]}:
            self.known[form] = kind

    def add_code(self, value: str) -> None:
        """The six digits of an MFA device: too short to be searched for in part, so only whole and by themselves."""
        assert re.fullmatch(r"\d{6}", value, re.ASCII)
        self.kinds.add("token code")
        self.codes.add(value)

    def found_in(self, text: str) -> set[str]:
        """The kinds of secret that a text holds, whole, coded, or in part."""
        found = {kind for form, kind in self.known.items() if form in text}
        if any(has_code(text, code) for code in self.codes):
            found.add("token code")
        return found


class Wire:
    """A WSGI callable in front of the sandbox: learns every secret that passes, and every address that is asked for."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.canaries = Canaries()
        self.addresses: list[str] = []
        self.canaries.add("trainer's secret access key", sandbox.company.trainer_secret_access_key)
        self.canaries.add("control secret", sandbox.secret)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        # AWS's own protocol puts keys and tokens into the address of this one place, and into no other.
        allowed = environ["PATH_INFO"] == "/federation"
        query = "" if allowed else environ.get("QUERY_STRING", "")
        self.addresses.append(f"{environ['PATH_INFO']}?{query}")
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(length) if length else b""
        environ["wsgi.input"] = io.BytesIO(body)
        self._learn(body)
        answer = b"".join(self.sandbox(environ, start_response))
        self._learn(answer)
        return [answer]

    def _learn(self, body: bytes) -> None:
        self._learn_query(body)
        try:
            message = json.loads(body)
        except ValueError:
            return
        for name, value in _members(message):
            # The console's answer has a structure of this name, whose members are learned one by one.
            kind = MEMBERS.get(name) or FURTHER.get(name)
            if kind and value and not isinstance(value, dict):
                self.canaries.add(kind, value)

    def _learn_query(self, body: bytes) -> None:
        """What STS is sent as a form, and answers as XML."""
        text = body.decode("latin-1")
        if text.startswith("Action="):
            for code in parse_qs(text).get("TokenCode", ()):
                self.canaries.add_code(code)
        for name, kind in FURTHER.items():
            for value in re.findall(f"<{name}>([^<]+)</{name}>", text):
                self.canaries.add(kind, html.unescape(value))
            if text.startswith("Action="):
                for value in parse_qs(text).get(name, ()):
                    self.canaries.add(kind, value)


def _members(message: object) -> Iterable[tuple[str, object]]:
    if isinstance(message, dict):
        for name, value in message.items():
            yield name, value
            yield from _members(value)
    elif isinstance(message, list):
        for value in message:
            yield from _members(value)
