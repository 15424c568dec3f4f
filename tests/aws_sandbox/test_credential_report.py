from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from aws_sandbox.endpoints.iam.report_calls import COLUMNS, ROOT
from aws_sandbox.services.iam.credential_reports import READY_SECONDS
from tests.aws_sandbox.conftest import refused

if TYPE_CHECKING:
    from tests.aws_sandbox.conftest import Reached

pytestmark = pytest.mark.parametrize("reached", ["in process"], indirect=True)

HOUR = 3600.0
# As AWS writes the first line of a report.
HEADER = (
    "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,"
    "mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,"
    "access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,"
    "access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,"
    "cert_1_last_rotated,cert_2_active,cert_2_last_rotated"
)


@pytest.fixture
def iam(reached: Reached) -> Any:
    return reached.client("iam", reached.profile("petra"))


def report(reached: Reached, iam: Any) -> dict[str, dict[str, str]]:
    """Start a report, wait for it by the sandbox's clock, and read it by user."""
    assert iam.generate_credential_report()["State"] == "STARTED"
    reached.sandbox.clock.move(READY_SECONDS)
    answer = iam.get_credential_report()
    assert answer["ReportFormat"] == "text/csv"
    return {row["user"]: row for row in csv.DictReader(io.StringIO(answer["Content"].decode()))}


def moment(reached: Reached, days_ago: float) -> datetime:
    return datetime.fromtimestamp(reached.sandbox.clock.now(), UTC) - timedelta(days=days_ago)


def test_a_report_is_started_then_in_progress_then_complete_and_expires_after_four_hours(
    reached: Reached, iam: Any
) -> None:
    clock = reached.sandbox.clock
    assert refused(iam.get_credential_report)[:2] == (410, "ReportNotPresent")
    started = iam.generate_credential_report()
    assert started["State"] == "STARTED"
    assert started["Description"] == "No report exists. Starting a new report generation task"
    assert iam.generate_credential_report()["State"] == "INPROGRESS"
    assert refused(iam.get_credential_report)[:2] == (404, "ReportInProgress")
    clock.move(READY_SECONDS)
    assert iam.generate_credential_report()["State"] == "COMPLETE"
    first = iam.get_credential_report()
    clock.move(4 * HOUR - 60)
    assert iam.generate_credential_report()["State"] == "COMPLETE"
    assert iam.get_credential_report()["GeneratedTime"] == first["GeneratedTime"]
    clock.move(60)
    assert refused(iam.get_credential_report)[:2] == (410, "ReportExpired")
    assert iam.generate_credential_report()["State"] == "STARTED"
    assert refused(iam.get_credential_report)[:2] == (404, "ReportInProgress")
    clock.move(READY_SECONDS)
    assert iam.get_credential_report()["GeneratedTime"] - first["GeneratedTime"] >= timedelta(hours=4)


def test_the_first_line_is_awss_own(reached: Reached, iam: Any) -> None:
    report(reached, iam)
    assert iam.get_credential_report()["Content"].decode().splitlines()[0] == HEADER == ",".join(COLUMNS)


def test_the_report_tells_the_same_stories_as_the_calls_about_each_key(reached: Reached, iam: Any) -> None:
    told = report(reached, iam)
    assert set(told) == {ROOT, *(user["UserName"] for user in iam.list_users()["Users"])}
    assert next(iter(told)) == ROOT
    for name, row in told.items():
        if name == ROOT:
            continue
        assert row["arn"] == iam.get_user(UserName=name)["User"]["Arn"]
        keys = iam.list_access_keys(UserName=name)["AccessKeyMetadata"]
        for number in (1, 2):
            key = keys[number - 1] if number <= len(keys) else None
            assert row[f"access_key_{number}_active"] == (
                "true" if key and key["Status"] == "Active" else "false"
            )
            rotated = row[f"access_key_{number}_last_rotated"]
            assert rotated == (key["CreateDate"].isoformat(timespec="seconds") if key else "N/A")
            if key is None or name == "petra":
                continue
            used = iam.get_access_key_last_used(AccessKeyId=key["AccessKeyId"])["AccessKeyLastUsed"]
            date = used.get("LastUsedDate")
            assert row[f"access_key_{number}_last_used_date"] == (date.isoformat() if date else "N/A")
            assert row[f"access_key_{number}_last_used_region"] == used["Region"]
            assert row[f"access_key_{number}_last_used_service"] == used["ServiceName"]


def test_a_row_has_awss_words_for_what_there_is_not(reached: Reached, iam: Any) -> None:
    told = report(reached, iam)
    assert told["otto"]["mfa_active"] == "true"
    assert told["kira"]["mfa_active"] == "false"
    assert told["mona"]["access_key_1_active"] == "false"
    assert told["mona"]["access_key_1_last_rotated"] != "N/A"
    assert told["liam"]["access_key_1_last_used_date"] == "N/A"
    assert {told["kira"][column] for column in COLUMNS if column.startswith("access_key_2")} == {
        "false",
        "N/A",
    }
    assert told["kira"]["password_enabled"] == "true"
    assert told["kira"]["password_last_used"] == "no_information"
    assert told["kira"]["password_next_rotation"] == "N/A"
    root = told[ROOT]
    assert root["arn"].endswith(":root")
    assert root["user_creation_time"].startswith("2024-01-16T")
    assert (root["password_last_changed"], root["password_next_rotation"]) == ("not_supported",) * 2
    assert (root["mfa_active"], root["access_key_1_active"]) == ("false", "false")


def test_a_user_without_a_password_has_no_dates_of_it(reached: Reached, iam: Any) -> None:
    iam.create_user(UserName="zoe")
    row = report(reached, iam)["zoe"]
    columns = ("enabled", "last_used", "last_changed", "next_rotation")
    assert [row[f"password_{column}"] for column in columns] == ["false", "N/A", "N/A", "N/A"]


def test_a_password_policy_says_when_the_next_one_is_due(reached: Reached, iam: Any) -> None:
    iam.update_account_password_policy(MaxPasswordAge=90)
    row = report(reached, iam)["kira"]
    changed = datetime.fromisoformat(row["password_last_changed"])
    assert datetime.fromisoformat(row["password_next_rotation"]) - changed == timedelta(days=90)


def test_the_root_users_key_stands_in_its_row(reached: Reached) -> None:
    iam = reached.client("iam", reached.profile("staging-root"))
    row = report(reached, iam)[ROOT]
    assert row["access_key_1_active"] == "true"
    rotated = datetime.fromisoformat(row["access_key_1_last_rotated"])
    assert abs(moment(reached, 640) - rotated) < timedelta(minutes=1)
    # Asking for the report has used the key.
    assert (row["access_key_1_last_used_region"], row["access_key_1_last_used_service"]) == (
        "us-east-1",
        "iam",
    )
    assert row["access_key_2_active"] == "false"


def test_a_report_shows_the_account_as_it_was_when_it_was_started(reached: Reached, iam: Any) -> None:
    assert iam.generate_credential_report()["State"] == "STARTED"
    key_id = reached.profile("kira")[0]
    iam.update_access_key(UserName="kira", AccessKeyId=key_id, Status="Inactive")
    reached.sandbox.clock.move(READY_SECONDS)
    text = iam.get_credential_report()["Content"].decode()
    (row,) = (row for row in csv.DictReader(io.StringIO(text)) if row["user"] == "kira")
    assert row["access_key_1_active"] == "true"


def test_of_several_uses_in_a_quarter_of_an_hour_the_report_has_the_first(reached: Reached, iam: Any) -> None:
    clock, keys = reached.sandbox.clock, reached.profile("kira")
    reached.client("sts", keys).get_caller_identity()
    first = moment(reached, 0)
    clock.move(14 * 60)
    reached.client("s3", keys, "eu-west-1").list_buckets()
    row = report(reached, iam)["kira"]
    assert row["access_key_1_last_used_service"] == "sts"
    assert abs(datetime.fromisoformat(row["access_key_1_last_used_date"]) - first) < timedelta(seconds=10)
    assert iam.get_access_key_last_used(AccessKeyId=keys[0])["AccessKeyLastUsed"]["ServiceName"] == "s3"
    clock.move(4 * HOUR)
    reached.client("s3", keys, "eu-west-1").list_buckets()
    assert report(reached, iam)["kira"]["access_key_1_last_used_service"] == "s3"


def test_a_clock_that_is_set_back_does_not_keep_a_report_in_progress(reached: Reached, iam: Any) -> None:
    report(reached, iam)
    reached.sandbox.clock.move(-HOUR)
    assert iam.generate_credential_report()["State"] == "COMPLETE"
    assert iam.get_credential_report()["Content"]


def test_each_account_has_its_own_report_and_whoever_may_not_gets_none(reached: Reached, iam: Any) -> None:
    report(reached, iam)
    root = reached.client("iam", reached.profile("staging-root"))
    assert refused(root.get_credential_report)[1] == "ReportNotPresent"
    kira = reached.client("iam", reached.profile("kira"))
    assert refused(kira.generate_credential_report)[:2] == (403, "AccessDenied")
    assert refused(kira.get_credential_report)[:2] == (403, "AccessDenied")
