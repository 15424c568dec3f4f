from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwk, jws

from aws_sandbox.protocol import json_web_tokens
from aws_sandbox.protocol.json_web_tokens import ALGORITHMS, NoToken

KEYS = {algorithm: json_web_tokens.new_key(algorithm) for algorithm in ALGORITHMS}
JSON = st.dictionaries(
    st.text(max_size=8), st.one_of(st.none(), st.integers(), st.text(max_size=20)), max_size=5
)


@given(JSON, st.sampled_from(ALGORITHMS))
def test_what_was_signed_is_read_and_verified(claims: dict[str, object], algorithm: str) -> None:
    token = json_web_tokens.read(json_web_tokens.sign(algorithm, KEYS[algorithm], {"kid": "one"}, claims))
    assert token.claims == claims
    assert token.header == {"typ": "JWT", "alg": algorithm, "kid": "one"}
    assert json_web_tokens.is_signed_with(token, KEYS[algorithm].public_key())
    for other in ALGORITHMS:
        if other != algorithm:
            assert not json_web_tokens.is_signed_with(token, KEYS[other].public_key())


@given(st.data(), st.sampled_from(ALGORITHMS))
def test_a_token_with_any_character_changed_is_not_verified(data: st.DataObject, algorithm: str) -> None:
    text = json_web_tokens.sign(algorithm, KEYS[algorithm], {"kid": "one"}, {"sub": "hana"})
    place = data.draw(st.integers(0, len(text) - 1))
    changed = text[:place] + data.draw(st.sampled_from("AZaz09-_.")) + text[place + 1 :]
    try:
        token = json_web_tokens.read(changed)
    except NoToken:
        return
    before = json_web_tokens.read(text)
    same = (token.signed, token.signature) == (before.signed, before.signature)
    assert json_web_tokens.is_signed_with(token, KEYS[algorithm].public_key()) == same


@given(st.text(max_size=60))
def test_no_text_makes_the_reading_stumble(text: str) -> None:
    with pytest.raises(NoToken):
        json_web_tokens.read(text)


@pytest.mark.parametrize("part", [b"[" * 100_000, b"[]", b"1", b"{", b"\xff"])
def test_parts_that_are_no_json_objects_are_no_token(part: bytes) -> None:
    coded = base64.urlsafe_b64encode(part).decode().rstrip("=")
    good = json_web_tokens.encode(json.dumps({}).encode())
    for text in (f"{coded}.{good}.AAAA", f"{good}.{coded}.AAAA"):
        with pytest.raises(NoToken):
            json_web_tokens.read(text)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_joserfc_verifies_what_is_signed_here_and_finds_the_same_thumbprint(algorithm: str) -> None:
    public = KEYS[algorithm].public_key()
    theirs = jwk.import_key(json_web_tokens.published(public, "one"))
    text = json_web_tokens.sign(algorithm, KEYS[algorithm], {"kid": "one"}, {"sub": "hana"})
    assert json.loads(jws.deserialize_compact(text, theirs, algorithms=[algorithm]).payload) == {
        "sub": "hana"
    }
    assert json_web_tokens.thumbprint(public) == theirs.thumbprint()


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_what_joserfc_signs_is_verified_here(algorithm: str) -> None:
    key = jwk.ECKey.generate_key("P-256") if algorithm == "ES256" else jwk.RSAKey.generate_key(2048)
    text = jws.serialize_compact({"alg": algorithm, "typ": "JWT"}, b'{"sub":"hana"}', key, [algorithm])
    token = json_web_tokens.read(text)
    assert json_web_tokens.is_signed_with(token, key.public_key)
    assert not json_web_tokens.is_signed_with(token, KEYS[algorithm].public_key())


def test_a_jwk_of_joserfc_is_read_here() -> None:
    key = jwk.ECKey.generate_key("P-256")
    public = json_web_tokens.read_jwk(key.as_dict(private=False))
    assert json_web_tokens.thumbprint(public) == key.thumbprint()
    for other in (jwk.ECKey.generate_key("P-384"), jwk.RSAKey.generate_key(2048)):
        with pytest.raises(json_web_tokens.NoKey):
            json_web_tokens.read_jwk(other.as_dict(private=False))
