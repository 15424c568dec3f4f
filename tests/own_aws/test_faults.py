"""What is wrong with a network, told apart for every row: who is in the way, and what follows from that."""

from __future__ import annotations

import base64
import re
import socket
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

import awsguide
from awsguide.adapters.aws import clients, plain_requests
from awsguide.api import long_term, root
from awsguide.core.errors import GuideError, Unreachable
from awsguide.core.model import CodePage, Credentials
from awsguide.core.secret import Secret
from tests.own_aws.network import ISSUER
from tests.own_aws.test_hosts import CORP, OIDC, SIGN_IN, START_PAGE, STS, yes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.own_aws.network import Network

KEYS = Credentials("AKIAEXAMPLE00000HANA", Secret("the secret of nobody"))
ROLE = "arn:aws:iam::111122223333:role/Deployer"


def workforce() -> None:
    awsguide.sign_in(CORP, way="device-code", show=lambda _: None, ask=yes)


def console_row() -> None:
    """With a code that no browser has brought: what is asked first is the token."""
    shown: list[CodePage] = []

    def code() -> str:
        state = re.search(r"[?&]state=([^&]+)", shown[0].link)
        assert state
        return base64.b64encode(f"state={state[1]}&code=none".encode()).decode()

    awsguide.console_sign_in("us-east-1", way="cross-device", show=shown.append, paste=code)


# The first call of each row, and the host that it is made to.
ROWS: dict[str, tuple[Callable[[], object], str]] = {
    "workforce": (workforce, START_PAGE),
    "console": (console_row, SIGN_IN),
    "short_term": (lambda: awsguide.assume_role(ROLE, KEYS), STS),
    "long_term": (lambda: long_term.who_am_i(KEYS), STS),
    "root": (lambda: root.root_user(KEYS), STS),
}


def closed_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


class Wrong:
    """What can be wrong, by name: each leaves the network or the environment so."""

    def __init__(self, network: Network, patch: pytest.MonkeyPatch, folder: Path) -> None:
        self.network, self.patch, self.folder = network, patch, folder

    def certificate_missing(self) -> None:
        for name in ("AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE"):
            self.patch.delenv(name)

    def bundle_missing(self) -> None:
        self.patch.setenv("AWS_CA_BUNDLE", str(self.folder / "none.pem"))

    def bundle_empty(self) -> None:
        (self.folder / "empty.pem").touch()
        self.patch.setenv("AWS_CA_BUNDLE", str(self.folder / "empty.pem"))

    def handshake_reset(self) -> None:
        self.network.faults.resets = True

    def password_wanted(self) -> None:
        self.network.faults.password = "ann:p@ss"

    def password_wrong(self) -> None:
        self.password_wanted()
        self.patch.setenv("HTTPS_PROXY", self.network.proxy.replace("//", "//ann:other@"))

    def proxy_down(self) -> None:
        self.patch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{closed_port()}")

    def proxy_unknown(self) -> None:
        self.patch.setenv("HTTPS_PROXY", "http://proxy.invalid:3128")

    def address_forbidden(self) -> None:
        self.network.faults.refuses = 403

    def proxy_at_its_end(self) -> None:
        self.network.faults.refuses = 503

    def hotel_page(self) -> None:
        self.network.faults.page = (200, "text/html", "<html>Room number?</html>")

    def block_page(self) -> None:
        self.network.faults.page = (403, "text/html", "<html>AccessDenied</html>")

    def silent(self) -> None:
        self.network.faults.seconds = 1.2
        for module in (clients, plain_requests):
            self.patch.setattr(module, "CONNECT_SECONDS", 0.4)
        self.patch.setattr(clients, "ANSWER_SECONDS", 0.4)


TOLD = {
    "certificate_missing": ("network-tls", f"made by '{ISSUER}'"),
    "bundle_missing": ("network-tls-bundle", "none.pem"),
    "bundle_empty": ("network-tls-bundle", "empty.pem"),
    "handshake_reset": ("network-tls-cut-off", "A certificate would not help"),
    "password_wanted": ("network-proxy-password", "without a user and a password"),
    "password_wrong": ("network-proxy-password-wrong", "percent-encoded"),
    "proxy_down": ("network-proxy", "nothing answers at its address"),
    "proxy_unknown": ("network-proxy-name", "proxy.invalid"),
    "address_forbidden": ("network-proxy-refused", "status 403"),
    "proxy_at_its_end": ("network-proxy-refused", "status 503"),
    "hotel_page": ("network-other-page", "was not AWS"),
    "block_page": ("network-other-page", "was not AWS"),
    "silent": ("network-timeout", "in time"),
}


@pytest.mark.parametrize("wrong", TOLD)
@pytest.mark.parametrize("row", ROWS)
def test_who_is_in_the_way_is_told_with_the_host_that_was_asked(
    row: str, wrong: str, network: Network, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    getattr(Wrong(network, monkeypatch, home), wrong)()
    call, host = ROWS[row]
    if row == "workforce" and wrong in ("hotel_page", "block_page"):
        # A start page is a web page itself; the next call tells.
        host = OIDC
    code, words = TOLD[wrong]
    if row == "workforce" and wrong == "silent":
        # Two names were asked, and neither answered.
        code, words = "network-dead", "Two different names"
    with pytest.raises(Unreachable) as caught:
        call()
    assert caught.value.code == code, str(caught.value)
    assert words in str(caught.value)
    assert host in str(caught.value)
    assert "other@" not in str(caught.value)


def test_a_password_that_is_right_is_let_through(
    network: Network, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    network.faults.password = "ann:p@ss"
    password = quote("p@ss", safe="")
    monkeypatch.setenv("HTTPS_PROXY", network.proxy.replace("//", f"//ann:{password}@"))
    with pytest.raises(GuideError) as caught:
        long_term.who_am_i(KEYS)
    assert caught.value.code == "credentials-unknown"


@pytest.mark.parametrize(
    "setting", ["AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "ca_bundle", "ca_bundle of AWS_PROFILE"]
)
def test_each_setting_for_certificates_counts_for_calls_and_for_our_own_requests(
    setting: str, network: Network, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE"):
        monkeypatch.delenv(name)
    profile = "profile corp" if "PROFILE" in setting else "default"
    if setting.isupper():
        monkeypatch.setenv(setting, str(network.bundle))
    else:
        (home / ".aws").mkdir()
        (home / ".aws" / "config").write_text(f"[{profile}]\nca_bundle = {network.bundle}\n")
        if "PROFILE" in setting:
            monkeypatch.setenv("AWS_PROFILE", "corp")
    aws = clients.Clients("aws")
    assert plain_requests.probe(aws, CORP.start_url).status == 200
    assert aws.client("sso-oidc").register_client(clientName="x", clientType="public")["clientId"]


@pytest.mark.parametrize("status", [429, 502, 503])
def test_three_busy_answers_are_waited_out_and_six_are_told(
    status: int, network: Network, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("awsguide.adapters.driver.pace.random.uniform", lambda *_: 0.02)
    for times, code in (
        (3, "credentials-unknown"),
        (6, "too-many-requests" if status == 429 else "server-error"),
    ):
        network.faults.busy = [status] * times
        with pytest.raises(GuideError) as caught:
            long_term.who_am_i(KEYS)
        assert caught.value.code == code
        network.faults.busy = []


def test_a_wrong_date_in_an_answer_changes_nothing(network: Network, home: Path) -> None:
    network.faults.date = "Thu, 01 Jan 2015 00:00:00 GMT"
    with pytest.raises(GuideError) as caught:
        long_term.who_am_i(KEYS)
    assert caught.value.code == "credentials-unknown"
