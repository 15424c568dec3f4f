"""One rotation in processes that are really killed, one after the other: each goes on where the last one died.

What is left at every place where a kernel may die is tried in `test_killed.py`, within this process. Here the
system ends the process: in the midst of a write, between two files, with a new key in hand.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import boto3
import pytest

from tests.inside import inside_a_sandbox

ROOT = Path(__file__).parents[4]
PROFILES = ("kira", "kira-backup", "kira-tool")

# The way, where the process dies on it, and what the user's keys are then: the old one's status, and the other's.
STORY = (
    ("next", "before the new key is saved", ("Active", "Active")),
    # The key whose secret was lost is deleted on the way here, and another one made.
    ("next", "in the midst of the credentials file", ("Active", "Active")),
    ("next", "between the two files", ("Active", "Active")),
    ("next", "in the midst of the note", ("Active", "Active")),
    ("next", "when the old key is off", ("Inactive", "Active")),
    # First the old key is brought back.
    ("back", "between the two files", ("Active", "Active")),
    ("back", "nowhere", ("Active",)),
)


@pytest.mark.skipif(sys.platform == "win32", reason="a process is killed by a signal")
def test_a_rotation_whose_processes_are_killed_one_after_the_other_never_leaves_a_profile_without_a_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with inside_a_sandbox(tmp_path, monkeypatch) as company:
        folder = company.home / ".aws"
        text = (folder / "credentials").read_text()
        key = text.partition("[kira]\n")[2].partition("\n[")[0].rstrip()
        with (folder / "config").open("a") as file:
            file.write(f"\n[profile kira-tool]\n{key}\n")
        before = [(folder / name).read_bytes() for name in ("credentials", "config")]
        old = key_id("kira")

        for way, place, statuses in STORY:
            ended = subprocess.run(
                [sys.executable, "-m", "tests.flows.long_term.rotation.dying", "kira", way, place],
                cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
            )  # fmt: skip
            assert ended.returncode == (0 if place == "nowhere" else -signal.SIGKILL), (place, ended.stderr)
            keys = statuses_of("kira")
            assert (keys.pop(old), *keys.values()) == statuses, place
            for profile in PROFILES:
                arn = boto3.Session(profile_name=profile).client("sts").get_caller_identity()["Arn"]
                assert arn.endswith("user/kira"), (place, profile)

        assert [(folder / name).read_bytes() for name in ("credentials", "config")] == before
        assert not [path.name for path in folder.iterdir() if "-new-" in path.name]
        assert list((company.home / ".awsguide" / "rotations").glob("*.json")) == []


def key_id(profile: str) -> str:
    return str(boto3.Session(profile_name=profile).get_credentials().access_key)


def statuses_of(user: str) -> dict[str, str]:
    """The user's keys and their status, as the account's administrator sees them."""
    reply = boto3.Session(profile_name="petra").client("iam").list_access_keys(UserName=user)
    return {key["AccessKeyId"]: key["Status"] for key in reply["AccessKeyMetadata"]}
