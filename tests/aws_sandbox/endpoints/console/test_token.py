from __future__ import annotations

import json
import re
import time
from typing import TYPE_CHECKING, Any

import botocore
import pytest
from botocore.config import Config

from aws_sandbox.endpoints.console.token import REFUSALS
from aws_sandbox.server import in_process
from tests.aws_sandbox.conftest import ONCE, Reached, refused
from tests.aws_sandbox.developer import (
    CROSS_DEVICE,
    DANA,
    ERIN,
    FAY,
    ROOT,
    SAME_DEVICE,
    Developer,
    ProofKey,
    claims_of,
    keys_of,
)
from tests.aws_sandbox.reader import InProcessReader, Reader

if TYPE_CHECKING:
    import boto3

    from aws_sandbox.server.application import Sandbox

ADDRESS = "{endpoint}/v1/token"


@pytest.fixture
def http(sandbox: Sandbox, endpoint: str, session: boto3.Session) -> Reached:
    """The test's sandbox over HTTP alone."""
    return Reached(sandbox, endpoint, session)


@pytest.fixture
def developer(http: Reached) -> Developer:
    return Developer(http.endpoint, http.send)


@pytest.fixture
def account(sandbox: Sandbox) -> str:
    return sandbox.company.accounts["sandbox-dev"]


@pytest.fixture
def dev_iam(http: Reached, account: str) -> Any:
    """IAM of the account sandbox-dev, for its administrator."""
    role = f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole"
    keys = http.client("sts").assume_role(RoleArn=role, RoleSessionName="trainer")["Credentials"]
    return http.client("iam", keys)


def error(answered: tuple[int, dict[str, str], dict[str, Any]]) -> tuple[int, str, str]:
    """Return status, exception and `error` of a refusal, which has exactly the model's members."""
    status, headers, body = answered
    assert sorted(body) == ["error", "message"], body
    assert body["message"]
    assert headers["cache-control"] == "no-store"
    return status, headers["x-amzn-errortype"], body["error"]


# Signing in


@pytest.mark.parametrize("client_id", [SAME_DEVICE, CROSS_DEVICE])
def test_a_sign_in_gives_keys_and_they_say_who(reached: Reached, client_id: str) -> None:
    developer = Developer(reached.endpoint, reached.send, client_id)
    within = reached.endpoint == in_process.ENDPOINT
    answered = developer.sign_in(InProcessReader(reached.sandbox) if within else Reader(reached.endpoint))
    account = reached.sandbox.company.accounts["sandbox-dev"]
    assert sorted(answered) == ["accessToken", "expiresIn", "idToken", "refreshToken", "tokenType"]
    assert sorted(answered["accessToken"]) == ["accessKeyId", "secretAccessKey", "sessionToken"]
    assert (answered["tokenType"], answered["expiresIn"]) == ("aws_sigv4", 900)
    arn = f"arn:aws:iam::{account}:user/dana"
    assert claims_of(answered["idToken"])["sub"] == arn
    identity = reached.client("sts", keys_of(answered)).get_caller_identity()
    assert (identity["Account"], identity["Arn"]) == (account, arn)
    assert identity["UserId"].startswith("AIDA")
    renewed = developer.post(developer.renewal(answered["refreshToken"]))[2]
    assert sorted(renewed) == ["accessToken", "expiresIn", "refreshToken", "tokenType"]
    assert reached.client("sts", keys_of(renewed)).get_caller_identity()["Arn"] == arn


@pytest.mark.parametrize(
    ("who", "arn"),
    [
        (DANA, "arn:aws:iam::{account}:user/dana"),
        (ROOT, "arn:aws:iam::{account}:root"),
        (FAY, "arn:aws:sts::{account}:assumed-role/Developer/fay"),
    ],
)
def test_users_root_and_people_of_the_company_get_keys_of_themselves(
    http: Reached, developer: Developer, reader: Reader, who: dict[str, str], arn: str
) -> None:
    answered = developer.sign_in(reader, who)
    expected = arn.format(account=http.sandbox.company.accounts["sandbox-dev"])
    assert claims_of(answered["idToken"])["sub"] == expected
    assert http.client("sts", keys_of(answered)).get_caller_identity()["Arn"] == expected


def test_the_keys_may_do_what_the_user_may_and_no_more(
    http: Reached, developer: Developer, reader: Reader
) -> None:
    keys = keys_of(developer.sign_in(reader))
    assert http.client("s3", keys).list_buckets()["Buckets"] == []
    status, code, text = refused(http.client("s3", keys).create_bucket, Bucket="not-for-readers")
    assert (status, code) == (403, "AccessDenied")
    assert "no identity-based policy allows" in text


def test_unlike_those_of_get_session_token_the_keys_may_call_iam(
    http: Reached, developer: Developer, reader: Reader
) -> None:
    keys = keys_of(developer.sign_in(reader))
    assert "dana" in [row["UserName"] for row in http.client("iam", keys).list_users()["Users"]]
    assert http.client("iam", keys).get_user()["User"]["UserName"] == "dana"
    assert refused(http.client("sts", keys).get_session_token)[1] == "AccessDenied"


def test_botocores_own_client_reads_the_answer(http: Reached, developer: Developer, reader: Reader) -> None:
    client = http.session.client(
        "signin",
        endpoint_url=http.endpoint,
        config=ONCE.merge(Config(signature_version=botocore.UNSIGNED)),
    )

    def prove(params: Any, **_: Any) -> None:
        params["headers"]["DPoP"] = developer.key.proof(params["url"])

    client.meta.events.register("before-call.signin.CreateOAuth2Token", prove)
    code = developer.code(reader)
    output = client.create_o_auth2_token(tokenInput=developer.redemption(code))["tokenOutput"]
    assert output["accessToken"]["accessKeyId"].startswith("ASIA")
    with pytest.raises(client.exceptions.ValidationException) as caught:
        client.create_o_auth2_token(tokenInput=developer.redemption(code))
    assert caught.value.response["error"] == "INVALID_REQUEST"
    renewal = developer.renewal(output["refreshToken"])
    client.create_o_auth2_token(tokenInput=renewal)
    with pytest.raises(client.exceptions.AccessDeniedException) as caught:
        client.create_o_auth2_token(tokenInput=renewal)
    assert caught.value.response["error"] == "TOKEN_EXPIRED"
    assert caught.value.response["Error"]["Message"]


# Refusals


MEMBERS: list[tuple[str, dict[str, Any]]] = [
    ("no client", {"clientId": None}),
    ("another client", {"clientId": "arn:aws:signin:::devtools/other"}),
    ("the client of another device", {"clientId": CROSS_DEVICE}),
    ("a client that is no text", {"clientId": 7}),
    ("no grant type", {"grantType": None}),
    ("no code", {"code": None}),
    ("an empty code", {"code": ""}),
    ("another code", {"code": "another"}),
    ("a code that is too long", {"code": "x" * 513}),
    ("no address", {"redirectUri": None}),
    ("another address", {"redirectUri": "http://127.0.0.1:41235/oauth/callback"}),
    ("no verifier", {"codeVerifier": None}),
    ("another verifier", {"codeVerifier": "v" * 64}),
    ("a short verifier", {"codeVerifier": "v" * 42}),
    ("a long verifier", {"codeVerifier": "v" * 129}),
    ("a verifier with other letters", {"codeVerifier": "\u00e4" * 64}),
    ("a verifier with a line break", {"codeVerifier": "v" * 64 + "\n"}),
]


@pytest.mark.parametrize("changes", [row for _, row in MEMBERS], ids=[name for name, _ in MEMBERS])
def test_members_that_are_not_right_are_refused_and_use_nothing_up(
    developer: Developer, reader: Reader, changes: dict[str, Any]
) -> None:
    code = developer.code(reader)
    answered = developer.post(developer.redemption(code, **changes))
    assert error(answered) == (400, "ValidationException", "INVALID_REQUEST")
    assert developer.post(developer.redemption(code))[0] == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"refreshToken": None},
        {"refreshToken": "another"},
        {"refreshToken": "x" * 2049},
        {"refreshToken": ["x"]},
        {"clientId": CROSS_DEVICE},
    ],
)
def test_a_refresh_that_is_not_right_is_refused_and_uses_nothing_up(
    developer: Developer, reader: Reader, changes: dict[str, Any]
) -> None:
    token = developer.sign_in(reader)["refreshToken"]
    answered = developer.post(developer.renewal(token, **changes))
    assert error(answered) == (400, "ValidationException", "INVALID_REQUEST")
    assert developer.post(developer.renewal(token))[0] == 200


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b"a=b", b"\xff", b"[" * 5000, b'"' + b"x" * 70_000 + b'"']
)
def test_a_body_that_is_no_object_is_refused(developer: Developer, body: bytes) -> None:
    assert error(developer.post(body)) == (400, "ValidationException", "INVALID_REQUEST")


def test_another_grant_type_is_refused_in_oauths_own_words(developer: Developer) -> None:
    status, headers, body = developer.post({"clientId": SAME_DEVICE, "grantType": "client_credentials"})
    assert (status, body["error"]) == (400, "unsupported_grant_type")
    assert sorted(body) == ["error", "error_description"]
    assert "x-amzn-errortype" not in headers


@pytest.mark.parametrize(
    ("header", "claims"),
    [
        ({"typ": "JWT"}, None),
        ({"alg": "HS256"}, None),
        ({"jwk": ProofKey().jwk}, None),
        (None, {"htm": "GET"}),
        (None, {"htu": "https://us-east-1.signin.aws.amazon.com/v1/token"}),
        (None, {"iat": int(time.time()) - 3600}),
        (None, {"iat": int(time.time()) + 3600}),
        (None, {"jti": None}),
    ],
)
def test_a_wrong_proof_is_refused_and_uses_nothing_up(
    developer: Developer, reader: Reader, header: Any, claims: Any
) -> None:
    code = developer.code(reader)
    wrong = developer.key.proof(ADDRESS.format(endpoint=developer.endpoint), header=header, claims=claims)
    answered = developer.post(developer.redemption(code), wrong)
    assert error(answered) == (400, "ValidationException", "INVALID_REQUEST")
    assert developer.post(developer.redemption(code))[0] == 200


def test_without_a_proof_there_are_no_keys(developer: Developer, reader: Reader) -> None:
    answered = developer.post(developer.redemption(developer.code(reader)), None)
    assert error(answered) == (400, "ValidationException", "INVALID_REQUEST")
    assert "DPoP" in answered[2]["message"]


def test_a_proof_that_was_sent_before_is_refused(developer: Developer, reader: Reader) -> None:
    proof = developer.key.proof(ADDRESS.format(endpoint=developer.endpoint))
    status, _, answered = developer.post(developer.redemption(developer.code(reader)), proof)
    assert status == 200
    replayed = developer.post(developer.renewal(answered["refreshToken"]), proof)
    assert error(replayed) == (400, "ValidationException", "INVALID_REQUEST")
    assert "before" in replayed[2]["message"]


def test_a_refresh_needs_the_key_of_the_sign_in(developer: Developer, reader: Reader) -> None:
    token = developer.sign_in(reader)["refreshToken"]
    developer.key, kept = ProofKey(), developer.key
    answered = developer.post(developer.renewal(token))
    assert error(answered) == (400, "ValidationException", "INVALID_REQUEST")
    assert "another key" in answered[2]["message"]
    developer.key = kept
    assert developer.post(developer.renewal(token))[0] == 200


def test_a_code_and_a_refresh_token_are_good_once(developer: Developer, reader: Reader) -> None:
    code = developer.code(reader)
    first = developer.post(developer.redemption(code))[2]["refreshToken"]
    assert error(developer.post(developer.redemption(code)))[2] == "INVALID_REQUEST"
    second = developer.post(developer.renewal(first))[2]["refreshToken"]
    assert error(developer.post(developer.renewal(first))) == (401, "AccessDeniedException", "TOKEN_EXPIRED")
    assert developer.post(developer.renewal(second))[0] == 200


def test_keys_end_after_fifteen_minutes_and_the_next_are_good(
    http: Reached, developer: Developer, reader: Reader
) -> None:
    answered = developer.sign_in(reader)
    http.sandbox.clock.move(899)
    assert http.client("sts", keys_of(answered)).get_caller_identity()
    http.sandbox.clock.move(2)
    assert refused(http.client("sts", keys_of(answered)).get_caller_identity)[1] == "ExpiredToken"
    renewed = developer.post(developer.renewal(answered["refreshToken"]))[2]
    assert http.client("sts", keys_of(renewed)).get_caller_identity()


def test_a_code_ends_after_ten_minutes(developer: Developer, reader: Reader, sandbox: Sandbox) -> None:
    code = developer.code(reader)
    sandbox.clock.move(601)
    answered = developer.post(developer.redemption(code))
    assert error(answered) == (401, "AccessDeniedException", "AUTHCODE_EXPIRED")


def test_a_program_may_refresh_for_twelve_hours(
    developer: Developer, reader: Reader, sandbox: Sandbox
) -> None:
    token = developer.sign_in(reader)["refreshToken"]
    for _ in range(47):
        sandbox.clock.move(900)
        token = developer.post(developer.renewal(token))[2]["refreshToken"]
    sandbox.clock.move(600)
    last = developer.post(developer.renewal(token))[2]
    assert 290 <= last["expiresIn"] <= 300
    sandbox.clock.move(301)
    answered = developer.post(developer.renewal(last["refreshToken"]))
    assert error(answered) == (401, "AccessDeniedException", "TOKEN_EXPIRED")


def test_a_second_sign_in_of_the_same_browser_ends_with_the_first(
    http: Reached, developer: Developer, reader: Reader
) -> None:
    developer.sign_in(reader)
    http.sandbox.clock.move(12 * 3600 - 100)
    another = Developer(http.endpoint, http.send)
    page = reader.post(reader.get(another.path()), decision="allow")
    answered = another.post(another.redemption(another.told(page)["code"]))[2]
    assert answered["expiresIn"] <= 100


# Credentials that have changed, permissions that are gone


CHANGES = {
    "a new password": lambda iam: iam.update_login_profile(UserName="dana", Password="another-Passw0rd"),
    "no console access any more": lambda iam: iam.delete_login_profile(UserName="dana"),
    "deleted": lambda iam: [
        iam.delete_login_profile(UserName="dana"),
        *(
            iam.detach_user_policy(UserName="dana", PolicyArn=f"arn:aws:iam::aws:policy/{name}")
            for name in ("SignInLocalDevelopmentAccess", "ReadOnlyAccess")
        ),
        iam.delete_user(UserName="dana"),
    ],
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_user_who_has_changed_has_to_sign_in_again(
    developer: Developer, reader: Reader, dev_iam: Any, change: Any
) -> None:
    code, token = developer.code(reader), developer.sign_in(reader)["refreshToken"]
    change(dev_iam)
    for members in (developer.renewal(token), developer.redemption(code)):
        answered = developer.post(members)
        assert error(answered) == (403, "AccessDeniedException", "USER_CREDENTIALS_CHANGED")
    assert reader.get(developer.path()).title == "Sign in to the console"


def test_a_user_made_anew_under_the_same_name_is_another(
    developer: Developer, reader: Reader, dev_iam: Any
) -> None:
    token = developer.sign_in(reader)["refreshToken"]
    CHANGES["deleted"](dev_iam)
    dev_iam.create_user(UserName="dana")
    dev_iam.create_login_profile(UserName="dana", Password="sandbox")
    assert error(developer.post(developer.renewal(token)))[2] == "USER_CREDENTIALS_CHANGED"


def test_a_new_password_counts_at_once(developer: Developer, reader: Reader, dev_iam: Any) -> None:
    dev_iam.update_login_profile(UserName="dana", Password="another-Passw0rd")
    assert developer.answer(reader, DANA).status == 400
    assert developer.sign_in(reader, {**DANA, "password": "another-Passw0rd"})


def test_who_came_through_the_company_ends_with_the_role(
    developer: Developer, reader: Reader, dev_iam: Any
) -> None:
    token = developer.sign_in(reader, FAY)["refreshToken"]
    for name in ("SignInLocalDevelopmentAccess", "PowerUserAccess"):
        dev_iam.detach_role_policy(RoleName="Developer", PolicyArn=f"arn:aws:iam::aws:policy/{name}")
    dev_iam.delete_role(RoleName="Developer")
    assert error(developer.post(developer.renewal(token)))[2] == "USER_CREDENTIALS_CHANGED"


def test_without_the_permission_keys_are_not_renewed_until_it_is_back(
    developer: Developer, reader: Reader, dev_iam: Any
) -> None:
    code, token = developer.code(reader), developer.sign_in(reader)["refreshToken"]
    policy = "arn:aws:iam::aws:policy/SignInLocalDevelopmentAccess"
    dev_iam.detach_user_policy(UserName="dana", PolicyArn=policy)
    for members in (developer.renewal(token), developer.redemption(code)):
        answered = developer.post(members)
        assert error(answered) == (403, "AccessDeniedException", "INSUFFICIENT_PERMISSIONS")
        assert "signin:CreateOAuth2Token" in answered[2]["message"]
    dev_iam.attach_user_policy(UserName="dana", PolicyArn=policy)
    assert developer.post(developer.renewal(token))[0] == 200


def test_both_permissions_are_needed_and_for_this_way(http: Reached, reader: Reader, dev_iam: Any) -> None:
    def permit(*actions: str, resource: str = "localhost") -> None:
        statement = {
            "Effect": "Allow",
            "Action": list(actions),
            "Resource": f"arn:aws:signin:us-east-1:*:oauth2/public-client/{resource}",
        }
        document = json.dumps({"Version": "2012-10-17", "Statement": statement})
        dev_iam.put_user_policy(UserName="erin", PolicyName="login", PolicyDocument=document)

    local = Developer(http.endpoint, http.send)
    remote = Developer(http.endpoint, http.send, CROSS_DEVICE)
    assert local.answer(reader, ERIN).title == "Not permitted"
    permit("signin:AuthorizeOAuth2Access")
    answered = local.post(local.redemption(local.code(reader, ERIN)))
    assert error(answered) == (403, "AccessDeniedException", "INSUFFICIENT_PERMISSIONS")
    permit("signin:AuthorizeOAuth2Access", "signin:CreateOAuth2Token")
    assert local.sign_in(reader, ERIN)
    assert remote.answer(reader, ERIN).title == "Not permitted"
    permit("signin:AuthorizeOAuth2Access", "signin:CreateOAuth2Token", resource="remote")
    assert remote.sign_in(reader, ERIN)
    assert local.answer(reader, ERIN).title == "Not permitted"


@pytest.mark.parametrize("who", [ROOT, DANA])
def test_an_organization_may_forbid_it_even_to_root(
    http: Reached, developer: Developer, reader: Reader, account: str, who: dict[str, str]
) -> None:
    assert developer.answer(reader, who).status == 303
    organizations = http.client("organizations")
    root = organizations.list_roots()["Roots"][0]["Id"]
    organizations.enable_policy_type(RootId=root, PolicyType="SERVICE_CONTROL_POLICY")
    statement = {"Effect": "Deny", "Action": "signin:*OAuth2*", "Resource": "*"}
    policy = organizations.create_policy(
        Name="no aws login",
        Description="",
        Type="SERVICE_CONTROL_POLICY",
        Content=json.dumps({"Version": "2012-10-17", "Statement": statement}),
    )["Policy"]["PolicySummary"]["Id"]
    organizations.attach_policy(PolicyId=policy, TargetId=account)
    page = developer.answer(reader, who)
    assert page.status == 403
    assert "service control policy" in page.alert


# Faults


@pytest.mark.parametrize(
    ("fault", "by_code", "expected"),
    [
        ("too_many_requests", True, (429, "TooManyRequestsError", "rate_exceeded")),
        ("too_many_requests@CreateOAuth2Token", False, (429, "TooManyRequestsError", "rate_exceeded")),
        ("server_error", True, (500, "InternalServerException", "server_error")),
        ("expired_code", True, (401, "AccessDeniedException", "AUTHCODE_EXPIRED")),
        ("session_ended", False, (401, "AccessDeniedException", "TOKEN_EXPIRED")),
        ("clock_skew=900", True, (400, "ValidationException", "INVALID_REQUEST")),
        ("clock_skew=-900", False, (400, "ValidationException", "INVALID_REQUEST")),
    ],
)
def test_an_armed_fault_is_met_once_and_uses_nothing_up(
    developer: Developer, sandbox: Sandbox, fault: str, by_code: bool, expected: tuple[int, str, str]
) -> None:
    code = developer.code(Reader(developer.endpoint))
    members = developer.redemption(code)
    if not by_code:
        members = developer.renewal(developer.post(members)[2]["refreshToken"])
    sandbox.faults.arm(f"{fault}:1")
    proof = developer.key.proof(ADDRESS.format(endpoint=developer.endpoint))
    assert error(developer.post(members, proof)) == expected
    # Clients that try again send the same proof.
    assert developer.post(members, proof if expected[0] in (429, 500) else "")[0] == 200


def test_latency_makes_an_answer_late(developer: Developer, sandbox: Sandbox) -> None:
    sandbox.faults.arm("latency=120")
    started = time.monotonic()
    developer.post({})
    assert time.monotonic() - started >= 0.12


def test_the_pages_of_other_sign_ins_do_not_meet_its_faults(oidc: Any, sandbox: Sandbox) -> None:
    sandbox.faults.arm("too_many_requests@CreateOAuth2Token")
    assert oidc.register_client(clientName="a program", clientType="public")["clientId"]


# The model


def test_every_refusal_is_one_of_the_models(loader: Any) -> None:
    shapes = loader.load_service_model("signin", "service-2")["shapes"]
    errors = loader.load_service_model("signin", "service-2")["operations"]["CreateOAuth2Token"]["errors"]
    names = {row["shape"] for row in errors}
    for error_code, (exception, status) in REFUSALS.items():
        assert exception in names
        assert error_code in shapes["OAuth2ErrorCode"]["enum"]
        assert shapes[exception]["required"] == ["error", "message"]
        assert shapes[exception].get("error", {}).get("httpStatusCode", status) == status


def test_no_refusal_repeats_what_was_sent(developer: Developer, reader: Reader) -> None:
    canary = "canary-4711-" + "x" * 40
    code = developer.code(reader)
    for name in ("code", "codeVerifier", "redirectUri", "clientId"):
        answered = developer.post(developer.redemption(code, **{name: canary}))
        assert canary not in json.dumps(answered[2])
    assert canary not in json.dumps(developer.post(developer.renewal(canary))[2])


def test_only_a_post_gets_keys(http: Reached) -> None:
    status, _, content = http.send("GET", "/v1/token")
    assert status >= 400
    assert not re.search(rb"ASIA[A-Z0-9]{16}", content)
