"""The console flows (`aws login`), driven by hand."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from awsguide.core.errors import AwsError, BadInput, Cancelled, CouldNotTry, GuideError, Refused
from awsguide.core.json_web_tokens import encode_object
from awsguide.core.model import BrowserPage, ConsoleSession, Credentials
from awsguide.core.secret import Secret
from awsguide.core.steps import Ask, Load, Step
from awsguide.core.stored import ForgetConsoleSession, StoreConsoleSession
from awsguide.flows import console
from awsguide.flows.console import token_calls
from tests.flows.by_hand import Hand

ARN = "arn:aws:iam::123456789012:user/dana"
STATE = "r" * 32
ENDPOINT = "https://us-east-1.signin.aws.amazon.com"


def id_token(claims: dict[str, object]) -> Secret:
    return Secret(f"e30.{encode_object(claims)}.sig")


def granted(**changes: Any) -> dict[str, Any]:
    found = {
        "accessToken": {"accessKeyId": "ASIA1", "secretAccessKey": Secret("s"), "sessionToken": Secret("t")},
        "tokenType": "aws_sigv4",
        "expiresIn": 900,
        "refreshToken": Secret("refresh-2"),
        "idToken": id_token({"sub": ARN}),
    }
    return {"tokenOutput": found | changes}


class FakeSigner:
    """Counts proofs; its key is one canary."""

    def __init__(self) -> None:
        self.signed: list[tuple[str, str]] = []

    def proof(self, method: str, address: str) -> Secret:
        self.signed.append((method, address))
        return Secret(f"proof-{len(self.signed)}")

    def key(self) -> Secret:
        return Secret("the key")


class Browser(Hand):
    """Answers questions by what they ask, and pastes what a page would show."""

    asked: list[Ask]
    consoles: list[ConsoleSession | None]

    def perform(self, step: Step) -> Any:
        if isinstance(step, Load) and step.name == "console":
            return self.consoles.pop(0) if len(self.consoles) > 1 else self.consoles[0]
        if isinstance(step, Ask):
            self.__dict__.setdefault("asked", []).append(step)
            if step.about == "authorization-code":
                return self.stored["pasted"]
            return self.answers.get("Ask", step.choices[0])
        return super().perform(step)


def hand(**answers: Any) -> Browser:
    identity = {"Account": "123456789012", "Arn": ARN, "UserId": "AIDA"}
    by = Browser(
        {
            "CreateOAuth2Token": granted(),
            "GetCallerIdentity": identity,
            "Listen": "http://127.0.0.1:5/oauth/callback",
            "Redirected": {"code": Secret("c"), "state": Secret(STATE)},
        }
        | answers
    )
    by.stored["endpoint"] = ENDPOINT
    return by


def sign_in(by: Browser, way: Any = "same-device", signer: Any = None) -> ConsoleSession:
    flow = console.sign_in(
        "us-east-1",
        way=way,
        now=lambda: by.now,
        random=lambda size: "r" * (size * 4 // 3),
        signer=signer or FakeSigner(),
    )
    return by.run(flow)  # type: ignore[no-any-return]


def pasted(state: str = STATE, code: str = "c") -> Secret:
    return Secret(base64.b64encode(f"state={state}&code={code}".encode()).decode())


def session(by: Hand, left: float) -> ConsoleSession:
    keys = Credentials("ASIA0", Secret("s0"), Secret("t0"), by.now + left)
    return ConsoleSession(
        ARN, "us-east-1", token_calls.CLIENT_ID["same-device"], keys, Secret("refresh-1"), Secret("the key")
    )


def test_the_browser_comes_back_and_the_proof_goes_along() -> None:
    by, signer = hand(), FakeSigner()
    signed_in = sign_in(by, signer=signer)
    assert (signed_in.arn, signed_in.credentials.expires_at) == (ARN, by.now + 900)
    query = parse_qs(urlsplit(next(e for e in by.shown if isinstance(e, BrowserPage)).address.reveal()).query)
    assert query["code_challenge_method"] == ["SHA-256"]
    assert query["client_id"] == ["arn:aws:signin:::devtools/same-device"]
    create = by.calls[0]
    assert create.headers == {"DPoP": Secret("proof-1")}
    assert create.params["tokenInput"]["codeVerifier"] == Secret("r" * 64)
    assert signer.signed == [("POST", f"{ENDPOINT}/v1/token")]
    assert by.saved == [StoreConsoleSession(signed_in)]


def test_what_aws_was_too_busy_for_is_asked_again_with_a_new_proof() -> None:
    busy = AwsError("InternalServerException", "words", status=500, operation="CreateOAuth2Token")
    by = hand(CreateOAuth2Token=[busy, busy, granted()])
    assert sign_in(by).arn == ARN
    proofs = [call.headers["DPoP"] for call in by.calls if call.headers]
    assert proofs == [Secret("proof-1"), Secret("proof-2"), Secret("proof-3")]
    assert by.waits == [0.5, 1.0]


def test_the_identity_is_shown_before_anything_is_kept() -> None:
    by = hand(Ask="forget")
    with pytest.raises(Cancelled) as caught:
        sign_in(by)
    assert caught.value.code == "another-identity"
    assert ARN in caught.value.what
    assert by.saved == []


def test_root_is_recognised() -> None:
    root = "arn:aws:iam::123456789012:root"
    by = hand(
        CreateOAuth2Token=granted(idToken=id_token({"sub": root})),
        GetCallerIdentity={"Account": "123456789012", "Arn": root, "UserId": "123456789012"},
    )
    sign_in(by)
    assert by.asked[-1].about.is_root  # type: ignore[attr-defined]


def test_a_pasted_code_works_where_the_browser_cannot_come_back() -> None:
    by = hand()
    by.stored["pasted"] = pasted()
    sign_in(by, "cross-device")
    create = by.calls[0].params["tokenInput"]
    assert create["redirectUri"] == f"{ENDPOINT}/v1/sessions/confirmation"
    assert create["code"] == Secret("c")


@pytest.mark.parametrize(
    ("code", "reason", "status", "explanation"),
    [
        ("AccessDeniedException", "AUTHCODE_EXPIRED", 401, "grant-refused"),
        ("AccessDeniedException", "INSUFFICIENT_PERMISSIONS", 403, "console-sign-in-not-allowed"),
        ("AccessDeniedException", "USER_CREDENTIALS_CHANGED", 403, "console-password-changed"),
        ("ValidationException", "INVALID_REQUEST", 400, "grant-refused"),
        ("TooManyRequestsError", "rate_exceeded", 429, "too-many-requests"),
        ("InternalServerException", "server_error", 500, "server-error"),
        ("Other", "", 400, "aws-said"),
    ],
)
def test_what_the_sign_in_service_refuses_is_explained(
    code: str, reason: str, status: int, explanation: str
) -> None:
    error = AwsError(code, "words", status=status, operation="CreateOAuth2Token", reason=reason)
    by = hand(CreateOAuth2Token=error)
    with pytest.raises(GuideError) as caught:
        sign_in(by)
    assert caught.value.code == explanation
    assert by.saved == []


def renewed(by: Browser, old: ConsoleSession, *, stored: Any = ..., **others: Any) -> ConsoleSession:
    """Renew `old` while `stored` is in the cache: one session, or a list of them in turn."""
    found = [old] if stored is ... else stored if isinstance(stored, list) else [stored]
    by.consoles = found
    flow = console.renewed(old, now=lambda: by.now, signer_of=lambda _key: FakeSigner(), **others)
    return by.run(flow)  # type: ignore[no-any-return]


def refused(reason: str) -> AwsError:
    return AwsError("AccessDeniedException", status=401, operation="CreateOAuth2Token", reason=reason)


def test_credentials_far_from_their_end_are_not_renewed() -> None:
    by = hand()
    old = session(by, 600)
    assert renewed(by, old) is old
    assert by.calls == []


def test_they_are_renewed_all_the_same_when_a_person_asks_for_it() -> None:
    by = hand()
    assert renewed(by, session(by, 600), always=True).refresh_token == Secret("refresh-2")


def test_credentials_near_their_end_are_renewed_with_a_rotated_token() -> None:
    by = hand()
    fresh = renewed(by, session(by, 60))
    assert by.calls[0].params["tokenInput"]["refreshToken"] == Secret("refresh-1")
    assert fresh.refresh_token == Secret("refresh-2")
    assert fresh.arn == ARN
    assert by.saved == [StoreConsoleSession(fresh)]


def test_what_another_program_has_renewed_is_taken_over() -> None:
    by = hand()
    theirs = replace(session(by, 800), refresh_token=Secret("theirs"))
    assert renewed(by, session(by, 60), stored=theirs) is theirs
    assert by.calls == []


def test_another_program_that_is_quicker_by_a_moment_is_no_error() -> None:
    by = hand(CreateOAuth2Token=refused("TOKEN_EXPIRED"))
    old = session(by, 60)
    theirs = replace(session(by, 800), refresh_token=Secret("theirs"))
    assert renewed(by, old, stored=[old, theirs]) is theirs
    assert by.saved == []


def test_after_twelve_hours_a_person_must_sign_in_again() -> None:
    by = hand(CreateOAuth2Token=refused("TOKEN_EXPIRED"))
    with pytest.raises(Refused) as caught:
        renewed(by, session(by, -5))
    assert caught.value.code == "console-session-ended"


def test_a_sign_in_that_was_signed_out_meanwhile_is_not_brought_back() -> None:
    by = hand()
    with pytest.raises(CouldNotTry) as caught:
        renewed(by, session(by, 60), stored=None)
    assert (caught.value.code, by.calls, by.saved) == ("console-not-stored", [], [])


def test_a_stored_key_that_cannot_be_read_is_a_sign_in_that_is_not_there() -> None:
    by = hand()
    old = session(by, 60)
    by.consoles = [old]

    def unreadable(_key: Secret) -> FakeSigner:
        raise ValueError

    with pytest.raises(CouldNotTry) as caught:
        by.run(console.renewed(old, now=lambda: by.now, signer_of=unreadable))
    assert caught.value.code == "console-not-stored"


def test_sign_out_forgets_this_identity_alone() -> None:
    by = hand()
    by.run(console.sign_out(session(by, 600)))
    assert by.saved == [ForgetConsoleSession(ARN)]


@pytest.mark.parametrize("key", console.CLASHING)
def test_a_profile_with_another_source_of_credentials_is_refused(key: str) -> None:
    by = hand(Ask="save")
    by.stored["profile"] = {key: "x", "region": "eu-west-1"}
    with pytest.raises(Refused) as caught:
        by.run(console.save_profile(session(by, 600), "work"))
    assert (caught.value.code, key in caught.value.what) == ("profile-taken", True)
    assert by.saved == []


def test_a_profile_gets_the_session_and_its_region() -> None:
    by = hand(Ask="save")
    by.run(console.save_profile(session(by, 600), "work"))
    (change,) = by.saved
    assert change == console.profile_change(session(by, 600), "work")
    assert change.edits[0].values == {"login_session": ARN, "region": "us-east-1"}  # type: ignore[attr-defined]


def test_a_region_that_does_not_exist_is_told_before_any_call() -> None:
    by = hand()
    with pytest.raises(BadInput):
        by.run(
            console.sign_in(
                "us-moon-1", way="same-device", now=lambda: 0, random=lambda n: "r", signer=FakeSigner()
            )
        )
    assert by.calls == []
