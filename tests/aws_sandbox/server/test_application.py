from __future__ import annotations

import gc
import json
import logging
import time
import weakref
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aws_sandbox.moto_patches import moto_core
from aws_sandbox.protocol.received import Received
from aws_sandbox.server import application, in_process
from aws_sandbox.server.application import Sandbox
from tests.aws_sandbox.conftest import Reached, refused


@pytest.mark.parametrize(
    "host", ["127.0.0.1:4566", "localhost:4566", "[::1]:4566", "LOCALHOST", "sandbox.invalid"]
)
def test_the_sandbox_answers_to_its_own_names(reached: Reached, host: str) -> None:
    assert reached.send("GET", "/", {"Host": host})[0] == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "bucket.s3.amazonaws.com", "", "[::1", "10.0.0.1:4566"]
)
def test_another_host_is_refused(reached: Reached, host: str) -> None:
    status, _, text = reached.send("GET", "/", {"Host": host})
    assert status == 403
    assert b"another one" in text


@pytest.mark.parametrize(
    "target", ["/moto-api/", "/moto-api/reset", "/moto-api/data.json", "/latest/meta-data/iam/"]
)
def test_motos_own_pages_are_not_served(reached: Reached, target: str) -> None:
    assert reached.send("POST", target)[0] == 404
    assert reached.client("iam").list_users()["Users"]


def test_calls_that_nobody_signs_may_be_in_the_address(reached: Reached) -> None:
    # As AWS's own example of AssumeRoleWithWebIdentity is, and as MinIO's client sends it by POST.
    token = json.loads(reached.send("POST", "/oidc/token", {"Content-Type": "application/json"}, b"{}")[2])[
        "id_token"
    ]
    arn = f"arn:aws:iam::{reached.sandbox.company.accounts['sandbox-dev']}:role/Pipeline"
    asked = {"Version": "2011-06-15", "RoleArn": arn, "RoleSessionName": "by-get", "WebIdentityToken": token}
    target = f"/?{urlencode({'Action': 'AssumeRoleWithWebIdentity', **asked})}"
    for method in ("GET", "POST"):
        status, _, body = reached.send(method, target)
        assert (status, b"<SecretAccessKey>" in body) == (200, True)
    status, _, body = reached.send("GET", "/?Action=GetCallerIdentity&Version=2011-06-15")
    assert (status, b"MissingAuthenticationToken" in body) == (403, True)


def test_no_answer_opens_itself_to_other_sites(reached: Reached) -> None:
    reached.client("s3").create_bucket(Bucket="notes-one")
    origin = {"Origin": "http://evil.example"}
    answers = [
        reached.send("GET", target, origin)[1] for target in ("/", "/notes-one", "/assignment/accounts")
    ]

    def add(request: Any, **_: Any) -> None:
        request.headers["Origin"] = "http://evil.example"

    iam = reached.client("iam")
    iam.meta.events.register("before-sign.iam", add)
    answers.append(iam.list_users()["ResponseMetadata"]["HTTPHeaders"])
    assert not [headers for headers in answers if "access-control-allow-origin" in headers]


def test_no_request_outlives_its_answer(reached: Reached, monkeypatch: pytest.MonkeyPatch) -> None:
    requests: list[weakref.ref[Received]] = []
    read = Received.read.__func__  # type: ignore[attr-defined]  # the function of the class method

    def remembered(cls: type[Received], environ: dict[str, Any]) -> Received:
        received: Received = read(cls, environ)
        requests.append(weakref.ref(received))
        return received

    iam, s3, dynamodb = (reached.client(name) for name in ("iam", "s3", "dynamodb"))
    guest = reached.client("iam", reached.user("guest"))
    s3.create_bucket(Bucket="bucket")
    monkeypatch.setattr(Received, "read", classmethod(remembered))
    gc.disable()
    try:
        iam.list_users()
        iam.list_roles()
        s3.put_object(Bucket="bucket", Key="key", Body=b"body")
        dynamodb.list_tables()
        for refusing, arguments in (
            (iam.get_user, {"UserName": "nobody"}),
            (iam.get_role, {"RoleName": "nobody"}),
            (guest.create_user, {"UserName": "new"}),
            (s3.get_object, {"Bucket": "bucket", "Key": "nothing"}),
            (dynamodb.describe_table, {"TableName": "nothing"}),
        ):
            refused(refusing, **arguments)
        reached.send("POST", "/client/register", {"Content-Type": "application/json"}, b"{}")
        # Until garbage is looked for, it takes the memory that the next large body needs.
        deadline = time.monotonic() + 60
        while any(request() is not None for request in requests) and time.monotonic() < deadline:
            time.sleep(0.01)
        assert [request() for request in requests] == [None] * 10
    finally:
        gc.enable()


def control(reached: Reached, route: str, secret: str | None, **asked: Any) -> tuple[int, Any]:
    headers = {"Content-Type": "application/json"}
    if secret is not None:
        headers["X-Awsguide-Secret"] = secret
    status, _, text = reached.send("POST", f"/_awsguide/{route}", headers, json.dumps(asked).encode())
    return status, json.loads(text) if status == 200 else text.decode()


def test_the_control_route_arms_faults_and_moves_the_clock_with_the_secret_alone(reached: Reached) -> None:
    sandbox = reached.sandbox
    for secret in (None, "", "wrong", sandbox.secret[:-1]):
        assert control(reached, "faults", secret, arm="pending")[0] == 403
        assert control(reached, "clock", secret, move=60)[0] == 403
    assert sandbox.clock.offset == 0
    assert control(reached, "faults", sandbox.secret, arm="pending:3") == (200, {"armed": ["pending"]})
    assert sandbox.faults.armed("pending")
    assert control(reached, "faults", sandbox.secret, disarm="pending") == (200, {"armed": []})
    control(reached, "faults", sandbox.secret, arm="latency=5")
    assert control(reached, "faults", sandbox.secret, clear=True) == (200, {"armed": []})
    status, answer = control(reached, "clock", sandbox.secret, move=3600)
    assert (status, answer["offset"]) == (200, 3600)
    assert answer["now"] == sandbox.clock.now()


def test_the_control_route_starts_over_in_place(reached: Reached) -> None:
    sandbox = reached.sandbox
    before = reached.trainer
    reached.client("iam").create_user(UserName="gina")
    cookie, _ = sandbox.sign_in.open_session("somebody")
    control(reached, "faults", sandbox.secret, arm="pending")
    control(reached, "clock", sandbox.secret, move=3600)
    assert control(reached, "reset", "wrong")[0] == 403
    assert control(reached, "reset", sandbox.secret) == (200, {"reset": True})
    assert not sandbox.faults.armed("pending")
    assert sandbox.clock.offset == 0
    assert sandbox.sign_in.session_of(cookie) is None
    # The key of the company before opens nothing any more; the new one finds the company of the first day.
    assert refused(reached.client("iam", before).list_users)[1] == "InvalidClientTokenId"
    assert "gina" not in {row["UserName"] for row in reached.client("iam").list_users()["Users"]}


def test_whoever_keeps_files_about_the_company_is_told_of_a_new_start_and_may_say_what_is_wrong(
    reached: Reached,
) -> None:
    def fails() -> None:
        raise ValueError("The seed company.py ended with code 1.")

    reached.sandbox.start_over = fails
    status, told = control(reached, "reset", reached.sandbox.secret)
    assert (status, told) == (400, "The seed company.py ended with code 1.\n")


@pytest.mark.parametrize(
    ("route", "asked", "status"),
    [
        ("faults", {"arm": "no_such_fault"}, 400),
        ("clock", {"move": "soon"}, 400),
        ("clock", {"move": None}, 400),
        ("other", {}, 404),
    ],
)
def test_the_control_route_says_what_is_wrong(
    reached: Reached, route: str, asked: dict[str, Any], status: int
) -> None:
    assert control(reached, route, reached.sandbox.secret, **asked)[0] == status


def test_a_signed_request_reaches_aws_even_on_a_path_of_the_sign_in_services(reached: Reached) -> None:
    s3 = reached.client("s3")
    s3.create_bucket(Bucket="token")
    s3.put_object(Bucket="token", Key="k", Body=b"text")
    assert s3.get_object(Bucket="token", Key="k")["Body"].read() == b"text"
    s3.create_bucket(Bucket="logout")
    assert {bucket["Name"] for bucket in s3.list_buckets()["Buckets"]} == {"token", "logout"}
    assert b"invalid_request" in reached.send("POST", "/token", {}, b"not json")[2]


def test_a_failure_of_motos_own_is_answered_in_the_callers_protocol_and_shows_nothing(
    reached: Reached, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: Any) -> Any:
        raise RuntimeError("a secret of moto's inside")

    monkeypatch.setattr(moto_core, "application", lambda: fail)
    with caplog.at_level(logging.DEBUG, "awsguide"):
        assert refused(reached.client("iam").list_groups)[:2] == (500, "InternalFailure")
        assert refused(reached.client("s3").list_buckets)[:2] == (500, "InternalError")
        assert refused(reached.client("dynamodb").list_tables)[:2] == (500, "InternalServerError")
        assert refused(reached.client("lambda").list_functions)[0] == 500
    assert "a secret of moto's inside" not in caplog.text
    assert "iam:ListGroups failed" in caplog.text


def test_a_new_sandbox_has_new_secrets_and_the_same_company(sandbox: Sandbox) -> None:
    secret, company = sandbox.secret, sandbox.company
    again = Sandbox()
    assert again.secret != secret
    assert again.company.trainer_secret_access_key != company.trainer_secret_access_key
    assert again.company.accounts == company.accounts


def test_a_failure_of_a_page_is_an_answer_too_and_shows_nothing(
    reached: Reached, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: Any) -> Any:
        raise RuntimeError("what somebody typed")

    monkeypatch.setattr(application, "_views", lambda: {("GET", "/device"): fail})
    status, _, said = reached.send("GET", "/device?user_code=what+somebody+typed", {}, b"")
    assert status == 500
    assert "The sandbox failed" in said.decode()
    assert "what somebody typed" not in said.decode() + caplog.text
    assert "/device failed: RuntimeError" in caplog.text


PATHS = st.text(alphabet="/abc%2?&=._-~ü\x00 \\\n", max_size=20)
OUR_PATHS = st.sampled_from(
    ["device", "start", "authorize", "v1/authorize", "client/register", "authenticator"]
)
# What cannot be taken apart as an address.
TEXTS = st.one_of(st.text(max_size=20), st.sampled_from(["http://[::1", "//[", "http://a:99999999"]))


HEADERS = (
    "Authorization", "X-Amz-Target", "Content-Type", "X-Amz-Date", "Content-Length", "Origin", "Cookie",
    "Sec-Fetch-Site",
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "X"]),
    st.one_of(PATHS, OUR_PATHS),
    st.dictionaries(st.sampled_from(HEADERS), TEXTS, max_size=3),
    st.binary(max_size=20),
)
def test_no_unsigned_request_makes_it_stumble(
    sandbox: Sandbox, method: str, path: str, headers: dict[str, str], body: bytes
) -> None:
    target = f"{in_process.ENDPOINT}/{path}".replace("\n", "")
    status, _, text = in_process.call(sandbox, method, target, {"Host": "sandbox.invalid", **headers}, body)
    assert 200 <= status < 500
    assert b"Traceback" not in text
