"""The console credentials panels: both ways in, whose sign-in it is, the two clocks, saving, and what is refused."""

from __future__ import annotations

import asyncio
import json
import re
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ipywidgets
import pytest

from awsguide.adapters import surroundings
from awsguide.api import console as functions_console
from awsguide.core.errors import CouldNotTry
from awsguide.panels.autopilot import enter
from awsguide.panels.components.still import Card, ErrorCard
from awsguide.panels.console.row import ConsolePanel
from awsguide.panels.console.save import profile_name
from tests.aws_sandbox.developer import DANA, ERIN, FAY, ROOT
from tests.aws_sandbox.reader import Reader
from tests.panels.conftest import Company, press, synced, until

WAYS = ("same-device", "cross-device")
# The badge rounds to whole minutes, and the panel may look within the second in which the sign-in began.
QUARTER = re.compile("Credentials end in 1[45] min")
TWELVE_HOURS = re.compile("Sign-in ends in (11 h 59 min|12 h 0 min)")


def code_of(answer: object) -> str:
    assert isinstance(answer, ErrorCard), answer
    return answer.error.code


def link_of(panel: ConsolePanel) -> str:
    return panel.sign_in.link_html.value.partition('href="')[2].partition('"')[0].replace("&amp;", "&")


async def opened(way: str) -> ConsolePanel:
    """A panel whose page waits for somebody."""
    panel = ConsolePanel()
    panel.sign_in.way_field.value = way
    press(panel.sign_in.sign_in_button)
    await until(lambda: link_of(panel) or not panel.sign_in.running)
    return panel


def at_the_page(
    company: Company, panel: ConsolePanel, person: dict[str, str], decision: str = "allow"
) -> str:
    """Do what the person does in the browser; returns the code that the page shows, '' without one."""
    reader = Reader(company.endpoint)
    link = link_of(panel)
    page = reader.get(link)
    if page.status == 303:
        page = reader.get(page.headers["location"])
    page = reader.post(page, **person)
    page = reader.post(page, decision=decision)
    if page.status == 303:
        reader.get(page.headers["location"])
    return page.value("verification_code")


async def asked(company: Company, panel: ConsolePanel, person: dict[str, str] = DANA) -> None:
    """Bring the panel to its question: whose sign-in this is."""
    code = await asyncio.to_thread(at_the_page, company, panel, person)
    if code:
        enter(panel.sign_in.code.field, code)
    await until(lambda: panel.sign_in.answer_buttons or not panel.sign_in.running)


async def signed_in(
    company: Company, person: dict[str, str] = DANA, way: str = "same-device"
) -> ConsolePanel:
    """A panel on which `person` has signed in and said that it was right."""
    panel = await opened(way)
    await asked(company, panel, person)
    answer(panel, "keep")
    await panel.sign_in
    return panel


def answer(panel: ConsolePanel, choice: str) -> None:
    """Press the button of a question."""
    (button,) = [
        button
        for button in panel.sign_in.answer_buttons
        if f"awsguide-answer-{choice}" in button._dom_classes
    ]
    press(button)


def cached(company: Company) -> list[Path]:
    return list((company.home / ".aws" / "login" / "cache").glob("*.json"))


def scene(work: Callable[[], Any]) -> None:
    asyncio.run(work())


# --- signing in -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", WAYS)
def test_a_person_signs_in_looks_whose_it_is_and_keeps_it(way: str, company: Company) -> None:
    async def work() -> None:
        panel = await opened(way)
        await until(lambda: "Time left: " in panel.sign_in.countdown.value)
        await asked(company, panel)
        question = panel.sign_in.asking.words.value
        assert "user/dana" in question
        assert "2376-8175-7619" in question
        assert "ROOT" not in question
        assert cached(company) == []
        answer(panel, "keep")
        assert isinstance(await panel.sign_in, Card)
        (file,) = cached(company)
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert link_of(panel) == panel.sign_in.countdown.value == ""
        assert panel.session.client("sts").get_caller_identity()["Arn"] == panel.console_session.arn

    scene(work)


def test_forget_keeps_nothing_and_says_how_to_get_rid_of_the_other_account(company: Company) -> None:
    async def work() -> None:
        panel = await opened("same-device")
        await asked(company, panel, FAY)
        assert (
            "role/Developer" in panel.sign_in.asking.words.value
            or "Developer/fay" in panel.sign_in.asking.words.value
        )
        answer(panel, "forget")
        assert code_of(await panel.sign_in) == "another-identity"
        assert cached(company) == []
        assert not panel.sign_in.done
        assert panel.sign_in.sign_in_button.description == "Try again"

    scene(work)


def test_root_is_warned_about_before_and_after(company: Company) -> None:
    async def work() -> None:
        panel = await opened("same-device")
        await asked(company, panel, ROOT)
        assert "ROOT USER" in panel.sign_in.asking.words.value
        answer(panel, "keep")
        answered = await panel.sign_in
        assert isinstance(answered, Card)
        assert answered.tone == "bad"
        for face in (panel.credentials._identity.value, panel.sign_in.picture(), panel.credentials.picture()):
            assert "ROOT USER" in face

    scene(work)


@pytest.mark.parametrize(
    ("person", "decision"),
    [(DANA, "deny"), (ERIN, "deny")],
    ids=["who presses Deny", "without the permission"],
)
def test_what_the_page_does_not_allow_is_a_card(
    person: dict[str, str], decision: str, company: Company
) -> None:
    async def work() -> None:
        panel = await opened("same-device")
        await asyncio.to_thread(at_the_page, company, panel, person, decision)
        answered = await panel.sign_in
        assert code_of(answered) == "console-denied"
        assert "SignInLocalDevelopmentAccess" in repr(answered)
        assert cached(company) == []

    scene(work)


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("expired_code", "grant-refused"),
        ("clock_skew=1200@CreateOAuth2Token", "clock-at-sign-in"),
        ("server_error@CreateOAuth2Token", "server-error"),
        ("too_many_requests@CreateOAuth2Token", "too-many-requests"),
    ],
)
def test_what_the_token_call_refuses_is_a_card(fault: str, code: str, company: Company) -> None:
    company.sandbox.faults.arm(fault)

    async def work() -> None:
        panel = await opened("same-device")
        await asyncio.to_thread(at_the_page, company, panel, DANA)
        assert code_of(await panel.sign_in) == code
        assert cached(company) == []

    scene(work)


def test_a_region_that_does_not_exist_is_told_before_any_page(company: Company) -> None:
    async def work() -> None:
        panel = ConsolePanel()
        panel.sign_in.region_field.value = "us-esat-1"
        press(panel.sign_in.sign_in_button)
        assert code_of(await panel.sign_in) == "region-unknown"

    scene(work)


def test_cancel_ends_it_at_once_and_it_can_be_tried_again(company: Company) -> None:
    async def work() -> None:
        panel = await opened("cross-device")
        press(panel.sign_in.cancel_button)
        await until(lambda: not panel.sign_in.running)
        assert code_of(await panel.sign_in) == "interrupted"
        assert panel.sign_in.code.row.layout.display == "none"
        press(panel.sign_in.sign_in_button)
        await until(lambda: link_of(panel))
        await asked(company, panel)
        answer(panel, "keep")
        assert isinstance(await panel.sign_in, Card)

    scene(work)


# --- the pasted code --------------------------------------------------------------------------------------------


def test_a_cut_code_is_told_and_the_same_page_still_works(company: Company) -> None:
    async def work() -> None:
        panel = await opened("cross-device")
        code = await asyncio.to_thread(at_the_page, company, panel, DANA)
        enter(panel.sign_in.code.field, code[: len(code) // 3])
        await until(lambda: panel.sign_in.error)
        assert panel.sign_in.error is not None
        assert panel.sign_in.error.code == "pasted-code-cut"
        assert panel.sign_in.running
        enter(panel.sign_in.code.field, code)
        await until(lambda: panel.sign_in.answer_buttons)
        assert panel.sign_in.error is None
        answer(panel, "keep")
        assert isinstance(await panel.sign_in, Card)

    scene(work)


def test_a_code_of_another_attempt_is_refused(company: Company) -> None:
    async def work() -> None:
        first = await opened("cross-device")
        code = await asyncio.to_thread(at_the_page, company, first, DANA)
        first.sign_in.cancel()
        await until(lambda: not first.sign_in.running)
        second = await opened("cross-device")
        enter(second.sign_in.code.field, code)
        assert code_of(await second.sign_in) == "state-mismatch"

    scene(work)


def test_pressing_the_button_of_an_empty_field_says_so(company: Company) -> None:
    async def work() -> None:
        panel = await opened("cross-device")
        press(panel.sign_in.code.button)
        assert panel.sign_in.error is not None
        assert panel.sign_in.error.code == "pasted-code-cut"
        panel.sign_in.cancel()
        await until(lambda: not panel.sign_in.running)

    scene(work)


def test_nobody_pastes_a_code_in_ten_minutes(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    async def work() -> None:
        panel = await opened("cross-device")
        real = time.time
        monkeypatch.setattr(time, "time", lambda: real() + 601)
        assert code_of(await panel.sign_in) == "console-code-late"

    scene(work)


def test_the_pasted_text_leaves_the_model_first_and_is_echoed_to_nobody(company: Company) -> None:
    async def work() -> None:
        panel = await opened("cross-device")
        sent: list[object] = []
        field = panel.sign_in.code.field
        field.comm = _Wire(sent, field.model_id)
        secret = "c3RhdGU9c29tZXRoaW5nLWxvbmc="
        seen: list[str] = []
        real = panel.sign_in.code.take
        panel.sign_in.code.take = lambda text: (seen.append(field.value), real(text))  # type: ignore[method-assign]
        # As a browser's message arrives.
        field._handle_msg(
            {"content": {"data": {"method": "update", "state": {"value": secret}}}, "buffers": []}
        )
        assert field.value == ""
        assert secret not in synced() + repr(sent)
        assert {"value": ""} in [message["state"] for message in sent if isinstance(message, dict)]
        panel.sign_in.cancel()
        await until(lambda: not panel.sign_in.running)

    scene(work)


class _Wire:
    """What a widget says to the browsers, who know it by its id."""

    def __init__(self, sent: list[object], comm_id: str) -> None:
        self._sent, self.comm_id = sent, comm_id

    def send(self, data: object = None, **_: object) -> None:
        self._sent.append(data)

    def on_msg(self, *_: object) -> None: ...

    def close(self, *_: object, **__: object) -> None: ...


def test_a_widget_that_is_echoed_would_be_seen_by_that_test(company: Company) -> None:
    sent: list[object] = []
    field = ipywidgets.Password()
    field.comm = _Wire(sent, field.model_id)
    field._handle_msg(
        {"content": {"data": {"method": "update", "state": {"value": "secret"}}}, "buffers": []}
    )
    assert "secret" in repr(sent)


def _change_password(company: Company) -> None:
    from moto.iam.models import iam_backends

    account = company.sandbox.company.accounts["sandbox-dev"]
    iam_backends[account]["aws"].users["dana"].password = "another"


# --- credentials ------------------------------------------------------------------------------------------------


def test_renew_gets_new_credentials_without_a_browser(company: Company) -> None:
    async def work() -> None:
        panel = await signed_in(company)
        before = panel.console_session
        assert QUARTER.search(panel.credentials.expiry.value)
        assert TWELVE_HOURS.search(panel.credentials.expiry.value)
        press(panel.credentials.renew_button)
        assert isinstance(await panel.credentials, Card)
        assert panel.console_session.credentials.access_key_id != before.credentials.access_key_id

    scene(work)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda company: company.sandbox.clock.move(12 * 3600), "console-session-ended"),
        (lambda company: company.sandbox.faults.arm("session_ended"), "console-session-ended"),
        (lambda company: cached(company)[0].unlink(), "console-not-stored"),
        (_change_password, "console-password-changed"),
    ],
    ids=["twelve hours later", "ended by AWS", "after aws logout", "after a new password"],
)
def test_a_sign_in_that_is_over_asks_for_a_new_one(
    change: Callable[[Company], object], code: str, company: Company
) -> None:
    async def work() -> None:
        panel = await signed_in(company)
        change(company)
        press(panel.credentials.renew_button)
        assert code_of(await panel.credentials) == code
        assert not panel.sign_in.done
        assert not panel.sign_in.sign_in_button.disabled

    scene(work)


def test_a_renewal_by_somebody_else_shows_in_the_panel(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def work() -> None:
        panel = await signed_in(company)
        theirs = functions_console.console_credentials(panel.console_session, always=True)
        monkeypatch.setattr(panel.credentials, "seconds_left", lambda: 10.0)
        panel.credentials.tick()
        assert panel.console_session.credentials.access_key_id == theirs.access_key_id

    scene(work)


# --- stored sign-ins, saving, signing out -----------------------------------------------------------------------


async def saved(panel: ConsolePanel, name: str = "") -> object:
    """Press through saving under `name`, or the name that is suggested."""
    if name:
        panel.save.profile_field.value = name
    press(panel.save.save_button)
    await until(lambda: panel.save.answer_buttons or not panel.save.running)
    if panel.save.answer_buttons:
        press(panel.save.answer_buttons[0])
    return await panel.save


def test_a_profile_is_saved_after_its_difference_was_seen_and_can_be_undone(company: Company) -> None:
    async def work() -> None:
        panel = await signed_in(company)
        before = company.config
        press(panel.save.save_button)
        await until(lambda: panel.save.answer_buttons)
        assert "login_session" in panel.save.asking.words.value
        assert company.config == before
        press(panel.save.answer_buttons[0])
        assert isinstance(await panel.save, Card)
        assert panel.profile == "dana-console"
        assert "[profile dana-console]\nlogin_session = arn:aws:iam::237681757619:user/dana" in company.config
        press(panel.save.undo_button)
        await until(lambda: not panel.save.running)
        assert company.config == before

    scene(work)


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("config", "\n[profile work]\nsso_session = sandbox-company\n"),
        ("config", "\n[profile work]\nrole_arn = arn:aws:iam::123456789012:role/r\n"),
        ("config", "\n[profile work]\ncredential_process = something\n"),
        ("credentials", "\n[work]\naws_access_key_id = AKIAEXAMPLEEXAMPLE12\naws_secret_access_key = x\n"),
    ],
    ids=["Identity Center", "a role", "a process", "keys in the other file"],
)
def test_a_profile_with_another_source_is_refused_and_stays_as_it_is(
    file: str, text: str, company: Company
) -> None:
    path = company.home / ".aws" / file
    path.write_text(path.read_text() + text)
    before = path.read_bytes()

    async def work() -> None:
        panel = await signed_in(company)
        assert code_of(await saved(panel, "work")) == "profile-taken"
        assert path.read_bytes() == before

    scene(work)


def test_a_profile_of_another_identity_is_not_silently_turned_round(company: Company) -> None:
    async def work() -> None:
        await saved(await signed_in(company), "mine")
        panel = await signed_in(company, FAY)
        panel.save.profile_field.value = "mine"
        press(panel.save.save_button)
        await until(lambda: panel.save.answer_buttons)
        assert (
            "login_session: arn:aws:iam::237681757619:user/dana would become" in panel.save.asking.words.value
        )
        assert panel.save.answer_buttons[0].description == "Save and replace"
        panel.save.cancel()
        await until(lambda: not panel.save.running)

    scene(work)


def test_a_stored_sign_in_is_gone_on_with_after_a_restart(company: Company) -> None:
    async def work() -> None:
        first = await signed_in(company)
        await saved(first)
        again = ConsolePanel()
        assert [label for label, _ in again.sign_in.stored_field.options] == [
            "arn:aws:iam::237681757619:user/dana (profile dana-console)"
        ]
        press(again.sign_in.use_button)
        assert isinstance(await again.sign_in, Card)
        assert again.session.client("sts").get_caller_identity()["Arn"].endswith("user/dana")
        assert TWELVE_HOURS.search(again.credentials.expiry.value)

    scene(work)


def test_signing_out_forgets_it_here_and_a_running_session_ends_with_it(company: Company) -> None:
    async def work() -> None:
        panel = await signed_in(company)
        session = panel.session
        session.client("sts").get_caller_identity()
        assert repr(await panel.sign_out()) == "You are signed out."
        assert cached(company) == []
        with pytest.raises(CouldNotTry) as caught:
            _ = panel.session
        assert caught.value.code == "console-not-stored"

    scene(work)


# --- faces ------------------------------------------------------------------------------------------------------


def test_the_way_is_chosen_for_this_machine(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(surroundings, "places", lambda: ())
    assert ConsolePanel().sign_in.way_field.value == "same-device"
    monkeypatch.setattr(
        surroundings, "places", lambda: (surroundings.Place("ssh", "This session came in over SSH."),)
    )
    panel = ConsolePanel().sign_in
    assert panel.way_field.value == "cross-device"
    assert "over SSH" in panel.why.value
    panel.way_field.value = "same-device"
    assert "may not find its way back" in panel.why.value


def test_the_panel_says_what_is_needed_and_when_another_row_is_better(company: Company) -> None:
    face = str(ConsolePanel().sign_in._repr_mimebundle_()["text/html"])
    assert "SignInLocalDevelopmentAccess" in face
    assert "10-workforce-identity" in face


@pytest.mark.parametrize("way", WAYS)
def test_no_secret_is_in_any_face_or_synced_trait(way: str, company: Company) -> None:
    async def work() -> None:
        panel = await opened(way)

        def every() -> str:
            return synced() + repr([part._repr_mimebundle_() for part in (panel, *panel.parts)])

        early = every()
        code = await asyncio.to_thread(at_the_page, company, panel, DANA)
        if code:
            enter(panel.sign_in.code.field, code)
        await until(lambda: panel.sign_in.answer_buttons)
        early += every()
        answer(panel, "keep")
        await panel.sign_in
        await saved(panel)
        document = json.loads(cached(company)[0].read_text())
        secrets = [document[name] for name in ("refreshToken", "dpopKey", "idToken")]
        secrets += [document["dpopKey"].splitlines()[1]]
        secrets += [
            document["accessToken"][name] for name in ("accessKeyId", "secretAccessKey", "sessionToken")
        ]
        secrets += [code] if code else []
        seen = early + every() + repr(panel.state) + repr(panel.console_session) + repr(panel.tools)
        assert [number for number, secret in enumerate(secrets) if secret in seen] == []

    scene(work)


def test_the_picture_is_the_same_for_both_ways(company: Company) -> None:
    async def work() -> None:
        faces = []
        for way in WAYS:
            panel = await signed_in(company, way=way)
            faces.append([part._repr_mimebundle_()["text/html"] for part in (panel, *panel.parts)])
        assert faces[0] == faces[1]

    scene(work)


@pytest.mark.parametrize(
    ("arn", "name"),
    [
        ("arn:aws:iam::123456789012:user/team/dana", "dana-console"),
        ("arn:aws:iam::123456789012:root", "root-console"),
        ("arn:aws:sts::123456789012:assumed-role/Developer/fay@example.com", "fay-example-com-console"),
    ],
)
def test_a_profile_gets_a_name_from_the_identity(arn: str, name: str) -> None:
    assert profile_name(arn) == name
