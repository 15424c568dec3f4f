from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_sandbox.services.sts import identity_tokens
from aws_sandbox.services.sts.identity_tokens import ALGORITHMS, NoToken

KEYS = {algorithm: identity_tokens.new_key(algorithm) for algorithm in ALGORITHMS}
JSON = st.dictionaries(
    st.text(max_size=8), st.one_of(st.none(), st.integers(), st.text(max_size=20)), max_size=5
)


@given(JSON, st.sampled_from(ALGORITHMS))
def test_what_was_signed_is_read_and_verified(claims: dict[str, object], algorithm: str) -> None:
    token = identity_tokens.read(identity_tokens.sign(algorithm, KEYS[algorithm], {"kid": "one"}, claims))
    assert token.claims == claims
    assert token.header == {"typ": "JWT", "alg": algorithm, "kid": "one"}
    assert identity_tokens.is_signed_with(token, KEYS[algorithm])
    for other in ALGORITHMS:
        if other != algorithm:
            assert not identity_tokens.is_signed_with(token, KEYS[other])


@given(st.data(), st.sampled_from(ALGORITHMS))
def test_a_token_with_any_character_changed_is_not_verified(data: st.DataObject, algorithm: str) -> None:
    text = identity_tokens.sign(algorithm, KEYS[algorithm], {"kid": "one"}, {"sub": "hana"})
    place = data.draw(st.integers(0, len(text) - 1))
    changed = text[:place] + data.draw(st.sampled_from("AZaz09-_.")) + text[place + 1 :]
    try:
        token = identity_tokens.read(changed)
    except NoToken:
        return
    before = identity_tokens.read(text)
    same = (token.signed, token.signature) == (before.signed, before.signature)
    assert identity_tokens.is_signed_with(token, KEYS[algorithm]) == same


@given(st.text(max_size=60))
def test_no_text_makes_the_reading_stumble(text: str) -> None:
    with pytest.raises(NoToken):
        identity_tokens.read(text)


@pytest.mark.parametrize("part", [b"[" * 100_000, b"[]", b"1", b"{", b"\xff"])
def test_parts_that_are_no_json_objects_are_no_token(part: bytes) -> None:
    coded = base64.urlsafe_b64encode(part).decode().rstrip("=")
    good = identity_tokens.encode(json.dumps({}).encode())
    for text in (f"{coded}.{good}.AAAA", f"{good}.{coded}.AAAA"):
        with pytest.raises(NoToken):
            identity_tokens.read(text)
