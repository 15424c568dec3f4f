"""The errors of the clinic's own pages, printed by the real clients and read by the guide; each after one call.

All the others are provoked by `python -m tests.clients.provoking`, which takes minutes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from awsguide.flows.diagnosis import read
from tests.clients import command_line
from tests.clients.meeting import Ground, available
from tests.clients.provoking import ROWS, meant, provoked, signed_in_as_another

if TYPE_CHECKING:
    from pathlib import Path

    from tests.clients.conftest import Running

# One client for each: which one says what is in `pasted.json`.
WHO = (
    ("nothing is set", "javascript"),
    ("nobody signed in", "aws-cli"),
    ("the session is over", "boto3"),
    ("the console sign-in is over", "aws-cli"),
    ("the clock is off while a sign-in is renewed", "aws-cli"),
)


@pytest.fixture(scope="module")
def made(running: Running, tmp_path_factory: pytest.TempPathFactory) -> Ground:
    return Ground(running, tmp_path_factory.mktemp("provoked"))


@pytest.mark.parametrize(("situation", "client"), WHO)
def test_what_a_client_prints_leads_to_its_page(made: Ground, situation: str, client: str) -> None:
    if client not in available():
        pytest.skip(f"{client} is not on this machine")
    row = next(row for row in ROWS if row.case.name == situation)
    text = provoked(made, row, client)
    assert text
    assert [finding.code for finding in read(text).findings] == [meant(row, client)], text


def test_a_sign_in_as_somebody_else_is_recognised(made: Ground, tmp_path: Path) -> None:
    if "aws-cli" not in available():
        pytest.skip(command_line.why_left_out())
    said = signed_in_as_another(made, tmp_path)
    assert "Updated profile mine to use arn:aws" in said[0]
    for text in said:
        (finding,) = read(text).findings
        assert finding.code == "wrong-account-in-browser", text
        assert "aws logout" in finding.command_line
