"""Web identity: what can be told of a token before AWS sees it, and what AWS says about the rest."""

from __future__ import annotations

import base64
import json
import string
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awsguide.core.errors import AwsError, BadInput, GuideError
from awsguide.core.model import RoleRequest
from awsguide.core.secret import Secret
from awsguide.flows.short_term.web_identity import assume_with_web_identity, check_token, read_token, shown
from tests.flows.by_hand import Hand

NOW = 1_000_000.0
SIGNATURE = "c2lnbmF0dXJlLW9mLXRoZS1pc3N1ZXI"
ROLE = "arn:aws:iam::111122223333:role/Pipeline"
CLAIMS: dict[str, Any] = {
    "iss": "https://oidc.example",
    "sub": "repo:example/app:ref:refs/heads/main",
    "aud": "sts.amazonaws.com",
    "iat": NOW - 10,
    "nbf": NOW - 10,
    "exp": NOW + 300,
    "jti": "0123456789abcdef",
}


def part(content: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


def token(changes: dict[str, Any] | None = None, *, alg: str = "RS256", signature: str = SIGNATURE) -> Secret:
    claims = {name: value for name, value in (CLAIMS | (changes or {})).items() if value is not None}
    return Secret(f"{part({'alg': alg, 'kid': '1'})}.{part(claims)}.{signature}")


def answer() -> dict[str, Any]:
    return {
        "AssumeRoleWithWebIdentity": {
            "Credentials": {
                "AccessKeyId": "ASIA",
                "SecretAccessKey": Secret("s"),
                "SessionToken": Secret("t"),
                "Expiration": datetime.fromtimestamp(NOW + 3600, UTC),
            },
            "AssumedRoleUser": {
                "Arn": "arn:aws:sts::111122223333:assumed-role/Pipeline/awsguide",
                "AssumedRoleId": "AROA:awsguide",
            },
            "SubjectFromWebIdentityToken": CLAIMS["sub"],
        }
    }


def traded(hand: Hand, given: Secret, request: RoleRequest | None = None, **others: Any) -> Any:
    request = request or RoleRequest(ROLE)
    return hand.run(
        assume_with_web_identity(request, given, region="us-east-1", now=lambda: hand.now, **others)
    )


def refusal(hand: Hand, given: Secret, request: RoleRequest | None = None, **others: Any) -> GuideError:
    with pytest.raises(GuideError) as caught:
        traded(hand, given, request, **others)
    return caught.value


def test_the_token_is_traded_without_a_signature_and_line_breaks_do_no_harm() -> None:
    hand, whole = Hand(answer()), token()
    broken = Secret(f"  {whole.reveal()[:30]}\n{whole.reveal()[30:]}\n")
    found = traded(hand, broken, audiences=("sts.amazonaws.com", "other"))
    (call,) = hand.calls
    assert call.credentials is None
    assert call.params["WebIdentityToken"] == whole
    assert (found.identity.account_id, found.caller) == ("111122223333", CLAIMS["sub"])


@pytest.mark.parametrize(
    ("given", "others", "code", "words"),
    [
        (Secret("nonsense"), {}, "web-token-shape", "1 part and"),
        (Secret("a.b.c.d.e"), {}, "web-token-shape", "encrypted"),
        (Secret("a.b.c"), {}, "web-token-shape", "not JSON"),
        (Secret("x" * 20_001), {}, "web-token-shape", "20001 characters"),
        (token(alg="none"), {}, "web-token-shape", "not signed"),
        (token(signature=""), {}, "web-token-shape", "not signed"),
        (token({"sub": None, "aud": None}), {}, "web-token-shape", "sub, aud"),
        (token({"iss": "http://oidc.example"}), {}, "web-token-shape", "https"),
        (token({"exp": NOW}), {}, "web-token-expired", "exp"),
        (token({"nbf": NOW + 301}), {}, "web-token-early", "nbf"),
        (token(), {"audiences": ("other",)}, "web-token-audience", "other"),
        (token({"aud": ["a", "b"]}), {"audiences": ("c",)}, "web-token-audience", "a, b"),
    ],
)
def test_what_is_wrong_with_a_token_is_told_before_it_is_sent(
    given: Secret, others: dict[str, Any], code: str, words: str
) -> None:
    hand = Hand(answer())
    error = refusal(hand, given, **others)
    assert (error.code, hand.calls) == (code, [])
    assert words in str(error)
    assert SIGNATURE not in str(error)


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (RoleRequest("arn:aws:iam::111122223333:user/hana"), "role-arn-shape"),
        (RoleRequest(ROLE, "x"), "session-name-shape"),
        (RoleRequest(ROLE, seconds=899), "duration-out-of-range"),
        (RoleRequest(ROLE, tags=(("a", "b"),)), "web-identity-option"),
        (RoleRequest(ROLE, external_id="awsguide-4711"), "web-identity-option"),
        (RoleRequest(ROLE, source_identity="hana"), "web-identity-option"),
    ],
)
def test_what_cannot_be_asked_for_with_a_token_is_told_before_it_is_sent(
    request_: RoleRequest, code: str
) -> None:
    hand = Hand(answer())
    assert (refusal(hand, token(), request_).code, hand.calls) == (code, [])


@pytest.mark.parametrize(
    ("aws_code", "said", "code"),
    [
        ("InvalidIdentityToken", "No OpenIDConnect provider found in your account for x", "web-issuer-unknown"),
        ("InvalidIdentityToken", "Incorrect token audience", "web-token-audience"),
        ("InvalidIdentityToken", "Couldn't retrieve verification key from your identity provider", "web-issuer-silent"),
        ("InvalidIdentityToken", "The ID Token's signature is invalid", "web-token-signature"),
        ("InvalidIdentityToken", "Something new", "web-token-refused"),
        ("ExpiredTokenException", "Token expired", "web-token-expired"),
        ("IDPRejectedClaim", "no", "web-token-refused"),
        ("IDPCommunicationError", "no", "web-issuer-silent"),
        ("AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity", "web-role-closed"),
        ("BrandNew", "what is this", "aws-said"),
    ],
)  # fmt: skip
def test_what_aws_has_against_a_token_is_told_apart(aws_code: str, said: str, code: str) -> None:
    error = AwsError(aws_code, said, status=400, operation="AssumeRoleWithWebIdentity")
    assert refusal(Hand({"AssumeRoleWithWebIdentity": error}), token()).code == code


def test_claims_are_shown_in_order_with_times_as_words_and_long_values_cut() -> None:
    claims = read_token(token({"custom": "z" * 500, "email_verified": True, "groups": ["a", "b"]}))
    rows = {row.name: row.value for row in shown(claims, NOW)}
    assert list(rows)[:3] == ["iss", "aud", "sub"]
    assert (rows["exp"], rows["iat"], rows["email_verified"], rows["groups"]) == (
        "in the future",
        "in the past",
        "true",
        '["a", "b"]',
    )
    assert len(rows["custom"]) < 60
    assert rows["jti"] == "0123…"
    assert claims.provider == "oidc.example"


def test_the_times_of_a_token_are_told_in_utc_where_that_is_asked_for() -> None:
    told = {"exp": 1_800_000_000, "nbf": 1e300, "iat": 0}
    rows = {row.name: row.value for row in shown(read_token(token(told)), 1_700_000_000, times=True)}
    assert rows["exp"] == "in the future: 2027-01-15 08:00:00 UTC"
    assert rows["iat"] == "in the past: 1970-01-01 00:00:00 UTC"
    assert rows["nbf"] == "in the future"


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(
        st.text(string.ascii_letters, min_size=1, max_size=8),
        st.one_of(st.text(max_size=200), st.integers(), st.booleans(), st.none(), st.lists(st.text())),
    )
)
def test_any_claims_can_be_shown_and_the_signature_never_is(extra: dict[str, Any]) -> None:
    whole = token({**extra, **CLAIMS})
    claims = check_token(whole, NOW)
    for row in shown(claims, NOW):
        assert SIGNATURE not in row.value
        assert len(row.value) <= 49


@settings(max_examples=200, deadline=None)
@given(st.text(min_size=1, max_size=120))
def test_no_text_is_taken_for_a_token_or_makes_anything_but_a_sentence(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_token(Secret(text))
    assert caught.value.code == "web-token-shape"
