"""A profile for every role: listed in parallel, under a limit, after a kill, for thousands; and large files edited.

The portal is one of our own with as many accounts as are asked for, in a process of its own; the guide and the loop use
the same boto3 clients for it. Parts that need a process of their own are run as `python -m benchmarks.profiles PART`.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.measure import Figure, in_turns, seconds_of
from benchmarks.portal import portal, told

REGION = "us-east-1"
MILLISECONDS = 60
ACCOUNTS = 500
LIMITED, RATE = 300, 20
MANY = 5000
PROFILES = 8000


@contextmanager
def _surroundings(address: str) -> Iterator[Path]:
    """This process as in a sandbox kernel, with the portal for all of AWS and an empty home."""
    before = dict(os.environ)
    with tempfile.TemporaryDirectory() as home:
        for name in before:
            if name.startswith("AWS"):
                del os.environ[name]
        os.environ |= {
            "HOME": home,
            "AWS_ENDPOINT_URL": address,
            "AWSGUIDE_TARGET": "sandbox",
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        (Path(home) / ".aws").mkdir(mode=0o700)
        try:
            yield Path(home)
        finally:
            os.environ.clear()
            os.environ.update(before)


def _token() -> Any:
    from awsguide.core.model import SsoSession, Token
    from awsguide.core.secret import Secret

    session = SsoSession("benchmark", "https://d-sandbox0001.awsapps.com/start", REGION)
    return Token(session, Secret("benchmark"), time.time() + 3600)


def _listed() -> dict[str, list[str]]:
    from awsguide.api.workforce import accounts_and_roles

    accounts = accounts_and_roles(_token(), show=lambda _event: None)
    if any(account.problem for account in accounts):
        raise RuntimeError("an account was lost")
    return {account.account_id: [role.role_name for role in account.roles] for account in accounts}


def _loop() -> dict[str, list[str]]:
    import boto3

    sso: Any = boto3.client("sso", region_name=REGION)
    return {
        account["accountId"]: [
            role["roleName"]
            for role in sso.list_account_roles(accountId=account["accountId"], accessToken="benchmark")[
                "roleList"
            ]
        ]
        for page in sso.get_paginator("list_accounts").paginate(accessToken="benchmark")
        for account in page["accountList"]
    }


def _parallel(address: str) -> Figure:
    told(address, f"set?accounts={ACCOUNTS}&latency={MILLISECONDS / 1000}")
    if _listed() != _loop():
        raise RuntimeError("the two do not find the same roles")
    samples = in_turns({"guide": lambda: seconds_of(_listed)}, 2)
    loop, guide = seconds_of(_loop), samples["guide"].median
    return Figure(
        f"roles of {ACCOUNTS} accounts with {MILLISECONDS} ms per call, faster than a loop",
        loop / guide,
        10,
        at_least=True,
        detail=f"guide {guide:.2f} s, loop {loop:.2f} s; {os.cpu_count()} processors",
    )


def _limited(address: str) -> Figure:
    told(address, f"set?accounts={LIMITED}&latency={MILLISECONDS / 1000}&rate={RATE}")
    seconds = seconds_of(lambda: len(_listed()) == LIMITED or sys.exit("something was lost"))
    counted = told(address, "count")
    # The portal has saved up one second's calls when the first one comes.
    least = (LIMITED - RATE) / RATE
    return Figure(
        f"{LIMITED} calls under a limit of {RATE} a second, over the time that the limit itself takes",
        seconds / least,
        1.15,
        detail=f"{seconds:.1f} s for {least:.1f} s, {counted['refused']} answers were 429, none was lost",
    )


def _resumed(address: str, home: Path) -> Figure:
    told(address, f"set?accounts={ACCOUNTS}&latency={MILLISECONDS / 1000}")
    command = [sys.executable, "-m", "benchmarks.profiles", "list"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as child:
        while not list((home / ".awsguide" / "listings").glob("*.json")):
            if child.poll() is not None:
                raise RuntimeError("it was over before anything was kept")
            time.sleep(0.01)
        child.send_signal(signal.SIGKILL)
    before = told(address, "count")["listed"]
    found = _listed()
    again = told(address, "count")["listed"] - before
    if len(found) != ACCOUNTS or not all(found.values()):
        raise RuntimeError("something was lost")
    return Figure(
        f"calls after a kill, over those of all {ACCOUNTS} accounts",
        again / ACCOUNTS,
        0.7,
        detail=f"killed after {before} calls; {again} more made it complete",
    )


def _many(address: str) -> list[Figure]:
    told(address, f"set?accounts={MANY}&latency=0.002")
    command = [sys.executable, "-m", "benchmarks.profiles", "panel"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    said = json.loads(done.stdout.strip().splitlines()[-1])
    detail = f"{said['written']} profiles; listed in {said['listed']:.0f} s, all in {said['all']:.0f} s"
    return [
        Figure(f"memory of a panel with {MANY} accounts", said["megabytes"], 200, unit="MB", detail=detail),
        Figure(
            f"longest stall of a panel with {MANY} accounts, from the sign-in to the undo",
            said["stall"] * 1000,
            None,
            unit="ms",
            detail=f"while {said['during']}",
        ),
    ]


def _edits(home: Path) -> list[Figure]:
    from awsguide.adapters.files import config_files as files
    from awsguide.config.changes import Change, RemoveSection, SetSection

    path = home / ".aws" / "config"
    one = Change("config", (SetSection("profile", f"team-{PROFILES // 2}", {"region": "eu-west-1"}),))
    all_of_them = tuple(
        SetSection("profile", f"team-{at}", {"region": "eu-west-1"}) for at in range(PROFILES)
    )
    half = tuple(RemoveSection("profile", f"team-{at}") for at in range(0, PROFILES, 2))
    found = []
    for what, change, goal in (
        ("one profile changed", one, 1.0),
        ("half of them removed", Change("config", half), 1.0),
        ("each of them changed", Change("config", all_of_them), None),
    ):
        path.write_text(_text(), encoding="utf-8")
        receipts: list[Any] = []

        def save(change: Change = change, receipts: list[Any] = receipts) -> None:
            receipts.append(files.edit(change))

        def undo(receipts: list[Any] = receipts) -> None:
            files.undo(receipts.pop())

        times: dict[str, list[float]] = {"preview": [], "saved": [], "undone": []}
        # The first round warms up. Processor time, since a file is edited within this process and waits for nobody.
        for _round in range(4):
            times["preview"].append(_processor_seconds(lambda change=change: files.preview(change)))  # type: ignore[misc]
            times["saved"].append(_processor_seconds(save))
            times["undone"].append(_processor_seconds(undo))
            if path.read_text(encoding="utf-8") != _text():
                raise RuntimeError("undo did not give the bytes back")
        preview, saved, undone = (statistics.median(each[1:]) for each in times.values())
        found.append(
            Figure(
                f"a file of {PROFILES} profiles, {what}",
                saved,
                goal,
                unit="s of processor time",
                detail=f"written in {saved:.2f} s; the preview took {preview:.2f} s, undo {undone:.2f} s",
            )
        )
    return found


def _processor_seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _text() -> str:
    return (
        "[sso-session c]\nsso_start_url = https://c.awsapps.com/start\nsso_region = us-east-1\n\n"
        + "".join(
            f"[profile team-{at}]\nsso_session = c\nsso_account_id = {at:012}\nsso_role_name = Admin\n"
            f"region = us-east-1\n\n"
            for at in range(PROFILES)
        )
    )


def _peak() -> float:
    """The most memory of this process in MB; getrusage would tell that of the process that started it."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


async def _panel() -> dict[str, object]:
    """All that a person does with thousands of accounts, while a ticker looks how long the kernel stands still."""
    from awsguide.panels.workforce.row import WorkforcePanel

    began = time.monotonic()
    whole = WorkforcePanel()
    worst, during, doing, last = 0.0, "", "making the panel", time.monotonic()

    async def tick() -> None:
        nonlocal worst, during, last
        while True:
            await asyncio.sleep(0.005)
            now = time.monotonic()
            if now - last > worst:
                worst, during = now - last, doing
            last = now

    ticker = asyncio.get_running_loop().create_task(tick())
    await asyncio.sleep(0.02)
    doing, token = "listing", _token()
    whole.state.change(session=token.session, token=token)
    await whole.roles
    listed = time.monotonic() - began
    panel = whole.every_role
    for what, field, value in (
        ("searching", panel.filter_field, "team-4999"),
        ("turning back", panel.filter_field, ""),
        ("naming", panel.template_field, "{role}-{account}"),
        ("searching the list of roles", whole.roles.filter_field, "admin"),
    ):
        doing = what
        field.value = value
        await panel.looked()
        await asyncio.sleep(0.05)
    doing = "comparing and writing"
    panel.save_button.click()
    while not panel.question_is_open:
        await asyncio.sleep(0.01)
    panel.answer_buttons[0].click()
    await panel
    written = len(panel.outcome or ())
    doing = "taking it back"
    panel.undo_button.click()
    await panel.looked()
    await asyncio.sleep(0.05)
    ticker.cancel()
    return {
        "stall": worst,
        "during": during,
        "written": written,
        "listed": listed,
        "all": time.monotonic() - began,
        "megabytes": _peak(),
    }


def figures() -> list[Figure]:
    """Parallel, under a limit, after a kill, with thousands, and large files."""
    with portal() as address, _surroundings(address) as home:
        return [
            _parallel(address),
            _limited(address),
            _resumed(address, home),
            *_many(address),
            *_edits(home),
        ]


if __name__ == "__main__":
    if sys.argv[1] == "list":
        _listed()
    else:
        sys.stdout.write(json.dumps(asyncio.run(_panel())) + "\n")
