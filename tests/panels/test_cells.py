"""What cells use: the check of the kernel, and errors as cards."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from awsguide.adapters.programs import run_program
from awsguide.api import workforce
from awsguide.api.workforce import signed_request
from awsguide.core.errors import CouldNotTry, GuideError
from awsguide.explanations import explain
from awsguide.panels import cells
from awsguide.panels.cells import explained, which_aws
from awsguide.panels.components.still import Card, ErrorCard
from tests.panels.conftest import Company, signed_in


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    found: list[Any] = []
    monkeypatch.setattr(cells, "display", found.append)
    return found


@pytest.mark.parametrize(("target", "title"), [("sandbox", "SANDBOX"), ("aws", "YOUR AWS")])
def test_a_kernel_of_ours_says_which_aws_it_is(
    target: str, title: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWSGUIDE_TARGET", target)
    monkeypatch.delenv("AWSGUIDE_AUTOPILOT", raising=False)
    answer = which_aws()
    assert isinstance(answer, Card)
    assert answer.title == title


def test_another_kernel_is_refused_in_sentences_and_not_in_a_traceback(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("AWSGUIDE_TARGET", raising=False)
    with pytest.raises(CouldNotTry) as caught:
        which_aws()
    assert caught.value._render_traceback_() == [caught.value.what, caught.value.why, caught.value.next_step]


def test_a_sandbox_that_did_not_start_is_said_in_the_first_cell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWSGUIDE_TARGET", "sandbox")
    monkeypatch.setenv("AWSGUIDE_TARGET_PROBLEM", "The disk is full.")
    assert "The disk is full." in repr(which_aws())


def test_where_the_sandbox_has_ended_a_cell_says_so_and_does_not_look_for_what_went_with_it(
    shown: list[Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("AWSGUIDE_TARGET", "sandbox")
    monkeypatch.setenv("HOME", str(tmp_path / "taken-away"))
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "taken-away" / name))
    with explained():
        boto3.Session(profile_name="trainer")
    with explained():
        run_program("aws", "sts", "get-caller-identity")
    assert [card.error.code for card in shown] == ["sandbox-gone", "sandbox-gone"]
    assert "Restart the kernel" in repr(which_aws())


def test_a_guide_error_becomes_a_card(shown: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWSGUIDE_TARGET", "sandbox")
    with explained():
        raise explain("no-profile-saved")
    assert [card.error.code for card in shown] == ["no-profile-saved"]


@pytest.mark.parametrize(
    ("code", "explanation"),
    [
        ("AccessDenied", "access-denied"),
        ("ExpiredToken", "credentials-expired"),
        ("NoSuchEntity", "aws-said"),
    ],
)
def test_what_aws_refuses_a_client_of_the_readers_own_becomes_a_card(
    code: str, explanation: str, shown: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWSGUIDE_TARGET", "sandbox")
    with explained():
        raise ClientError({"Error": {"Code": code, "Message": "words"}}, "DeleteGroup")
    (card,) = shown
    assert isinstance(card, ErrorCard)
    assert card.error.code == explanation
    assert "DeleteGroup" in repr(card) or explanation == "credentials-expired"


def test_a_mistake_of_the_readers_own_stays_a_traceback(
    shown: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWSGUIDE_TARGET", "sandbox")
    with pytest.raises(NameError), explained():
        raise NameError("x")
    assert shown == []


def test_an_interrupt_stays_an_error_so_that_run_all_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWSGUIDE_TARGET", "sandbox")
    with pytest.raises(GuideError, match="You stopped it"), explained():
        raise KeyboardInterrupt


def test_a_read_only_role_is_refused_a_write_in_a_card(company: Company, shown: list[Any]) -> None:
    async def scene() -> None:
        panel = await signed_in(company)
        await panel.choose("production", "ReadOnlyAccess")
        iam = panel.session.client("iam")
        with explained():
            assert await asyncio.to_thread(iam.list_groups)
        with explained():
            await asyncio.to_thread(lambda: iam.delete_group(GroupName="no-such-group"))

    asyncio.run(scene())
    assert [card.error.code for card in shown] == ["access-denied"]


def test_curl_signs_a_request_and_neither_its_command_line_nor_its_output_has_a_key(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, ...]] = []
    run = workforce.run_program

    def watched(program: str, *arguments: str, **options: Any) -> Any:
        seen.append((program, *arguments))
        return run(program, *arguments, **options)

    monkeypatch.setattr(workforce, "run_program", watched)

    async def scene() -> None:
        panel = await signed_in(company)
        await panel.choose("production", "ReadOnlyAccess")
        finished = await asyncio.to_thread(signed_request, panel.role_session, "sts", "GetCallerIdentity")
        assert finished.exit_code == 0
        assert panel.role_session.identity.arn in finished.output
        keys = panel.role_session.credentials
        for part in (keys.access_key_id, keys.secret_access_key.reveal()):
            assert part not in repr(seen) + finished.output

    asyncio.run(scene())
    assert seen == [("curl", "--disable", "--config", "-")]
