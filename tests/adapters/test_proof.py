"""Proof keys: what is signed can be checked with the key that travels along, and nothing of the key is seen."""

from __future__ import annotations

import base64
import json
import time
import traceback

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from awsguide.adapters.proof import ProofKey
from awsguide.core.secret import Secret

ADDRESS = "https://us-east-1.signin.aws.amazon.com/v1/token"


def decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def test_a_proof_is_a_signed_token_for_one_request_and_never_the_same() -> None:
    key, begun = ProofKey.made(), int(time.time())
    first, second = (key.proof("POST", ADDRESS).reveal() for _ in range(2))
    assert first != second
    header, claims, signature = (decoded(part) for part in first.split("."))
    jwk = json.loads(header)["jwk"]
    assert json.loads(header) == {"typ": "dpop+jwt", "alg": "ES256", "jwk": jwk}
    told = json.loads(claims)
    assert (told["htm"], told["htu"]) == ("POST", ADDRESS)
    assert begun <= told["iat"] <= time.time()
    x, y = (int.from_bytes(decoded(jwk[name]), "big") for name in ("x", "y"))
    public = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    pair = encode_dss_signature(int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))
    public.verify(pair, first.rpartition(".")[0].encode(), ec.ECDSA(SHA256()))


def test_joserfc_verifies_a_proof_with_the_key_that_travels_along() -> None:
    from joserfc import jwk, jws

    proof = ProofKey.made().proof("POST", ADDRESS).reveal()
    key = jwk.import_key(json.loads(decoded(proof.split(".")[0]))["jwk"])
    assert json.loads(jws.deserialize_compact(proof, key, algorithms=["ES256"]).payload)["htm"] == "POST"


def test_a_stored_key_is_the_same_key_and_botocore_reads_it() -> None:
    from botocore.compat import EC

    key = ProofKey.made()
    pem = key.key()
    again = ProofKey.read(pem)
    assert again.key() == pem
    assert pem.reveal().startswith("-----BEGIN EC PRIVATE KEY-----")
    body = "".join(line for line in pem.reveal().splitlines() if "-----" not in line)
    if EC is not None:
        coordinates = EC.new_key_from_der_data(base64.b64decode(body)).get_public_coords()
        jwk = json.loads(decoded(key.proof("POST", ADDRESS).reveal().split(".")[0]))["jwk"]
        assert [decoded(jwk["x"]), decoded(jwk["y"])] == [bytes(part) for part in coordinates]


def test_what_is_no_key_is_refused_without_being_quoted() -> None:
    body = "canary-" + "8842"
    stored = Secret(f"-----BEGIN EC PRIVATE KEY-----\n{body}\n-----END EC PRIVATE KEY-----")
    with pytest.raises(ValueError, match="cannot be read") as caught:
        ProofKey.read(stored)
    assert body not in "".join(traceback.format_exception(caught.value))
