from __future__ import annotations

import re
import urllib.request
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

import pytest
from botocore.exceptions import ClientError

from tests.aws_sandbox.reader import Page, Program, Reader

if TYPE_CHECKING:
    from aws_sandbox.server.application import Sandbox


class Outline(HTMLParser):
    """What a screen reader and a browser without scripts find in a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


# The device code


def test_a_person_types_a_code_signs_in_and_allows(program: Program, reader: Reader) -> None:
    device = program.start()
    page = reader.get("/device")
    assert page.title == "Enter the code"
    page = reader.post(page, user_code=device["userCode"])
    assert page.title == "Sign in"
    assert device["userCode"] in page.html
    page = reader.sign_in(page)
    assert page.title == "Allow a program?"
    assert device["userCode"] in page.html
    assert page.said == "You are signed in as alice."
    page = reader.post(page, decision="allow")
    assert (page.title, page.status) == ("Request allowed", 200)
    assert page.said
    assert program.poll(device["deviceCode"])["accessToken"]


def test_one_post_may_answer_a_code_in_one_step(program: Program, reader: Reader) -> None:
    device = program.start()
    page = reader.post(
        reader.get("/device"),
        user_code=device["userCode"],
        username="bob",
        password="sandbox",
        decision="allow",
    )
    assert page.title == "Request allowed"
    assert program.poll(device["deviceCode"])["accessToken"]


@pytest.mark.parametrize("write", [str.lower, lambda code: code.replace("-", ""), lambda code: f" {code} "])
def test_a_code_may_be_typed_as_people_type(program: Program, reader: Reader, write: Any) -> None:
    device = program.start()
    assert reader.post(reader.get("/device"), user_code=write(device["userCode"])).title == "Sign in"


def test_a_live_browser_session_is_not_asked_to_sign_in_again(program: Program, reader: Reader) -> None:
    reader.allow(program.start()["userCode"])
    page = reader.get(f"/device?user_code={program.start()['userCode']}")
    assert page.title == "Allow a program?"


def test_signing_in_as_somebody_else_keeps_the_code(program: Program, reader: Reader, portal: Any) -> None:
    device = program.start()
    page = reader.sign_in(reader.get(f"/device?user_code={device['userCode']}"), "carol")
    page = reader.post(page, decision="switch")
    assert page.title == "Sign in"
    page = reader.post(reader.sign_in(page, "bob"), decision="allow")
    token = program.poll(device["deviceCode"])["accessToken"]
    assert len(portal.list_accounts(accessToken=token)["accountList"]) == 1


@pytest.mark.parametrize("user_name", ["ALICE", " alice "])
def test_a_user_name_may_be_typed_as_people_type(reader: Reader, user_name: str) -> None:
    assert reader.sign_in(reader.get("/start"), user_name).said == "You are signed in as alice."


@pytest.mark.parametrize(
    ("user_name", "password"), [("alice", "wrong"), ("mallory", "sandbox"), ("alice", "\udcff")]
)
def test_a_wrong_name_or_password_is_said_and_asked_again(
    reader: Reader, user_name: str, password: str
) -> None:
    body = urlencode(
        {
            "csrf_token": reader.get("/start").hidden("csrf_token"),
            "username": user_name,
            "password": password,
        },
        errors="surrogateescape",
    )
    page = reader.send(urllib.request.Request(f"{reader.endpoint}/start", body.encode()))
    assert (page.status, page.title) == (400, "Sign in")
    assert "no such person with this password" in page.alert


def test_an_unknown_code_is_said_with_what_to_do_next(reader: Reader) -> None:
    page = reader.get("/device?user_code=ZZZZ-ZZZZ")
    assert page.status == 400
    assert page.alert.startswith("There is no such code.")
    assert "try again" in page.alert
    assert page.title == "Enter the code"


def test_an_expired_code_is_said(sandbox: Sandbox, program: Program, reader: Reader) -> None:
    code = program.start()["userCode"]
    sandbox.clock.move(601)
    assert reader.get(f"/device?user_code={code}").alert.startswith("This code has expired")


def test_a_used_code_is_said_before_and_after_the_program_asked(program: Program, reader: Reader) -> None:
    device = program.start()
    reader.allow(device["userCode"])
    page = reader.get(f"/device?user_code={device['userCode']}")
    assert page.alert.startswith("This code has been used")
    program.poll(device["deviceCode"])
    assert reader.get(f"/device?user_code={device['userCode']}").alert.startswith("This code has been used")


def test_a_denied_code_is_said_and_stays_denied(program: Program, reader: Reader) -> None:
    device = program.start()
    page = reader.sign_in(reader.get(f"/device?user_code={device['userCode']}"))
    answer = reader.post(page, decision="deny")
    assert answer.title == "Request denied"
    again = reader.post(page, decision="allow")
    assert (again.status, again.alert.startswith("This code was denied")) == (400, True)
    with pytest.raises(ClientError, match="AccessDeniedException"):
        program.poll(device["deviceCode"])


def test_a_decision_that_is_none_asks_again(program: Program, reader: Reader) -> None:
    device = program.start()
    page = reader.sign_in(reader.get(f"/device?user_code={device['userCode']}"))
    assert reader.post(page, decision="perhaps").title == "Allow a program?"


def test_nobody_decides_before_signing_in(program: Program, reader: Reader) -> None:
    device = program.start()
    page = reader.get(f"/device?user_code={device['userCode']}")
    assert reader.post(page, decision="allow").title == "Sign in"
    with pytest.raises(ClientError, match="AuthorizationPendingException"):
        program.poll(device["deviceCode"])


# The access portal and the front page


def test_the_access_portal_lists_accounts_and_roles(reader: Reader, sandbox: Sandbox) -> None:
    page = reader.sign_in(reader.get("/start"))
    assert page.title == "Access portal"
    for text in ("sandbox-dev", "AdministratorAccess", "production", "ReadOnlyAccess"):
        assert text in page.html
    assert sandbox.company.accounts["production"] in page.html
    assert "staging" not in page.html


def test_the_access_portal_tells_somebody_without_assignments_what_to_do(reader: Reader) -> None:
    page = reader.sign_in(reader.get("/start"), "carol")
    assert "Nothing is assigned to you" in page.html
    assert "<table" not in page.html


def test_signing_out_of_the_portal_ends_the_session(program: Program, reader: Reader, portal: Any) -> None:
    token = program.sign_in(reader)["accessToken"]
    page = reader.post(reader.get("/start"), decision="sign-out")
    assert page.title == "Signed out"
    assert reader.get("/start").title == "Sign in"
    with pytest.raises(ClientError, match="UnauthorizedException"):
        portal.list_accounts(accessToken=token)


def test_a_browser_session_lasts_eight_hours(sandbox: Sandbox, reader: Reader) -> None:
    reader.sign_in(reader.get("/start"))
    sandbox.clock.move(8 * 3600 - 5)
    assert reader.get("/start").title == "Access portal"
    sandbox.clock.move(6)
    assert reader.get("/start").title == "Sign in"


def test_the_front_page_says_what_this_is_and_where_to_go(reader: Reader, sandbox: Sandbox) -> None:
    page = reader.get("/")
    assert sandbox.company.start_url in page.html
    links = [tag["href"] for tag in Outline(page.html).all("a")]
    assert [reader.get(str(link)).status for link in links] == [200] * len(links)


# Guarding


def forged(reader: Reader, page: Page, token: str, headers: dict[str, str]) -> Page:
    body = urlencode({"csrf_token": token, "username": "alice", "password": "sandbox"}).encode()
    return reader.send(urllib.request.Request(page.url, body, headers))


@pytest.mark.parametrize(
    ("headers", "accepted"),
    [
        ({}, True),
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "https://hub.example.com"}, True),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Origin": "https://evil.example.com"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "http://[::1"}, False),
        ({"Origin": "SELF"}, True),
    ],
)
def test_a_form_is_accepted_from_our_own_page_only(
    reader: Reader, headers: dict[str, str], accepted: bool
) -> None:
    page = reader.get("/start")
    headers = {name: value.replace("SELF", reader.endpoint) for name, value in headers.items()}
    answer = forged(reader, page, page.hidden("csrf_token"), headers)
    assert answer.title == ("Access portal" if accepted else "Not accepted")
    assert answer.status == (200 if accepted else 403)
    assert reader.get("/start").title == ("Access portal" if accepted else "Sign in")


def test_the_token_of_another_browser_is_refused(reader: Reader, endpoint: str) -> None:
    foreign = Reader(endpoint).get("/start").hidden("csrf_token")
    page = reader.get("/start")
    for token in (foreign, "", "x"):
        assert forged(reader, page, token, {}).status == 403


def test_a_browser_gets_another_cookie_when_somebody_signs_in(reader: Reader) -> None:
    page = reader.get("/start")
    before = [cookie.value for cookie in reader.cookies]
    reader.sign_in(page)
    assert [cookie.value for cookie in reader.cookies] != before
    assert forged(reader, page, page.hidden("csrf_token"), {}).status == 403


def test_the_cookie_is_out_of_reach_of_scripts_and_named_by_the_port(reader: Reader) -> None:
    header = reader.get("/start").headers["set-cookie"]
    assert "HttpOnly" in header
    assert "SameSite=Lax" in header
    assert header.startswith(f"awsguide_sandbox_{urlsplit(reader.endpoint).port}=")


@pytest.mark.parametrize("path", ["/", "/device", "/start", "/device?user_code=x", "/authorize"])
def test_every_page_carries_the_headers_that_protect_it(reader: Reader, path: str) -> None:
    page = reader.get(path)
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "form-action 'self'" in policy
    assert "script" not in policy
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/", "/device", "/start", "/device?user_code=x", "/authorize"])
def test_every_page_says_that_it_is_the_sandbox_and_works_without_scripts(reader: Reader, path: str) -> None:
    page = reader.get(path)
    outline = Outline(page.html)
    assert "awsguide SANDBOX</strong> - this is not AWS" in page.html
    assert "awsguide SANDBOX</title>" in page.html
    assert outline.all("html") == [{"lang": "en"}]
    assert not outline.all("script")
    assert len(outline.all("h1")) == 1
    assert "prefers-color-scheme: dark" in page.html
    labelled = {label["for"] for label in outline.all("label")}
    visible = [field for field in outline.all("input") if field["type"] != "hidden"]
    assert {field["id"] for field in visible} == labelled
    for form in outline.all("form"):
        assert "action" not in form
        assert form["method"] == "post"
    for link in outline.all("a"):
        assert not str(link["href"]).startswith(("/", "http"))


def test_what_comes_from_outside_is_escaped(oidc: Any, trainer: Any, reader: Reader) -> None:
    evil = '"><script>alert(1)</script>'
    client = oidc.register_client(clientName=evil, clientType="public")
    credentials = {name: client[name] for name in ("clientId", "clientSecret")}
    start_url = "https://d-sandbox0001.awsapps.com/start"
    code = oidc.start_device_authorization(startUrl=start_url, **credentials)["userCode"]
    store_id = trainer("sso-admin").list_instances()["Instances"][0]["IdentityStoreId"]
    trainer("identitystore").create_user(
        IdentityStoreId=store_id,
        UserName=evil,
        DisplayName=evil,
        Name={"GivenName": evil, "FamilyName": evil},
    )
    pages = [reader.get("/"), reader.get(f"/device?user_code={code}")]
    pages.append(reader.sign_in(pages[-1], evil))
    pages.append(reader.post(pages[-1], decision="allow"))
    pages.append(reader.get("/device?" + urlencode({"user_code": evil})))
    assert pages[3].title == "Request allowed"
    for page in pages:
        assert "<script" not in page.html


def test_no_page_repeats_a_password_or_a_token(program: Program, reader: Reader) -> None:
    page = reader.post(reader.get("/start"), username="alice", password="canary-4711")
    assert "canary-4711" not in page.html
    assert not re.search(r"ao[ar][A-Za-z0-9_-]{40}", reader.allow(program.start()["userCode"]).html)


def test_a_form_larger_than_any_of_ours_is_not_read(reader: Reader) -> None:
    page = reader.post(reader.get("/start"), username="a" * 70_000)
    assert (page.status, page.title) == (413, "Not accepted")
