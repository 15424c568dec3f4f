"""AWS's decision table as data - who, to do what, by which way, why - and `choose`, which returns a row and its reason.

This module decides; it does not ask, show or sign in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

READ = "2026-11-23"


@dataclass(frozen=True)
class By:
    """One way to get there: for the 'CLI', the 'SDKs' or the 'APIs', with AWS's page about it."""

    interface: str
    text: str
    link: str


@dataclass(frozen=True)
class Row:
    """One row of the table. `notebook` is its file name without ending; `ready` says whether it is written yet.

    `source` is the AWS page the row comes from and `read` the date it was read (UTC, ISO 8601).
    """

    name: str
    who: str
    to: str
    by: tuple[By, ...]
    why: str
    notebook: str
    source: str
    recommended: bool = True
    ready: bool = False
    read: str = READ


_DOCS = "https://docs.aws.amazon.com"
_GRANT = f"{_DOCS}/IAM/latest/UserGuide/security-creds-programmatic-access.html"

ROWS: tuple[Row, ...] = (
    Row(
        "root-credentials",
        "The root user (the e-mail address the account was made with)",
        "Find out whether root access keys exist, and retire them.",
        (
            By(
                "APIs",
                "AWS account root user: tasks and risks",
                f"{_DOCS}/IAM/latest/UserGuide/id_root-user.html",
            ),
        ),
        "Root can do everything and cannot be limited by a policy, so its keys belong in no program. They come first "
        "because they are what a new account holds, and what should be gone before anything else is set up.",
        "50-root-credentials",
        f"{_DOCS}/IAM/latest/UserGuide/root-user-best-practices.html",
        recommended=False,
        ready=True,
    ),
    Row(
        "console-credentials",
        "IAM (an IAM user, the root user or a federated person who can open the console)",
        "Use console credentials as temporary credentials to sign programmatic requests to the AWS CLI, AWS SDKs or "
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
        ready=True,
    ),
    Row(
        "workforce-identity",
        "Workforce identity (users managed in IAM Identity Center)",
        "Use short-term credentials to sign programmatic requests to the AWS CLI or AWS APIs (directly or by using "
        "the AWS SDKs).",
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
        ready=True,
    ),
    Row(
        "iam-short-term",
        "IAM (an IAM user, or anything that already holds credentials)",
        "Use short-term credentials to sign programmatic requests to the AWS CLI or AWS APIs (directly or by using "
        "the AWS SDKs).",
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
        ready=True,
    ),
    Row(
        "iam-long-term",
        "IAM (an IAM user)",
        "Use long-term credentials to sign programmatic requests to the AWS CLI or AWS APIs (directly or by using "
        "the AWS SDKs). AWS does not recommend this.",
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
        ready=True,
    ),
)

BY_NAME = {row.name: row for row in ROWS}


@dataclass(frozen=True)
class Question:
    """One plain question; `answers` maps an answer's name to its words."""

    name: str
    text: str
    answers: Mapping[str, str]


QUESTIONS: tuple[Question, ...] = (
    Question(
        "who",
        "How do you get into AWS today?",
        {
            "workforce": "Through my company's start page (an address that ends in /start, IAM Identity Center)",
            "iam": "With an IAM user: a user name in one account, with a password or an access key",
            "federated": "Through my company's own page, straight into the AWS console",
            "root": "With the e-mail address the AWS account was made with",
            "unsure": "I do not know, or not at all yet",
        },
    ),
    Question(
        "tool",
        "Does the tool you will use accept credentials that end (a session token)?",
        {
            "yes": "Yes, or it is an AWS CLI or SDK (these all do)",
            "no": "No, it has two fields: an access key id and a secret access key",
        },
    ),
    Question(
        "console",
        "Can you open the AWS console in a browser on the machine you work at?",
        {"yes": "Yes", "no": "No: the code runs by itself, or there is no browser"},
    ),
    Question(
        "holds",
        "What does the code already hold that AWS would recognise?",
        {
            "trusted": "A key, a server's role or a token from CI that a role trusts",
            "nothing": "Nothing yet",
        },
    ),
)


@dataclass(frozen=True)
class Choice:
    """The row the answers lead to, why, and for each other row (by name) why it is not that one."""

    row: Row
    reason: str
    not_these: Mapping[str, str]


@dataclass(frozen=True)
class _Rule:
    answers: Mapping[str, str]
    row: str
    reason: str


# The first rule whose answers are all given wins.
_RULES: tuple[_Rule, ...] = (
    _Rule(
        {"who": "workforce"},
        "workforce-identity",
        "Your company manages you in IAM Identity Center: one sign-in gives short-term credentials for every account "
        "you may use.",
    ),
    _Rule(
        {"who": "root"},
        "root-credentials",
        "You come in as the root user. Before any code: see whether root keys exist, retire them, and make an "
        "identity that can be limited.",
    ),
    _Rule(
        {"who": "federated"},
        "console-credentials",
        "You can open the console, so the same sign-in can give your code temporary credentials.",
    ),
    _Rule(
        {"tool": "no"},
        "iam-long-term",
        "Your tool accepts nothing but an access key. Then the key should at least be few, watched and rotated.",
    ),
    _Rule(
        {"console": "yes"},
        "console-credentials",
        "You can open the console, so the same sign-in can give your code temporary credentials and no key has to be "
        "kept.",
    ),
    _Rule(
        {"who": "unsure", "console": "no"},
        "workforce-identity",
        "With nothing set up yet, this is what AWS recommends for people: ask whoever runs AWS in your company for "
        "the start URL.",
    ),
    _Rule(
        {"holds": "trusted"},
        "iam-short-term",
        "The code already holds something a role trusts: trade it for credentials that end.",
    ),
    _Rule(
        {"holds": "nothing"},
        "iam-long-term",
        "An IAM user without console and without anything a role trusts has only an access key to start from; use it "
        "to assume a role, and keep it rotated.",
    ),
)

# Why a row is not the one, by what was answered; the first that fits is shown, the last always fits.
_NOT: tuple[_Rule, ...] = (
    _Rule({"who": "root"}, "workforce-identity", "Identity Center does not know the root user."),
    _Rule({"who": "workforce"}, "root-credentials", "You are not the root user, and need not be."),
    _Rule(
        {"who": "workforce"},
        "console-credentials",
        "It works too, but for one account at a time; for Identity Center users AWS points to their own sign-in.",
    ),
    _Rule(
        {"who": "workforce"},
        "iam-short-term",
        "Identity Center assumes the role for you, so there is no trust policy to write.",
    ),
    _Rule({"who": "root"}, "console-credentials", "It would give your code root's unlimited power."),
    _Rule({"who": "root"}, "iam-short-term", "The root user cannot assume roles."),
    _Rule({"tool": "no"}, "console-credentials", "Your tool cannot take the session token it needs."),
    _Rule({"tool": "no"}, "iam-short-term", "Your tool cannot take the session token it needs."),
    _Rule({"console": "no"}, "console-credentials", "It needs a person with a browser."),
    _Rule({"console": "yes"}, "iam-short-term", "It works too, once a role trusts you; this way needs none."),
    _Rule({"holds": "nothing"}, "iam-short-term", "There is nothing yet to trade for a role."),
    _Rule({}, "root-credentials", "You are not the root user, and need not be."),
    _Rule({}, "workforce-identity", "Your company does not sign you in through Identity Center."),
    _Rule({}, "console-credentials", "It needs a console sign-in in a browser."),
    _Rule({}, "iam-short-term", "It starts from credentials that a role trusts."),
    _Rule({}, "iam-long-term", "A key that never ends is the last resort, and another row does the job."),
)


def _fits(rule: _Rule, answers: Mapping[str, str]) -> bool:
    return all(answers.get(name) == answer for name, answer in rule.answers.items())


def next_question(answers: Mapping[str, str]) -> Question | None:
    """The next question to ask (at most four in all), or None when `choose` can decide."""
    if _rule(answers) is not None:
        return None
    return next((question for question in QUESTIONS if question.name not in answers), None)


def _rule(answers: Mapping[str, str]) -> _Rule | None:
    return next((rule for rule in _RULES if _fits(rule, answers)), None)


def choose(answers: Mapping[str, str]) -> Choice:
    """The row for these answers ({'who': 'workforce'}), its reason, and why the others are not it.

    Raises `ValueError` for an answer that no question offers, and while an answer that decides is missing.
    """
    offered = {question.name: question.answers for question in QUESTIONS}
    for name, answer in answers.items():
        if answer not in offered.get(name, {}):
            raise ValueError(f"no question {name!r} offers the answer {answer!r}")
    rule = _rule(answers)
    if rule is None:
        question = next_question(answers)
        raise ValueError(f"not enough answers to decide; next: {question.text if question else 'none'}")
    not_these = {
        row.name: next(other.reason for other in _NOT if other.row == row.name and _fits(other, answers))
        for row in ROWS
        if row.name != rule.row
    }
    return Choice(BY_NAME[rule.row], rule.reason, not_these)
