from __future__ import annotations

import base64
import sys
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from hypothesis import given
from hypothesis import strategies as st

from aws_sandbox.protocol.sign_in_refusal import Refusal
from aws_sandbox.services.console.proof import WINDOW, Proofs, Signer
from tests.aws_sandbox.developer import ProofKey, claims_of, encode, encode_object

ADDRESS = "http://127.0.0.1:8080/v1/token"
NOW = 1_800_000_000
KEY = ProofKey()


def proof(header: Any = None, claims: Any = None, key: ProofKey = KEY) -> str:
    return key.proof(ADDRESS, header=header, claims={"iat": NOW, **(claims or {})})


def check(presented: str | None, now: float = NOW, proofs: Proofs | None = None) -> str:
    return (proofs or Proofs()).check(presented, "POST", ADDRESS, now)


def refused(presented: str | None, **named: Any) -> str:
    with pytest.raises(Refusal) as caught:
        check(presented, **named)
    assert caught.value.code == "INVALID_REQUEST"
    return caught.value.description


def test_a_proof_names_its_key_the_same_each_time() -> None:
    assert check(proof()) == check(proof())
    assert check(proof()) != check(proof(key=ProofKey()))


def test_the_thumbprint_is_the_one_of_the_rfc() -> None:
    # RFC 9449, section 4.1 and 6.1: this proof's key has this thumbprint.
    presented = (
        "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0"
        "RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAt"
        "MjU2In19.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL"
        "3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK7"
        "0nfbV37xRZT3Lg"
    )
    thumbprint = Proofs().check(presented, "POST", "https://server.example.com/token", 1562262616)
    assert thumbprint == "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"


@pytest.mark.parametrize(
    ("header", "claims", "said"),
    [
        ({"typ": "JWT"}, None, "typ"),
        ({"alg": "none"}, None, "alg"),
        ({"alg": "HS256"}, None, "alg"),
        ({"jwk": None}, None, "P-256"),
        ({"jwk": "text"}, None, "P-256"),
        ({"jwk": {**KEY.jwk, "kty": "RSA"}}, None, "P-256"),
        ({"jwk": {**KEY.jwk, "crv": "P-384"}}, None, "P-256"),
        ({"jwk": {**KEY.jwk, "x": "AAAA"}}, None, "P-256"),
        ({"jwk": {**KEY.jwk, "x": 7}}, None, "P-256"),
        ({"jwk": {**KEY.jwk, "x": "\u00e4"}}, None, "P-256"),
        ({"jwk": {**KEY.jwk, "y": encode(bytes(32))}}, None, "cannot be read"),
        ({"jwk": {**KEY.jwk, "d": "AAAA"}}, None, "private key"),
        ({"jwk": ProofKey().jwk}, None, "does not match its key"),
        (None, {"htm": "GET"}, "htm"),
        (None, {"htm": None}, "htm"),
        (None, {"htu": None}, "htu"),
        (None, {"htu": 7}, "htu"),
        (None, {"htu": "http://127.0.0.1:x/v1/token"}, "htu"),
        (None, {"htu": "https://127.0.0.1:8080/v1/token"}, "htu"),
        (None, {"htu": "http://127.0.0.1:8081/v1/token"}, "htu"),
        (None, {"htu": "http://127.0.0.1:8080/v1/other"}, "htu"),
        (None, {"iat": None}, "iat"),
        (None, {"iat": "now"}, "iat"),
        (None, {"iat": True}, "iat"),
        (None, {"iat": float("nan")}, "iat"),
        (None, {"iat": 10**400}, "iat"),
        (None, {"iat": NOW - WINDOW - 1}, "clock"),
        (None, {"iat": NOW + WINDOW + 1}, "clock"),
        (None, {"jti": None}, "jti"),
        (None, {"jti": ""}, "jti"),
        (None, {"jti": "x" * 257}, "jti"),
        (None, {"jti": ["x"]}, "jti"),
    ],
)
def test_a_proof_that_is_not_right_is_refused_and_says_what_is_wrong(
    header: Any, claims: Any, said: str
) -> None:
    assert said in refused(proof(header, claims))


@pytest.mark.parametrize(
    "presented",
    [
        None,
        "",
        "a.b",
        "a.b.c",
        "..",
        f"{encode(b'[]')}.{encode(b'{}')}.x",
        f"{encode(b'{')}.{encode(b'{}')}.x",
        f"{encode(b'[' * 5000)}.{encode(b'{}')}.x",
        "\u00e4.\u00e4.\u00e4",
        proof() + "x",
        proof() + "=" * 9000,
    ],
)
def test_what_is_no_proof_is_refused(presented: str | None) -> None:
    assert refused(presented)


@pytest.mark.parametrize("signature", ["", "AAAA", encode(bytes(64)), encode(b"\xff" * 64), "\u00e4"])
def test_a_forged_signature_is_refused(signature: str) -> None:
    assert refused(proof().rpartition(".")[0] + "." + signature)


def test_what_was_signed_cannot_be_changed() -> None:
    head, _, signature = proof().split(".")
    claims = encode_object({"htm": "POST", "htu": ADDRESS, "iat": NOW, "jti": "another"})
    assert "does not match" in refused(f"{head}.{claims}.{signature}")


def test_a_key_of_another_curve_is_refused() -> None:
    numbers = ec.generate_private_key(ec.SECP384R1()).public_key().public_numbers()
    jwk = {**KEY.jwk, "x": encode(numbers.x.to_bytes(48, "big")), "y": encode(numbers.y.to_bytes(48, "big"))}
    assert "P-256" in refused(proof({"jwk": jwk}))


def test_a_proof_is_good_once() -> None:
    proofs, presented = Proofs(), proof()
    check(presented, proofs=proofs)
    assert "sent before" in refused(presented, proofs=proofs)
    assert "sent before" in refused(presented, now=NOW + WINDOW, proofs=proofs)
    assert "clock" in refused(presented, now=NOW + WINDOW + 1, proofs=proofs)


def test_another_key_may_use_the_same_name() -> None:
    proofs = Proofs()
    check(proof(claims={"jti": "one"}), proofs=proofs)
    check(proof(claims={"jti": "one"}, key=ProofKey()), proofs=proofs)


def test_what_can_no_longer_be_sent_again_is_forgotten() -> None:
    proofs = Proofs()
    for _ in range(5):
        check(proof(), proofs=proofs)
    check(proof(claims={"iat": NOW + 2 * WINDOW}), now=NOW + 2 * WINDOW, proofs=proofs)
    assert len(proofs._seen) == 1


@pytest.mark.parametrize("address", [ADDRESS + "?x=1", ADDRESS + "#x", ADDRESS.replace("http", "HTTP", 1)])
def test_query_and_fragment_of_the_address_do_not_count(address: str) -> None:
    assert check(proof(claims={"htu": address}))


@given(st.text(max_size=200) | st.binary(max_size=200).map(encode))
def test_any_text_is_refused_and_nothing_breaks(text: str) -> None:
    assert refused(text)


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists, max_leaves=5))
def test_any_claim_is_refused_or_right(value: Any) -> None:
    for name in ("htm", "htu", "iat", "jti"):
        claims = {"htm": "POST", "htu": ADDRESS, "iat": NOW, "jti": "x", name: value}
        text = f"{encode_object({'typ': 'dpop+jwt', 'alg': 'ES256', 'jwk': KEY.jwk})}.{encode_object(claims)}"
        presented = f"{text}.{KEY.sign(text)}"
        if name == "jti" and isinstance(value, str) and value:
            assert check(presented)
        else:
            assert refused(presented)


def test_an_identity_token_can_be_read_and_is_signed_by_the_same_key_each_time() -> None:
    signer, claims = Signer(), {"sub": "arn:aws:iam::123456789012:user/dana"}
    tokens = [signer.sign(claims) for _ in range(2)]
    for token in tokens:
        assert claims_of(token) == claims
        text, _, signature = token.rpartition(".")
        assert text.startswith(encode(b'{"alg":"ES256","typ":"JWT"}') + ".")
        raw = base64.urlsafe_b64decode(signature + "==")
        halves = [int.from_bytes(half, "big") for half in (raw[:32], raw[32:])]
        signer._key.public_key().verify(
            utils.encode_dss_signature(*halves), text.encode(), ec.ECDSA(hashes.SHA256())
        )


def test_without_the_library_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    presented = proof()
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.asymmetric", None)
    for use in (lambda: check(presented), lambda: Signer().sign({})):
        with pytest.raises(Refusal) as caught:
            use()
        assert caught.value.code == "server_error"
        assert "cryptography" in caught.value.description
