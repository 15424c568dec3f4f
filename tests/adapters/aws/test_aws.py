"""Which client a call gets: made once for the same credentials, and never shared with others."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from awsguide.adapters.aws import clients
from awsguide.adapters.aws.clients import KEPT, Clients
from awsguide.adapters.aws.exceptions import in_our_words
from awsguide.core.errors import CouldNotTry, NoAnswer
from awsguide.core.model import Credentials
from awsguide.core.secret import Secret
from awsguide.flows.shared.answers import unreachable


def client(kept: Clients, key_id: str = "AKIA1", secret: str = "one", region: str = "us-east-1") -> Any:
    return kept.client("sts", region, Credentials(key_id, Secret(secret)))


def test_the_same_credentials_share_a_client_and_others_do_not() -> None:
    clients = Clients("aws")
    first = client(clients)
    assert client(clients) is first
    assert client(clients, region="eu-west-1") is not first
    assert client(clients, "AKIA2") is not first
    corrected = client(clients, secret="two")
    assert corrected is not first
    assert corrected._request_signer._credentials.secret_key == "two"


def test_many_threads_at_once_make_one_client() -> None:
    clients = Clients("aws")
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: client(clients), range(16)))
    assert len({id(one) for one in found}) == 1


def test_only_the_last_few_clients_are_kept() -> None:
    clients = Clients("aws")
    for number in range(KEPT + 2):
        client(clients, f"AKIA{number}")
    assert len(clients._kept) == KEPT


def test_a_sandbox_request_is_refused_at_the_last_moment_whatever_its_client_was_made_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    made = Clients("sandbox").made("signin", "us-east-1")

    def elsewhere(request: Any, **_: Any) -> None:
        request.url = "https://us-east-1.signin.aws.amazon.com/v1/token"

    made.meta.events.register("request-created", elsewhere)
    with pytest.raises(CouldNotTry) as caught:
        made.create_oauth2_token(tokenInput={"clientId": "x", "grantType": "refresh_token"})
    assert caught.value.code == "endpoint-not-loopback"


def test_a_sandbox_that_hangs_is_no_slow_network(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        # The system accepts connections for a process that is stopped; nobody reads from them.
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{silent.getsockname()[1]}")
        monkeypatch.setattr(clients, "ANSWER_SECONDS", 0.2)
        waiting = client(Clients("sandbox"))
        with pytest.raises(NoAnswer) as caught, in_our_words("sandbox"):
            waiting.get_caller_identity()
    said = unreachable(caught.value)
    assert said.code == "sandbox-silent"
    assert "PROXY" not in str(said)
