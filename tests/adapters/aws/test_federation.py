"""The federation endpoint: where it is, what is sent there, and refusals that say nothing of the request."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from awsguide.adapters.aws import Aws
from awsguide.adapters.aws.federation import sign_in_token
from awsguide.adapters.aws.lesson_issuer import lesson_token
from awsguide.core.errors import AwsError, CouldNotTry, NoAnswer
from awsguide.core.model import Credentials
from awsguide.core.secret import Secret
from awsguide.core.steps import Call

KEYS = Credentials("ASIAEXAMPLE000000000", Secret("the secret key"), Secret("the/session+token="), 1e9)


class Endpoint(Aws):
    """Writes down what would be sent, and answers `status` and `text`."""

    def __init__(self, status: int, text: str, target: str = "aws") -> None:
        super().__init__(target)
        self.answer = (status, text)
        self.sent: list[tuple[str, str]] = []

    def fetch(
        self, method: str, address: str, operation: str, host: str = "", *, content: str = ""
    ) -> tuple[int, Mapping[str, str], str]:
        self.sent.append((method, address))
        return self.answer[0], {}, self.answer[1]


def asked(endpoint: Endpoint, region: str = "us-east-1", **parameters: Any) -> Mapping[str, Any]:
    call = Call("federation", "getSigninToken", parameters, region=region, credentials=KEYS)
    return sign_in_token(endpoint, call)


def test_the_three_parts_of_the_credentials_are_sent_and_the_token_comes_wrapped() -> None:
    endpoint = Endpoint(200, json.dumps({"SigninToken": "canary"}))
    assert asked(endpoint, SessionDuration=3600) == {"SigninToken": Secret("canary")}
    ((method, address),) = endpoint.sent
    query = parse_qs(urlsplit(address).query)
    assert (method, query["Action"], query["SessionDuration"]) == ("GET", ["getSigninToken"], ["3600"])
    assert json.loads(query["Session"][0]) == {
        "sessionId": "ASIAEXAMPLE000000000",
        "sessionKey": "the secret key",
        "sessionToken": "the/session+token=",
    }


@pytest.mark.parametrize(
    ("region", "host"),
    [
        ("", "signin.aws.amazon.com"),
        ("eu-west-1", "signin.aws.amazon.com"),
        ("cn-north-1", "signin.amazonaws.cn"),
        ("us-gov-west-1", "signin.amazonaws-us-gov.com"),
    ],
)
def test_each_partition_has_its_own_endpoint(region: str, host: str) -> None:
    assert Aws("aws").federation_endpoint(region) == f"https://{host}/federation"


@pytest.mark.parametrize(
    ("status", "text"),
    [(400, "no: the secret key"), (503, "busy")],
)
def test_a_refusal_carries_nothing_of_what_was_sent_or_said(status: int, text: str) -> None:
    with pytest.raises(AwsError) as caught:
        asked(Endpoint(status, text))
    assert caught.value.status == status
    assert "secret" not in f"{caught.value} {caught.value.message}"


@pytest.mark.parametrize("text", ["no JSON", "[]", '{"SigninToken": ""}', "<html>the secret key</html>"])
def test_a_page_without_a_token_is_somebody_else_s(text: str) -> None:
    with pytest.raises(NoAnswer) as caught:
        asked(Endpoint(200, text))
    assert caught.value.kind == "other-page"
    assert "secret" not in f"{caught.value}"


def test_in_the_sandbox_nothing_is_fetched_from_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    sandbox = Aws("sandbox")
    assert sandbox.federation_endpoint("cn-north-1") == "http://127.0.0.1:1/federation"
    with pytest.raises(CouldNotTry) as caught:
        sandbox.fetch("GET", "https://signin.aws.amazon.com/federation", "getSigninToken")
    assert caught.value.code == "endpoint-not-loopback"


def test_tokens_of_the_lessons_exist_in_the_sandbox_alone() -> None:
    endpoint = Endpoint(200, json.dumps({"id_token": "a.b.c"}))
    with pytest.raises(CouldNotTry) as caught:
        lesson_token(endpoint, {})
    assert (caught.value.code, endpoint.sent) == ("lesson-token-elsewhere", [])
