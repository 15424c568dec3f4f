"""The calls for IAM's credential report, and what stands in it: a line of CSV per user, and one for the root user.

A report shows the account as it was when it was started; it is ready a second and a half later, by the sandbox's
clock. Asking again within four hours starts no new one. This module refuses to say anything about credentials that
AWS leaves out of its report too: keys of single services, for one.

Sources: 'Generate credential reports for your AWS account' (IAM user guide); IAM API reference and botocore's service
model iam 2010-05-08 (read 2026-11-26).
"""

from __future__ import annotations

import base64
import csv
import io
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from moto.iam.models import iam_backends

from aws_sandbox.endpoints.iam.root_calls import opened
from aws_sandbox.key_material import moment
from aws_sandbox.protocol.errors import Refusal
from aws_sandbox.protocol.xml_answer import date, elements, given
from aws_sandbox.services.iam.credential_reports import Report

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moto.iam.models import AccessKey, User

    from aws_sandbox.access.guard import Admitted
    from aws_sandbox.access.principals import Keys
    from aws_sandbox.endpoints.operations import Operations
    from aws_sandbox.state import State

ROOT = "<root_account>"
_KEY_COLUMNS = ("active", "last_rotated", "last_used_date", "last_used_region", "last_used_service")
COLUMNS = (
    "user",
    "arn",
    "user_creation_time",
    "password_enabled",
    "password_last_used",
    "password_last_changed",
    "password_next_rotation",
    "mfa_active",
    *(f"access_key_{number}_{column}" for number in (1, 2) for column in _KEY_COLUMNS),
    *(f"cert_{number}_{column}" for number in (1, 2) for column in ("active", "last_rotated")),
)
# There is no such thing; AWS kept no note of it; it is none of the root user's columns.
_NONE, _UNKNOWN, _NOT_ROOTS = "N/A", "no_information", "not_supported"
_NO_KEY = ("false", _NONE, _NONE, _NONE, _NONE)
_NO_CERTIFICATE = ("false", _NONE)


def _generate(sandbox: State, admitted: Admitted) -> str:
    account_id, now = admitted.principal.account_id, sandbox.clock.now()
    report = sandbox.credential_reports.find(account_id)
    if report is not None and not report.is_ready(now):
        return elements({"State": "INPROGRESS"})
    if report is not None and report.is_fresh(now):
        return elements({"State": "COMPLETE"})
    sandbox.credential_reports.start(account_id, Report(now, content(sandbox, account_id)))
    told = "No report exists. Starting a new report generation task"
    return elements({"State": "STARTED", **given(Description=told if report is None else "")})


def _get(sandbox: State, admitted: Admitted) -> str:
    now = sandbox.clock.now()
    report = sandbox.credential_reports.find(admitted.principal.account_id)
    if report is None:
        raise _refusal("ReportNotPresent", 410, "No report exists for this account.")
    if not report.is_ready(now):
        raise _refusal("ReportInProgress", 404, "The report is still being generated.")
    if not report.is_fresh(now):
        raise _refusal("ReportExpired", 410, "The most recent report has expired: generate a new one.")
    return elements(
        {
            "Content": base64.b64encode(report.content).decode(),
            "ReportFormat": "text/csv",
            "GeneratedTime": date(report.started),
        }
    )


OPERATIONS: Operations = {
    "GenerateCredentialReport": _generate,
    "GetCredentialReport": _get,
}


def content(sandbox: State, account_id: str) -> bytes:
    """Return the report as it would be now: CSV, the root user first, then the users by name."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerow(_root_row(sandbox, account_id))
    iam = iam_backends[account_id]["aws"]
    policy: Any = iam.account_password_policy
    longest = None if policy is None or not policy.expire_passwords else int(policy.max_password_age)
    for user in sorted(iam.users.values(), key=lambda user: str(user.name)):
        writer.writerow(_user_row(sandbox.keys, user, longest))
    return text.getvalue().encode()


def _root_row(sandbox: State, account_id: str) -> Iterator[str]:
    user = sandbox.roots.of(account_id)
    used = None if user.password_used is None else moment(user.password_used)
    yield ROOT
    yield f"arn:aws:iam::{account_id}:root"
    yield _date(moment(opened(account_id)))
    yield _flag(user.has_password)
    yield _date(used, _UNKNOWN)
    yield from (_NOT_ROOTS, _NOT_ROOTS, "false")
    yield from _keys(sandbox.keys, list(user.keys.values()))
    yield from (*_NO_CERTIFICATE, *_NO_CERTIFICATE)


def _user_row(keys: Keys, user: User, longest_password: int | None) -> Iterator[str]:
    yield user.name
    yield user.arn
    yield _date(user.create_date)
    if user.password:
        # moto does not note when a password was set; it is as old as the user.
        rotation = user.create_date + timedelta(days=longest_password) if longest_password else None
        yield from (
            "true",
            _date(user.password_last_used, _UNKNOWN),
            _date(user.create_date),
            _date(rotation),
        )
    else:
        yield from ("false", _NONE, _NONE, _NONE)
    yield _flag(bool(user.mfa_devices))
    yield from _keys(keys, user.access_keys)
    certificates = list(user.signing_certificates.values())[:2]
    for certificate in certificates:
        yield from (_flag(certificate.status == "Active"), _date(certificate.upload_date))
    yield from _NO_CERTIFICATE * (2 - len(certificates))


def _keys(keys: Keys, held: list[AccessKey]) -> Iterator[str]:
    for key in held[:2]:
        yield _flag(key.status == "Active")
        yield _date(key.create_date)
        used = keys.reported_use(key)
        yield from (_NONE,) * 3 if used is None else (_date(used.timestamp), used.region, used.service)
    yield from _NO_KEY * (2 - len(held))


def _flag(value: bool) -> str:
    return str(value).lower()


def _date(value: datetime | None, otherwise: str = _NONE) -> str:
    """Return a date of moto's, which is in UTC without saying so, as the report writes it."""
    return otherwise if value is None else value.replace(tzinfo=UTC).isoformat(timespec="seconds")


def _refusal(code: str, status: int, message: str) -> Refusal:
    return Refusal(code=code, status=status, message=message)
