"""A real client that is asked who it is never holds up the one who asks."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import psutil
import pytest

from awsguide.adapters import real_clients


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for a client is a shell script")
def test_a_client_that_is_slow_is_ended_together_with_the_helper_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(real_clients, "SECONDS", 1)
    written = tmp_path / "pid"
    client = tmp_path / "aws"
    client.write_text(f"#!/bin/sh\nsleep 60 &\necho $! > {written}\nwait\n", encoding="utf-8")
    client.chmod(0o700)
    started = time.monotonic()
    assert real_clients.ask_cli({"PATH": "/usr/bin:/bin"}, program=str(client)).outcome == "fails"
    assert time.monotonic() - started < 30
    helper = int(written.read_text())
    gone = not psutil.pid_exists(helper) or psutil.Process(helper).status() == psutil.STATUS_ZOMBIE
    assert gone


FOUND = (
    ("access_key", "****************MPLE", "shared-credentials-file"),
    ("region", "us-east-1", "config-file"),
)
NOTHING = (("access_key", "<not set>", "None"), ("region", "<not set>", "None"))
# How `aws configure list` writes a row, by the version of the AWS CLI.
WRITTEN = {1: "{:>10} {:>24} {:>16}    None", 2: "{:<10} : {:<24} : {:<24} : None"}


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for a client is a shell script")
@pytest.mark.parametrize("version", [1, 2])
def test_both_versions_of_the_aws_cli_are_understood(tmp_path: Path, version: int) -> None:
    def said(rows: tuple[tuple[str, str, str], ...]) -> real_clients.Real:
        lines = "\n".join(WRITTEN[version].format(*row) for row in rows)
        client = tmp_path / "aws"
        client.write_text(f"#!/bin/sh\ncat <<'END'\n{lines}\nEND\n", encoding="utf-8")
        client.chmod(0o700)
        return real_clients.ask_cli({"PATH": "/usr/bin:/bin"}, program=str(client))

    found = real_clients.Real("found", "shared-credentials-file", "MPLE", "us-east-1")
    assert said(FOUND) == found
    assert said(NOTHING) == real_clients.Real("none")
