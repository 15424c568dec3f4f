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

from awsguide.sandbox.application import Sandbox

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
# What STS says in XML, and what it is sent in a form.
XML = re.compile(rb"<(?P<name>SecretAccessKey|SessionToken)>(?P<value>[^<]+)<")
XML_KINDS = {"SecretAccessKey": "secret access key", "SessionToken": "session token"}
FORM_KINDS = {"WebIdentityToken": "web identity token"}
KINDS = frozenset(MEMBERS.values()) | {"trainer's secret access key", "control secret"}
# Part of a secret is a leak too: a shortened repr, a wrapped line.
PART = 20
SHORTEST = 16


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
        if self.codes and re.search(rf"(?<![0-9A-Za-z])({'|'.join(self.codes)})(?![0-9A-Za-z])", text):
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
        self.addresses.append(f"{environ['PATH_INFO']}?{environ.get('QUERY_STRING', '')}")
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(length) if length else b""
        environ["wsgi.input"] = io.BytesIO(body)
        self._learn(body)
        answer = b"".join(self.sandbox(environ, start_response))
        self._learn(answer)
        return [answer]

    def _learn(self, body: bytes) -> None:
        for found in XML.finditer(body):
            self.canaries.add(XML_KINDS[found["name"].decode()], html.unescape(found["value"].decode()))
        for name, values in parse_qs(body.decode("latin-1")).items():
            if name in FORM_KINDS:
                self.canaries.add(FORM_KINDS[name], values[0])
            elif name == "TokenCode":
                self.canaries.add_code(values[0])
        try:
            message = json.loads(body)
        except ValueError:
            return
        for name, value in _members(message):
            # The console's answer has a structure of this name, whose members are learned one by one.
            if name in MEMBERS and value and not isinstance(value, dict):
                self.canaries.add(MEMBERS[name], value)


def _members(message: object) -> Iterable[tuple[str, object]]:
    if isinstance(message, dict):
        for name, value in message.items():
            yield name, value
            yield from _members(value)
    elif isinstance(message, list):
        for value in message:
            yield from _members(value)
