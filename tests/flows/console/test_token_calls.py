"""The sign-in service's half of the console flows: pasted codes, id tokens, and what is told apart by words alone."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awsguide.core.errors import AwsError, GuideError
from awsguide.core.model import ConsoleSession, Credentials
from awsguide.core.secret import Secret
from awsguide.flows.console import token_calls

ARN = "arn:aws:iam::123456789012:user/dana"
STATE = "r" * 32


def pasted(state: str = STATE, code: str = "c") -> Secret:
    return Secret(base64.b64encode(f"state={state}&code={code}".encode()).decode())


def id_token(claims: object) -> Secret:
    body = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
    return Secret(f"e30.{body}.sig")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (pasted().reveal()[:10], "pasted-code-cut"),
        ("not base64 at all!", "pasted-code-cut"),
        ("aGVsbG8=", "pasted-code-cut"),
        (pasted(state="another").reveal(), "state-mismatch"),
    ],
)
def test_a_pasted_code_that_is_not_whole_or_not_ours_is_told_apart(text: str, code: str) -> None:
    with pytest.raises(GuideError) as caught:
        token_calls.check_pasted(Secret(text), STATE)
    assert caught.value.code == code
    assert text not in str(caught.value)


@given(st.text(alphabet=st.characters(codec="ascii", categories=["L", "N"]), min_size=1), st.integers(0, 3))
def test_white_space_and_missing_padding_do_not_matter(code: str, stripped: int) -> None:
    text = pasted(code=code).reveal()
    broken = "\n ".join([text[: len(text) // 2], text[len(text) // 2 :]])
    assert token_calls.check_pasted(Secret(broken if stripped else broken.rstrip("=")), STATE) == Secret(code)


@pytest.mark.parametrize(
    "token",
    [Secret("x"), Secret("a.b.c"), id_token({}), id_token([]), id_token({"sub": 5}), id_token({"sub": "me"})],
)
def test_an_id_token_that_names_no_identity_is_told(token: Secret) -> None:
    with pytest.raises(GuideError) as caught:
        token_calls.session_arn(token)
    assert caught.value.code == "aws-said"


@pytest.mark.parametrize(
    ("token", "moment"),
    [
        (id_token({"sub": ARN, "iat": 5}), 5.0),
        (id_token({"sub": ARN}), None),
        (Secret("x"), None),
        (None, None),
    ],
)
def test_when_somebody_signed_in_stands_in_the_id_token(token: Secret | None, moment: float | None) -> None:
    keys = Credentials("ASIA0", Secret("s"), Secret("t"), 0)
    session = ConsoleSession(ARN, "us-east-1", "client", keys, Secret("r"), Secret("k"), token)
    assert token_calls.signed_in_at(session) == moment


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("The DPoP proof's iat is not within 300 seconds of now: check the clock.", "clock-at-sign-in"),
        ("The DPoP proof is signed with another key than at sign-in.", "grant-refused"),
        ("The variation of the proof is unknown.", "grant-refused"),
    ],
)
def test_a_wrong_clock_is_told_from_a_wrong_proof(message: str, code: str) -> None:
    error = AwsError("ValidationException", message, status=400, reason="INVALID_REQUEST")
    assert token_calls._explained(error, ended=False).code == code
