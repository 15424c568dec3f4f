"""The panel for a session token: what it may never do, the code that leaves its field, and beginning with it."""

from __future__ import annotations

from html import unescape

import pytest
from botocore.exceptions import ClientError

from awsguide.core.errors import CouldNotTry
from awsguide.panels.autopilot import enter
from awsguide.panels.components.still import Card
from awsguide.panels.short_term.row import ShortTermPanel
from awsguide.panels.short_term.session_token import SessionTokenPanel
from tests.panels.conftest import press, synced
from tests.panels.short_term.scenes import code_of, picture_of, scene
from tests.practice import Practice


async def begun(profile: str = "hana") -> tuple[ShortTermPanel, SessionTokenPanel]:
    whole = ShortTermPanel()
    panel = whole.session_token
    assert panel.mfa_button.disabled
    whole.source_profile.profile_field.value = profile
    press(whole.source_profile.take_button)
    await whole.source_profile
    return whole, panel


def test_what_the_session_may_never_do_is_shown_before_it_is_tried(practice: Practice) -> None:
    async def work() -> None:
        _whole, panel = await begun()
        assert isinstance(await panel, Card)
        for face in (picture_of(panel), unescape(panel._limits.value)):
            assert "Everything in iam" in face
            assert "Everything in sts, except AssumeRole, GetCallerIdentity and GetScopedCredentials" in face
        assert "A passkey or a FIDO security key makes no code" in unescape(panel._limits.value)

    scene(work)


def test_a_code_becomes_a_session_and_is_kept_nowhere(practice: Practice) -> None:
    async def work() -> None:
        whole, panel = await begun()
        code = practice.code()
        enter(panel.code_field, f"{code[:3]} {code[3:]}")
        assert panel.code_field.value == ""
        assert "A code is there." in panel._code_there.value
        panel.duration_field.value = "1h"
        press(panel.mfa_button)
        answer = await panel
        assert isinstance(answer, Card), answer
        assert "Ends in" in panel.expiry.value
        assert panel.session.client("iam").get_user()["User"]["UserName"] == "hana"
        secrets = (code, panel.user_session.credentials.session_token.reveal())  # type: ignore[union-attr]
        for face in (synced(), picture_of(panel), repr(answer), repr(whole.state.call_log.entries)):
            assert not any(secret in face for secret in secrets)
        # The same digits again are told before they are sent.
        enter(panel.code_field, code)
        press(panel.mfa_button)
        assert code_of(await panel) == "mfa-code-used"

    scene(work)


def test_a_role_that_wants_mfa_is_assumed_after_beginning_with_the_session(practice: Practice) -> None:
    async def work() -> None:
        whole, panel = await begun()
        enter(panel.code_field, practice.code())
        press(panel.mfa_button)
        await panel
        press(panel.use_button)
        beginning = whole.state.beginning
        assert beginning is not None
        assert "with MFA" in beginning.found_in
        whole.assume_role.form.fill(role_arn=practice.role("Auditor"))
        press(whole.assume_role.assume_button)
        assert isinstance(await whole.assume_role, Card)
        assert whole.session.client("sts").get_caller_identity()["Arn"].endswith("Auditor/awsguide")

    scene(work)


def test_without_mfa_it_is_a_session_that_iam_is_closed_to(practice: Practice) -> None:
    async def work() -> None:
        _whole, panel = await begun()
        press(panel.plain_button)
        answer = await panel
        assert isinstance(answer, Card)
        assert "Everything in iam: never." in repr(answer)
        with pytest.raises(ClientError):
            panel.session.client("iam").get_user()

    scene(work)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({}, "mfa-half"),
        ({"code": "1234567"}, "mfa-code-shape"),
        ({"code": "123456", "device": "arn:aws:iam::111122223333:u2f/user/hana/key"}, "mfa-passkey"),
        ({"code": "123456", "duration": "soon"}, "duration-unclear"),
        ({"code": "123456", "duration": "37h"}, "duration-out-of-range"),
        ({"code": "123456", "profile": "ivan"}, "mfa-serial-needed"),
    ],
)
def test_what_cannot_work_is_told_and_no_code_is_spent(
    typed: dict[str, str], expected: str, practice: Practice
) -> None:
    async def work() -> None:
        whole, panel = await begun(typed.get("profile", "hana"))
        panel.device_field.value = typed.get("device", "")
        panel.duration_field.value = typed.get("duration", "")
        if "code" in typed:
            enter(panel.code_field, typed["code"])
        press(panel.mfa_button)
        assert code_of(await panel) == expected
        assert "GetSessionToken" not in [entry.operation for entry in whole.state.call_log.entries]
        with pytest.raises(CouldNotTry):
            assert panel.session

    scene(work)


def test_the_robot_reads_the_code_from_the_sandbox_s_own_page(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWSGUIDE_AUTOPILOT", "1")
    practice.later(60)
    pictures = []

    async def work() -> None:
        whole = ShortTermPanel()
        panel = whole.session_token
        answer = await panel
        assert isinstance(answer, Card), answer
        assert panel.user_session is not None
        assert panel.user_session.kind == "mfa-session-token"
        pictures.append(picture_of(panel))

    scene(work)
    practice.later(60)
    scene(work)
    assert pictures[0] == pictures[1]
