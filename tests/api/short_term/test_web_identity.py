"""Web identity against the sandbox's own issuer: traded, looked at, refused, and renewed from a file."""

from __future__ import annotations

import os
from collections.abc import Callable

import boto3
import pytest

import awsguide
from awsguide.api.perform import boto3_session
from awsguide.core.errors import GuideError
from awsguide.core.secret import Secret
from tests.practice import Practice


def code_of(work: Callable[[], object]) -> str:
    with pytest.raises(GuideError) as caught:
        work()
    return caught.value.code


def test_a_token_becomes_a_role_without_any_key(practice: Practice) -> None:
    found = awsguide.web_identity_role(practice.role("Pipeline"), awsguide.lesson_token())
    assert found.identity.arn.endswith("assumed-role/Pipeline/awsguide")
    assert found.caller == "repo:example/app:ref:refs/heads/main"
    arn = boto3_session(found, "us-east-1").client("sts").get_caller_identity()["Arn"]
    assert arn == found.identity.arn


def test_the_claims_are_shown_and_no_part_of_the_signature(practice: Practice) -> None:
    token = awsguide.lesson_token()
    rows = {row.name: row for row in awsguide.web_claims(token)}
    assert rows["sub"].value == "repo:example/app:ref:refs/heads/main"
    assert (rows["exp"].value, rows["aud"].value) == ("in the future", "sts.amazonaws.com")
    signature = token.reveal().rpartition(".")[2]
    assert not any(signature[:16] in repr(row) for row in rows.values())


@pytest.mark.parametrize(
    ("wishes", "code"),
    [
        ({"expires_in": -60}, "web-token-expired"),
        ({"subject": "repo:example/app:ref:refs/heads/mine"}, "web-role-closed"),
        ({"audience": "https://example.com"}, "web-token-audience"),
    ],
)
def test_tokens_that_do_not_fit_are_told_apart(
    wishes: dict[str, object], code: str, practice: Practice
) -> None:
    token = awsguide.lesson_token(**wishes)
    assert code_of(lambda: awsguide.web_identity_role(practice.role("Pipeline"), token)) == code


def test_a_changed_token_and_a_role_without_such_trust_are_refused(practice: Practice) -> None:
    head, _body, signature = awsguide.lesson_token().reveal().split(".")
    other = awsguide.lesson_token(subject="repo:example/app:ref:refs/heads/mine").reveal().split(".")[1]
    forged = Secret(f"{head}.{other}.{signature}")
    assert code_of(lambda: awsguide.web_identity_role(practice.role("Pipeline"), forged)) == (
        "web-token-signature"
    )
    token = awsguide.lesson_token()
    assert code_of(lambda: awsguide.web_identity_role(practice.role("Deployer"), token)) == "web-role-closed"


def test_a_session_reads_the_token_s_file_anew_and_so_does_boto3_itself(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = practice.home / "token"
    file.write_text(awsguide.lesson_token(expires_in=-60).reveal())
    session = awsguide.web_identity_session(practice.role("Pipeline"), "~/token")
    assert code_of(lambda: session.client("sts").get_caller_identity()) == "web-token-expired"
    file.write_text(awsguide.lesson_token().reveal() + "\n")
    assert "assumed-role/Pipeline" in session.client("sts").get_caller_identity()["Arn"]
    # boto3 itself sends the line break along, and is refused for it.
    file.write_text(file.read_text().strip())
    awsguide.save_web_identity_profile(practice.role("Pipeline"), "pipeline", str(file), region="us-east-1")
    assert (
        "assumed-role/Pipeline"
        in boto3.Session(profile_name="pipeline").client("sts").get_caller_identity()["Arn"]
    )
    monkeypatch.setitem(os.environ, "AWS_WEB_IDENTITY_TOKEN_FILE", str(file))
    assert awsguide.web_token() == awsguide.web_token("~/token")


def test_the_sandbox_alone_gives_tokens_away(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWSGUIDE_TARGET", "aws")
    assert code_of(awsguide.lesson_token) == "lesson-token-elsewhere"
