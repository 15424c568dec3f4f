"""Every access key of an account with 1,000 users and 1,600 keys at 40 ms per call, against a sequential boto3 script.

Both find the same: each key with its user, id, status and last use. The script asks user by user and key by key, once,
because it takes minutes; the guide reads the account's credential report and asks for the ids in parallel. The memory
is the most that a process of its own held while it looked up, Python and boto3 included.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aws_sandbox.server.environment import changed, sandbox_environment
from benchmarks.full_account import KEYS, MILLISECONDS, USERS
from benchmarks.measure import Figure, in_turns, seconds_of

GOAL = 8
GOAL_MEGABYTES = 150
PROFILE = "petra"
REGION = "us-east-1"
FULL = [sys.executable, "-m", "benchmarks.full_account"]
WEIGH = [sys.executable, "-m", "benchmarks.keys"]

Found = dict[str, tuple[str, str, float | None]]


@contextmanager
def _inside_a_full_account() -> Iterator[None]:
    """The process that serves it; while it runs, this process's environment leads there."""
    before = dict(os.environ)
    process = subprocess.Popen(FULL, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        told = json.loads(process.stdout.readline())
        changes = sandbox_environment(before, endpoint=told["endpoint"], home=told["home"], region=REGION)
        os.environ.clear()
        os.environ.update(changed(before, changes))
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
        process.stdin.close()
        process.wait(30)
        process.stdout.close()


def _by_the_guide(*, ids: bool = True) -> Found:
    import awsguide

    found = awsguide.keys_of_account(PROFILE, ids=ids, show=lambda _event: None)
    if found.missing:
        raise RuntimeError(f"the guide could not see everything: {found.missing}")
    return {
        key.key_id or f"{key.user} {number}": (
            key.user,
            key.status,
            key.last_use.at if key.last_use else None,
        )
        for number, key in enumerate(found.keys)
    }


def _by_a_script() -> Found:
    import boto3

    iam: Any = boto3.Session(profile_name=PROFILE).client("iam")
    found: Found = {}
    for page in iam.get_paginator("list_users").paginate():
        for user in page["Users"]:
            for key in iam.list_access_keys(UserName=user["UserName"])["AccessKeyMetadata"]:
                used = iam.get_access_key_last_used(AccessKeyId=key["AccessKeyId"])["AccessKeyLastUsed"]
                moment = used.get("LastUsedDate")
                at = None if moment is None else moment.timestamp()
                found[key["AccessKeyId"]] = (key["UserName"], key["Status"], at)
    return found


def _megabytes() -> float:
    """The peak of a process that does nothing but look up."""
    done = subprocess.run(WEIGH, capture_output=True, text=True, check=True)
    return float(done.stdout)


def figures(rounds: int = 3) -> list[Figure]:
    """How many times faster the guide is, with the ids and without, and what the look-up weighs."""
    with _inside_a_full_account():
        found, script = _by_the_guide(), {}

        def by_the_script() -> None:
            script.update(_by_a_script())

        loop = seconds_of(by_the_script)
        # Of the asking key itself the last use is another with every call.
        differing = [key for key in found.keys() | script.keys() if found.get(key) != script.get(key)]
        if len(found) < KEYS or len(differing) > 1:
            raise RuntimeError(f"the two differ in {len(differing)} of {len(script)} keys")
        contenders = {
            "ids": lambda: seconds_of(_by_the_guide),
            "report": lambda: seconds_of(lambda: _by_the_guide(ids=False)),
        }
        samples = in_turns(contenders, rounds)
        weight = _megabytes()
    with_ids, alone = samples["ids"].median, samples["report"].median
    account = f"{USERS:,} users and {KEYS:,} keys at {MILLISECONDS} ms per call"
    detail = (
        f"guide {with_ids:.1f} s, script {loop:.0f} s (once); median of {rounds}; {os.cpu_count()} processors"
    )
    return [
        Figure(
            f"keys of {account}, faster than a script", loop / with_ids, GOAL, at_least=True, detail=detail
        ),
        Figure(
            "the same from the report alone, without ids",
            loop / alone,
            None,
            detail=f"guide {alone:.1f} s",
        ),
        Figure(
            "the most memory that the look-up holds",
            weight,
            GOAL_MEGABYTES,
            unit="MB",
            detail="resident, Python and boto3 included",
        ),
    ]


if __name__ == "__main__":
    _by_the_guide()
    # Kilobytes, except on macOS.
    unit = 1 if sys.platform == "darwin" else 1024
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6)
