from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from botocore.exceptions import ClientError

from tests.aws_sandbox.reader import PKCE, SCOPE, Page, Reader

if TYPE_CHECKING:
    from aws_sandbox.server.application import Sandbox

CALLBACK = "http://127.0.0.1:49152/oauth/callback"
VERIFIER = "a-Verifier.of_43~characters-or-more-0123456789"


def challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


class CodeProgram:
    """A program that signs in with an authorization code and PKCE."""

    def __init__(self, oidc: Any, **change: Any) -> None:
        self.oidc = oidc
        client = oidc.register_client(**{**PKCE, **change})
        self.credentials = {name: client[name] for name in ("clientId", "clientSecret")}

    def address(self, **change: str | None) -> str:
        query = {
            "response_type": "code",
            "client_id": self.credentials["clientId"],
            "redirect_uri": CALLBACK,
            "state": "state-of-mine&=",
            "code_challenge_method": "S256",
            "code_challenge": challenge(VERIFIER),
            "scopes": SCOPE,
            **change,
        }
        kept = {name: value for name, value in query.items() if value is not None}
        return "/authorize?" + urlencode(kept)

    def exchange(self, code: str, **change: str) -> Any:
        members = {"code": code, "redirectUri": CALLBACK, "codeVerifier": VERIFIER, **change}
        return self.oidc.create_token(grantType="authorization_code", **self.credentials, **members)


@pytest.fixture
def code_program(oidc: Any) -> CodeProgram:
    return CodeProgram(oidc)


def answered(page: Page) -> dict[str, str]:
    """Return what the callback is told, after looking where it is told."""
    assert page.status == 303, page.html
    location = page.headers["location"]
    assert location.startswith(CALLBACK + "?")
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}


def allowed(program: CodeProgram, reader: Reader, **change: str) -> dict[str, str]:
    page = reader.get(program.address(**change))
    if page.title == "Sign in":
        page = reader.sign_in(page)
    return answered(reader.post(page, decision="allow"))


def test_a_code_comes_back_with_the_state_and_is_exchanged_for_tokens(
    code_program: CodeProgram, reader: Reader, portal: Any
) -> None:
    page = reader.get(code_program.address())
    assert page.title == "Sign in"
    page = reader.sign_in(page)
    assert page.title == "Allow a program?"
    told = answered(reader.post(page, decision="allow"))
    assert set(told) == {"code", "state"}
    assert told["state"] == "state-of-mine&="
    tokens = code_program.exchange(told["code"])
    assert len(portal.list_accounts(accessToken=tokens["accessToken"])["accountList"]) == 2
    refreshed = code_program.oidc.create_token(
        grantType="refresh_token", refreshToken=tokens["refreshToken"], **code_program.credentials
    )
    assert refreshed["accessToken"]


def test_a_person_who_denies_sends_access_denied_back(code_program: CodeProgram, reader: Reader) -> None:
    page = reader.sign_in(reader.get(code_program.address()))
    told = answered(reader.post(page, decision="deny"))
    assert (told["error"], told["state"]) == ("access_denied", "state-of-mine&=")
    assert "code" not in told


def test_without_a_state_none_comes_back(code_program: CodeProgram, reader: Reader) -> None:
    page = reader.sign_in(reader.get(code_program.address(state=None)))
    assert set(answered(reader.post(page, decision="allow"))) == {"code"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"codeVerifier": VERIFIER[:-1] + "0"}, "InvalidGrantException"),
        ({"codeVerifier": "short"}, "InvalidRequestException"),
        ({"codeVerifier": VERIFIER + "\u00e4"}, "InvalidRequestException"),
        ({"redirectUri": CALLBACK.replace("49152", "49153")}, "InvalidGrantException"),
        ({"code": "unknown"}, "InvalidGrantException"),
    ],
)
def test_a_code_that_does_not_fit_is_refused_and_stays_good(
    code_program: CodeProgram, reader: Reader, change: dict[str, str], code: str
) -> None:
    given = allowed(code_program, reader)["code"]
    with pytest.raises(ClientError, match=code):
        code_program.exchange(**{"code": given, **change})
    assert code_program.exchange(given)["accessToken"]


def test_a_code_is_good_once(code_program: CodeProgram, reader: Reader) -> None:
    given = allowed(code_program, reader)["code"]
    code_program.exchange(given)
    with pytest.raises(ClientError, match="InvalidGrantException"):
        code_program.exchange(given)


def test_a_code_expires(code_program: CodeProgram, reader: Reader, sandbox: Sandbox) -> None:
    given = allowed(code_program, reader)["code"]
    sandbox.clock.move(601)
    with pytest.raises(ClientError, match="InvalidGrantException"):
        code_program.exchange(given)


def test_a_code_of_another_client_is_refused(code_program: CodeProgram, reader: Reader, oidc: Any) -> None:
    given = allowed(code_program, reader)["code"]
    with pytest.raises(ClientError, match="InvalidGrantException"):
        CodeProgram(oidc).exchange(given)


def test_a_code_without_its_verifier_is_an_invalid_request(
    code_program: CodeProgram, reader: Reader, oidc: Any
) -> None:
    given = allowed(code_program, reader)["code"]
    with pytest.raises(ClientError, match="InvalidRequestException"):
        oidc.create_token(
            grantType="authorization_code", code=given, redirectUri=CALLBACK, **code_program.credentials
        )


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"client_id": "unknown"}, "invalid_client"),
        ({"redirect_uri": "https://example.com/oauth/callback"}, "invalid_redirect_uri"),
        ({"redirect_uri": "http://127.0.0.1:49152/elsewhere"}, "invalid_redirect_uri"),
        ({"redirect_uri": "http://localhost:49152/oauth/callback"}, "invalid_redirect_uri"),
        ({"redirect_uri": "http://127.0.0.1:49152@example.com/oauth/callback"}, "invalid_redirect_uri"),
        ({"redirect_uri": None}, "invalid_redirect_uri"),
    ],
)
def test_a_request_whose_answer_must_not_leave_shows_a_page(
    code_program: CodeProgram, reader: Reader, change: dict[str, str | None], code: str
) -> None:
    page = reader.get(code_program.address(**change))
    assert page.status == 400
    assert f"<code>{code}</code>" in page.html
    assert page.alert
    assert "location" not in page.headers


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": None}, "unsupported_response_type"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"scopes": "codewhisperer:completions"}, "invalid_scope"),
        ({"scopes": None, "scope": "codewhisperer:completions"}, "invalid_scope"),
    ],
)
def test_a_wrong_request_of_a_known_client_is_told_to_its_callback(
    code_program: CodeProgram, reader: Reader, change: dict[str, str | None], error: str
) -> None:
    told = answered(reader.get(code_program.address(**change)))
    assert (told["error"], told["state"]) == (error, "state-of-mine&=")


@pytest.mark.parametrize("change", [{"scopes": None}, {"scopes": None, "scope": SCOPE}])
def test_the_scope_may_be_left_out_or_written_as_the_standard_does(
    code_program: CodeProgram, reader: Reader, change: dict[str, str | None]
) -> None:
    assert reader.get(code_program.address(**change)).title == "Sign in"


@pytest.mark.parametrize(
    "issuer_url", ["https://d-sandbox0002.awsapps.com/start", "https://d-9999999999.awsapps.com/start"]
)
def test_a_start_url_that_lives_elsewhere_is_an_invalid_grant_in_the_browser(
    oidc: Any, reader: Reader, issuer_url: str
) -> None:
    page = reader.get(CodeProgram(oidc, issuerUrl=issuer_url).address())
    assert page.status == 400
    assert "<code>invalid_grant</code>" in page.html
    assert "sso_region" in page.alert


def test_a_wrong_region_can_be_armed_for_the_browser(
    sandbox: Sandbox, code_program: CodeProgram, reader: Reader
) -> None:
    sandbox.faults.arm("wrong_region:1")
    assert "invalid_grant" in reader.get(code_program.address()).html
    assert reader.get(code_program.address()).title == "Sign in"


def test_a_client_of_the_device_grant_may_not_ask_here(oidc: Any, reader: Reader) -> None:
    program = CodeProgram(oidc, grantTypes=["urn:ietf:params:oauth:grant-type:device_code"])
    assert "unauthorized_client" in reader.get(program.address()).html


def test_the_form_may_lead_to_the_callback_and_nowhere_else(
    code_program: CodeProgram, reader: Reader
) -> None:
    page = reader.get(code_program.address())
    assert "form-action 'self' http://127.0.0.1:49152" in page.headers["content-security-policy"]


def test_a_form_from_another_site_is_not_answered(code_program: CodeProgram, reader: Reader) -> None:
    page = reader.sign_in(reader.get(code_program.address()))
    stale = Page(page.url, page.status, page.headers, page.html.replace(page.hidden("csrf_token"), "x"))
    assert reader.post(stale, decision="allow").status == 403


def test_the_callback_may_carry_a_query_of_its_own(oidc: Any, reader: Reader) -> None:
    program = CodeProgram(oidc, redirectUris=["http://127.0.0.1/callback?from=here"])
    page = reader.sign_in(
        reader.get(program.address(redirect_uri="http://127.0.0.1:5000/callback?from=here"))
    )
    location = reader.post(page, decision="allow").headers["location"]
    assert location.startswith("http://127.0.0.1:5000/callback?from=here&code=")
