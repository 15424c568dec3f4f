"""What people type into the site's search, asked of the worker and the index that the site ships."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from awsguide.launch import programs

if TYPE_CHECKING:
    from tests.docs.built_site import Site

ASK = Path(__file__).with_name("search.mjs")

# What people type, and the page that is to be first or second.
FOUND = {
    "assume role external id": "notebooks/30-iam-short-term",
    "ExpiredToken": "errors/credentials-expired",
    "rotate access key": "notebooks/40-iam-long-term",
    "sso login": "notebooks/10-workforce-identity",
    "aws sso login": "notebooks/10-workforce-identity",
    "device code": "notebooks/10-workforce-identity",
    "aws login": "notebooks/20-console-credentials",
    "root access key": "notebooks/50-root-credentials",
    "root access keys delete": "notebooks/50-root-credentials",
    "which credentials does boto3 use": "which-credentials",
    "NoCredentialsError": "errors/no-credentials-found",
    "Unable to locate credentials": "errors/no-credentials-found",
    "Could not load credentials from any providers": "errors/no-credentials-found",
    "Error loading SSO Token": "errors/sso-token-missing",
    "wrong region": "errors/wrong-region",
    "AccessDenied": "errors/access-denied",
    "is not authorized to perform": "errors/access-denied",
    "SignatureDoesNotMatch": "errors/credentials-unknown",
    "The security token included in the request is invalid": "errors/credentials-unknown",
    "The security token included in the request is expired": "errors/credentials-expired",
    "sandbox faults": "sandbox",
    "which row": "decision-table",
    "assume role mfa": "notebooks/30-iam-short-term",
    "JupyterHub": "hub",
    "Binder": "where-it-runs",
    "proxy certificate": "errors/network-tls",
    "certificate verify failed": "errors/network-tls",
    "teaching a class": "teaching",
    "rename profile": "errors/profile-taken",
    "profile already exists": "errors/profile-taken",
    "leaked key": "notebooks/40-iam-long-term",
    "access key": "notebooks/40-iam-long-term",
    "GitHub Actions": "notebooks/30-iam-short-term",
    "credential_process": "notebooks/20-console-credentials",
    "is it safe": "safety",
    "undo": "safety",
    "clock skew": "errors/clock-skew",
    "Token has expired and refresh failed": "errors/session-ended",
    "The SSO session associated with this profile has expired": "errors/session-ended",
    "ProfileNotFound": "errors/profile-unknown",
    "throttling": "errors/too-many-requests",
    "session tags": "notebooks/30-iam-short-term",
    "real AWS account": "your-aws",
    "uninstall clean up": "notebooks/90-clean-up",
    "privilege escalation": "notebooks/70-locked-out-broken-in",
    "permission set": "notebooks/10-workforce-identity",
}


@pytest.fixture(scope="module")
def found(site: Site) -> dict[str, list[str]]:
    """The pages that the search shows for each query, best first."""
    node = programs.NODE.find()
    if node is None:
        pytest.skip("the search is not asked: install Node.js")
    done = subprocess.run(
        [node, str(ASK), str(site.folder)],
        input=json.dumps(list(FOUND)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return dict(zip(FOUND, json.loads(done.stdout), strict=True))


@pytest.mark.parametrize("query", FOUND)
def test_the_page_that_people_look_for_is_first_or_second(found: dict[str, list[str]], query: str) -> None:
    assert f"{FOUND[query]}/" in found[query][:2]
