"""Signing in at the panel: the code, the link, the ways it ends, and what is taken away afterwards."""

from __future__ import annotations

import asyncio
import urllib.request
from typing import Any

import pytest

from awsguide.adapters import surroundings
from awsguide.adapters.files import sign_in_caches
from awsguide.panels import autopilot
from awsguide.panels.components.panel import Panel
from awsguide.panels.components.still import Card, ErrorCard
from awsguide.panels.workforce.row import WorkforcePanel
from awsguide.panels.workforce.sign_in import session_name
from tests.aws_sandbox.reader import Reader
from tests.panels.conftest import Company, code_of, link_of, press, signed_in, synced, until


def code_of_error(answer: object) -> str:
    assert isinstance(answer, ErrorCard), answer
    return answer.error.code


async def started(way: str = "device-code") -> WorkforcePanel:
    panel = WorkforcePanel()
    panel.sign_in.way_field.value = way
    press(panel.sign_in.sign_in_button)
    await until(lambda: link_of(panel) or not panel.sign_in.running)
    return panel


def test_the_fields_are_filled_from_the_config_file(company: Company) -> None:
    panel = WorkforcePanel().sign_in
    assert (panel.url_field.value, panel.region_field.value) == (
        company.sandbox.company.start_url,
        "us-east-1",
    )


def test_a_person_signs_in_with_a_device_code(company: Company) -> None:
    async def scene() -> None:
        panel = await started()
        code, link = code_of(panel), link_of(panel)
        assert len(code) == 9
        assert link == f"{company.endpoint}/device"
        assert 'role="status"' in panel.sign_in.status_html.value
        await until(lambda: "Time left: " in panel.sign_in.countdown.value)
        await asyncio.to_thread(Reader(company.endpoint).allow, code)
        answer = await panel.sign_in
        assert isinstance(answer, Card)
        assert panel.token.session.name == "sandbox-company"
        # The list of roles follows by itself, and waiting for the one waited for the other.
        assert len(panel.roles.role_list.options) == 2
        assert code_of(panel) == link_of(panel) == panel.sign_in.countdown.value == ""
        assert code not in synced()

    asyncio.run(scene())


def test_the_picture_of_a_running_sign_in_has_neither_code_nor_link(company: Company) -> None:
    async def scene() -> None:
        panel = await started()
        html = str(panel.sign_in._repr_mimebundle_()["text/html"])
        assert code_of(panel) not in html
        assert "127.0.0.1" not in html
        panel.sign_in.cancel()
        await until(lambda: not panel.sign_in.running)

    asyncio.run(scene())


def test_cancel_ends_it_at_once_and_it_can_be_tried_again(company: Company) -> None:
    async def scene() -> None:
        panel = await started()
        press(panel.sign_in.cancel_button)
        # The code would be good for ten minutes more, for which nobody waits here.
        await until(lambda: not panel.sign_in.running)
        assert code_of_error(await panel.sign_in) == "interrupted"
        assert code_of(panel) == ""
        assert panel.sign_in.sign_in_button.description == "Try again"
        press(panel.sign_in.sign_in_button)
        await until(lambda: code_of(panel))
        await asyncio.to_thread(Reader(company.endpoint).allow, code_of(panel))
        assert isinstance(await panel.sign_in, Card)
        assert panel.sign_in.trouble.value == ""

    asyncio.run(scene())


@pytest.mark.parametrize(("fault", "code"), [("denied", "denied"), ("expired_code", "code-expired")])
def test_what_the_page_refuses_is_a_card(fault: str, code: str, company: Company) -> None:
    company.sandbox.faults.arm(fault)

    async def scene() -> None:
        panel = await started()
        assert code_of_error(await panel.sign_in) == code
        assert not panel.sign_in.sign_in_button.disabled

    asyncio.run(scene())


@pytest.mark.parametrize(
    ("start_url", "region", "code"),
    [
        ("https://d-sandbox0002.awsapps.com/start", "us-east-1", "wrong-region"),
        ("https://d-sandbox0001.awsapps.com/start", "eu-west-1", "wrong-region"),
        ("https://d-sandbox0001.awsapps.com/start", "us-esat-1", "region-unknown"),
        ("http://d-sandbox0001.awsapps.com/start", "us-east-1", "start-url-not-https"),
        ("", "us-east-1", "start-url-missing"),
        ("https://d-mistyped.awsapps.com/start", "us-east-1", "start-url-unknown"),
    ],
)
def test_a_wrong_place_is_explained_before_any_code(
    start_url: str, region: str, code: str, company: Company
) -> None:
    async def scene() -> None:
        panel = WorkforcePanel()
        panel.sign_in.url_field.value, panel.sign_in.region_field.value = start_url, region
        press(panel.sign_in.sign_in_button)
        assert code_of_error(await panel.sign_in) == code
        assert code_of(panel) == ""

    asyncio.run(scene())


def test_a_dead_sandbox_is_a_card_too(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")

    async def scene() -> None:
        panel = WorkforcePanel()
        press(panel.sign_in.sign_in_button)
        answer = await panel.sign_in
        assert isinstance(answer, ErrorCard)
        assert answer.error.code in {"sandbox-gone", "network-dead"}

    asyncio.run(scene())


def test_the_way_back_to_this_machine_hides_the_pages_address(company: Company) -> None:
    async def scene() -> None:
        panel = await started("authorization-code")
        link = link_of(panel)
        assert "/go/" in link
        for part in ("authorize", "code_challenge", "state="):
            assert part not in link + synced()
        # The link leads to the page all the same.
        page = await asyncio.to_thread(lambda: urllib.request.urlopen(link, timeout=60))
        assert "/authorize" in page.geturl()
        await autopilot.allow(link)
        assert isinstance(await panel.sign_in, Card)
        assert link_of(panel) == ""

    asyncio.run(scene())


def test_carol_is_signed_in_and_has_nothing_to_choose(company: Company) -> None:
    async def scene() -> None:
        panel = await signed_in(company, "carol")
        assert panel.sign_in.done
        assert code_of_error(await panel.roles) == "no-assignment"
        assert panel.roles.get_button.disabled
        assert "see below" in panel.roles.status_html.value
        press(panel.sign_in.sign_out_button)
        await until(lambda: not panel.sign_in.done)
        # Her card is not shown to whoever signs in next.
        assert panel.roles.error is None

    asyncio.run(scene())


def test_signing_out_ends_the_session_here_and_on_the_server(company: Company) -> None:
    async def scene() -> None:
        panel = await signed_in(company)
        token = panel.token
        assert sign_in_caches.load_token(token.session) is not None
        press(panel.sign_in.sign_out_button)
        await until(lambda: not panel.sign_in.running)
        assert sign_in_caches.load_token(token.session) is None
        assert panel.roles.role_list.options == ()
        assert "You are not signed in." in panel.sign_in.status_html.value

    asyncio.run(scene())


def test_a_stored_token_is_used_again_without_a_code(company: Company) -> None:
    async def scene() -> None:
        await signed_in(company)
        second = WorkforcePanel()
        press(second.sign_in.sign_in_button)
        assert isinstance(await second.sign_in, Card)
        assert [entry.operation for entry in second.state.call_log.entries][:1] == ["ListAccounts"]

    asyncio.run(scene())


def test_a_session_that_ended_asks_for_a_new_sign_in_and_not_for_the_old_token(company: Company) -> None:
    async def scene() -> None:
        panel = await signed_in(company)
        company.sandbox.faults.arm("session_ended")
        press(panel.roles.again_button)
        assert code_of_error(await panel.roles) == "session-ended"
        assert not panel.sign_in.done
        company.sandbox.faults.clear()
        press(panel.sign_in.sign_in_button)
        await until(lambda: code_of(panel))
        await asyncio.to_thread(Reader(company.endpoint).allow, code_of(panel))
        assert isinstance(await panel.sign_in, Card)

    asyncio.run(scene())


def test_a_malformed_config_file_is_told_and_leaves_the_panel_usable(company: Company) -> None:
    (company.home / ".aws" / "config").write_text("[profile a\nregion = x\n")
    panel = WorkforcePanel().sign_in
    assert panel.error is not None
    assert panel.error.code == "config-malformed"
    assert not panel.sign_in_button.disabled
    assert panel.url_field.value == ""


def test_a_cell_that_is_run_again_has_a_panel_that_signs_in(company: Company) -> None:
    async def scene() -> None:
        first = await started()
        second = await started()
        assert code_of_error(await first.sign_in) == "replaced"
        assert not first.sign_in.link
        second.sign_in.cancel()
        await until(lambda: not second.sign_in.running)
        # The first one can be used again.
        press(first.sign_in.sign_in_button)
        await until(lambda: first.sign_in.link)
        first.sign_in.cancel()
        await until(lambda: not first.sign_in.running)

    asyncio.run(scene())


def test_a_sign_in_of_another_kernel_at_the_same_time_is_told_and_left_alone(company: Company) -> None:
    async def scene() -> None:
        first = await started()
        # As in another process, which knows nothing of this one's panels.
        Panel.pressed_last.clear()
        second = WorkforcePanel()
        press(second.sign_in.sign_in_button)
        assert code_of_error(await second.sign_in) == "already-signing-in"
        assert first.sign_in.link
        first.sign_in.cancel()
        await until(lambda: not first.sign_in.running)

    asyncio.run(scene())


def test_on_the_readers_own_aws_nothing_is_sent_or_kept_before_a_yes(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWSGUIDE_TARGET", "aws")

    async def scene() -> None:
        panel = WorkforcePanel()
        press(panel.sign_in.sign_in_button)
        await until(lambda: panel.sign_in.answer_buttons)
        assert "~/.aws/sso/cache" in panel.sign_in.asking.words.value
        assert "YOUR AWS" in panel.sign_in.head.value
        press(panel.sign_in.answer_buttons[1])
        assert code_of_error(await panel.sign_in) == "interrupted"
        assert panel.state.call_log.entries == []

    asyncio.run(scene())
    assert not (company.home / ".aws" / "sso").exists()


def test_a_sign_in_that_is_stopped_leaves_the_aws_folder_as_it_was(company: Company) -> None:
    def there() -> set[str]:
        return {path.name for path in (company.home / ".aws").rglob("*")}

    before = there()

    async def scene() -> None:
        panel = await started()
        panel.sign_in.cancel()
        await until(lambda: not panel.sign_in.running)

    asyncio.run(scene())
    assert {name for name in there() - before if "signing" in name or "lock" in name} == set()


def test_choosing_the_other_way_says_what_it_means(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        surroundings, "places", lambda: (surroundings.Place("ssh", "This session came in over SSH."),)
    )
    panel = WorkforcePanel().sign_in
    assert panel.way_field.value == "device-code"
    assert "over SSH" in panel.why.value
    panel.way_field.value = "authorization-code"
    assert "Chosen by you" in panel.why.value


@pytest.mark.parametrize(
    ("start_url", "name"),
    [
        ("https://d-1234567890.awsapps.com/start", "d-1234567890"),
        ("https://acme.awsapps.com/start", "acme"),
        ("https://start.us-gov-home.awsapps.com/directory/acme-gov", "acme-gov"),
        ("https://default.awsapps.com/start", "my-company"),
        ("", "my-company"),
    ],
)
def test_a_new_session_gets_a_name_from_its_start_url(start_url: str, name: str) -> None:
    assert session_name(start_url) == name


def every(panel: WorkforcePanel) -> str:
    """All faces of all parts, and everything that is synced."""
    faces: list[Any] = [part._repr_mimebundle_() for part in (panel, *panel.parts)]
    return synced() + repr(faces)


def test_no_secret_is_in_any_face_or_synced_trait(company: Company) -> None:
    async def scene() -> None:
        panel = await started()
        early = every(panel)
        await asyncio.to_thread(Reader(company.endpoint).allow, code_of(panel))
        await panel.sign_in
        await panel.choose("sandbox-dev", "AdministratorAccess")
        token, keys = panel.token, panel.role_session.credentials
        assert token.registration is not None
        assert token.refresh_token is not None
        assert keys.session_token is not None
        secrets = [
            token.access_token.reveal(),
            token.refresh_token.reveal(),
            token.registration.client_secret.reveal(),
            keys.secret_access_key.reveal(),
            keys.session_token.reveal(),
            keys.access_key_id,
        ]
        seen = early + every(panel) + repr(panel.state) + repr(panel.role_session) + repr(token)
        assert [number for number, secret in enumerate(secrets) if secret in seen] == []

    asyncio.run(scene())
