"""The workforce flows, driven by hand."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awsguide.core.errors import (
    AwsError,
    BadInput,
    Cancelled,
    CouldNotTry,
    GuideError,
    NoAnswer,
    Refused,
    Unreachable,
)
from awsguide.core.model import BrowserPage, DeviceCode, Note, Registration, Role, SsoSession, Token
from awsguide.core.secret import Secret
from awsguide.core.steps import Hold, Many, Outcome, ProbeAnswer, Save, Step
from awsguide.core.stored import ForgetToken, StoreRegistration, StoreToken
from awsguide.flows import workforce
from tests.flows.by_hand import Hand

SESSION = SsoSession("corp", "https://d-1234567890.awsapps.com/start", "us-east-1")
REGISTRATION = Registration("client", Secret("client-secret"), 2_000_000.0, ("refresh_token",))
REGISTERED = {"clientId": "client", "clientSecret": Secret("cs"), "clientSecretExpiresAt": 9_000_000}
STARTED = {
    "deviceCode": Secret("device"),
    "userCode": "ABCD-EFGH",
    "verificationUri": "https://device.sso.us-east-1.amazonaws.com/",
    "expiresIn": 600,
    "interval": 1,
}
GRANTED = {"accessToken": Secret("access"), "expiresIn": 3600, "refreshToken": Secret("refresh")}
PENDING = AwsError("AuthorizationPendingException", status=400, operation="CreateToken")
SLOW_DOWN = AwsError("SlowDownException", status=400, operation="CreateToken")


def hand(**answers: Any) -> Hand:
    return Hand(
        {
            "RegisterClient": REGISTERED,
            "StartDeviceAuthorization": STARTED,
            "CreateToken": GRANTED,
            "ListAccounts": {"accountList": []},
        }
        | answers
    )


def sign_in(by: Hand, way: Any = "device-code", session: SsoSession = SESSION) -> Token:
    flow = workforce.sign_in(session, way=way, now=lambda: by.now, random=lambda size: "r" * (size * 4 // 3))
    return by.run(flow)  # type: ignore[no-any-return]


def refused(by: Hand, **keywords: Any) -> GuideError:
    with pytest.raises(GuideError) as caught:
        sign_in(by, **keywords)
    return caught.value


def token(by: Hand, left: float, *, refreshable: bool = True) -> Token:
    return Token(
        SESSION, Secret("old"), by.now + left, Secret("refresh") if refreshable else None, REGISTRATION
    )


def test_a_device_code_is_shown_and_polled_until_it_is_confirmed() -> None:
    by = hand(CreateToken=[PENDING, PENDING, GRANTED])
    signed_in = sign_in(by)
    assert signed_in.access_token == Secret("access")
    assert by.operations() == ["RegisterClient", "StartDeviceAuthorization", *["CreateToken"] * 3]
    assert [type(change) for change in by.saved] == [StoreRegistration, StoreToken]
    shown = next(event for event in by.shown if isinstance(event, DeviceCode))
    assert shown.user_code not in shown.link
    assert by.waits == [1.0, 1.0]


def test_slow_down_adds_five_seconds_and_goes_on() -> None:
    by = hand(CreateToken=[SLOW_DOWN, PENDING, GRANTED])
    sign_in(by)
    assert by.waits == [6.0, 6.0]


@given(st.lists(st.sampled_from([PENDING, SLOW_DOWN, NoAnswer("connection")]), max_size=400))
def test_polling_always_ends_by_the_time_the_server_named(answers: list[Exception]) -> None:
    by = hand(CreateToken=[*answers, PENDING])
    assert refused(by).code == "code-expired"
    assert by.now <= 1_000_000 + 600 + 5 * 400 + 6


@pytest.mark.parametrize(
    ("code", "explanation"),
    [
        ("ExpiredTokenException", "code-expired"),
        ("AccessDeniedException", "denied"),
        ("InvalidGrantException", "grant-refused"),
        ("InvalidClientException", "client-expired"),
        ("SomethingNewException", "aws-said"),
    ],
)
def test_what_ends_a_sign_in_is_explained(code: str, explanation: str) -> None:
    by = hand(CreateToken=[PENDING, AwsError(code, "words", status=400, operation="CreateToken")])
    assert refused(by).code == explanation


def test_a_lost_network_does_not_end_a_sign_in() -> None:
    by = hand(CreateToken=[NoAnswer("connection"), PENDING, GRANTED])
    assert sign_in(by).access_token == Secret("access")


def test_a_stopped_sandbox_ends_a_sign_in() -> None:
    assert refused(hand(CreateToken=[PENDING, NoAnswer("sandbox"), GRANTED])).code == "sandbox-gone"


def test_a_kept_registration_is_used_again() -> None:
    by = hand()
    by.stored["registration"] = REGISTRATION
    sign_in(by)
    assert "RegisterClient" not in by.operations()


@pytest.mark.parametrize(
    "said", [{"accountList": []}, NoAnswer("timeout"), AwsError("TooManyRequestsException", status=429)]
)
def test_a_good_token_is_used_again_once_aws_has_not_said_that_it_is_over(said: Any) -> None:
    by = hand(ListAccounts=said)
    by.stored["token"] = token(by, 3000)
    assert sign_in(by).access_token == Secret("old")
    assert by.operations() == ["ListAccounts"]


def test_a_token_that_has_ended_at_aws_before_its_time_starts_a_new_sign_in() -> None:
    by = hand(ListAccounts=AwsError("UnauthorizedException", status=401, operation="ListAccounts"))
    by.stored["token"] = token(by, 3000)
    assert sign_in(by).access_token == Secret("access")
    assert by.operations()[:2] == ["ListAccounts", "RegisterClient"]


def test_a_token_near_its_end_is_refreshed_and_stored() -> None:
    by = hand()
    by.stored["token"] = token(by, 100)
    assert sign_in(by).access_token == Secret("access")
    assert by.operations() == ["CreateToken", "ListAccounts"]
    assert by.calls[0].params["grantType"] == "refresh_token"
    assert isinstance(by.saved[0], StoreToken)


def test_an_ended_session_starts_a_new_sign_in() -> None:
    by = hand(CreateToken=[AwsError("InvalidGrantException", status=400, operation="CreateToken"), GRANTED])
    by.stored["token"] = token(by, -10)
    sign_in(by)
    assert by.operations() == ["CreateToken", "RegisterClient", "StartDeviceAuthorization", "CreateToken"]


def test_a_failed_refresh_keeps_a_token_that_still_works() -> None:
    by = hand(CreateToken=NoAnswer("connection"))
    old = token(by, 300)
    assert by.run(workforce.renewed_token(old, now=lambda: by.now)) is old


def test_a_token_without_refresh_says_that_the_session_ended() -> None:
    by = hand()
    with pytest.raises(Refused) as caught:
        by.run(workforce.renewed_token(token(by, 10, refreshable=False), now=lambda: by.now))
    assert caught.value.code == "session-ended"


def test_the_browser_way_binds_before_it_opens_and_proves_itself() -> None:
    by = hand(Listen="http://127.0.0.1:5/oauth/callback")
    by.answers["Redirected"] = {"code": Secret("c"), "state": Secret("r" * 32)}
    sign_in(by, "authorization-code")
    page = next(event for event in by.shown if isinstance(event, BrowserPage))
    query = parse_qs(urlsplit(page.address.reveal()).query)
    assert query["code_challenge_method"] == ["S256"]
    assert query["redirect_uri"] == ["http://127.0.0.1:5/oauth/callback"]
    register, create = by.calls
    assert register.params["redirectUris"] == ["http://127.0.0.1/oauth/callback"]
    assert create.params["codeVerifier"] == Secret("r" * 64)


@pytest.mark.parametrize(
    ("answer", "explanation"),
    [
        (None, "window-closed"),
        ({"code": Secret("c"), "state": Secret("another")}, "state-mismatch"),
        ({"code": Secret("c")}, "state-mismatch"),
        ({"error": "access_denied", "state": Secret("r" * 32)}, "denied"),
        ({"error": "server_error", "state": Secret("r" * 32)}, "grant-refused"),
    ],
)
def test_a_browser_that_brings_no_good_answer_is_told_apart(answer: Any, explanation: str) -> None:
    by = hand(Listen="http://127.0.0.1:5/oauth/callback", Redirected=answer)
    assert refused(by, way="authorization-code").code == explanation
    assert not [change for change in by.saved if isinstance(change, StoreToken)]


def test_roles_of_all_accounts_are_listed_with_every_page() -> None:
    accounts = [
        {
            "accountList": [{"accountId": f"{n:012}", "accountName": f"a{n}"} for n in (1, 2)],
            "nextToken": "p2",
        },
        {"accountList": [{"accountId": f"{3:012}", "accountName": "a3"}]},
    ]
    rounds: list[Many] = []

    class Listing(Hand):
        def perform(self, step: Any) -> Any:
            if not isinstance(step, Many):
                return super().perform(step)
            rounds.append(step)
            return [self.outcome(call.params) for call in step.calls]

        def outcome(self, params: Any) -> Outcome:
            if params["accountId"].endswith("2"):
                return Outcome(error=AwsError("TooManyRequestsException", status=429))
            if params["accountId"].endswith("3") and "nextToken" not in params:
                return Outcome({"roleList": [{"roleName": "Read"}], "nextToken": "more"})
            return Outcome({"roleList": [{"roleName": "Admin"}]})

    by = Listing({"ListAccounts": accounts})
    first, second, third = by.run(workforce.accounts_and_roles(token(by, 3000)))
    assert [role.role_name for role in first.roles] == ["Admin"]
    assert second.problem
    assert second.roles == ()
    assert [role.role_name for role in third.roles] == ["Admin", "Read"]
    assert [len(step.calls) for step in rounds] == [3, 1]


def test_no_account_at_all_is_said_as_such() -> None:
    by = hand(ListAccounts={"accountList": []})
    with pytest.raises(Refused) as caught:
        by.run(workforce.accounts_and_roles(token(by, 3000)))
    assert caught.value.code == "no-assignment"


def test_a_role_that_is_not_assigned_is_explained() -> None:
    by = hand(
        GetRoleCredentials=AwsError(
            "ForbiddenException", "No access", status=403, operation="GetRoleCredentials"
        )
    )
    with pytest.raises(Refused) as caught:
        by.run(workforce.role_session(token(by, 3000), Role("123456789012", "Admin")))
    assert caught.value.code == "no-access"
    assert "123456789012" in caught.value.what


def test_credentials_are_proved_with_the_credentials_themselves() -> None:
    found = {
        "accessKeyId": "ASIA1",
        "secretAccessKey": Secret("s"),
        "sessionToken": Secret("t"),
        "expiration": 5000_000,
    }
    identity = {
        "Account": "123456789012",
        "Arn": "arn:aws:sts::123456789012:assumed-role/R/alice",
        "UserId": "AROA:alice",
    }
    by = hand(GetRoleCredentials={"roleCredentials": found}, GetCallerIdentity=identity)
    session = by.run(workforce.role_session(token(by, 3000), Role("123456789012", "R")))
    assert session.credentials.expires_at == 5000.0
    assert by.calls[1].credentials is session.credentials
    assert session.identity.account_id == "123456789012"


def test_sign_out_forgets_the_token_even_when_the_server_already_has() -> None:
    by = hand(Logout=AwsError("UnauthorizedException", status=401, operation="Logout"))
    by.run(workforce.sign_out(token(by, 3000)))
    assert by.saved == [ForgetToken(SESSION)]


def test_a_profile_is_not_written_when_the_answer_is_no() -> None:
    by = Hand({"Ask": "cancel"})
    with pytest.raises(Cancelled):
        by.run(workforce.save_profile(SESSION, Role("123456789012", "R"), "dev", region="eu-west-1"))
    assert by.saved == []


@pytest.mark.parametrize(
    ("session", "probe", "explanation", "kind"),
    [
        (SsoSession("c", "http://d-1.awsapps.com/start", "us-east-1"), None, "start-url-not-https", BadInput),
        (SsoSession("c", "corp", "us-east-1"), None, "start-url-shape", BadInput),
        (SsoSession("c", SESSION.start_url, "us-moon-1"), None, "region-unknown", BadInput),
        (SESSION, ProbeAnswer(200, region="eu-west-1"), "wrong-region", Refused),
        (SESSION, ProbeAnswer(404), "start-url-unknown", Refused),
        (SESSION, ProbeAnswer(302, location="https://example.com/login"), "vanity-url", Refused),
        (SESSION, NoAnswer("name", "d-1234567890.awsapps.com"), "network-name", Unreachable),
    ],
)
def test_a_wrong_place_is_told_apart_before_a_code_is_shown(
    session: SsoSession, probe: Any, explanation: str, kind: type
) -> None:
    by = hand(Probe=probe or ProbeAnswer(200))
    error = refused(by, session=session)
    assert (error.code, isinstance(error, kind)) == (explanation, True)
    assert "StartDeviceAuthorization" not in by.operations()


def test_a_dead_network_is_told_from_a_wrong_name_by_asking_aws_itself() -> None:
    by = hand(Probe=NoAnswer("name", "d-1"), RegisterClient=NoAnswer("name", "oidc"))
    assert refused(by).code == "network-dead"


def test_a_company_address_that_leads_to_a_start_page_is_followed_once() -> None:
    by = hand(Probe=[ProbeAnswer(302, location="https://d-1234567890.awsapps.com/start/"), ProbeAnswer(200)])
    signed_in = sign_in(by, session=SsoSession("c", "https://aws.example.com", "us-east-1"))
    assert signed_in.session.start_url == "https://aws.example.com"
    assert signed_in.session.known_as == SESSION.start_url
    (started,) = (call for call in by.calls if call.operation == "StartDeviceAuthorization")
    assert started.params["startUrl"] == SESSION.start_url


@pytest.mark.parametrize(
    ("profile", "region"), [("my dev", "eu-west-1"), ("dev", "eu-moon-1"), ("", "eu-west-1")]
)
def test_a_profile_that_other_tools_cannot_read_is_refused_before_it_is_shown(
    profile: str, region: str
) -> None:
    by = Hand({"Ask": "save"})
    with pytest.raises(BadInput):
        by.run(workforce.save_profile(SESSION, Role("123456789012", "R"), profile, region=region))
    assert by.saved == []


class ReadOnly(Hand):
    """A machine on which no sign-in can be stored."""

    def perform(self, step: Step) -> Any:
        problem = CouldNotTry("~/.aws/sso/cache could not be written.", "It is mounted read-only.")
        answer = super().perform(step)
        kept_nowhere = isinstance(step, Hold) or (
            isinstance(step, Save) and isinstance(step.change, StoreToken)
        )
        if isinstance(step, Hold):
            assert not self.calls
        return problem if kept_nowhere else answer


def test_a_person_whose_sign_in_cannot_be_stored_is_told_before_any_call_and_keeps_it() -> None:
    by = ReadOnly({"RegisterClient": REGISTERED, "StartDeviceAuthorization": STARTED, "CreateToken": GRANTED})
    assert sign_in(by).access_token == Secret("access")
    told = [event.text for event in by.shown if isinstance(event, Note)]
    assert "will not be stored" in told[0]
    assert "is not stored" in told[-1]
    assert all("mounted read-only" in sentence for sentence in told)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "http://device.sso.example/", "file:///x"])
def test_a_sign_in_page_that_no_browser_should_open_is_refused(address: str) -> None:
    assert (
        refused(hand(StartDeviceAuthorization={**STARTED, "verificationUri": address})).code
        == "sign-in-page-odd"
    )
