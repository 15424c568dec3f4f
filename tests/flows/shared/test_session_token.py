"""A user's own session: devices and codes looked at before the call, and what such a session may never do."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from awsguide.core.errors import AwsError, BadInput, GuideError, Refused
from awsguide.core.model import Credentials, Note
from awsguide.core.secret import Secret
from awsguide.flows.shared import limits, mfa
from awsguide.flows.shared.session_token import session_token
from tests.flows.by_hand import Hand

KEYS = Credentials("AKIAEXAMPLE00000HANA", Secret("the secret"))
SERIAL = "arn:aws:iam::111122223333:mfa/hana"
PASSKEY = "arn:aws:iam::111122223333:u2f/user/hana/key-1"
HANA = "arn:aws:iam::111122223333:user/hana"


def granted(arn: str = HANA) -> dict[str, Any]:
    return {
        "GetSessionToken": {
            "Credentials": {
                "AccessKeyId": "ASIAEXAMPLE00000HANA",
                "SecretAccessKey": Secret("s"),
                "SessionToken": Secret("t"),
                "Expiration": datetime.fromtimestamp(1_043_200, UTC),
            }
        },
        "GetCallerIdentity": {"Account": "111122223333", "Arn": arn, "UserId": "AIDA"},
    }


def asked(hand: Hand, credentials: Credentials = KEYS, **wishes: Any) -> Any:
    wishes.setdefault("used", mfa.UsedCodes())
    return hand.run(session_token(credentials, region="us-east-1", now=lambda: hand.now, **wishes))


def refusal(hand: Hand, credentials: Credentials = KEYS, **wishes: Any) -> GuideError:
    with pytest.raises(GuideError) as caught:
        asked(hand, credentials, **wishes)
    return caught.value


def devices(*serials: str) -> dict[str, Any]:
    return {"ListMFADevices": {"MFADevices": [{"SerialNumber": serial} for serial in serials]}}


def test_without_mfa_nothing_but_the_duration_is_sent() -> None:
    hand = Hand(granted())
    found = asked(hand, seconds=900)
    assert dict(hand.calls[0].params) == {"DurationSeconds": 900}
    assert (found.kind, found.identity.arn, found.credentials.expires_at) == (
        "session-token",
        HANA,
        1_043_200,
    )


def test_with_mfa_the_serial_number_and_the_tidied_code_are_sent() -> None:
    hand = Hand(granted())
    found = asked(hand, mfa_serial=f" {SERIAL} ", code=Secret("123 456"))
    assert dict(hand.calls[0].params) == {"SerialNumber": SERIAL, "TokenCode": Secret("123456")}
    assert (found.kind, found.mfa_serial) == ("mfa-session-token", SERIAL)


def test_the_only_device_that_makes_codes_is_looked_up() -> None:
    hand = Hand(granted() | devices(PASSKEY, SERIAL))
    assert asked(hand, code=Secret("123456")).mfa_serial == SERIAL
    assert hand.operations() == ["ListMFADevices", "GetSessionToken", "GetCallerIdentity"]


@pytest.mark.parametrize(
    ("listed", "code"),
    [
        (devices(), "mfa-serial-needed"),
        (devices(SERIAL, SERIAL + "-2"), "mfa-serial-needed"),
        (devices(PASSKEY), "mfa-passkey"),
        ({"ListMFADevices": AwsError("AccessDenied", "no", operation="ListMFADevices")}, "mfa-serial-needed"),
    ],
)
def test_a_device_that_cannot_be_found_is_asked_for_and_no_code_is_spent(
    listed: dict[str, Any], code: str
) -> None:
    hand = Hand(granted() | listed)
    assert refusal(hand, code=Secret("123456")).code == code
    assert "GetSessionToken" not in hand.operations()


@pytest.mark.parametrize(
    ("wishes", "code"),
    [
        ({"mfa_serial": SERIAL}, "mfa-half"),
        ({"mfa_serial": SERIAL, "code": Secret("1234567")}, "mfa-code-shape"),
        ({"mfa_serial": SERIAL, "code": Secret("12a456")}, "mfa-code-shape"),
        ({"mfa_serial": SERIAL, "code": Secret(" ")}, "mfa-half"),
        ({"mfa_serial": PASSKEY, "code": Secret("123456")}, "mfa-passkey"),
        ({"mfa_serial": HANA, "code": Secret("123456")}, "mfa-serial-shape"),
        ({"mfa_serial": "short", "code": Secret("123456")}, "mfa-serial-shape"),
        ({"seconds": 899}, "duration-out-of-range"),
        ({"seconds": 129_601}, "duration-out-of-range"),
    ],
)
def test_what_cannot_work_is_told_before_any_call(wishes: dict[str, Any], code: str) -> None:
    hand = Hand(granted())
    error = refusal(hand, **wishes)
    assert (error.code, isinstance(error, BadInput), hand.calls) == (code, True, [])
    assert "1234567" not in str(error)


def test_a_session_gives_no_session() -> None:
    session = Credentials("ASIA", Secret("s"), Secret("t"), 1e9)
    hand = Hand(granted())
    assert refusal(hand, session).code == "session-token-from-session"
    assert hand.calls == []


def test_a_code_that_aws_has_taken_is_not_sent_again_until_it_cannot_be_the_same() -> None:
    hand, used = Hand(granted()), mfa.UsedCodes()
    wishes = {"mfa_serial": SERIAL, "code": Secret("123456"), "used": used}
    asked(hand, **wishes)
    hand.now += 60
    assert refusal(hand, **wishes).code == "mfa-code-used"
    assert asked(hand, **(wishes | {"code": Secret("654321")}))
    assert asked(hand, **(wishes | {"mfa_serial": SERIAL + "-2"}))
    # After some minutes the same six digits are another code.
    hand.now += 120
    assert asked(hand, **wishes)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("MultiFactorAuthentication failed with invalid MFA one time pass code. ", "mfa-code-refused"),
        (
            "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is "
            "valid and associated with this user.",
            "mfa-device-refused",
        ),
    ],
)
def test_a_refused_code_and_a_refused_device_are_told_apart(said: str, code: str) -> None:
    error = AwsError("AccessDenied", said, status=403, operation="GetSessionToken")
    hand, used = Hand(granted() | {"GetSessionToken": error}), mfa.UsedCodes()
    wishes = {"mfa_serial": SERIAL, "code": Secret("123456"), "used": used}
    refused = refusal(hand, **wishes)
    assert (refused.code, isinstance(refused, Refused)) == (code, True)
    # What AWS refused was not used up here.
    assert refusal(hand, **wishes).code == code


@pytest.mark.parametrize(("seconds", "told"), [(None, True), (7200, True), (3600, False)])
def test_root_is_told_that_it_gets_an_hour(seconds: int | None, told: bool) -> None:
    hand = Hand(granted("arn:aws:iam::111122223333:root"))
    asked(hand, seconds=seconds)
    assert any(isinstance(event, Note) and "root" in event.text for event in hand.shown) is told


@pytest.mark.parametrize(
    ("kind", "service", "operation", "closed"),
    [
        ("session-token", "iam", "ListUsers", True),
        ("mfa-session-token", "iam", "ListUsers", False),
        ("session-token", "sts", "GetSessionToken", True),
        ("session-token", "sts", "AssumeRole", False),
        ("mfa-session-token", "sts", "GetFederationToken", True),
        ("mfa-session-token", "sts", "GetCallerIdentity", False),
        ("session-token", "console", "", True),
        ("federation-token", "iam", "GetUser", True),
        ("federation-token", "sts", "AssumeRole", True),
        ("federation-token", "sts", "GetCallerIdentity", False),
        ("federation-token", "console", "", False),
        ("role", "sts", "GetSessionToken", True),
        ("role", "sts", "AssumeRole", False),
        ("role", "iam", "ListUsers", False),
        ("web-identity", "sts", "GetFederationToken", True),
        ("session-token", "s3", "ListBuckets", False),
    ],
)
def test_what_a_session_may_never_do_is_known_with_its_reason(
    kind: limits.Kind, service: str, operation: str, closed: bool
) -> None:
    found = limits.closed(kind, service, operation)
    assert (found is not None) is closed
    if found is None:
        limits.check(kind, service, operation)
        return
    assert found in limits.limits_of(kind)
    with pytest.raises(BadInput) as caught:
        limits.check(kind, service, operation)
    assert (caught.value.why, caught.value.next_step) == (found.why, found.next_step)
