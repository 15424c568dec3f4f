"""One company's network for a whole file of tests, and a person in it with a browser."""

from __future__ import annotations

import ssl
import urllib.request
from typing import TYPE_CHECKING

import pytest

from awsguide.api.mfa_codes import USED_CODES
from awsguide.core.model import BrowserPage, CodePage, DeviceCode
from tests.aws_sandbox.developer import DANA
from tests.aws_sandbox.reader import Page, Reader
from tests.own_aws.network import Faults, Network, company_network

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def _module_network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Network]:
    with (
        pytest.MonkeyPatch.context() as patch,
        company_network(tmp_path_factory.mktemp("own"), patch) as network,
    ):
        yield network


@pytest.fixture
def network(_module_network: Network) -> Iterator[Network]:
    """The file's network, with nothing wrong and nothing in its log."""
    USED_CODES.forget()
    _module_network.faults = Faults()
    _module_network.signposts.clear()
    _module_network.asked.clear()
    _module_network.visited.clear()
    yield _module_network
    _module_network.faults = Faults()


class Person:
    """Somebody in the company, whose browser goes through the same proxy; `code` is what a page gave to be pasted."""

    def __init__(self, network: Network, who: dict[str, str] = DANA, name: str = "alice") -> None:
        self.who, self.name, self.code = who, name, ""
        context = ssl.create_default_context(cafile=str(network.bundle))
        self.reader = Reader("")
        self.reader.go_through(
            urllib.request.ProxyHandler({"https": network.proxy}),
            urllib.request.HTTPSHandler(context=context),
        )

    def __call__(self, event: object) -> None:
        if isinstance(event, DeviceCode):
            page = self.reader.get(f"{event.link}?user_code={event.user_code}")
            self.allow(page)
        elif isinstance(event, BrowserPage) and "/v1/" not in event.address.reveal():
            back = self.allow(self.reader.get(event.address.reveal())).headers["location"]
            self.reader.get(back)
        elif isinstance(event, BrowserPage | CodePage):
            address = event.link if isinstance(event, CodePage) else event.address.reveal()
            page = self.reader.post(self.reader.get(address), **self.who, decision="allow")
            self.code = page.value("verification_code")
            if page.status == 303:
                self.reader.get(page.headers["location"])

    def allow(self, page: Page) -> Page:
        """Sign in, if the page asks for it, and press the button."""
        if page.title == "Sign in":
            page = self.reader.sign_in(page, self.name)
        return self.reader.post(page, decision="allow")


@pytest.fixture
def person(network: Network) -> Person:
    return Person(network)


@pytest.fixture
def home(network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder with nothing in it."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("USERPROFILE", str(folder))
    return folder
