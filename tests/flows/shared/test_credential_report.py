"""Reading the credential report's CSV."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from awsguide.core.access_keys import ROOT, AccessKey, LastUse
from awsguide.core.errors import CouldNotTry
from awsguide.flows.shared.credential_report import parsed
from tests.flows.iam_by_hand import ACCOUNT, USERS, User, moment, report_text

HEAD = report_text(()).splitlines()[0]


def test_every_user_has_a_row_and_the_root_user_is_the_first() -> None:
    rows = parsed(report_text(root_key=True))
    assert [row.user for row in rows] == [ROOT, *(user.name for user in USERS)]
    assert rows[0].arn == f"arn:aws:iam::{ACCOUNT}:root"
    assert rows[0].password is None
    assert [len(row.keys) for row in rows] == [1, 1, 1, 1, 1, 2, 0]


def test_an_inactive_key_is_told_from_an_empty_slot_by_its_date() -> None:
    (_, mona) = parsed(report_text((User("mona", [("", "Inactive", 500, None)]),)))
    (key,) = mona.keys
    assert key == AccessKey("mona", "", "Inactive", moment(500).timestamp(), LastUse(None), False)


def test_every_way_of_saying_nothing_is_no_date() -> None:
    fields = dict.fromkeys(HEAD.split(","), "N/A") | {
        "user": "u",
        "mfa_active": "TRUE",
        "access_key_1_active": "TRUE",
        "access_key_1_last_rotated": "2026-01-02T03:04:05+00:00",
        "access_key_1_last_used_date": "no_information",
        "access_key_2_active": "false",
    }
    (row,) = parsed(f"{HEAD}\r\n{','.join(fields.values())}\r\n")
    created = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC).timestamp()
    assert row.keys == (AccessKey("u", "", "Active", created, LastUse(None), True),)
    assert row.created is None


def test_columns_that_are_new_do_no_harm() -> None:
    lines = report_text().splitlines()
    text = "\n".join([lines[0] + ",additional", *(line + ",x" for line in lines[1:])])
    assert parsed(text) == parsed(report_text())


def test_a_quoted_name_with_a_comma_stays_one_name() -> None:
    text = report_text((User("kira", [("", "Active", 2, None)]),)).replace("\nkira,", '\n"ki,ra",')
    assert parsed(text)[1].user == "ki,ra"


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("", "the column user is missing"),
        ("<html>no</html>", "the column user is missing"),
        (HEAD.replace("mfa_active,", ""), "the column mfa_active is missing"),
        (report_text() + "zoe,arn:aws", "line 9 cannot be read"),
        (report_text().replace("+00:00", "!"), "line 2 cannot be read"),
    ],
)
def test_what_is_no_report_is_told_by_its_place(text: str, detail: str) -> None:
    with pytest.raises(CouldNotTry) as caught:
        parsed(text)
    assert (caught.value.code, detail in caught.value.what) == ("report-unreadable", True)
