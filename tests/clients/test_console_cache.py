"""The cache and the profile that this guide writes for a console sign-in are the CLI's own: whoever reads them may
renew them, and the next one goes on from there."""

from __future__ import annotations

import json
import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from aws_sandbox.server import child
from awsguide.adapters.files import sign_in_caches
from awsguide.api import console as functions_console
from awsguide.core.model import BrowserPage, ConsoleSession
from tests import wire
from tests.aws_sandbox.developer import DANA
from tests.aws_sandbox.reader import Reader
from tests.clients.conftest import Running, about_to_expire, enter
from tests.clients.readers import READERS, by_boto3, by_javascript, by_the_cli, readers

PROFILE = "by-the-guide"
QUARTER = 900


@pytest.fixture
def inside(monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    """A sandbox whose clock may be moved, with this process inside it."""
    with child.start() as started:
        place = started.place
        enter(monkeypatch, place.changes(os.environ))
        yield Running(place.endpoint, place.start_url, place.region, Path(place.home), {})


def signed_in(running: Running) -> ConsoleSession:
    def show(event: object) -> None:
        assert isinstance(event, BrowserPage)
        reader = Reader(running.endpoint)
        page = reader.post(reader.get(event.address.reveal()), **DANA, decision="allow")
        reader.get(page.headers["location"])

    session = functions_console.console_sign_in(way="same-device", show=show, keep=lambda _about: True)
    functions_console.save_console_profile(session, PROFILE)
    return session


class Cache:
    """The one file, and what a quarter of an hour does to what is in it."""

    def __init__(self, running: Running) -> None:
        (self.path,) = (running.home / ".aws" / "login" / "cache").glob("*.json")
        self._running = running

    def read(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.path.read_text())
        return found

    def a_quarter_later(self) -> dict[str, Any]:
        """End the keys for AWS and for who reads them; returns what the cache held."""
        secret = (self._running.home / ".awsguide" / "secret").read_text()
        clock = f"{self._running.endpoint}/_awsguide/clock"
        assert wire.ask(clock, {"move": QUARTER}, X_Awsguide_Secret=secret)["offset"] >= QUARTER
        return about_to_expire(self.path)


def test_everybody_uses_what_the_guide_has_written(inside: Running) -> None:
    session = signed_in(inside)
    before = Cache(inside).read()
    for name, reader in readers().items():
        assert reader(inside, PROFILE).get("arn") == session.arn, name
    assert Cache(inside).read() == before


def test_each_renews_what_the_one_before_has_renewed(inside: Running) -> None:
    session = signed_in(inside)
    cache = Cache(inside)
    tokens = [cache.read()["refreshToken"]]
    for name in (
        "boto3",
        "JavaScript",
        "the CLI",
        "the guide",
        "boto3",
        "the guide",
        "the CLI",
        "JavaScript",
        "the guide",
    ):
        if name not in readers():
            continue
        before = cache.a_quarter_later()
        assert READERS[name](inside, PROFILE).get("arn") == session.arn, name
        after = cache.read()
        assert after["refreshToken"] not in tokens, name
        assert after["accessToken"]["accessKeyId"] != before["accessToken"]["accessKeyId"]
        # Sign-in, key and identity stay what they were.
        kept = ("dpopKey", "clientId", "signInRegion", "idToken", "tokenType")
        assert [after[part] for part in kept] == [before[part] for part in kept], name
        assert after["accessToken"]["accountId"] == before["accessToken"]["accountId"]
        tokens.append(after["refreshToken"])
    assert stat.S_IMODE(cache.path.stat().st_mode) == 0o600
    assert sign_in_caches.load_console_session(session.arn, "").credentials.expires_at > time.time() + 800  # type: ignore[union-attr, operator]


def test_a_sign_out_by_the_guide_is_one_for_everybody(inside: Running) -> None:
    functions_console.console_sign_out(signed_in(inside))
    assert "aws login" in by_boto3(inside, PROFILE)["error"]
    if "JavaScript" in readers():
        assert "error" in by_javascript(inside, PROFILE)
    if "the CLI" in readers():
        assert "Please reauthenticate with 'aws login'" in by_the_cli(inside, PROFILE)["error"]
