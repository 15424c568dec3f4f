"""Every row of the documentation's table of refusals, over HTTP with boto3, against one sandbox."""

from __future__ import annotations

import configparser
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from aws_sandbox.ids import account_id
from aws_sandbox.server import child
from tests.aws_sandbox.arrangement import Answered, Company, play
from tests.aws_sandbox.refusals.every import SECTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import boto3

    from tests.aws_sandbox.refusals import Case

CASES = [case for section in SECTIONS for case in section.cases]


@pytest.fixture(scope="module")
def company(session: boto3.Session) -> Iterator[Company]:
    with child.start() as started:
        profiles = configparser.ConfigParser(interpolation=None)
        profiles.read(Path(started.place.home) / ".aws" / "credentials", encoding="utf-8")
        keys = {
            name: {
                "AccessKeyId": profiles[name]["aws_access_key_id"],
                "SecretAccessKey": profiles[name]["aws_secret_access_key"],
            }
            for name in profiles.sections()
        }
        control = Path(started.place.home, ".awsguide", "secret").read_text("utf-8")
        account, other = account_id("sandbox-dev"), account_id("staging")
        yield Company(session, started.place.endpoint, keys, control, account, other)


@pytest.mark.parametrize(("number", "case"), list(enumerate(CASES)), ids=[case.title for case in CASES])
def test_the_sandbox_answers_as_the_row_says(company: Company, number: int, case: Case) -> None:
    answered, reason = play(company, case, number)
    if "..." in reason:
        varying = ".*".join(re.escape(part) for part in reason.split("..."))
        assert re.fullmatch(varying, answered.reason, re.DOTALL), answered.reason
        reason = answered.reason
    assert answered == Answered(case.status, case.code, reason)


def test_the_titles_of_rows_tell_them_apart() -> None:
    titles = [case.title for case in CASES]
    assert sorted(titles) == sorted(set(titles))
