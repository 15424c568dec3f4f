"""The words by which people look for a page that its title does not hold, and how much less a long list counts.

The theme's search counts `tags` before titles and titles before text, and shows them beside a hit.
"""

from __future__ import annotations

from typing import Any

from places import DECISION_TABLE, ERRORS
from refusal_pages import REFUSALS

from awsguide.flows.shared.answers import MEANINGS

# How much more a hit counts on a page with words of its own, and how much less on one that lists everything.
CHOSEN, LIST = 1.5, 0.5

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
    "notebooks/70-locked-out-broken-in.ipynb": ("privilege escalation", "attack", "intruder"),
    "notebooks/80-why-does-it-not-work.ipynb": ("puzzles", "debug"),
    "notebooks/90-clean-up.ipynb": ("clean up", "uninstall"),
    "sandbox.md": ("trainers", "faults", "passwords", "alice, bob and carol"),
    "safety.md": ("safe", "secrets", "backup", "undo"),
    "teaching.md": ("teaching a class", "workshop", "course"),
    "hub.md": ("JupyterHub",),
    "where-it-runs.md": ("Binder", "SageMaker Studio", "Codespaces", "VS Code", "Colab", "SSH"),
    "your-aws.md": ("real AWS account", "real organization"),
    "glossary.md": ("meaning", "definition"),
    DECISION_TABLE: ("which row",),
    "errors/network-tls.md": ("proxy certificate",),
    "errors/profile-taken.md": ("rename profile",),
}

# What programs print about an error, where its page is the one to open; AWS's codes are added from what they mean.
PRINTED: dict[str, tuple[str, ...]] = {
    "access-denied": ("is not authorized to perform",),
    "clock-skew": ("Signature expired", "Signature not yet current"),
    "console-session-ended": ("Your session has expired", "reauthenticate using aws login"),
    "no-credentials-found": (
        "NoCredentialsError",
        "Unable to locate credentials",
        "Could not load credentials from any providers",
    ),
    "sso-token-missing": ("Error loading SSO Token", "Token does not exist"),
    "credentials-expired": ("The security token included in the request is expired",),
    "credentials-unknown": ("The security token included in the request is invalid",),
    "network-tls": ("certificate verify failed",),
    "profile-unknown": ("ProfileNotFound", "The config profile could not be found"),
    "session-ended": (
        "Token has expired and refresh failed",
        "The SSO session associated with this profile has expired or is otherwise invalid",
    ),
}


def printed(code: str) -> tuple[str, ...]:
    """What programs print where they mean this error: AWS's codes that lead nowhere else, then sentences."""
    codes = (
        one.code
        for one in MEANINGS
        if one.explanation == code and not (one.operation or one.when or one.words)
    )
    return tuple(dict.fromkeys((*codes, *PRINTED.get(code, ()))))


def search_settings(page: str) -> dict[str, Any]:
    """What the search is told of a page ('errors/wrong-region.md')."""
    words = WORDS.get(page, ())
    if page.startswith("errors/"):
        words += printed(page.removeprefix("errors/").removesuffix(".md"))
    told: dict[str, Any] = {"tags": list(words)} if words else {}
    if page in (REFUSALS, ERRORS):
        told["search"] = {"boost": LIST}
    elif page in WORDS:
        told["search"] = {"boost": CHOSEN}
    return told
