"""The plain functions that rotate and create keys, as a person at a terminal meets them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import awsguide
from awsguide.adapters.files import config_files
from awsguide.core.errors import Cancelled, CouldNotTry
from tests.inside import Company, inside_a_sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    with (
        pytest.MonkeyPatch.context() as patch,
        inside_a_sandbox(tmp_path_factory.mktemp("home"), patch) as made,
    ):
        yield made


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the person types, line by line; nobody is there once it is used up."""
    lines: list[str] = []

    def read(_prompt: str = "") -> str:
        if not lines:
            raise EOFError
        return lines.pop(0)

    monkeypatch.setattr("builtins.input", read)
    return lines


def hidden(profile: str) -> tuple[str, str]:
    key = config_files.load_key(profile)
    assert key is not None
    return key.access_key_id, key.secret_access_key.reveal()


def test_what_would_do_instead_and_the_change_are_shown_before_a_key_is_made(
    company: Company, typed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    typed.append("2")
    with pytest.raises(Cancelled):
        awsguide.create_key("kira", "tool")
    shown = capsys.readouterr().out
    assert (
        shown.index("What would do instead")
        < shown.index("+[tool]")
        < shown.index("Create a long-term key for kira")
    )
    assert "IAM Identity Center" in shown
    with pytest.raises(CouldNotTry) as nobody:
        awsguide.create_key("kira", "tool")
    assert nobody.value.code == "nobody-to-confirm"
    assert config_files.load_key("tool") is None


def test_the_files_change_and_which_key_is_to_go_are_shown_before_either_is_done(
    company: Company, typed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    before = (company.home / ".aws" / "credentials").read_bytes()
    for profile, words in (
        ("kira", "+aws_access_key_id = <new access key ID>"),
        ("nils", "It was never used"),
    ):
        typed.append("cancel")
        with pytest.raises(Cancelled):
            awsguide.rotate_key(profile)
        shown = capsys.readouterr().out
        assert words in shown
        assert not [secret for secret in hidden(profile) if secret in shown]
    assert (company.home / ".aws" / "credentials").read_bytes() == before


def test_a_key_is_rotated_call_by_call(company: Company, typed: list[str]) -> None:
    old, _ = hidden("kira")
    patience = awsguide.key_rotation("kira").situation.patience
    assert patience.watch < 10
    typed.append("1")
    seen = [awsguide.rotate_key("kira").next.stage.name]
    typed.append("1")
    assert awsguide.undo_rotation("kira").next.stage.name == "create"
    assert hidden("kira")[0] == old
    typed.append("1")
    while seen[-1] != "finished":
        if seen[-1] == "delete":
            typed.append("1")
        at = awsguide.rotate_key("kira")
        if at.next.insisting is not None:
            at = awsguide.insist_on_rotation("kira")
        seen.append(at.next.stage.name)
    assert seen == ["prove", "prove", "deactivate", "delete", "finished"]
    assert hidden("kira")[0] != old
    assert typed == []
