"""Rows about root users of member accounts, and who gets their keys."""

from __future__ import annotations

from typing import Any

from tests.aws_sandbox.refusals import ROLE, Case, Given, Section, allowed
from tests.aws_sandbox.refusals.assume_role import OWN_WORDS, REFERENCE, SESSION, no, unmet
from tests.aws_sandbox.refusals.policies import EVERYTHING

_AUDIT = {"arn": "arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials"}


def _assume_root(title: str, who: Given, status: int = 403, code: str = "AccessDenied", **row: Any) -> Case:
    """A row of AssumeRoot; of `row`, `reason` and `differs` are the case's, all else parameters of the call."""
    told = {name: row.pop(name, "") for name in ("reason", "differs")}
    parameters = {"TargetPrincipal": "{other}", "TaskPolicyArn": _AUDIT, **row}
    return Case(title, who, "sts.assume_root", parameters, status, code, **told)


_TRAINER = Given(profile="trainer")
ROOT = Section(
    "Root users of member accounts",
    "The management account and a delegated administrator for IAM get root sessions, for one task and fifteen minutes.",
    f"{REFERENCE}API_AssumeRoot.html",
    (
        allowed(
            "The management account, for a member's root user",
            _TRAINER,
            "sts.assume_root",
            TargetPrincipal="arn:aws:iam::{other}:root",
            TaskPolicyArn=_AUDIT,
        ),
        _assume_root(
            "An administrator of a member account",
            Given(caller=ROLE, identity=(EVERYTHING,)),
            reason=no(SESSION, "sts:AssumeRoot", "arn:aws:iam::{other}:root"),
        ),
        _assume_root(
            "A root user",
            Given(profile="staging-root"),
            TargetPrincipal="{account}",
            reason=no("arn:aws:iam::{other}:root", "sts:AssumeRoot", "arn:aws:iam::{account}:root"),
        ),
        _assume_root(
            "An account of another organization",
            _TRAINER,
            TargetPrincipal="123456789012",
            reason=no("...", "sts:AssumeRoot", "arn:aws:iam::123456789012:root"),
        ),
        _assume_root(
            "A user in place of an account",
            _TRAINER,
            400,
            "ValidationError",
            TargetPrincipal="arn:aws:iam::{other}:user/kira",
            reason="TargetPrincipal is neither an account ID nor the ARN of a root user.",
            differs=OWN_WORDS,
        ),
        _assume_root(
            "A policy that is none of the five tasks",
            _TRAINER,
            400,
            "ValidationError",
            TaskPolicyArn={"arn": "arn:aws:iam::aws:policy/AdministratorAccess"},
            reason="arn:aws:iam::aws:policy/AdministratorAccess is not a task policy that AssumeRoot accepts.",
            differs=OWN_WORDS,
        ),
        _assume_root(
            "More than fifteen minutes",
            _TRAINER,
            400,
            "ValidationError",
            DurationSeconds=901,
            reason=unmet("'901'", "durationSeconds", "have value less than or equal to 900"),
        ),
        Case(
            "The organization's features, asked for by a member",
            Given(identity=(EVERYTHING,)),
            "iam.list_organizations_features",
            status=400,
            code="AccountNotManagementOrDelegatedAdministratorException",
            reason="Your account is neither the organization's management account nor a delegated "
            "administrator for IAM.",
            differs=OWN_WORDS,
        ),
    ),
)
SECTIONS = (ROOT,)
