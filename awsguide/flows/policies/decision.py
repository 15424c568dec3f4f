"""The sandbox's own reasons for a yes or no, which it sends beside an answer, as statements that are marked.

`adapters/aws` hands them on for the sandbox alone; AWS sends nothing of the kind, and what claims to be so on the
reader's own AWS is never read. The shape is told in docs/sandbox.md, 'Why it said yes or no'.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from awsguide.flows.policies.readings import FROM_SANDBOX, MATCHED, NOT_MATCHED, Explained, Reading

# Where a reply carries it; AWS has no member of that name.
MEMBER = "x-awsguide-decision"


def read(value: str) -> Explained | None:
    """What the sandbox decided and why; None for what is not of the shape that is known here."""
    try:
        found = json.loads(base64.urlsafe_b64decode(value))
        checks = found["checks"]
        deciding = next((check for check in checks if check["decision"] != "allowed"), checks[0])
        return Explained(
            deciding["action"],
            deciding["resource"],
            "yes" if found["decision"] == "allowed" else "no",
            found["reason"],
            tuple(_reading(row) for row in deciding["statements"]),
            by_aws=True,
            also=tuple(f"{check['action']}: {check['reason']}" for check in checks if check is not deciding),
            left_out=("Some statements that did not match are left out here.",)
            if found.get("truncated")
            else (),
        )
    except (ValueError, KeyError, IndexError, TypeError):
        return None


def _reading(row: Mapping[str, Any]) -> Reading:
    owner = f"of {row['owner']}" if row["owner"] else ""
    # A role has one trust policy, which has no name of its own.
    name = "" if row["policy"] in row["kind"] else row["policy"]
    sid = f" ({row['sid']})" if row["sid"] else ""
    return Reading(
        row["kind"],
        " ".join(part for part in (name, owner) if part),
        f"statement {row['index'] + 1}{sid}",
        row["effect"],
        MATCHED if row["matched"] else NOT_MATCHED,
        row["why"],
        FROM_SANDBOX,
        index=row["index"],
        element=row["element"],
    )
