"""A sandbox under a cap of 512 MB answers its neighbours while it is attacked, and ends when it is told to."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from configparser import ConfigParser
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.config import Config

from tests.aws_sandbox.attacks import ATTACKS, Target

if TYPE_CHECKING:
    from collections.abc import Iterator

resource = pytest.importorskip("resource", reason="limits of a process's memory are POSIX's")
CAP = 512 * 1024 * 1024
# What is answered late because the machine is busy is answered all the same; seconds are for benchmarks/attacks.
PATIENCE = 60
ONCE = Config(retries={"total_max_attempts": 1}, read_timeout=PATIENCE)


def _capped() -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (CAP, CAP))


def start() -> tuple[subprocess.Popen[bytes], Target]:
    process = subprocess.Popen(
        [sys.executable, "-m", "aws_sandbox", "--until-eof"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        preexec_fn=_capped,  # noqa: PLW1509 - it takes no lock, and a shell's ulimit would be another program
    )  # fmt: skip
    assert process.stdout is not None
    told = json.loads(process.stdout.readline())
    profiles = ConfigParser(interpolation=None)
    profiles.read(Path(told["home"]) / ".aws" / "credentials")
    keys = profiles["trainer"]
    session = boto3.Session(keys["aws_access_key_id"], keys["aws_secret_access_key"], region_name="us-east-1")
    clients = {
        name: session.client(name, endpoint_url=told["endpoint"], config=ONCE)
        for name in ("iam", "s3", "sts")
    }
    clients["s3"].create_bucket(Bucket="bucket")
    return process, Target(int(told["endpoint"].rpartition(":")[2]), clients.__getitem__)


@pytest.fixture(scope="module")
def attacked() -> Iterator[tuple[subprocess.Popen[bytes], Target]]:
    process, target = start()
    yield process, target
    process.send_signal(signal.SIGTERM)
    assert process.wait(PATIENCE) == 0
    for pipe in (process.stdin, process.stdout):
        assert pipe is not None
        pipe.close()


@pytest.mark.parametrize("name", ATTACKS)
def test_neighbours_are_answered_during(name: str, attacked: tuple[subprocess.Popen[bytes], Target]) -> None:
    process, target = attacked
    said: list[bytes] = []
    attack = threading.Thread(target=lambda: said.append(ATTACKS[name](target)))
    attack.start()
    answered = 0
    deadline = time.monotonic() + PATIENCE
    while (attack.is_alive() or not answered) and time.monotonic() < deadline:
        target.client("sts").get_caller_identity()
        target.client("iam").get_user(UserName="trainer")
        answered += 1
        time.sleep(0.02)
    attack.join(PATIENCE)
    assert not attack.is_alive(), "the attack itself is never answered"
    assert answered
    assert process.poll() is None
    assert b" 500 " not in said[0].partition(b"\r\n")[0]


def test_it_ends_while_it_is_attacked_from_all_sides() -> None:
    process, target = start()
    names = ("large bodies at a time", "a form of a million fields", "a simulation of many statements")
    for name in names * 3:
        threading.Thread(target=_ignoring_the_end, args=(name, target), daemon=True).start()
    time.sleep(0.5)
    process.send_signal(signal.SIGTERM)
    assert process.wait(PATIENCE) == 0


def _ignoring_the_end(name: str, target: Target) -> None:
    try:
        ATTACKS[name](target)
    except Exception:
        # The sandbox has gone, as it should.
        return
