"""A sandbox in this process, and this process inside it: for tests that use several profiles of one company."""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

import pytest

from awsguide.api.mfa_codes import USED_CODES
from tests.inside import Company, inside_a_sandbox


@dataclass
class Practice(Company):
    """The company of the lessons, with what its MFA devices show."""

    def device(self, user: str = "hana") -> str:
        """The serial number of somebody's MFA device."""
        return f"arn:aws:iam::{self.sandbox.company.accounts['sandbox-dev']}:mfa/{user}"

    def code(self, user: str = "hana") -> str:
        """What somebody's MFA device shows now, from the page that shows it; its time moves on to an unused code."""
        page = self._page()
        if re.search(rf"mfa/{user}[^/]*</code>[^(]*\(used", page):
            self.later(30)
            page = self._page()
        found = re.search(rf'data-device="{re.escape(self.device(user))}">(\d{{6}})<', page)
        assert found is not None
        return found.group(1)

    def later(self, seconds: float) -> None:
        """Let time pass for the MFA devices."""
        ahead = self.sandbox.authenticators.now() - time.time() + seconds
        self.sandbox.authenticators.now = lambda: time.time() + ahead

    def _page(self) -> str:
        browser = build_opener(ProxyHandler({}))
        text: str = browser.open(f"{self.endpoint}/authenticator", timeout=60).read().decode()
        return text


@contextmanager
def inside() -> Iterator[Practice]:
    """A sandbox, and this process's environment inside it."""
    with (
        tempfile.TemporaryDirectory() as home,
        pytest.MonkeyPatch.context() as patch,
        inside_a_sandbox(Path(home), patch) as company,
    ):
        # Another test's sandbox has the same device, which shows the same codes at the same time.
        USED_CODES.forget()
        yield Practice(company.sandbox, company.endpoint, company.home)
