from __future__ import annotations

import base64
import csv
import io
import json
import urllib.request
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from aws_sandbox.services.iam.credential_reports import READY_SECONDS
from tests.aws_sandbox.conftest import Reached
from tests.aws_sandbox.developer import CROSS_DEVICE, DANA, ERIN, FAY, ROOT, Developer, encode
from tests.aws_sandbox.endpoints.identity_center.test_pages import Outline
from tests.aws_sandbox.reader import Page, Reader

if TYPE_CHECKING:
    import boto3

    from aws_sandbox.server.application import Sandbox


@pytest.fixture
def http(sandbox: Sandbox, endpoint: str, session: boto3.Session) -> Reached:
    return Reached(sandbox, endpoint, session)


@pytest.fixture
def local(http: Reached) -> Developer:
    return Developer(http.endpoint, http.send)


@pytest.fixture
def remote(http: Reached) -> Developer:
    return Developer(http.endpoint, http.send, CROSS_DEVICE)


# On the same device


def test_a_person_signs_in_sees_who_they_are_and_allows(
    local: Developer, reader: Reader, sandbox: Sandbox
) -> None:
    page = reader.get(local.path())
    assert page.title == "Sign in to the console"
    page = reader.post(page, **DANA)
    assert page.title == "Allow a program on this computer?"
    assert page.said == "You are signed in as IAM user dana in the account sandbox-dev."
    account = sandbox.company.accounts["sandbox-dev"]
    assert f"{account[:4]}-{account[4:8]}-{account[8:]}" in page.html
    assert f"arn:aws:iam::{account}:user/dana" in page.html
    page = reader.post(page, decision="allow")
    assert page.status == 303
    address = urlsplit(page.headers["location"])
    assert f"{address.scheme}://{address.netloc}{address.path}" == local.redirect_uri
    assert sorted(parse_qs(address.query)) == ["code", "state"]
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert local.post(local.redemption(local.told(page)["code"]))[0] == 200


def test_iam_knows_when_a_password_was_used(
    local: Developer, reader: Reader, http: Reached, endpoint: str
) -> None:
    iam = http.client("iam", http.profile("petra"))

    def used() -> set[str]:
        return {user["UserName"] for user in iam.list_users()["Users"] if "PasswordLastUsed" in user}

    assert used() == set()
    reader.post(reader.get(local.path()), **DANA)
    assert used() == {"dana"}
    assert "PasswordLastUsed" in iam.get_user(UserName="dana")["User"]
    Reader(endpoint).post(reader.get(local.path()), **{**DANA, "username": "kira", "password": "wrong"})
    assert used() == {"dana"}
    root = http.client("iam", http.root(http.sandbox.company.accounts["sandbox-dev"]))
    assert "PasswordLastUsed" not in root.get_user()["User"]
    another = Reader(endpoint)
    another.post(another.get(local.path()), **ROOT)
    assert "PasswordLastUsed" in root.get_user()["User"]
    root.generate_credential_report()
    http.sandbox.clock.move(READY_SECONDS)
    rows = csv.DictReader(io.StringIO(root.get_credential_report()["Content"].decode()))
    told = {row["user"]: row["password_last_used"] for row in rows}
    known = {name for name, date in told.items() if date not in ("no_information", "N/A")}
    assert known == {"dana", "<root_account>"}


@pytest.mark.parametrize(
    "account",
    ["sandbox-dev", " Sandbox-Dev ", "{id}", "{dashed}", " {id} "],
)
def test_an_account_may_be_typed_as_people_type(
    local: Developer, reader: Reader, sandbox: Sandbox, account: str
) -> None:
    number = sandbox.company.accounts["sandbox-dev"]
    typed = account.format(id=number, dashed=f"{number[:4]}-{number[4:8]}-{number[8:]}")
    page = reader.post(reader.get(local.path()), **{**DANA, "account": typed})
    assert page.said.endswith("in the account sandbox-dev.")


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ({**DANA, "password": "wrong"}, "no IAM user"),
        ({**DANA, "username": "mallory"}, "no IAM user"),
        ({**DANA, "username": "Dana"}, "no IAM user"),
        ({**DANA, "account": "production"}, "no IAM user"),
        ({**DANA, "account": "000000000000"}, "no IAM user"),
        ({**DANA, "account": "\u00e4"}, "no IAM user"),
        ({**DANA, "username": "fay"}, "no IAM user"),
        ({**ROOT, "password": "wrong"}, "No account"),
        ({**ROOT, "email": "nobody@example.com"}, "No account"),
        ({**FAY, "password": "wrong"}, "knows nobody"),
        ({**FAY, "username": "dana"}, "knows nobody"),
        ({**FAY, "username": "alice"}, "knows nobody"),
        ({**DANA, "identity": "another"}, "one of the ways"),
    ],
)
def test_who_cannot_sign_in_is_told_and_asked_again(
    local: Developer, reader: Reader, who: dict[str, str], said: str
) -> None:
    page = local.answer(reader, who)
    assert page.status == 400
    assert said in page.alert
    assert reader.get(local.path()).title == "Sign in to the console"


def test_a_user_without_a_console_password_cannot_sign_in(
    local: Developer, reader: Reader, sandbox: Sandbox
) -> None:
    trainer = {**DANA, "account": sandbox.company.management_account_id, "username": "trainer"}
    for password in ("sandbox", "None"):
        assert local.answer(reader, {**trainer, "password": password}).status == 400


def test_looking_for_an_account_that_is_not_there_does_not_make_it(local: Developer, reader: Reader) -> None:
    from moto.iam.models import iam_backends

    before = list(iam_backends)
    local.answer(reader, {**DANA, "account": "123456789012"})
    assert list(iam_backends) == before


def test_somebody_from_the_company_signs_in_on_the_companys_page(local: Developer, reader: Reader) -> None:
    page = reader.post(reader.get(local.path()), identity="company")
    assert (page.title, page.status) == ("Sandbox company", 200)
    page = reader.post(page, username="fay", password="wrong")
    assert (page.title, page.status) == ("Sandbox company", 400)
    page = reader.post(page, username="fay", password="sandbox")
    assert page.said == "You are signed in as fay in the role Developer in the account sandbox-dev."
    assert reader.post(page, decision="allow").status == 303


def test_root_is_warned(local: Developer, reader: Reader) -> None:
    assert "This is the root user." in reader.post(reader.get(local.path()), **ROOT).html
    assert "This is the root user." not in reader.post(reader.get(local.path()), **DANA).html


def test_somebody_who_is_signed_in_is_shown_who_and_may_sign_in_as_another(
    http: Reached, local: Developer, reader: Reader
) -> None:
    local.answer(reader, ROOT)
    another = Developer(http.endpoint, http.send)
    page = reader.get(another.path())
    assert page.said == "You are signed in as root user in the account sandbox-dev."
    page = reader.post(page, decision="switch")
    assert page.title == "Sign in to the console"
    assert "IAM user dana" in reader.post(page, **DANA).said
    assert "IAM user dana" in reader.get(another.path()).said


def test_the_console_and_the_access_portal_are_two_sign_ins(local: Developer, reader: Reader) -> None:
    reader.sign_in(reader.get("/start"))
    assert reader.get(local.path()).title == "Sign in to the console"
    local.answer(reader)
    assert reader.get("/start").said == "You are signed in as alice."
    assert "dana" in reader.get(local.path()).said
    reader.post(reader.get("/start"), decision="sign-out")
    assert "dana" in reader.get(local.path()).said


def test_nobody_decides_before_signing_in(local: Developer, reader: Reader) -> None:
    page = reader.post(reader.get(local.path()), decision="allow")
    assert (page.title, page.status) == ("Sign in to the console", 200)


def test_a_decision_that_is_none_asks_again(local: Developer, reader: Reader) -> None:
    assert local.answer(reader, decision="perhaps").title == "Allow a program on this computer?"


def test_deny_is_told_to_the_program(local: Developer, reader: Reader) -> None:
    page = local.answer(reader, decision="deny")
    assert page.status == 303
    told = local.told(page)
    assert told["error"] == "access_denied"
    assert "code" not in told


def test_the_fault_denied_turns_allow_into_deny(local: Developer, reader: Reader, sandbox: Sandbox) -> None:
    sandbox.faults.arm("denied:1")
    assert local.told(local.answer(reader))["error"] == "access_denied"
    assert local.told(local.answer(reader))["code"]


def test_somebody_without_the_permission_is_told_which_and_led_back(local: Developer, reader: Reader) -> None:
    page = local.answer(reader, ERIN)
    assert (page.title, page.status) == ("Not permitted", 403)
    assert "signin:AuthorizeOAuth2Access" in page.alert
    assert "oauth2/public-client/localhost" in page.alert
    assert "INSUFFICIENT_PERMISSIONS" in page.html
    assert "SignInLocalDevelopmentAccess" in page.html
    assert local.told(reader.post(page, decision="deny"))["error"] == "access_denied"


def test_a_browser_session_lasts_twelve_hours(local: Developer, reader: Reader, sandbox: Sandbox) -> None:
    local.answer(reader)
    sandbox.clock.move(12 * 3600 - 5)
    assert reader.get(local.path()).title == "Allow a program on this computer?"
    sandbox.clock.move(6)
    assert reader.get(local.path()).title == "Sign in to the console"


# On another device


def test_on_another_device_a_code_is_shown_to_copy(remote: Developer, reader: Reader) -> None:
    page = reader.post(reader.get(remote.path()), **DANA)
    assert page.title == "Allow a program on another computer?"
    page = reader.post(page, decision="allow")
    assert (page.title, page.status) == ("Copy the authorization code", 200)
    assert "location" not in page.headers
    shown = base64.b64decode(page.value("verification_code"), validate=True).decode()
    assert sorted(parse_qs(shown)) == ["code", "state"]
    assert remote.post(remote.redemption(remote.told(page)["code"]))[0] == 200


def test_on_another_device_deny_is_said_on_the_page(remote: Developer, reader: Reader) -> None:
    page = remote.answer(reader, decision="deny")
    assert (page.title, page.status) == ("Request denied", 200)
    assert page.said
    assert not page.value("verification_code")


def test_the_address_of_the_answer_shows_no_code(reader: Reader) -> None:
    page = reader.get("/v1/sessions/confirmation?code=canary&state=canary")
    assert (page.title, page.status) == ("No code here", 400)
    assert "canary" not in page.html


# Requests that are none


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": None},
        {"client_id": "arn:aws:signin:::devtools/other"},
        {"redirect_uri": None},
        {"redirect_uri": ""},
        {"redirect_uri": "https://evil.example.com/oauth/callback"},
        {"redirect_uri": "http://127.0.0.1.evil.example.com:80/oauth/callback"},
        {"redirect_uri": "http://127.0.0.1@evil.example.com:80/oauth/callback"},
        {"redirect_uri": "http://127.0.0.1:41234/other"},
        {"redirect_uri": "http://127.0.0.1:41234/oauth/callback?x=1"},
        {"redirect_uri": "http://127.0.0.1:41234/oauth/callback#x"},
        {"redirect_uri": "http://127.0.0.1:41234/oauth/callback\n"},
        {"redirect_uri": "https://127.0.0.1:41234/oauth/callback"},
        {"redirect_uri": "http://127.0.0.1/oauth/callback"},
        {"redirect_uri": "http://127.0.0.1:0/oauth/callback"},
        {"redirect_uri": "http://127.0.0.1:65536/oauth/callback"},
        {"redirect_uri": "http://localhost:41234/oauth/callback"},
        {"client_id": CROSS_DEVICE},
    ],
)
def test_an_answer_that_would_go_elsewhere_goes_nowhere(
    local: Developer, reader: Reader, changes: dict[str, Any]
) -> None:
    for page in (reader.get(local.path(**changes)), _post(local, reader, changes)):
        assert (page.title, page.status) == ("This sign-in cannot go on", 400)
        assert "location" not in page.headers
        assert page.alert


def _post(developer: Developer, reader: Reader, changes: dict[str, Any]) -> Page:
    token = reader.get(developer.path()).hidden("csrf_token")
    body = urlencode({**DANA, "decision": "allow", "csrf_token": token}).encode()
    return reader.send(urllib.request.Request(developer.endpoint + developer.path(**changes), body))


@pytest.mark.parametrize("port", [1, 80, 65535])
def test_the_port_of_the_callback_is_free(local: Developer, reader: Reader, port: int) -> None:
    local.redirect_uri = f"http://127.0.0.1:{port}/oauth/callback"
    assert local.sign_in(reader)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": None}, "unsupported_response_type"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"code_challenge_method": "S256"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge": encode(bytes(32)) + "="}, "invalid_request"),
        ({"code_challenge": "x" * 42}, "invalid_request"),
        ({"code_challenge": "+" * 43}, "invalid_request"),
        ({"scope": None}, "invalid_scope"),
        ({"scope": "sso:account:access"}, "invalid_scope"),
        ({"state": "x" * 513}, "invalid_request"),
        ({"state": None}, "invalid_request"),
    ],
)
def test_a_request_that_is_none_is_told_to_whoever_can_be_told(
    local: Developer, remote: Developer, reader: Reader, changes: dict[str, Any], error: str
) -> None:
    page = reader.get(local.path(**changes))
    assert page.status == 303
    assert page.headers["location"].startswith(local.redirect_uri + "?")
    told = parse_qs(urlsplit(page.headers["location"]).query)
    assert told["error"] == [error]
    assert "code" not in told
    page = reader.get(remote.path(**changes))
    assert (page.title, page.status) == ("This sign-in cannot go on", 400)
    assert page.alert


def test_the_cross_device_answer_stays_at_this_address(remote: Developer, reader: Reader) -> None:
    for address in (
        "https://us-east-1.signin.aws.amazon.com/v1/sessions/confirmation",
        remote.redirect_uri + "/x",
        remote.redirect_uri + "?x=1",
        "http://127.0.0.1:1/v1/sessions/confirmation",
    ):
        assert reader.get(remote.path(redirect_uri=address)).status == 400


def test_this_address_may_be_named_in_each_of_its_ways(remote: Developer, reader: Reader) -> None:
    port = urlsplit(remote.endpoint).port
    for name in ("127.0.0.1", "localhost", "[::1]"):
        remote.redirect_uri = f"http://{name}:{port}/v1/sessions/confirmation"
        assert remote.sign_in(reader)


# Guarding


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example.com"}, {"Origin": "null"}]
)
def test_a_form_from_elsewhere_is_refused(local: Developer, reader: Reader, headers: dict[str, str]) -> None:
    local.answer(reader)
    page = reader.get(local.path())
    body = urlencode({"csrf_token": page.hidden("csrf_token"), "decision": "allow"}).encode()
    answer = reader.send(urllib.request.Request(page.url, body, headers))
    assert (answer.title, answer.status) == ("Not accepted", 403)


def test_the_token_of_another_browser_or_of_before_the_sign_in_is_refused(
    local: Developer, reader: Reader, endpoint: str
) -> None:
    before = reader.get(local.path()).hidden("csrf_token")
    local.answer(reader)
    foreign = Reader(endpoint).get(local.path()).hidden("csrf_token")
    portal = reader.get("/start").hidden("csrf_token")
    for token in (before, foreign, portal, "", "x"):
        body = urlencode({"csrf_token": token, "decision": "allow"}).encode()
        assert reader.send(urllib.request.Request(endpoint + local.path(), body)).status == 403


def test_another_host_is_not_answered(local: Developer, http: Reached) -> None:
    for method, path in (("GET", local.path()), ("POST", "/v1/token")):
        status, _, content = http.send(method, path, {"Host": "evil.example.com"})
        assert status == 403
        assert b"Sign in" not in content


def test_the_cookie_is_out_of_reach_of_scripts_and_named_by_the_port(
    local: Developer, reader: Reader
) -> None:
    header = reader.get(local.path()).headers["set-cookie"]
    assert header.startswith(f"awsguide_console_{urlsplit(reader.endpoint).port}=")
    assert "HttpOnly" in header
    assert "SameSite=Lax" in header


def every_page(local: Developer, remote: Developer, reader: Reader) -> list[Page]:
    first = reader.get(local.path())
    wrong = reader.post(first, **{**DANA, "password": "canary-4711"})
    company = reader.post(first, identity="company")
    consent = reader.post(first, **ROOT)
    shown = reader.post(reader.get(remote.path()), decision="allow")
    erin = reader.post(reader.get(local.path()), **ERIN)
    pages = [first, wrong, company, consent, shown, erin]
    pages += [reader.get("/v1/sessions/confirmation"), reader.get("/v1/authorize")]
    pages.append(remote.answer(reader, DANA, "deny"))
    return pages


def test_every_page_says_that_it_is_the_sandbox_and_works_without_scripts(
    local: Developer, remote: Developer, reader: Reader
) -> None:
    for page in every_page(local, remote, reader):
        outline = Outline(page.html)
        assert "awsguide SANDBOX</strong> - this is not AWS" in page.html
        assert outline.all("html") == [{"lang": "en"}]
        assert not outline.all("script")
        assert len(outline.all("h1")) == 1
        assert "prefers-color-scheme: dark" in page.html
        visible = [field["id"] for field in outline.all("input") if field["type"] != "hidden"]
        assert sorted(map(str, visible)) == sorted(str(label["for"]) for label in outline.all("label"))
        assert len(set(visible)) == len(visible)
        for form in outline.all("form"):
            assert form == {"method": "post"}
        assert "canary-4711" not in page.html


def test_every_page_carries_the_headers_that_protect_it(
    local: Developer, remote: Developer, reader: Reader
) -> None:
    for page in every_page(local, remote, reader):
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "script" not in policy
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["x-content-type-options"] == "nosniff"
        assert page.headers["referrer-policy"] == "same-origin"


def test_a_form_may_lead_to_the_programs_callback_and_nowhere_else(
    local: Developer, remote: Developer, reader: Reader
) -> None:
    def leads(page: Page) -> str:
        return page.headers["content-security-policy"].partition("form-action ")[2]

    assert leads(reader.get(local.path())) == "'self' http://127.0.0.1:41234"
    assert leads(reader.get(remote.path())) == "'self'"


def test_what_comes_from_outside_is_escaped(local: Developer, http: Reached, reader: Reader) -> None:
    evil = '"><script>alert(1)</script>'
    iam = http.client("iam")
    name = "o'brien+&=,.@-_"[:10]
    iam.create_user(UserName=name)
    iam.create_login_profile(UserName=name, Password="sandbox")
    who = {**DANA, "account": http.sandbox.company.management_account_id, "username": name}
    pages = [
        reader.get(local.path(state=evil)),
        reader.get(local.path(client_id=evil)),
        reader.get(local.path(redirect_uri=evil)),
        local.answer(reader, {**DANA, "username": evil, "account": evil}),
        local.answer(reader, who),
    ]
    for page in pages:
        assert "<script" not in page.html


def test_nothing_secret_is_in_a_page_or_address_but_what_the_protocol_puts_there(
    local: Developer, remote: Developer, reader: Reader
) -> None:
    code = local.told(local.answer(reader))["code"]
    shown = remote.answer(reader)
    seen = json.dumps([page.html for page in every_page(local, remote, reader)])
    for secret in (code, local.verifier, remote.told(shown)["code"], shown.value("verification_code")):
        assert secret not in seen
