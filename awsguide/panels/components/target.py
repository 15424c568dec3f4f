"""Which AWS a panel talks to, in words, and why no panel works in a kernel that has none."""

from __future__ import annotations

from awsguide.adapters import surroundings
from awsguide.adapters.browser import in_page
from awsguide.core.errors import GuideError
from awsguide.explanations import explain
from awsguide.panels import autopilot
from awsguide.panels.components import still


def refusal() -> GuideError | None:
    """Why no panel works in this kernel, or None: it is not one of ours, its AWS is not there, or a robot may not."""
    target = surroundings.target()
    if target == "unknown":
        return explain("not-our-kernel")
    if target == "aws" and in_page.IN_BROWSER:
        return explain("own-aws-in-a-page")
    if problem := surroundings.environment("AWSGUIDE_TARGET_PROBLEM"):
        return explain(
            "sandbox-did-not-start" if target == "sandbox" else "own-aws-out-of-reach", detail=problem
        )
    if surroundings.sandbox_is_gone():
        return explain("sandbox-gone")
    try:
        autopilot.engaged()
    except GuideError as error:
        return error
    return None


def target_words(account_id: str = "") -> str:
    """What a panel calls its target: 'SANDBOX', or 'YOUR AWS 1234-5678-9012' once the account is known."""
    words = "SANDBOX" if surroundings.target() == "sandbox" else "YOUR AWS"
    return f"{words} {still.account(account_id)}" if account_id and words == "YOUR AWS" else words
