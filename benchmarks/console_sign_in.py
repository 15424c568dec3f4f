"""A sign-in with console credentials through the guide's functions, against the same four calls of a minimal script.

The page's form, the browser's way back, the token call with its proof, GetCallerIdentity: both start with nothing, make
their own key and clients, and have the same person at the page. The guide also opens a port for the browser, takes a
lock, shows whose sign-in it is, and writes the cache.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import shutil
import time
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from aws_sandbox.server.child import Place
from benchmarks.measure import Figure, in_turns, ratio, seconds_of
from benchmarks.surroundings import inside_a_sandbox
from tests.aws_sandbox.developer import DANA, SAME_DEVICE
from tests.aws_sandbox.reader import Page, Reader

GOAL = 1.2
CALLBACK = "http://127.0.0.1:41234/oauth/callback"


def allowed(place: Place, address: str) -> Page:
    """What dana's browser gets once she has signed in and allowed the request, in one form."""
    reader = Reader(place.endpoint)
    return reader.post(reader.get(address), **DANA, decision="allow")


def by_the_guide(place: Place) -> str:
    """The ARN that the guide's function ends with."""
    from awsguide.api.console import console_sign_in
    from awsguide.core.model import BrowserPage

    def show(event: object) -> None:
        if isinstance(event, BrowserPage):
            page = allowed(place, event.address.reveal())
            Reader(place.endpoint).get(page.headers["location"])

    return console_sign_in(place.region, way="same-device", show=show, keep=lambda _about: True).arn


def by_a_script(place: Place) -> str:
    """The ARN that a plain script ends with."""
    import boto3
    from botocore import UNSIGNED
    from botocore.config import Config
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    verifier, state = secrets.token_urlsafe(48), secrets.token_urlsafe(24)
    asked = {
        "response_type": "code",
        "client_id": SAME_DEVICE,
        "state": state,
        "code_challenge_method": "SHA-256",
        "scope": "openid",
        "redirect_uri": CALLBACK,
        "code_challenge": _text(hashlib.sha256(verifier.encode()).digest()),
    }
    page = allowed(place, f"{place.endpoint}/v1/authorize?{urlencode(asked)}")
    code = parse_qs(urlsplit(page.headers["location"]).query)["code"][0]
    client = boto3.Session(region_name=place.region).client(
        "signin", config=Config(signature_version=UNSIGNED)
    )
    proof = _proof(key, f"{place.endpoint}/v1/token")
    client.meta.events.register(
        "before-call.signin.CreateOAuth2Token", lambda params, **_: params["headers"].update(DPoP=proof)
    )
    given = client.create_o_auth2_token(
        tokenInput={
            "clientId": SAME_DEVICE,
            "grantType": "authorization_code",
            "code": code,
            "codeVerifier": verifier,
            "redirectUri": CALLBACK,
        }
    )["tokenOutput"]["accessToken"]
    signed = boto3.Session(
        given["accessKeyId"], given["secretAccessKey"], given["sessionToken"], region_name=place.region
    )
    return str(signed.client("sts").get_caller_identity()["Arn"])


def _proof(key: Any, address: str) -> str:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, utils

    numbers = key.public_key().public_numbers()
    x, y = (_text(number.to_bytes(32, "big")) for number in (numbers.x, numbers.y))
    head = {"typ": "dpop+jwt", "alg": "ES256", "jwk": {"kty": "EC", "crv": "P-256", "x": x, "y": y}}
    body = {"htm": "POST", "htu": address, "iat": int(time.time()), "jti": secrets.token_urlsafe(24)}
    text = ".".join(_text(json.dumps(part).encode()) for part in (head, body))
    halves = utils.decode_dss_signature(key.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
    return f"{text}.{_text(b''.join(half.to_bytes(32, 'big') for half in halves))}"


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


WAYS = {"guide": by_the_guide, "script": by_a_script}


def figures(rounds: int = 15) -> list[Figure]:
    """One figure: the guide's median over the script's, in a Python that is running."""
    with inside_a_sandbox() as place:
        if by_the_guide(place) != by_a_script(place):
            raise RuntimeError("the two do not end with the same identity")

        def timed(name: str) -> float:
            shutil.rmtree(Path(place.home) / ".aws" / "login", ignore_errors=True)
            return seconds_of(partial(WAYS[name], place))

        samples = in_turns({name: partial(timed, name) for name in WAYS}, rounds)
    guide, script = (samples[name].median * 1000 for name in ("guide", "script"))
    detail = f"guide {guide:.0f} ms, script {script:.0f} ms; median of {rounds}"
    what = "a console sign-in, guide over script"
    return [Figure(what, ratio(samples, "guide", "script"), GOAL, detail=detail)]
