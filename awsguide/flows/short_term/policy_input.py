"""Session policies as they are typed, told before anything is sent: JSON whose mistakes are named by line, and ARNs.

It refuses to judge what a policy means. Source: 'Session policies', 'Grammar of the IAM JSON policy language' (IAM user
guide) and botocore's service model sts 2011-06-15, read 2026-11-26.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from awsguide.explanations import explain

LARGEST_POLICY = 2048
MOST_POLICIES = 10
_POLICY_ARN = re.compile(r"arn:(?P<partition>[\w-]+):iam::(?P<account>aws|\d{12}):policy/\S+", re.ASCII)
# What Python's reader says of JSON, in words for somebody who writes a policy.
_JSON_WORDS = {
    "Expecting ',' delimiter": "a comma or a closing bracket is missing before '{at}'",
    "Expecting ':' delimiter": "a colon is missing before '{at}'",
    "Expecting property name enclosed in double quotes": "a name in double quotes is missing before '{at}'",
    "Expecting value": "a value is missing before '{at}'",
    "Extra data": "something follows after the end of the policy",
    "Unterminated string starting at": "a string is not closed",
    "Invalid control character at": "a string is not closed on its line",
}


def check_policy(policy: str) -> None:
    """Raises `BadInput` for a session policy that is no JSON (the line is named), no policy, or too long."""
    if not policy:
        return
    if len(policy) > LARGEST_POLICY:
        raise explain("policy-shape", detail=f"it has {len(policy):,} characters")
    try:
        found = json.loads(policy)
    except json.JSONDecodeError as error:
        line, detail = json_trouble(policy, error)
        raise explain("policy-json", line=str(line), detail=detail) from None
    except RecursionError:
        raise explain("policy-shape", detail="it is nested too deeply") from None
    if not isinstance(found, dict) or "Statement" not in found:
        raise explain("policy-shape", detail="it has no 'Statement'")


def json_trouble(text: str, error: json.JSONDecodeError) -> tuple[int, str]:
    """The line (from 1) where JSON goes wrong, and what is wrong there; a comma too many is found where it stands."""
    before = text[: error.pos].rstrip()
    at = text[error.pos : error.pos + 1]
    # Newer Pythons point at the comma, older ones at what follows it.
    before = before + at if at == "," else before
    follows = text[error.pos + 1 :].lstrip()[:1] if at == "," else at
    if before.endswith(",") and follows in ("}", "]", ","):
        return before.count("\n") + 1, "there is a comma too many"
    if at in ("'", "\u201c", "\u201d", "\u201e"):
        return error.lineno, f'{at} stands where a straight double quote (") belongs'
    if not at:
        return error.lineno, "the text ends before everything is closed"
    said = _JSON_WORDS.get(error.msg, f"{error.msg[:1].lower()}{error.msg[1:]}")
    return error.lineno, said.format(at=at)


def check_policy_arns(arns: Sequence[str], account_id: str = "") -> None:
    """Raises `BadInput` for more than ten, or for an ARN of no policy that a role of `account_id` could use."""
    if len(arns) > MOST_POLICIES:
        raise explain("policy-arns-shape", detail=f"there are {len(arns)}, and ten are the most")
    for arn in arns:
        found = _POLICY_ARN.fullmatch(arn)
        if found is None:
            raise explain("policy-arns-shape", detail=f"'{arn}' is not the ARN of a policy")
        if account_id and found["account"] not in ("aws", account_id):
            raise explain("policy-arns-shape", detail=f"'{arn}' is in another account than the role")
