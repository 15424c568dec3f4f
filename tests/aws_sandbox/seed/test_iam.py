from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from moto.iam.models import iam_backends

from aws_sandbox.seed import iam as iam_seed
from aws_sandbox.seed.iam import KeyRow, UserRow

if TYPE_CHECKING:
    from aws_sandbox.server.application import Sandbox


def test_a_document_holds_the_ids_of_the_accounts_it_names_and_keeps_policy_variables() -> None:
    statement = {"Effect": "Allow", "Resource": "arn:aws:iam::<staging>:user/${aws:username}"}
    read = json.loads(iam_seed.document((statement,), {"staging": "111122223333"}))
    assert read["Statement"] == [{**statement, "Resource": "arn:aws:iam::111122223333:user/${aws:username}"}]


def test_a_key_is_as_old_and_as_used_as_its_row_says(sandbox: Sandbox) -> None:
    now = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
    use = iam_seed.Use(3, "eu-west-1", "s3")
    row = UserRow(
        "zoe",
        "sandbox-dev",
        keys=(KeyRow(("zoe", "zoe-backup"), 412, used=use), KeyRow(days_old=1, active=False)),
    )
    profiles = iam_seed.create_user(row, sandbox.company.accounts, now.timestamp(), password=None)
    assert [profile.name for profile in profiles] == ["zoe", "zoe-backup"]
    assert profiles[0].access_key_id == profiles[1].access_key_id
    iam = iam_backends[sandbox.company.accounts["sandbox-dev"]]["aws"]
    old, new = iam.list_access_keys("zoe")
    assert old.create_date.replace(tzinfo=UTC) == now - timedelta(days=412)
    assert (old.last_used.region, old.last_used.service) == ("eu-west-1", "s3")
    assert old.last_used.timestamp.replace(tzinfo=UTC) == now - timedelta(days=3)
    assert (new.status, new.last_used) == ("Inactive", None)
    assert sandbox.keys.find(old.access_key_id) is not None
    assert sandbox.keys.find(new.access_key_id) is None


def test_an_aws_managed_policy_that_there_is_not_is_no_row(sandbox: Sandbox) -> None:
    row = UserRow("zoe", "sandbox-dev", ("NoSuchPolicy",))
    with pytest.raises(LookupError, match="NoSuchPolicy"):
        iam_seed.create_user(row, sandbox.company.accounts, 0.0, password=None)
