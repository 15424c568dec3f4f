"""The ledger: one line for each thing the guide made or changed, in its own folder, with no secret.

`home.py` notes the sections it writes, `calls.py` the calls that change something in AWS. What can be undone, and how,
is `lessons/ledger.py`'s business. A ledger that cannot be written is no reason to fail after the work is done.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from awsguide.adapters.files import one_file
from awsguide.adapters.files.paths import allowed, directory, shown
from awsguide.core.errors import GuideError

# Operations of the guide's own flows that change something in AWS, with the parameters that say what.
NOTED: Mapping[str, tuple[str, ...]] = {
    "CreateAccessKey": ("UserName",),
    "UpdateAccessKey": ("UserName", "AccessKeyId", "Status"),
    "DeleteAccessKey": ("UserName", "AccessKeyId"),
    "PutUserPolicy": ("UserName", "PolicyName"),
    "DeleteUserPolicy": ("UserName", "PolicyName"),
}


def path() -> Path:
    """Where the ledger is, whether it exists or not."""
    return allowed(directory() / ".awsguide" / "ledger.jsonl")


def note(**entry: Any) -> None:
    """Add one entry; the same entry twice is one."""
    note_all((entry,))


def note_all(entries: Iterable[Mapping[str, Any]]) -> None:
    """Add entries in one write; what is there already is not added again."""
    lines = dict.fromkeys(json.dumps(entry, sort_keys=True).encode() for entry in entries)
    where = path()

    def added(old: bytes) -> bytes:
        there = set(old.split(b"\n"))
        return old + b"".join(line + b"\n" for line in lines if line not in there)

    with contextlib.suppress(GuideError):
        one_file.edit(where, shown(where), added)


def note_call(operation: str, params: Mapping[str, Any], reply: Mapping[str, Any]) -> None:
    """Add a call that changed something."""
    told = {name: params[name] for name in NOTED[operation] if isinstance(params.get(name), str)}
    made = reply.get("AccessKey")
    if isinstance(made, Mapping):
        told |= {"AccessKeyId": made["AccessKeyId"], "UserName": made["UserName"]}
    note(kind="call", operation=operation, **told)


def entries() -> list[dict[str, Any]]:
    """Every entry, the oldest first; lines that are none are passed over. Raises `CouldNotTry`."""
    where = path()
    found = []
    for line in (one_file.read(where, shown(where)) or b"").splitlines():
        with contextlib.suppress(ValueError):
            entry = json.loads(line)
            if isinstance(entry, dict):
                found.append(entry)
    return found


def own_files() -> tuple[Path, ...]:
    """What lies in the guide's own folder besides what the sandbox itself keeps there."""
    folder = allowed(directory() / ".awsguide")
    own = [found for found in sorted(folder.rglob("*")) if found.is_file()] if folder.is_dir() else []
    return tuple(found for found in own if found.name not in ("sandbox.json", "secret", "progress.json"))


def caches() -> tuple[Path, ...]:
    """Sign-ins that are kept for AWS tools: tokens, registrations and console sign-ins."""
    folder = allowed(directory() / ".aws")
    found = [*folder.glob("sso/cache/*.json"), *folder.glob("login/cache/*.json")]
    return tuple(sorted(found))


def backups() -> tuple[Path, ...]:
    """Backups of the AWS files that the guide left beside them, and the locks that it took."""
    folder = allowed(directory() / ".aws")
    return tuple(sorted([*folder.glob("*.awsguide-backup-*"), *folder.glob("*.awsguide-lock")]))


def delete(where: Path) -> None:
    """Delete one of these files; raises `CouldNotTry`."""
    with one_file.explaining(shown(where), "deleted"):
        allowed(where).unlink(missing_ok=True)
