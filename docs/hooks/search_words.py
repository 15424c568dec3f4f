"""How much the search lets a page count, and the words by which people look for it that its title does not hold.

The theme's search counts `tags` before titles and titles before text, and shows them beside a hit.
"""

from __future__ import annotations

from typing import Any

from places import DECISION_TABLE, ERRORS
from refusal_pages import REFUSALS

# How much more a hit counts on an error's page, and how much less on the page that holds a row for every refusal.
ERROR, LIST = 3, 0.5

# In the form in which they are typed: the search knows the beginnings of words, and no stems.
WORDS: dict[str, tuple[str, ...]] = {
    "notebooks/10-workforce-identity.ipynb": (
        "aws sso login",
        "IAM Identity Center",
        "device code",
        "start URL",
        "permission set",
        "save credentials",
    ),
    "notebooks/20-console-credentials.ipynb": ("aws login", "credential_process", "save credentials"),
    "notebooks/30-iam-short-term.ipynb": (
        "assume a role",
        "external ID",
        "MFA",
        "session token",
        "role chaining",
        "GitHub Actions, OIDC",
    ),
    "notebooks/40-iam-long-term.ipynb": ("access key", "rotate a key", "rotation", "leaked key"),
    "notebooks/50-root-credentials.ipynb": ("root access key", "root user"),
    "notebooks/60-which-credentials-win.ipynb": ("which credentials", "credential chain"),
    "which-credentials.md": (
        "which credentials does boto3 use",
        "NoCredentialsError",
        "Unable to locate credentials",
        "Could not load credentials from any providers",
        "credential provider chain",
        "precedence",
    ),
    "sandbox.md": ("trainers", "faults", "passwords", "alice, bob and carol"),
    "safety.md": ("safe", "secrets", "backup", "undo"),
    DECISION_TABLE: ("which row",),
}


def search_settings(page: str) -> dict[str, Any]:
    """What the search is told of a page ('errors/wrong-region.md')."""
    told: dict[str, Any] = {"tags": list(WORDS[page])} if page in WORDS else {}
    if page == REFUSALS:
        told["search"] = {"boost": LIST}
    elif page.startswith("errors/") and page != ERRORS:
        told["search"] = {"boost": ERROR}
    return told
