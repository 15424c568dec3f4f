"""A token's claims beside a trust policy: which condition fits, which does not, and what a policy leaves open."""

from __future__ import annotations

import json
from typing import Any

import pytest

from awsguide.flows.short_term.web_identity import Claims
from awsguide.flows.short_term.web_trust import asked_words, compare

MAIN = "repo:example/app:ref:refs/heads/main"
PROVIDER = "arn:aws:iam::111122223333:oidc-provider/oidc.example"


def claims(**others: Any) -> Claims:
    everything = {"iss": "https://oidc.example", "sub": MAIN, "aud": "sts.amazonaws.com"} | others
    audience = everything["aud"]
    return Claims(
        everything["iss"],
        everything["sub"],
        tuple(audience) if isinstance(audience, list) else (audience,),
        2.0,
        1.0,
        everything,
    )


def policy(condition: Any, principal: str = PROVIDER, action: str = "sts:AssumeRoleWithWebIdentity") -> str:
    statement = {"Effect": "Allow", "Principal": {"Federated": principal}, "Action": action}
    return json.dumps({"Statement": [statement | ({"Condition": condition} if condition else {})]})


FULL = {"StringEquals": {"oidc.example:aud": "sts.amazonaws.com", "oidc.example:sub": MAIN}}


@pytest.mark.parametrize(
    ("condition", "token", "fits", "words"),
    [
        (FULL, claims(), [True, True], "fits."),
        (FULL, claims(sub="repo:example/app:ref:refs/heads/mine"), [True, False], "on sub does not hold"),
        (FULL, claims(aud="other"), [False, True], "on aud does not hold"),
        ({"StringLike": {"OIDC.example:sub": "repo:example/*"}}, claims(), [True], "fits."),
        ({"StringEquals": {"oidc.example:aud": ["a", "sts.amazonaws.com"]}}, claims(), [True], "any token"),
        ({"StringEquals": {"oidc.example:environment": "live"}}, claims(), [False], "environment"),
        ({"DateGreaterThan": {"aws:CurrentTime": "2026-01-01"}}, claims(), [None], "AWS will"),
        (None, claims(), [], "any token of this issuer"),
    ],
)
def test_each_condition_is_judged_by_the_token_s_own_claims(
    condition: Any, token: Claims, fits: list[bool | None], words: str
) -> None:
    found = compare(policy(condition), token)
    assert [row.fits for row in found.rows] == fits
    assert words in found.words()


@pytest.mark.parametrize(
    "document",
    [
        policy(FULL, PROVIDER + "/other"),
        policy(FULL, action="sts:AssumeRole"),
        json.dumps({"Statement": {"Effect": "Deny", "Principal": {"Federated": PROVIDER}, "Action": "*"}}),
        "no policy",
        "{}",
    ],
)
def test_a_policy_that_is_not_about_the_issuer_says_so(document: str) -> None:
    found = compare(document, claims())
    assert (found.about, found.rows, found.open_to_all) == ((), (), False)
    assert "No statement" in found.words()


def test_one_statement_that_fits_is_enough() -> None:
    statements = [
        json.loads(policy(condition))["Statement"][0]
        for condition in ({"StringEquals": {"oidc.example:sub": "another"}}, FULL)
    ]
    found = compare(json.dumps({"Statement": statements}), claims())
    assert (found.about, found.words()) == ((False, True), "Every condition of a statement fits.")


def test_the_audiences_asked_for_are_known_beforehand_and_long_values_are_cut() -> None:
    found = compare(policy(FULL), claims())
    assert found.audiences == ("sts.amazonaws.com",)
    assert compare(policy({"StringLike": {"oidc.example:aud": "*"}}), claims()).audiences == ()
    (row,) = compare(policy({"StringEquals": {"oidc.example:sub": "x" * 99}}), claims()).of("sub")
    assert len(asked_words(row)) < 70
