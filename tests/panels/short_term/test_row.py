"""The panels for roles: where it begins, every option, what is foretold and explained, chains, faces, and no secret."""

from __future__ import annotations

import asyncio
from html import unescape
from typing import Any

import pytest

from awsguide.adapters import surroundings
from awsguide.core.errors import CouldNotTry
from awsguide.flows.policies.readings import FROM_POLICIES, FROM_READING, FROM_SANDBOX
from awsguide.panels.autopilot import enter
from awsguide.panels.components.still import Card, ErrorCard
from awsguide.panels.short_term.row import ShortTermPanel
from tests.aws_sandbox.device import Device
from tests.panels.conftest import press, synced
from tests.panels.short_term.scenes import code_of
from tests.practice import Practice


async def begun(profile: str = "hana") -> ShortTermPanel:
    panel = ShortTermPanel()
    panel.source_profile.profile_field.value = profile
    press(panel.source_profile.take_button)
    await panel.source_profile
    return panel


def said(answer: object) -> str:
    assert isinstance(answer, Card | ErrorCard)
    return repr(answer)


def faces(panel: Any) -> str:
    return unescape(str(panel._repr_mimebundle_()["text/html"]))


def test_nothing_is_sent_before_a_button_is_pressed_and_everything_says_what_to_press(
    practice: Practice,
) -> None:
    async def run() -> None:
        panel = ShortTermPanel()
        assert panel.source_profile.profile_field.value == "hana"
        assert panel.assume_role.assume_button.disabled
        for part in (panel, *panel.parts):
            assert isinstance(await part, Card)
            assert faces(part)
        assert panel.state.call_log.entries == []
        with pytest.raises(CouldNotTry):
            assert panel.session

    asyncio.run(run())


def test_who_begins_is_awss_answer_and_the_roles_are_there_to_pick(practice: Practice) -> None:
    async def run() -> None:
        panel = await begun()
        assert "user hana" in said(await panel.source_profile)
        form = panel.assume_role.form
        labels = {arn: label for label, arn in form.role_list.options}
        assert labels[practice.role("Deployer")] == "Deployer - trusts you as you are"
        assert labels[practice.role("Auditor")] == "Auditor"
        form.role_list.value = practice.role("Deployer")
        assert form.role_field.value == practice.role("Deployer")
        assert "4 hours" in form.caps.value
        assert "mfa/hana" in form.field("mfa_serial").options[0]

    asyncio.run(run())


def test_a_role_is_assumed_with_what_stands_in_the_fields(practice: Practice) -> None:
    async def run() -> None:
        panel = await begun()
        form = panel.assume_role.form
        form.role_field.value = practice.role("Tagged")
        form.field("duration").value = "30m"
        form.field("tags").value = "project=apollo"
        form.field("source_identity").value = "hana"
        press(panel.assume_role.assume_button)
        card = said(await panel.assume_role)
        assert "Session tags: project=apollo" in card
        assert "Lasts: 30 minutes" in card
        assert ":assumed-role/Tagged/awsguide" in panel.session.client("sts").get_caller_identity()["Arn"]
        assert (
            "Ends in 30 min" in panel.assume_role.expiry.value
            or "Ends in 29 min" in panel.assume_role.expiry.value
        )
        assert panel.state.call_log.entries[-1].operation == "AssumeRole"

    asyncio.run(run())


@pytest.mark.parametrize(
    ("field", "typed", "code"),
    [
        ("role_arn", "arn:aws:iam::111122223333:user/hana", "role-arn-shape"),
        ("role_arn", "arn:aws-cn:iam::111122223333:role/x", "other-partition"),
        ("duration", "soon", "duration-unclear"),
        ("duration", "5h", "duration-out-of-range"),
        ("tags", "\n".join(f"k{number}=v" for number in range(51)), "session-tags-shape"),
        ("policy", '{"Statement": [],}', "policy-json"),
        ("mfa_serial", "arn:aws:iam::111122223333:mfa/hana", "mfa-half"),
    ],
)
def test_bad_input_is_told_before_any_call(practice: Practice, field: str, typed: str, code: str) -> None:
    async def run() -> None:
        panel = await begun()
        panel.assume_role.form.role_field.value = practice.role("Deployer")
        panel.assume_role.form.field(field).value = typed
        calls = len(panel.state.call_log.entries)
        press(panel.assume_role.assume_button)
        assert code_of(await panel.assume_role) == code
        assert len(panel.state.call_log.entries) == calls

    asyncio.run(run())


def test_mfa_goes_through_the_field_for_secrets_and_a_code_is_used_once(
    practice: Practice, device: Device
) -> None:
    async def run() -> None:
        panel = await begun()
        form = panel.choose("Auditor", mfa=True).form
        code = device.code()
        enter(form.code_field, code)
        assert (form.code_field.value, form.has_code) == ("", True)
        press(panel.assume_role.assume_button)
        assert "MFA: used," in said(await panel.assume_role)
        assert not form.has_code
        panel.choose("Auditor", mfa=True)
        enter(form.code_field, code)
        press(panel.assume_role.assume_button)
        assert code_of(await panel.assume_role) == "mfa-code-used"
        shown = synced() + faces(panel)
        keys = panel.state.links[0].assumed.credentials
        assert keys.session_token is not None
        for secret in (code, keys.secret_access_key.reveal(), keys.session_token.reveal()):
            assert secret not in shown
        assert keys.access_key_id not in shown

    asyncio.run(run())


def test_a_no_is_explained_from_the_trust_policy_with_its_statement(practice: Practice) -> None:
    async def run() -> None:
        panel = await begun()
        assert code_of(await panel.assume("Auditor")) == "role-not-trusting"
        card = said(await panel.trust)
        assert card.startswith("No: No role trust policy allows the sts:AssumeRole action.")
        assert "aws:MultiFactorAuthPresent is not in the request" in card
        drawn = faces(panel.trust)
        assert FROM_SANDBOX in drawn
        assert "not matched" in drawn
        # The role is of hana's own account, so the statement itself can be shown.
        assert '"aws:MultiFactorAuthPresent": "true"' in drawn

    asyncio.run(run())


def test_it_is_foretold_without_assuming_anything(practice: Practice) -> None:
    async def run() -> None:
        panel = await begun()
        await panel.would_it_work("Tagged")
        assert panel.state.before is not None
        assert panel.state.before.verdict == "no"
        await panel.would_it_work("Auditor", mfa=True)
        assert {
            reading.mark for reading in panel.state.before.readings if reading.source == FROM_READING
        } == {"matched"}
        assert FROM_READING in faces(panel.trust)
        assert "AssumeRole" not in {entry.operation for entry in panel.state.call_log.entries}

    asyncio.run(run())


def test_a_forecast_does_not_stand_beside_the_answer_to_another_request(practice: Practice) -> None:
    async def run() -> None:
        panel = await begun()
        form = panel.assume_role.form
        await panel.would_it_work("Tagged")
        press(panel.assume_role.assume_button)
        await panel.assume_role.settled(press=False)
        assert panel.state.before is not None
        form.field("tags").value = "project=apollo"
        press(panel.assume_role.assume_button)
        await panel.assume_role
        assert panel.state.before is None
        assert panel.state.after is not None
        assert panel.state.after.verdict == "yes"
        assert "allows the sts:AssumeRole action" in panel.state.after.reason

    asyncio.run(run())


def test_the_form_itself_answers_whether_it_would_work_and_says_where_the_reason_stands(
    practice: Practice,
) -> None:
    async def run() -> None:
        panel = await begun()
        form, status = panel.assume_role.form, panel.assume_role.status_html
        for name, words in (("Deployer", "It should work: "), ("Tagged", "It will not work: ")):
            form.role_field.value = practice.role(name)
            assert words not in status.value
            press(panel.assume_role.would_button)
            await panel.assume_role.settled(press=False)
            assert words in unescape(status.value)
            assert "'Trust, explained'" in unescape(status.value)
            assert 'role="status"' in status.value
        form.role_field.value = practice.role("Deployer")
        assert "user hana" in status.value
        press(panel.assume_role.assume_button)
        await panel.assume_role
        press(panel.assume_role.would_button)
        await panel.assume_role
        assert "It should work" in status.value
        assert "You still hold role Deployer" in status.value

    asyncio.run(run())


def test_after_a_refusal_the_session_before_does_not_stand_there_as_if_it_had_come_of_it(
    practice: Practice,
) -> None:
    async def run() -> None:
        panel = await begun()
        await panel.assume("Deployer")
        form = panel.assume_role.form
        for name, duration in (("Auditor", ""), ("Deployer", "5h")):
            form.role_field.value, form.field("duration").value = practice.role(name), duration
            press(panel.assume_role.assume_button)
            assert isinstance(await panel.assume_role, ErrorCard)
            assert (panel.assume_role.expiry.value, panel.assume_role._identity.value) == ("", "")
            assert panel.assume_role._use.value == ""
            with pytest.raises(CouldNotTry):
                assert panel.session
        # The chain still has it, and the next role can be assumed with it.
        assert "ends in" in panel.chain.expiry.value
        assert not panel.chain.on_button.disabled

    asyncio.run(run())


def test_where_aws_gives_no_reason_the_panel_looks_for_one_and_says_whose_it_is(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run() -> None:
        panel = await begun()
        # As on the reader's own AWS: no header comes with the answer.
        for reader in ("awsguide.adapters.aws", "awsguide.adapters.aws.exceptions"):
            monkeypatch.setattr(f"{reader}.decision", lambda _target, _metadata: "")
        assert code_of(await panel.assume("Auditor")) == "role-not-trusting"
        after = panel.state.after
        assert after is not None
        assert (after.verdict, after.by_aws) == ("no", True)
        assert "AWS's own words" in after.reason
        assert {reading.source for reading in after.readings} == {FROM_READING, FROM_POLICIES}
        assert [r.mark for r in after.readings if r.which == "statement 1 (AssumeRoles)"] == ["matched"]

    asyncio.run(run())


def test_a_chain_is_drawn_with_who_trusts_whom_and_capped_at_an_hour(practice: Practice) -> None:
    async def run() -> None:
        panel = await begun()
        releaser = practice.role("Releaser", "production")
        await panel.assume("Deployer", duration="2h")
        press(panel.chain.on_button)
        assert "1 hour" in panel.assume_role.form.limit()
        refused = await panel.assume(releaser, external_id="awsguide-4711", duration="2h")
        assert code_of(refused) == "chained-hour"
        assert code_of(await panel.assume(releaser, external_id="not-this")) == "role-not-trusting"
        await panel.assume(releaser, external_id="awsguide-4711")
        assert len(panel.links) == 2
        card = said(await panel.chain)
        assert card.startswith(
            "user hana → role Deployer (session awsguide) → role Releaser (session awsguide)"
        )
        drawn = panel.chain.picture()
        assert "Deployer trusts the one above (statement 1 (Hana) of its trust policy)" in drawn
        assert "which passed an external ID" in drawn
        assert "4711" not in faces(panel.chain) + faces(panel.trust)
        assert "Releaser ends in" in panel.chain.expiry.value
        # From the beginning again, a new chain.
        await panel.assume("Deployer")
        assert len(panel.links) == 1

    asyncio.run(run())


def test_a_picture_holds_nothing_that_differs_from_run_to_run(practice: Practice) -> None:
    async def run() -> list[str]:
        found = []
        for _ in range(2):
            panel = await begun()
            await panel.assume("Deployer")
            panel.go_on()
            await panel.assume(practice.role("Releaser", "production"), external_id="awsguide-4711")
            found.append(faces(panel))
        return found

    first, second = asyncio.run(run())
    assert first == second
    assert "127.0.0.1" not in first


def test_a_profile_that_cannot_be_used_is_told_and_another_can_be_taken(practice: Practice) -> None:
    async def run() -> None:
        panel = ShortTermPanel()
        assert isinstance(await panel.begin_with("nowhere"), ErrorCard)
        assert "user ivan" in said(await panel.begin_with("ivan"))
        assert "no roles can be listed" in panel.source_profile.status_html.value
        assert code_of(await panel.assume(practice.role("Deployer"))) in (
            "role-not-trusting",
            "assume-not-allowed",
        )

    asyncio.run(run())


def test_a_press_on_cancel_leaves_nothing_half_done(practice: Practice) -> None:
    async def run() -> None:
        panel = await begun()
        panel.choose("Deployer")
        panel.assume_role.assume_button.click()
        await asyncio.sleep(0)
        panel.assume_role.cancel()
        assert code_of(await panel.assume_role.settled(press=False)) == "interrupted"
        assert (panel.state.assumed, panel.links) == (None, ())

    asyncio.run(run())


@pytest.mark.usefixtures("device")
def test_the_robot_begins_brings_the_code_and_assumes(monkeypatch: pytest.MonkeyPatch) -> None:
    async def run() -> None:
        monkeypatch.setenv("AWSGUIDE_AUTOPILOT", "1")
        panel = ShortTermPanel()
        await panel.source_profile
        for _ in range(2):
            panel.choose("Auditor", mfa=True)
            assert "role Auditor" in said(await panel.assume_role)

    asyncio.run(run())


def test_another_kernel_is_refused_before_anything_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWSGUIDE_TARGET", raising=False)
    assert surroundings.target() == "unknown"
    panel = ShortTermPanel()
    assert panel.source_profile.profile_field.options == (("what boto3 finds here without a profile", ""),)
    assert code_of(asyncio.run(panel.settled())) == "not-our-kernel"


def test_what_is_filled_in_before_anybody_begins_is_completed_afterwards(practice: Practice) -> None:
    async def run() -> None:
        panel = ShortTermPanel()
        form = panel.choose("Auditor", mfa=True).form
        assert (form.role_field.value, form.field("mfa_serial").value) == ("Auditor", "")
        press(panel.source_profile.take_button)
        await panel.source_profile
        assert form.field("mfa_serial").value.endswith(":mfa/hana")
        assert form.request(with_code=False).role_arn == practice.role("Auditor")
        assert form.role_list.value == practice.role("Auditor")

    asyncio.run(run())


def test_on_the_readers_own_aws_nobody_is_chosen_for_them(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run() -> None:
        monkeypatch.setenv("AWSGUIDE_TARGET", "aws")
        panel = ShortTermPanel()
        assert "YOUR AWS" in faces(panel)
        for answer in (await panel.assume("Deployer"), await panel.would_it_work("Deployer")):
            assert "Begin with these" in said(answer)
        assert panel.state.call_log.entries == []

    asyncio.run(run())


def test_a_profile_that_would_ask_for_a_code_at_the_terminal_is_told_instead(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr("getpass.getpass", lambda prompt: asked.append(prompt) or "000000")
    file = practice.home / ".aws" / "config"
    before = file.read_text()
    device = f"arn:aws:iam::{practice.sandbox.company.accounts['sandbox-dev']}:mfa/hana"
    settings = f"role_arn = {practice.role('Auditor')}\nsource_profile = hana\nmfa_serial = {device}\n"
    file.write_text(f"{before}\n[profile audit]\n{settings}")

    async def run() -> None:
        assert code_of(await ShortTermPanel().begin_with("audit")) == "profile-wants-code"

    try:
        asyncio.run(run())
    finally:
        file.write_text(before)
    assert asked == []


def test_a_copy_of_the_notebook_that_uses_the_former_names_of_its_parts_goes_on_working() -> None:
    panel = ShortTermPanel()
    assert (panel.begin, panel.trail) == (panel.source_profile, panel.call_log)  # type: ignore[attr-defined]
    with pytest.raises(AttributeError, match="no attribute 'no_such_part'"):
        _ = panel.no_such_part  # type: ignore[attr-defined]
