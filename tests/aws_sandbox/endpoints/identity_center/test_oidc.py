from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import given
from hypothesis import strategies as st

from aws_sandbox.endpoints.identity_center.oidc import is_loopback
from tests import wire
from tests.aws_sandbox.reader import DEVICE_CODE, PKCE, START_URL, Program, Reader

if TYPE_CHECKING:
    from collections.abc import Callable

    from aws_sandbox.server.application import Sandbox


def send(endpoint: str, path: str, body: Any) -> tuple[int, dict[str, str], Any]:
    """Post as no SDK would: any body at all."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    status, headers, content = wire.send(endpoint, "POST", path, {"Content-Type": "application/json"}, data)
    return status, headers, json.loads(content)


def refused(call: Callable[[], Any]) -> str:
    """Return the code with which AWS refuses a call."""
    with pytest.raises(ClientError) as caught:
        call()
    return str(caught.value.response["Error"]["Code"])


# RegisterClient


def test_a_client_is_registered_for_ninety_days(sandbox: Sandbox, endpoint: str) -> None:
    status, headers, body = send(endpoint, "/client/register", PKCE)
    assert status == 200
    assert headers["content-type"] == "application/json"
    assert headers["x-amzn-requestid"]
    assert body["authorizationEndpoint"] == f"{endpoint}/authorize"
    assert body["tokenEndpoint"] == f"{endpoint}/token"
    assert body["clientIdIssuedAt"] == int(sandbox.clock.now())
    assert body["clientSecretExpiresAt"] - body["clientIdIssuedAt"] == 90 * 24 * 3600


def test_no_two_clients_have_the_same_id_or_secret(oidc: Any) -> None:
    registered = [oidc.register_client(clientName="x", clientType="public") for _ in range(5)]
    assert len({client["clientId"] for client in registered}) == 5
    assert len({client["clientSecret"] for client in registered}) == 5


@pytest.mark.parametrize(
    ("change", "code", "error"),
    [
        ({"clientName": None}, "InvalidRequestException", "invalid_request"),
        ({"clientName": ""}, "InvalidRequestException", "invalid_request"),
        ({"clientName": 7}, "InvalidRequestException", "invalid_request"),
        ({"clientType": None}, "InvalidRequestException", "invalid_request"),
        ({"clientType": "confidential"}, "InvalidClientMetadataException", "invalid_client_metadata"),
        ({"scopes": ["sso:account:everything"]}, "InvalidScopeException", "invalid_scope"),
        ({"scopes": ["not a scope"]}, "InvalidScopeException", "invalid_scope"),
        ({"scopes": "sso:account:access"}, "InvalidRequestException", "invalid_request"),
        ({"scopes": [1]}, "InvalidRequestException", "invalid_request"),
        ({"grantTypes": ["password"]}, "UnsupportedGrantTypeException", "unsupported_grant_type"),
        (
            {"redirectUris": ["https://example.com/callback"]},
            "InvalidRedirectUriException",
            "invalid_redirect_uri",
        ),
        (
            {"redirectUris": ["http://127.0.0.1.example.com/"]},
            "InvalidRedirectUriException",
            "invalid_redirect_uri",
        ),
        ({"redirectUris": ["http://127.0.0.1/#x"]}, "InvalidRedirectUriException", "invalid_redirect_uri"),
        ({"redirectUris": None}, "InvalidRedirectUriException", "invalid_redirect_uri"),
        ({"issuerUrl": None}, "InvalidRequestException", "invalid_request"),
        (
            {"issuerUrl": "http://d-sandbox0001.awsapps.com/start"},
            "InvalidRequestException",
            "invalid_request",
        ),
        (
            {"entitledApplicationArn": "arn:aws:iam::1:user/x"},
            "InvalidRequestException",
            "invalid_request",
        ),
    ],
)
def test_a_wrong_registration_is_refused_in_the_documented_shape(
    endpoint: str, change: dict[str, Any], code: str, error: str
) -> None:
    status, headers, body = send(endpoint, "/client/register", {**PKCE, **change})
    assert (status, headers["x-amzn-errortype"], body["error"]) == (400, code, error)
    assert body["error_description"].endswith(".")
    assert set(body) == {"error", "error_description"}


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"\xff", b"[" * 50_000, b"9" * 70_000])
@pytest.mark.parametrize("path", ["/client/register", "/device_authorization", "/token"])
def test_a_body_that_is_no_json_object_is_refused(endpoint: str, path: str, body: bytes) -> None:
    status, headers, _ = send(endpoint, path, body)
    assert (status, headers["x-amzn-errortype"]) == (400, "InvalidRequestException")


@pytest.mark.parametrize(
    ("address", "answer"),
    [
        ("http://127.0.0.1/oauth/callback", True),
        ("http://127.0.0.1:8400/", True),
        ("http://[::1]/callback", True),
        ("http://localhost:1234/x?y=z", True),
        ("https://127.0.0.1/", False),
        ("http://127.0.0.2/", False),
        ("http://user@127.0.0.1/", False),
        ("http://127.0.0.1@example.com/", False),
        ("http://127.0.0.1\\@example.com/", False),
        ("http://127.0.0.1:99999/", False),
        ("http://127.0.0.1:0/", False),
        ("http://127.0.0.1/#fragment", False),
        ("http://127.0.0.1/#", False),
        ("http://127.0.0.1/\r\nLocation: x", False),
        ("http://[::1", False),
        ("javascript:alert(1)", False),
        ("", False),
    ],
)
def test_only_addresses_of_this_machine_are_loopback(address: str, answer: bool) -> None:
    assert is_loopback(address) is answer


@given(st.text(max_size=60))
def test_any_text_is_judged_without_failing(address: str) -> None:
    assert is_loopback(address) in (True, False)


# StartDeviceAuthorization


def test_a_device_code_comes_with_what_to_show(program: Program, endpoint: str) -> None:
    device = program.start()
    assert len(device["userCode"]) == 9
    assert device["verificationUri"] == f"{endpoint}/device"
    assert device["verificationUriComplete"] == f"{endpoint}/device?user_code={device['userCode']}"
    assert (device["expiresIn"], device["interval"]) == (600, 1)


@pytest.mark.parametrize(
    "start_url",
    [
        START_URL,
        START_URL + "/",
        START_URL + "#/",
        START_URL + "/#",
        "https://D-SANDBOX0001.awsapps.com/start",
    ],
)
def test_a_start_url_may_be_written_as_people_copy_it(program: Program, start_url: str) -> None:
    assert program.start(start_url)["userCode"]


@pytest.mark.parametrize(
    "start_url",
    [
        "https://d-sandbox0002.awsapps.com/start",
        "https://d-9999999999.awsapps.com/start",
        "https://d-sandbox0001.awsapps.com",
        "https://d-sandbox0001.awsapps.com/login",
        "http://d-sandbox0001.awsapps.com/start",
        "https://d-sandbox0001.example.com/start",
        "https://awsapps.com/start",
        "https://[",
        "d-sandbox0001",
    ],
)
def test_a_start_url_of_nowhere_or_of_another_region_is_an_invalid_request(
    endpoint: str, program: Program, start_url: str
) -> None:
    status, headers, body = send(
        endpoint, "/device_authorization", {**program.credentials, "startUrl": start_url}
    )
    assert (status, headers["x-amzn-errortype"]) == (400, "InvalidRequestException")
    assert body["error"] == "invalid_request"


def test_the_issuer_url_of_the_instance_is_a_start_url_too(program: Program, trainer: Any) -> None:
    (instance,) = trainer("sso-admin").list_instances()["Instances"]
    name = instance["InstanceArn"].rpartition("/")[2]
    assert program.start(f"https://identitycenter.amazonaws.com/{name}")["userCode"]


@pytest.mark.parametrize("path", ["/device_authorization", "/token"])
@pytest.mark.parametrize("wrong", ["clientId", "clientSecret"])
def test_a_client_that_is_not_registered_gets_401(
    endpoint: str, program: Program, path: str, wrong: str
) -> None:
    members = {**program.credentials, wrong: "wrong\ud800", "startUrl": START_URL, "grantType": DEVICE_CODE}
    status, headers, body = send(endpoint, path, members)
    assert (status, headers["x-amzn-errortype"]) == (401, "InvalidClientException")
    assert body["error"] == "invalid_client"


def test_a_registration_that_ran_out_gets_401(sandbox: Sandbox, program: Program) -> None:
    sandbox.clock.move(90 * 24 * 3600 + 1)
    assert refused(program.start) == "InvalidClientException"


def test_a_client_of_the_code_grant_may_not_start_a_device(oidc: Any) -> None:
    client = oidc.register_client(**PKCE)
    credentials = {name: client[name] for name in ("clientId", "clientSecret")}
    code = refused(lambda: oidc.start_device_authorization(startUrl=START_URL, **credentials))
    assert code == "UnauthorizedClientException"


# CreateToken


def test_a_device_code_is_pending_until_it_is_allowed(
    endpoint: str, program: Program, reader: Reader
) -> None:
    device = program.start()
    members = {**program.credentials, "grantType": DEVICE_CODE, "deviceCode": device["deviceCode"]}
    status, headers, body = send(endpoint, "/token", members)
    assert (status, headers["x-amzn-errortype"]) == (400, "AuthorizationPendingException")
    assert body["error"] == "authorization_pending"
    reader.allow(device["userCode"])
    status, _, body = send(endpoint, "/token", members)
    assert status == 200
    assert (body["tokenType"], body["expiresIn"]) == ("Bearer", 3600)
    assert set(body) == {"accessToken", "tokenType", "expiresIn", "refreshToken"}


def test_a_device_code_is_good_once(program: Program, reader: Reader) -> None:
    device = program.start()
    reader.allow(device["userCode"])
    program.poll(device["deviceCode"])
    assert refused(lambda: program.poll(device["deviceCode"])) == "InvalidGrantException"


def test_asking_faster_than_the_interval_is_told_to_slow_down(sandbox: Sandbox, program: Program) -> None:
    code = program.start()["deviceCode"]
    # The AWS CLI asks once before it shows the code and at once again: that is not yet too fast.
    assert refused(lambda: program.poll(code)) == "AuthorizationPendingException"
    assert refused(lambda: program.poll(code)) == "AuthorizationPendingException"
    assert refused(lambda: program.poll(code)) == "SlowDownException"
    assert refused(lambda: program.poll(code)) == "SlowDownException"
    sandbox.clock.move(1)
    assert refused(lambda: program.poll(code)) == "AuthorizationPendingException"


def test_a_denied_code_is_access_denied(program: Program, reader: Reader) -> None:
    device = program.start()
    page = reader.sign_in(reader.get(f"/device?user_code={device['userCode']}"))
    reader.post(page, decision="deny")
    assert refused(lambda: program.poll(device["deviceCode"])) == "AccessDeniedException"


def test_a_code_expires_after_ten_minutes(sandbox: Sandbox, program: Program, reader: Reader) -> None:
    device = program.start()
    sandbox.clock.move(599)
    assert refused(lambda: program.poll(device["deviceCode"])) == "AuthorizationPendingException"
    sandbox.clock.move(1.5)
    assert refused(lambda: program.poll(device["deviceCode"])) == "ExpiredTokenException"


def test_a_code_of_another_client_is_an_invalid_grant(oidc: Any, program: Program, reader: Reader) -> None:
    device = program.start()
    reader.allow(device["userCode"])
    assert refused(lambda: Program(oidc).poll(device["deviceCode"])) == "InvalidGrantException"
    assert refused(lambda: program.poll("unknown")) == "InvalidGrantException"


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({}, "InvalidRequestException"),
        ({"grantType": 3}, "InvalidRequestException"),
        ({"grantType": "password"}, "UnsupportedGrantTypeException"),
        ({"grantType": DEVICE_CODE}, "InvalidRequestException"),
        ({"grantType": "refresh_token"}, "InvalidRequestException"),
        ({"grantType": "refresh_token", "refreshToken": "unknown"}, "InvalidGrantException"),
        ({"grantType": "authorization_code", "code": "x"}, "UnauthorizedClientException"),
    ],
)
def test_a_wrong_token_request_is_refused(
    endpoint: str, program: Program, members: dict[str, Any], code: str
) -> None:
    status, headers, _ = send(endpoint, "/token", {**program.credentials, **members})
    assert (status, headers["x-amzn-errortype"]) == (400, code)


def test_a_refresh_gives_new_tokens_and_ends_the_old_refresh_token(program: Program, reader: Reader) -> None:
    first = program.sign_in(reader)
    second = program.refresh(first["refreshToken"])
    assert second["accessToken"] != first["accessToken"]
    assert second["refreshToken"] != first["refreshToken"]
    assert refused(lambda: program.refresh(first["refreshToken"])) == "InvalidGrantException"
    assert program.refresh(second["refreshToken"])["expiresIn"] == 3600


def test_a_client_without_the_scope_gets_no_refresh_token(oidc: Any, reader: Reader) -> None:
    tokens = Program(oidc, ["codewhisperer:completions"]).sign_in(reader)
    assert "refreshToken" not in tokens


def test_a_client_without_scopes_gets_one_token_as_long_as_the_session(oidc: Any, reader: Reader) -> None:
    tokens = Program(oidc, []).sign_in(reader)
    assert "refreshToken" not in tokens
    assert 8 * 3600 - 60 < tokens["expiresIn"] <= 8 * 3600


def test_a_refresh_cannot_outlive_the_session(
    sandbox: Sandbox, program: Program, reader: Reader, portal: Any
) -> None:
    tokens = program.sign_in(reader)
    sandbox.clock.move(7.5 * 3600)
    tokens = program.refresh(tokens["refreshToken"])
    assert 1700 < tokens["expiresIn"] <= 1800
    sandbox.clock.move(1801)
    assert refused(lambda: program.refresh(tokens["refreshToken"])) == "InvalidGrantException"
    listing = refused(lambda: portal.list_accounts(accessToken=tokens["accessToken"]))
    assert listing == "UnauthorizedException"


def test_signing_in_again_in_a_live_browser_session_inherits_its_end(
    sandbox: Sandbox, program: Program, reader: Reader
) -> None:
    program.sign_in(reader)
    sandbox.clock.move(7.75 * 3600)
    assert program.sign_in(reader)["expiresIn"] <= 900


def test_a_session_that_ended_before_the_program_asked_gives_no_tokens(
    sandbox: Sandbox, program: Program, reader: Reader
) -> None:
    page = reader.sign_in(reader.get("/start"))
    sandbox.clock.move(8 * 3600 - 60)
    device = program.start()
    reader.allow(device["userCode"])
    sandbox.clock.move(90)
    assert refused(lambda: program.poll(device["deviceCode"])) == "InvalidGrantException"
    assert page.title == "Access portal"


# Faults


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("pending:1", "AuthorizationPendingException"),
        ("slow_down:1", "SlowDownException"),
        ("denied:1", "AccessDeniedException"),
        ("expired_code:1", "ExpiredTokenException"),
    ],
)
def test_an_armed_fault_stands_before_an_allowed_code(
    sandbox: Sandbox, program: Program, reader: Reader, fault: str, code: str
) -> None:
    device = program.start()
    reader.allow(device["userCode"])
    sandbox.faults.arm(fault)
    assert refused(lambda: program.poll(device["deviceCode"])) == code
    assert program.poll(device["deviceCode"])["accessToken"]


def test_an_ended_session_can_be_armed(sandbox: Sandbox, program: Program, reader: Reader) -> None:
    tokens = program.sign_in(reader)
    sandbox.faults.arm("session_ended")
    assert refused(lambda: program.refresh(tokens["refreshToken"])) == "InvalidGrantException"
    sandbox.faults.clear()
    assert program.refresh(tokens["refreshToken"])["accessToken"]


def test_a_wrong_region_can_be_armed(sandbox: Sandbox, program: Program) -> None:
    sandbox.faults.arm("wrong_region:1")
    assert refused(program.start) == "InvalidRequestException"
    assert program.start()["userCode"]


@pytest.mark.parametrize(
    ("fault", "answer"),
    [
        ("too_many_requests:1", (429, "TooManyRequestsException", "too_many_requests")),
        ("server_error:1", (500, "InternalServerException", "server_error")),
    ],
)
def test_trouble_of_the_service_can_be_armed(
    sandbox: Sandbox, endpoint: str, fault: str, answer: tuple[int, str, str]
) -> None:
    sandbox.faults.arm(fault)
    status, headers, body = send(endpoint, "/client/register", PKCE)
    assert (status, headers["x-amzn-errortype"], body["error"]) == answer


def test_latency_can_be_armed_for_one_operation(sandbox: Sandbox, program: Program) -> None:
    sandbox.faults.arm("latency=150@StartDeviceAuthorization:1")
    began = time.monotonic()
    program.start()
    assert time.monotonic() - began >= 0.15


def test_a_refusal_names_no_secret(endpoint: str, program: Program) -> None:
    secret = "canary-4711"
    members = {
        **program.credentials,
        "grantType": "refresh_token",
        "refreshToken": secret,
        "clientSecret": secret,
    }
    _, headers, body = send(endpoint, "/token", members)
    assert secret not in json.dumps(body) + json.dumps(headers)
