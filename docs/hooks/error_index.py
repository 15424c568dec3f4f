"""The index of errors: by what was printed, by AWS's code, and by where it happened.

Every row comes from data, so a new error appears by itself. With scripts a box narrows the lists (`filter.js`).
"""

from __future__ import annotations

from types import ModuleType

from words import plain

from awsguide import explanations
from awsguide.core import errors
from awsguide.explanations import BY_CODE, Explanation
from awsguide.flows.diagnosis.signs import SIGNS
from awsguide.flows.shared.answers import CIRCUMSTANCES, MEANINGS

# Where people are when it happens, for each subject of `awsguide/explanations/`; another is called as its module is.
SUBJECTS = {
    "workforce": "Signing in through a start page",
    "console": "Signing in with the console (`aws login`)",
    "short_term_input": "Before a role is asked for",
    "short_term": "Assuming a role",
    "session_token": "MFA codes and session tokens",
    "web_identity": "Tokens of a pipeline or another issuer",
    "federation": "Links that open the console",
    "role_profiles": "Profiles that use a role",
    "long_term": "Access keys",
    "root": "The root user",
    "rotation": "Rotating an access key",
    "files": "Reading and writing `~/.aws`",
    "this_machine": "Kernel, sandbox and programs on this machine",
    "lessons": "Exercises and levels",
    "answers": "AWS says no",
    "clients": "Before AWS is asked: no credentials, no profile",
    "network": "No answer: network, proxy, certificate",
}


def error_index() -> str:
    """The three lists, then the tree of sorts for those who write code."""
    parts = [
        "# Errors",
        "Every error says what happened, why, and what to do next: on the card in a panel, in the exception of a "
        "cell, and on its page here.",
        '<div data-filter="Find an error: paste a code or some words"></div>',
        "## By what was printed",
        "What AWS, the AWS CLI and the SDKs print. The page of an error has it letter for letter.",
        table(("What you see", "What it means", "From"), printed_rows()),
        "## By AWS's code",
        "One code can mean several things; the operation or the moment decides.",
        table(("Code", "Operation", "When", "What it means"), code_rows()),
        "## By where it happened",
        *where_it_happened(),
        "## In code",
        "Each is a `GuideError` with the code that its page is named after, and of one of these sorts:",
        f"```text\n{tree()}\n```",
        '<script src="../javascripts/filter.js" defer></script>',
    ]
    return "\n\n".join(parts) + "\n"


def table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A Markdown table."""
    lines = [heads, ("---",) * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '&#124;') for cell in line)} |" for line in lines)


def printed_rows() -> list[tuple[str, ...]]:
    """Each sentence that programs print with the page it leads to, by the alphabet; signs and numbers last."""
    rows = dict.fromkeys((" … ".join(sign.words), sign.who, sign.explanation, sign.only_if) for sign in SIGNS)
    return [
        (plain(words), link(BY_CODE[code]) + (f", if {plain(only_if)}" if only_if else ""), plain(who))
        for words, who, code, only_if in sorted(rows, key=lambda row: (not row[0][0].isalpha(), row))
    ]


def code_rows() -> list[tuple[str, ...]]:
    """Each code of AWS's with when it leads to which page, by the alphabet."""
    rows = dict.fromkeys((one.code, one.operation, one.when, one.explanation) for one in MEANINGS)
    return [
        (
            f"`{code}`",
            f"`{operation}`" if operation else "any",
            CIRCUMSTANCES.get(when, "always"),
            link(BY_CODE[explanation]),
        )
        for code, operation, when, explanation in sorted(rows, key=lambda row: row[0].lower())
    ]


def where_it_happened() -> list[str]:
    """Every error by subject, as headings with lists."""
    parts = []
    for subject in explanations.SUBJECTS:
        name = subject.__name__.rpartition(".")[2]
        parts.append(f"### {SUBJECTS.get(name, name.replace('_', ' ').capitalize())}")
        parts.append("\n".join(f"- {link(row)} `{row.code}`" for row in rows_of(subject)))
    return parts


def rows_of(subject: ModuleType) -> tuple[Explanation, ...]:
    """The errors of one subject."""
    rows: tuple[Explanation, ...] = subject.ROWS
    return rows


def link(row: Explanation) -> str:
    """A link to an error's page by its title."""
    return f"[{plain(row.title)}]({row.code}.md)"


def tree() -> str:
    """The tree of errors as drawn at the top of their module."""
    drawn = [line[4:] for line in (errors.__doc__ or "").splitlines() if line.startswith("    ")]
    return "\n".join(drawn)
