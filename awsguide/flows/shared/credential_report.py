"""The account's credential report: made, fetched and read. Every user and the root user, with a key or without.

AWS makes a new report at most every four hours; until then it hands out the old one, so the report says when it was
made. It has no access key ids. The flow waits at most a minute for a report; the reader of its CSV is pure.
Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html, 2026-11-26.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from awsguide.core.access_keys import AccessKey, LastUse
from awsguide.core.errors import AwsError, NoAnswer
from awsguide.core.model import Credentials
from awsguide.core.steps import Call, Flow, Wait
from awsguide.explanations import explain
from awsguide.flows.shared.answers import DENIED, translated

FRESH_SECONDS = 4 * 3600
# How often, and how many times, a report that is being made is asked for.
PAUSE = 2.0
TIMES = 30
NEEDED = (
    "user", "arn", "user_creation_time", "mfa_active",
    "access_key_1_active", "access_key_1_last_rotated", "access_key_1_last_used_date",
    "access_key_2_active", "access_key_2_last_rotated", "access_key_2_last_used_date",
)  # fmt: skip
NOT_READY = ("ReportInProgress", "ReportNotPresent", "ReportExpired")


@dataclass(frozen=True)
class ReportRow:
    """One user of the report, `ROOT` for the root user: `mfa` None and `password` None where AWS does not say."""

    user: str
    arn: str
    created: float | None
    mfa: bool | None
    password: bool | None
    password_last_used: float | None
    keys: tuple[AccessKey, ...]


@dataclass(frozen=True)
class Report:
    """The report as it was at `made`; `missing` says in sentences what was not allowed."""

    rows: tuple[ReportRow, ...]
    made: float
    missing: tuple[str, ...] = ()


def parsed(text: str) -> tuple[ReportRow, ...]:
    """The rows of the report's CSV in its order; columns that are new since today are passed over.

    Raises `CouldNotTry` ('report-unreadable') for a text that is no credential report.
    """
    reader = csv.DictReader(io.StringIO(text, newline=""))
    lacking = [name for name in NEEDED if name not in (reader.fieldnames or ())]
    if lacking:
        raise explain("report-unreadable", detail=f"the column {lacking[0]} is missing")
    try:
        return tuple(_row(line) for line in reader)
    except (AttributeError, ValueError):
        # A cut line has None where a text belongs.
        raise explain("report-unreadable", detail=f"line {reader.line_num} cannot be read") from None


def _row(line: Mapping[str, str]) -> ReportRow:
    mfa = _truth(line["mfa_active"])
    keys = tuple(key for slot in ("1", "2") if (key := _key(line, slot, mfa)) is not None)
    return ReportRow(
        line["user"],
        line["arn"],
        _moment(line["user_creation_time"]),
        mfa,
        _truth(line.get("password_enabled", "")),
        _moment(line.get("password_last_used", "N/A")),
        keys,
    )


def _key(line: Mapping[str, str], slot: str, mfa: bool | None) -> AccessKey | None:
    column = f"access_key_{slot}_"
    active, created = _truth(line[column + "active"]), _moment(line[column + "last_rotated"])
    # An empty slot and a key that was made inactive are both 'false'; only the key has a date.
    if not active and created is None:
        return None
    used = _moment(line[column + "last_used_date"])
    region, service = line.get(column + "last_used_region", ""), line.get(column + "last_used_service", "")
    use = LastUse(used, _told(region), _told(service)) if used is not None else LastUse(None)
    return AccessKey(line["user"], "", "Active" if active else "Inactive", created, use, mfa)


def _told(text: str) -> str:
    return "" if text in ("N/A", "no_information", "not_supported") else text


def _truth(text: str) -> bool | None:
    return {"true": True, "false": False}.get(text.lower())


def _moment(text: str) -> float | None:
    told = _told(text)
    return datetime.fromisoformat(told).timestamp() if told else None


def credential_report(credentials: Credentials, region: str) -> Flow[Report]:
    """The newest report that AWS has or will make now; the one of up to four hours ago counts as new for AWS.

    Whoever may fetch a report but not have one made gets the old one, and a sentence about it. Raises `Refused`
    ('access-denied') without permission, `Unreachable` ('report-slow') after a minute.
    """
    missing: tuple[str, ...] = ()
    for _ in range(TIMES):
        try:
            state = (yield _made(credentials, region))["State"]
        except AwsError as error:
            if error.code not in DENIED:
                raise translated(error) from error
            missing = ("A new report could not be asked for (iam:GenerateCredentialReport is not allowed).",)
            state = "COMPLETE"
        except NoAnswer as error:
            raise translated(error) from error
        if state == "COMPLETE":
            reply = yield from _fetched(credentials, region, may_make=not missing)
            if reply is not None:
                text = reply["Content"].decode("utf-8")
                return Report(parsed(text), reply["GeneratedTime"].timestamp(), missing)
        yield Wait(PAUSE)
    raise explain("report-slow")


def _made(credentials: Credentials, region: str) -> Call:
    return Call(
        "iam",
        "GenerateCredentialReport",
        region=region,
        credentials=credentials,
        expected=DENIED,
        why="have AWS make the account's credential report",
    )


def _fetched(credentials: Credentials, region: str, *, may_make: bool) -> Flow[Mapping[str, Any] | None]:
    """AWS's reply, or None for a report that is not ready and will be."""
    call = Call(
        "iam",
        "GetCredentialReport",
        region=region,
        credentials=credentials,
        expected=(*NOT_READY, *DENIED),
        why="fetch the report: every user and key in one answer",
    )
    try:
        return (yield call)  # type: ignore[no-any-return]
    except AwsError as error:
        if error.code in NOT_READY and may_make:
            return None
        if error.code in NOT_READY:
            raise explain("report-missing") from error
        raise translated(error) from error
    except NoAnswer as error:
        raise translated(error) from error
