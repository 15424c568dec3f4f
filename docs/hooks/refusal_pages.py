"""The page of what the sandbox refuses and allows, from the rows that its tests run."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from words import page_name, plain

from tests.aws_sandbox.refusals import (
    FEDERATED,
    PLACE,
    ROLE,
    SESSION_TOKEN,
    USER,
    WEB_IDENTITY,
    Case,
    Given,
    Section,
)
from tests.aws_sandbox.refusals.every import DIFFERENCES, SECTIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

REFUSALS = "refusals.md"
READ = "2026-11-26"

# The places of the rows as a reader sees them.
NAMES = {
    "account": "111122223333",
    "other": "444455556666",
    "user": "dana",
    "role": "Deployer",
    "name": "notes",
    "resource": "ARN of the resource",
    "serial": "arn:aws:iam::111122223333:mfa/dana",
    "code": "(a code it shows)",
    "used": "(a code that was used)",
    "token": "(the token)",
    "key": "(the id of the caller's key)",
}
CALLERS = {
    USER: "An IAM user",
    ROLE: "A session of a role",
    SESSION_TOKEN: "A session of an IAM user (GetSessionToken)",
    FEDERATED: "A federated user (GetFederationToken)",
    WEB_IDENTITY: "A session of a role, opened with a token of the sandbox's issuer",
}
# Of a longer text the middle is left out.
LONGEST = 400
# Each field of `Given` that holds statements, in words.
POLICIES = {
    "identity": "Identity-based policy",
    "group": "Policy of a group",
    "boundary": "Permissions boundary",
    "session": "Session policy",
    "organization": "Service control policy",
    "resource_control": "Resource control policy",
    "resource_policy": "Policy on the {resource}",
    "trust": "Trust policy of the role",
}
# The elements of a statement that are said, and the word before each.
ELEMENTS = {
    "Action": "",
    "NotAction": "all but ",
    "Resource": "on ",
    "NotResource": "on all but ",
    "Principal": "to ",
    "NotPrincipal": "to all but ",
}
TAGS = {
    "tags": "Tags of the caller",
    "session_tags": "Tags of the session",
    "resource_tags": "Tags of the {resource}",
}


def refusal_page() -> str:
    """Every section with its rows, and first where the sandbox knowingly differs from AWS."""
    differing = [case for section in SECTIONS for case in section.cases if case.differs]
    parts = [
        "# What the sandbox refuses",
        "The sandbox refuses what AWS refuses, with AWS's code, status and words. Each row below is run by the tests "
        "against a sandbox over HTTP with boto3, exactly as it stands; the names of accounts, people and things stand "
        "in for those of the run. What AWS does was taken from the pages named and from the service models of "
        f"botocore, read on {READ}; nothing was compared with AWS itself.",
    ]
    parts += [
        "## Where it differs from AWS",
        "\n".join(f"- {plain(sentence)}" for sentence in DIFFERENCES),
        "And in these rows:",
        "\n".join(f"- {plain(case.title)}: {plain(case.differs)}" for case in differing),
    ]
    parts += [section_part(section) for section in SECTIONS]
    return "\n\n".join(parts) + "\n"


def section_part(section: Section) -> str:
    """A section: what it is about, its source, and its rows as a table."""
    lines = ["| Case, what is there, and the call | Answer |", "| --- | --- |"]
    lines += [f"| {' | '.join(cells(case))} |" for case in section.cases]
    return "\n\n".join(
        [
            f"## {plain(section.title)}",
            f"{plain(section.about)} Source: [{plain(page_name(section.source))}]({section.source}).",
            "\n".join(lines),
        ]
    )


def cells(case: Case) -> tuple[str, str]:
    """The two cells of a row."""
    named = ", ".join(f"{name}={text(value)}" for name, value in case.parameters.items())
    call = code(f"{case.call}({named})")
    answer = f"**{case.status} {plain(case.code)}**<br>{plain(text(case.reason))}" if case.code else "allowed"
    return "<br>".join([f"**{plain(case.title)}**", *given(case.given), call]), answer


def statement(row: Mapping[str, Any]) -> str:
    """A statement of a policy in one line: 'Allow s3:GetObject on arn:... if StringEquals aws:username = dana'."""
    words = [str(row.get("Effect", ""))]
    for name, before in ELEMENTS.items():
        if name in row:
            words.append(f"{before}{listed(row[name])}")
    words += [
        f"if {operator} {key} = {listed(wanted)}"
        for operator, keys in row.get("Condition", {}).items()
        for key, wanted in keys.items()
    ]
    return text(" ".join(words))


def listed(value: Any) -> str:
    """One value, or several with commas; of a principal also its kind."""
    if isinstance(value, dict):
        return ", ".join(f"{kind} {listed(names)}" for kind, names in value.items())
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def given(there: Given) -> list[str]:
    """What is arranged, a line each."""
    what = there.resource or "resource"
    lines = [caller(there)]
    for name, words in POLICIES.items():
        statements = getattr(there, name)
        if statements:
            rows = "; ".join(code(statement(row)) for row in statements)
            lines.append(f"{plain(words.format(resource=what))}: {rows}")
        elif statements is not None and name != "identity":
            lines.append(f"{plain(words.format(resource=what))}, empty")
    for name, words in TAGS.items():
        tags: Mapping[str, str] = getattr(there, name)
        if tags:
            lines.append(f"{plain(words.format(resource=what))}: {code(text(dict(tags)))}")
    if there.opened:
        lines.append(f"The session was opened with {code(text(dict(there.opened)))}")
    for operation, parameters in there.before:
        told = f" with {code(text(dict(parameters)))}" if parameters else ""
        lines.append(f"An administrator has called {code(f'iam.{operation}')}{told}")
    if there.later:
        lines.append(f"{there.later:,} seconds pass before the call")
    if there.elsewhere:
        lines.append("The other side is in another account of the organization")
    return lines


def caller(there: Given) -> str:
    """Who makes the call."""
    if there.token is not None:
        asked = f", asked for with {code(text(dict(there.token)))}" if there.token else ""
        return f"No keys, and a token of the sandbox's issuer{asked}"
    if there.profile:
        return f"The key of the profile {code(there.profile)}"
    if not there.mfa:
        return CALLERS[there.caller]
    has = "which was shown for it" if there.caller == SESSION_TOKEN else "which has just been enabled"
    return f"{CALLERS[there.caller]} with an MFA device, {has}"


def text(value: Any) -> str:
    """A value as it stands in a request or policy."""
    words = filled(value if isinstance(value, str) else json.dumps(value))
    if len(words) <= LONGEST:
        return words
    return f"{words[:100]}...{words[-100:]} ({len(words):,} characters)"


def filled(words: str) -> str:
    """Text with readers' names in its places."""
    return PLACE.sub(lambda found: NAMES[found[1]], words)


def code(words: str) -> str:
    """Text as code within a cell of a table."""
    return f"<code>{plain(words).replace('|', '&#124;')}</code>"
