"""A program that signs in as `aws login` does, with requests written by hand and a proof key of its own."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import uuid4

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.aws_sandbox.reader import Page, Reader

    Send = Callable[[str, str, dict[str, str], bytes], tuple[int, dict[str, str], bytes]]

SAME_DEVICE = "arn:aws:signin:::devtools/same-device"
CROSS_DEVICE = "arn:aws:signin:::devtools/cross-device"
DANA = {"identity": "user", "account": "sandbox-dev", "username": "dana", "password": "sandbox"}
ERIN = {**DANA, "username": "erin"}
ROOT = {"identity": "root", "email": "aws-sandbox-dev@example.com", "password": "sandbox"}
FAY = {"identity": "company", "username": "fay", "password": "sandbox"}


def encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def encode_object(members: Any) -> str:
    return encode(json.dumps(members).encode())


class ProofKey:
    """A P-256 key, and proofs signed with it."""

    def __init__(self, curve: ec.EllipticCurve | None = None) -> None:
        self.key = ec.generate_private_key(curve or ec.SECP256R1())

    @property
    def jwk(self) -> dict[str, Any]:
        numbers = self.key.public_key().public_numbers()
        x, y = (encode(number.to_bytes(32, "big")) for number in (numbers.x, numbers.y))
        return {"kty": "EC", "crv": "P-256", "x": x, "y": y}

    def sign(self, text: str) -> str:
        signature = self.key.sign(text.encode(), ec.ECDSA(hashes.SHA256()))
        halves = utils.decode_dss_signature(signature)
        return encode(b"".join(half.to_bytes(32, "big") for half in halves))

    def proof(self, address: str, *, header: Any = None, claims: Any = None) -> str:
        """Make a proof for a POST to `address`; `header` and `claims` change or, with None, take out members."""
        head = {"typ": "dpop+jwt", "alg": "ES256", "jwk": self.jwk, **(header or {})}
        body = {
            "htm": "POST",
            "htu": address,
            "iat": int(time.time()),
            "jti": str(uuid4()),
            **(claims or {}),
        }
        parts = [{name: value for name, value in part.items() if value is not None} for part in (head, body)]
        text = ".".join(encode_object(part) for part in parts)
        return f"{text}.{self.sign(text)}"


class Developer:
    """One attempt to sign in: its state, its verifier, its key."""

    def __init__(self, endpoint: str, send: Send, client_id: str = SAME_DEVICE) -> None:
        self.endpoint = endpoint
        self._send = send
        self.client_id = client_id
        self.key = ProofKey()
        self.state = str(uuid4())
        self.verifier = (str(uuid4()) + str(uuid4()))[:64]
        loopback = "http://127.0.0.1:41234/oauth/callback"
        remote = f"{endpoint}/v1/sessions/confirmation"
        self.redirect_uri = loopback if client_id == SAME_DEVICE else remote

    def path(self, **changes: str | None) -> str:
        """Where the browser is sent: `/v1/authorize?...`."""
        asked = {
            "response_type": "code",
            "client_id": self.client_id,
            "state": self.state,
            "code_challenge_method": "SHA-256",
            "scope": "openid",
            "redirect_uri": self.redirect_uri,
            "code_challenge": encode(hashlib.sha256(self.verifier.encode()).digest()),
            **changes,
        }
        return "/v1/authorize?" + urlencode(
            {name: value for name, value in asked.items() if value is not None}
        )

    def answer(self, reader: Reader, who: dict[str, str] = DANA, decision: str = "allow") -> Page:
        """Have somebody sign in and decide, in one post."""
        return reader.post(reader.get(self.path()), **who, decision=decision)

    def code(self, reader: Reader, who: dict[str, str] = DANA) -> str:
        """Have somebody sign in and allow; returns the authorization code, whichever way it comes back."""
        return self.told(self.answer(reader, who))["code"]

    def told(self, page: Page) -> dict[str, str]:
        """Return what the browser brought back: from the callback's query or from the code to copy."""
        if "location" in page.headers:
            query = urlsplit(page.headers["location"]).query
        else:
            query = base64.b64decode(page.value("verification_code")).decode()
        found = {name: values[0] for name, values in parse_qs(query).items()}
        assert found["state"] == self.state
        return found

    def post(self, members: Any, proof: str | None = "") -> tuple[int, dict[str, str], dict[str, Any]]:
        """Send members to the token address; returns status, headers, body. `proof` None: without one."""
        headers = {"Content-Type": "application/json"}
        if proof is not None:
            headers["DPoP"] = proof or self.key.proof(f"{self.endpoint}/v1/token")
        body = members if isinstance(members, bytes) else json.dumps(members).encode()
        status, answered, content = self._send("POST", "/v1/token", headers, body)
        return status, answered, json.loads(content)

    def redemption(self, code: str, /, **changes: Any) -> dict[str, Any]:
        """Return the members that exchange a code; None takes one out."""
        members = {
            "clientId": self.client_id,
            "grantType": "authorization_code",
            "code": code,
            "codeVerifier": self.verifier,
            "redirectUri": self.redirect_uri,
            **changes,
        }
        return {name: value for name, value in members.items() if value is not None}

    def renewal(self, refresh_token: str, /, **changes: Any) -> dict[str, Any]:
        """Return the members that exchange a refresh token; None takes one out."""
        members = {
            "clientId": self.client_id,
            "grantType": "refresh_token",
            "refreshToken": refresh_token,
            **changes,
        }
        return {name: value for name, value in members.items() if value is not None}

    def sign_in(self, reader: Reader, who: dict[str, str] = DANA) -> dict[str, Any]:
        """Do all of it; returns CreateOAuth2Token's answer."""
        status, _, answered = self.post(self.redemption(self.code(reader, who)))
        assert status == 200, answered
        return answered


def keys_of(answered: dict[str, Any]) -> tuple[str, str, str]:
    """Return the keys of an answer: access key id, secret access key, session token."""
    token = answered["accessToken"]
    return token["accessKeyId"], token["secretAccessKey"], token["sessionToken"]


def claims_of(token: str) -> dict[str, Any]:
    """Return what a JWT claims."""
    body = token.split(".")[1]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return found
