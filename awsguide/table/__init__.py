"""AWS's decision table as data - who, to do what, by which way, why - and `choose`, which returns a row and its reason.

This module decides; it does not ask, show or sign in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from awsguide.table.questions import NOT, QUESTIONS, deciding, given, next_question

READ = "2026-11-30"


@dataclass(frozen=True)
class By:
    """One way to get there: for the 'CLI', the 'SDKs' or the 'APIs', with AWS's page about it."""

    interface: str
    text: str
    link: str


@dataclass(frozen=True)
class Row:
    """One row of the table. `notebook` is its file name without ending.

    `title` is what people call it, the heading of its notebook too.
    `source` is the AWS page the row comes from and `read` the date it was read (UTC, ISO 8601).
    """

    name: str
    title: str
    who: str
    to: str
    by: tuple[By, ...]
    why: str
    notebook: str
    source: str
    recommended: bool = True
    read: str = READ


_DOCS = "https://docs.aws.amazon.com"
_GRANT = f"{_DOCS}/IAM/latest/UserGuide/security-creds-programmatic-access.html"

ROWS: tuple[Row, ...] = (
    Row(
        "workforce-identity",
        "Workforce identity",
        "Users managed in IAM Identity Center",
        "Use temporary credentials to sign programmatic requests to the AWS CLI, AWS SDKs, or AWS APIs.",
        (
            By(
                "CLI",
                "Configuring the AWS CLI to use IAM Identity Center",
                f"{_DOCS}/cli/latest/userguide/cli-configure-sso.html",
            ),
            By(
                "SDKs",
                "IAM Identity Center authentication for SDKs and tools",
                f"{_DOCS}/sdkref/latest/guide/access-sso.html",
            ),
            By(
                "APIs",
                "IAM Identity Center portal API",
                f"{_DOCS}/singlesignon/latest/PortalAPIReference/Welcome.html",
            ),
        ),
        "One person, one sign-in, many accounts: the credentials end by themselves, and access is taken away in one "
        "place when somebody leaves.",
        "10-workforce-identity",
        _GRANT,
    ),
    Row(
        "console-credentials",
        "Console credentials",
        "An IAM user, the root user or a federated person who can open the console",
        "Use console credentials as temporary credentials to sign programmatic requests to the AWS CLI, AWS SDKs, or "
        "AWS APIs.",
        (
            By(
                "CLI",
                "Signing in with console credentials (aws login)",
                f"{_DOCS}/cli/latest/userguide/cli-configure-sign-in.html",
            ),
            By(
                "SDKs",
                "Signing in with console credentials",
                f"{_DOCS}/sdkref/latest/guide/access-login.html",
            ),
        ),
        "One sign-in in the browser, no key to store: the credentials end after fifteen minutes and renew themselves "
        "for up to twelve hours.",
        "20-console-credentials",
        _GRANT,
    ),
    Row(
        "iam-short-term",
        "IAM, short-term",
        "An IAM user, a server, a pipeline, or anything else that already holds credentials",
        "Use temporary credentials to sign programmatic requests to the AWS CLI, AWS SDKs, or AWS APIs.",
        (
            By(
                "CLI",
                "Using an IAM role in the AWS CLI",
                f"{_DOCS}/cli/latest/userguide/cli-configure-role.html",
            ),
            By(
                "SDKs",
                "Using temporary credentials with AWS resources",
                f"{_DOCS}/IAM/latest/UserGuide/id_credentials_temp_use-resources.html",
            ),
            By("APIs", "AssumeRole", f"{_DOCS}/STS/latest/APIReference/API_AssumeRole.html"),
        ),
        "What you already hold is traded for a role's credentials that end within hours: whoever finds them tomorrow "
        "finds nothing.",
        "30-iam-short-term",
        _GRANT,
    ),
    Row(
        "iam-long-term",
        "IAM, long-term",
        "An IAM user",
        "Use long-term credentials to sign programmatic requests to the AWS CLI, AWS SDKs, or AWS APIs. AWS does not "
        "recommend this.",
        (
            By(
                "CLI",
                "Authenticating with IAM user credentials",
                f"{_DOCS}/cli/latest/userguide/cli-authentication-user.html",
            ),
            By(
                "SDKs",
                "Using long-term credentials",
                f"{_DOCS}/sdkref/latest/guide/access-iam-users.html",
            ),
            By(
                "APIs",
                "Managing access keys for IAM users",
                f"{_DOCS}/IAM/latest/UserGuide/id_credentials_access-keys.html",
            ),
        ),
        "An access key works until somebody deletes it, from anywhere, for anyone who has it. It is the row for tools "
        "that accept nothing else.",
        "40-iam-long-term",
        _GRANT,
        recommended=False,
    ),
    Row(
        "root-credentials",
        "Root credentials",
        "The root user: the e-mail address the account was made with",
        "Find out whether root access keys exist, and retire them.",
        (
            By(
                "APIs",
                "AWS account root user: tasks and risks",
                f"{_DOCS}/IAM/latest/UserGuide/id_root-user.html",
            ),
        ),
        "Root can do everything and cannot be limited by a policy, so its keys belong in no program. It is what "
        "a new account holds; its keys should be gone before anything else is set up.",
        "50-root-credentials",
        f"{_DOCS}/IAM/latest/UserGuide/root-user-best-practices.html",
        recommended=False,
    ),
)

BY_NAME = {row.name: row for row in ROWS}


@dataclass(frozen=True)
class AwsRow:
    """One row of AWS's own table: `who` and `to` in AWS's words, AWS's `mark`, and the `row` of this guide for it."""

    who: str
    to: str
    mark: str
    row: str


# AWS's table as its page has it: its rows, in its order, with its marks. Source: _GRANT, read on READ.
AWS_ROWS: tuple[AwsRow, ...] = (
    AwsRow(
        "IAM",
        "Use console credentials as temporary credentials to sign programmatic requests to the AWS CLI, AWS SDKs, or "
        "AWS APIs.",
        "(Recommended)",
        "console-credentials",
    ),
    AwsRow(
        "Workforce identity (Users managed in IAM Identity Center)",
        "Use temporary credentials to sign programmatic requests to the AWS CLI, AWS SDKs, or AWS APIs.",
        "",
        "workforce-identity",
    ),
    AwsRow(
        "IAM",
        "Use temporary credentials to sign programmatic requests to the AWS CLI, AWS SDKs, or AWS APIs.",
        "",
        "iam-short-term",
    ),
    AwsRow(
        "IAM",
        "Use long-term credentials to sign programmatic requests to the AWS CLI, AWS SDKs, or AWS APIs.",
        "(Not recommended)",
        "iam-long-term",
    ),
)

# Where this guide differs from that table, and why.
DIFFERENCES: tuple[str, ...] = (
    "Workforce identity comes before console credentials here: a company that has a directory in IAM Identity Center "
    "gives each person one sign-in for all accounts, and takes access away in one place. AWS marks console credentials "
    "as recommended, for IAM users and the root user.",
    "AWS's third row is called 'IAM, short-term' here, as on AWS's older pages, because all rows but the last two give "
    "temporary credentials.",
    "The root user has a row of its own. AWS's page has none, but root keys are what many accounts still hold, and the "
    "question about them comes first.",
)


@dataclass(frozen=True)
class Choice:
    """The row the answers lead to, why, and for each other row (by name) why it is not that one."""

    row: Row
    reason: str
    not_these: Mapping[str, str]


def choose(answers: Mapping[str, str]) -> Choice:
    """The row for these answers ({'who': 'workforce'}), its reason, and why the others are not it.

    Raises `ValueError` for an answer that no question offers, and while an answer that decides is missing.
    """
    offered = {question.name: question.answers for question in QUESTIONS}
    for name, answer in answers.items():
        if answer not in offered.get(name, {}):
            raise ValueError(f"no question {name!r} offers the answer {answer!r}")
    rule = deciding(answers)
    if rule is None:
        question = next_question(answers)
        raise ValueError(f"not enough answers to decide; next: {question.text if question else 'none'}")
    not_these = {
        row.name: next(
            other.reason for other in NOT if other.row == row.name and given(other.answers, answers)
        )
        for row in ROWS
        if row.name != rule.row
    }
    return Choice(BY_NAME[rule.row], rule.reason, not_these)
