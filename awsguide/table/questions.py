"""The questions that lead to a row of the decision table, and the rules that say to which, and why not to another.

Data, and what follows from it; this module knows rows by their names alone, and asks nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Question:
    """One plain question; `answers` maps an answer's name to its words.

    It is asked of those alone who gave the answers in `when`.
    """

    name: str
    text: str
    answers: Mapping[str, str]
    when: Mapping[str, str] = field(default_factory=dict)


# In the order in which they are asked; on no way more than four.
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
        "runs",
        "Where will the code run?",
        {
            "person": "A person starts it, and can sign in first: on a laptop, in a notebook",
            "aws": "By itself, in AWS or in CI: Lambda, a container, an EC2 server, a pipeline",
            "elsewhere": "By itself, on a machine outside AWS",
        },
    ),
    Question(
        "tool",
        "Does the tool you will use accept credentials that end (a session token)?",
        {
            "yes": "Yes, or it is an AWS CLI or SDK (these all do)",
            "no": "No, it has two fields: an access key ID and a secret access key",
            "unsure": "I do not know",
        },
    ),
    Question(
        "needs",
        "Which of these is true for you? Take the first that is.",
        {
            "role": "I need a role: in another account, say, or because AWS wants an MFA code for what I call",
            "console": "I can open the AWS console in a browser",
            "neither": "Neither of these",
            "unsure": "I do not know",
        },
        {"runs": "person"},
    ),
    Question(
        "holds",
        "Does that machine hold anything yet that AWS would recognise?",
        {
            "trusted": "Yes: a certificate, a token of its own, or an access key that a role trusts",
            "nothing": "No, nothing",
            "unsure": "I do not know",
        },
        {"runs": "elsewhere"},
    ),
)


@dataclass(frozen=True)
class Rule:
    """What holds for everybody who gave these answers, about the row of this name."""

    answers: Mapping[str, str]
    row: str
    reason: str


# The first rule whose answers are all given wins. A tool that takes no session token is one of the few uses for which
# AWS still names long-term keys, whoever needs it:
# https://docs.aws.amazon.com/IAM/latest/UserGuide/gs-identities-iam-users.html, read 2026-11-26.
RULES: tuple[Rule, ...] = (
    Rule(
        {"who": "root"},
        "root-credentials",
        "You come in as the root user. Before any code: see whether root keys exist, retire them, and make an "
        "identity that can be limited.",
    ),
    Rule(
        {"runs": "aws"},
        "iam-short-term",
        "Nobody is there to sign in, and nobody has to: AWS gives Lambda, containers and servers the credentials of "
        "a role, and a pipeline trades its token for them.",
    ),
    Rule(
        {"who": "workforce", "runs": "person", "tool": "no"},
        "iam-long-term",
        "Your tool accepts nothing but an access key, and Identity Center hands out none. Ask for an IAM user made for "
        "this tool alone, with as few permissions as it needs; its key should be watched and rotated.",
    ),
    Rule(
        {"tool": "no"},
        "iam-long-term",
        "Your tool accepts nothing but an access key. Give it one of its own, with as few permissions as it needs, and "
        "keep it watched and rotated.",
    ),
    *(
        Rule({"who": who, "runs": "person", "tool": tool}, row, reason + also)
        for who, row, reason in (
            (
                "workforce",
                "workforce-identity",
                "Your company manages you in IAM Identity Center: one sign-in gives short-term credentials for every "
                "account you may use.",
            ),
            (
                "federated",
                "console-credentials",
                "You can open the console, so the same sign-in can give your code temporary credentials.",
            ),
            (
                "unsure",
                "workforce-identity",
                "With nothing set up yet, this is what AWS recommends for people: ask whoever runs AWS in your company "
                "for the start URL.",
            ),
        )
        for tool, also in (
            ("yes", ""),
            (
                "unsure",
                " Most tools take such credentials, from a profile or in three fields; try yours first.",
            ),
        )
    ),
    Rule(
        {"needs": "role"},
        "iam-short-term",
        "What you hold is traded for a role's credentials, in your account or another one, with an MFA code where "
        "one is asked for.",
    ),
    Rule(
        {"needs": "console"},
        "console-credentials",
        "You can open the console, so the same sign-in can give your code temporary credentials and no key has to be "
        "kept.",
    ),
    Rule(
        {"who": "iam", "needs": "unsure"},
        "console-credentials",
        "Try the console first: an IAM user with a password can open it, and the same sign-in gives your code "
        "temporary credentials.",
    ),
    Rule(
        {"who": "iam", "needs": "neither"},
        "iam-long-term",
        "An IAM user without console and without a role has only an access key to start from. Keep it rotated, and "
        "ask for a role that trusts you.",
    ),
    Rule(
        {"holds": "trusted"},
        "iam-short-term",
        "The machine already holds something a role trusts: trade it for credentials that end.",
    ),
    Rule(
        {"holds": "unsure"},
        "iam-short-term",
        "See first what a role can trust: a certificate, a token of the machine's own or a key. Most machines hold "
        "one of them.",
    ),
    Rule(
        {"holds": "nothing"},
        "iam-long-term",
        "A machine outside AWS that holds nothing a role trusts has only an access key to start from; use it to "
        "assume a role, and keep it rotated.",
    ),
)

# Why a row is not the one, by what was answered; the first that fits is shown, the last always fits.
NOT: tuple[Rule, ...] = (
    Rule({"who": "root"}, "workforce-identity", "Identity Center does not know the root user."),
    Rule({"who": "root"}, "console-credentials", "It would give your code root's unlimited power."),
    Rule({"who": "root"}, "iam-short-term", "The root user cannot assume roles."),
    *(
        Rule({"runs": place}, row, words)
        for place in ("aws", "elsewhere")
        for row, words in (
            ("workforce-identity", "It signs in a person, and nobody is there when the code runs."),
            ("console-credentials", "It needs a person with a browser."),
        )
    ),
    *(
        Rule({"tool": "no"}, row, "Your tool cannot take the session token that comes with it.")
        for row in ("workforce-identity", "console-credentials", "iam-short-term")
    ),
    Rule(
        {"who": "workforce"},
        "console-credentials",
        "It works too, but for one account at a time; for Identity Center users AWS points to their own sign-in.",
    ),
    Rule({"holds": "nothing"}, "iam-short-term", "There is nothing yet to trade for a role."),
    Rule(
        {"who": "workforce"},
        "iam-short-term",
        "Identity Center assumes the role for you, so there is no trust policy to write.",
    ),
    Rule(
        {"who": "unsure"},
        "workforce-identity",
        "You named no start page. If your company has one, it is the better way: ask whoever runs AWS there.",
    ),
    Rule({"needs": "role"}, "console-credentials", "It gives your code what you are, and not yet a role."),
    Rule(
        {"needs": "console"}, "iam-short-term", "It works too, once a role trusts you; this way needs none."
    ),
    Rule({"needs": "neither"}, "iam-short-term", "You know of no role that trusts you; ask for one."),
    Rule({}, "root-credentials", "You are not the root user, and need not be."),
    Rule({}, "workforce-identity", "Your company does not sign you in through Identity Center."),
    Rule({}, "console-credentials", "It needs a console sign-in in a browser."),
    Rule({}, "iam-short-term", "It starts from credentials that a role trusts."),
    Rule({}, "iam-long-term", "A key that never ends is the last resort, and another row does the job."),
)


def given(wanted: Mapping[str, str], answers: Mapping[str, str]) -> bool:
    """Whether `answers` hold every answer in `wanted`."""
    return all(answers.get(name) == answer for name, answer in wanted.items())


def next_question(answers: Mapping[str, str]) -> Question | None:
    """The next question to ask (at most four in all), or None when `choose` can decide."""
    if deciding(answers) is not None:
        return None
    return next(
        (each for each in QUESTIONS if each.name not in answers and given(each.when, answers)),
        None,
    )


def deciding(answers: Mapping[str, str]) -> Rule | None:
    """The first rule that these answers fulfil."""
    return next((rule for rule in RULES if given(rule.answers, answers)), None)
