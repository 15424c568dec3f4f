"""The clean-up: everything the guide made on disk and in AWS, what undoing it does, and what cannot be undone.

On the sandbox and on the reader's own AWS alike it lists first and changes nothing (`clean_up()`); only
`clean_up(really=True)` undoes. A key is switched off and not deleted, because that can be taken back. What stood in a
file before the guide changed it is left alone. `start_over` is for the sandbox: it asks its control to begin anew.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from awsguide.adapters import surroundings
from awsguide.adapters.aws import Aws
from awsguide.adapters.files import config_files, home, ledger_file
from awsguide.adapters.files.paths import shown
from awsguide.adapters.practice_controls import control
from awsguide.config import sections
from awsguide.config.changes import Change, RemoveSection
from awsguide.core.errors import AwsError, GuideError
from awsguide.core.model import Credentials
from awsguide.core.secret import mask_key_id
from awsguide.core.steps import Call
from awsguide.explanations import explain
from awsguide.lessons.practice import Practice
from awsguide.lessons.retiring import retire
from awsguide.lessons.scenes import REGION


@dataclass(frozen=True)
class Made:
    """One thing the guide made: `what`, `where` ('disk' or 'AWS'), and what undoing it `does`.

    `undo` is None for what cannot be undone; `does` says why then.
    """

    what: str
    where: str
    does: str
    undo: Callable[[], object] | None = None


@dataclass(frozen=True)
class Done:
    """How undoing one thing went."""

    made: Made
    outcome: str


def made(profile: str = "") -> tuple[Made, ...]:
    """Everything that is there now, in the order in which it is undone; `profile` is who may change IAM users.

    Raises `CouldNotTry` for files that cannot be read.
    """
    return (*_work(profile), *_leftovers())


def _work(profile: str) -> tuple[Made, ...]:
    entries = ledger_file.entries()
    return (*_lessons(), *_calls(entries, profile), *_sections(entries))


def _leftovers() -> tuple[Made, ...]:
    """Files of the guide's own; undoing the rest leaves some too, so they come last."""
    return (*_caches(), *_backups(), *_own())


def clean_up(profile: str = "", *, really: bool = False) -> tuple[Done, ...]:
    """List what would be undone, or undo it with `really=True`; a problem is reported beside the item it concerns."""
    first = [_treated(one, really=really) for one in _work(profile)]
    return (*first, *(_treated(one, really=really) for one in _leftovers()))


def start_over(*, really: bool = False) -> str:
    """The sandbox as it was at its start; without `really=True` it changes nothing and says what would become of it.

    Progress stays. Raises `CouldNotTry` on any other AWS.
    """
    if surroundings.target() != "sandbox":
        raise explain("start-over-elsewhere")
    if not really:
        return (
            "Everybody in this sandbox gets new keys, every exercise has to be started again, and what you changed in "
            "its company and its AWS files is gone. Your progress stays. awsguide.start_over(really=True) does it."
        )
    control(Aws("sandbox"), "reset")
    for where in ledger_file.own_files():
        ledger_file.delete(where)
    return "The sandbox is as it was at its start, with new keys. Run the notebook from its first cell."


def _treated(one: Made, *, really: bool) -> Done:
    if one.undo is None:
        return Done(one, "stays")
    return Done(one, _undone(one.undo) if really else "would be undone")


def _undone(undo: Callable[[], object]) -> str:
    try:
        undo()
    except AwsError as error:
        return f"not undone: AWS answered {error.code}"
    except GuideError as error:
        return f"not undone: {error.what}"
    return "undone"


# --- AWS ----------------------------------------------------------------------------------------------------------


def _lessons() -> list[Made]:
    """Accounts of exercises, levels and puzzles; there are none outside the sandbox."""
    if surroundings.target() != "sandbox" or config_files.load_key("trainer") is None:
        return []
    practice = Practice.here()
    found = []
    for account_id in practice.accounts():
        item = practice.tags(account_id).get("", "")
        found.append(
            Made(
                f"the account {account_id} of {item or 'a lesson'}",
                "AWS",
                "closes the account, and removes what the organization and Identity Center hold about it; AWS shows "
                "closed accounts for 90 days, and so does the sandbox",
                partial(retire, practice, account_id),
            )
        )
    return found


def _calls(entries: list[dict[str, Any]], profile: str) -> list[Made]:
    """Calls that changed a user; a later call may have undone an earlier one."""
    state: dict[tuple[str, str], dict[str, Any]] = {}
    for entry in entries:
        if entry.get("kind") == "call":
            name = str(entry.get("AccessKeyId") or entry.get("PolicyName") or "")
            state[str(entry.get("UserName", "")), name] = entry
    credentials = _of(profile)
    return [row for entry in state.values() if (row := _change(entry, credentials, profile)) is not None]


def _of(profile: str) -> Credentials | None:
    return config_files.load_key(profile) if profile else None


def _change(entry: dict[str, Any], credentials: Credentials | None, profile: str) -> Made | None:
    user, key = str(entry.get("UserName") or ""), str(entry.get("AccessKeyId") or "")
    whose = f"the key {mask_key_id(key)} of {user or 'your own user'}"
    who = {"UserName": user} if user else {}
    operation = entry["operation"]
    if operation == "DeleteAccessKey":
        return Made(f"{whose} was deleted", "AWS", "cannot be undone: AWS keeps no copy of a key")
    if operation == "DeleteUserPolicy":
        return None
    if operation == "PutUserPolicy":
        what, does = f"the policy {entry.get('PolicyName')} on {user}", "deletes the policy"
        call = Call("iam", "DeleteUserPolicy", {**who, "PolicyName": entry.get("PolicyName")}, REGION)
    elif operation == "UpdateAccessKey" and entry.get("Status") == "Inactive":
        return Made(
            f"{whose} was switched off", "AWS", "stays off: somebody decided that; it can be made active"
        )
    else:
        what, does = whose, "makes the key inactive, which can be taken back; deleting it is up to you"
        call = Call("iam", "UpdateAccessKey", {**who, "AccessKeyId": key, "Status": "Inactive"}, REGION)
    if credentials is None:
        return Made(what, "AWS", f"{does}; name a profile that may do it")
    signed = Call(call.service, call.operation, call.params, REGION, credentials)
    return Made(what, "AWS", f"{does}, as {profile}", lambda: Aws(surroundings.target()).call(signed))


# --- disk ---------------------------------------------------------------------------------------------------------


def _sections(entries: list[dict[str, Any]]) -> list[Made]:
    found = []
    seen = set()
    for entry in entries:
        key = (str(entry.get("file")), str(entry.get("section_kind")), str(entry.get("section")))
        if entry.get("kind") != "section" or key in seen:
            continue
        seen.add(key)
        file, kind, name = key
        if sections.read_section(config_files.read_text(file), kind, name) is None:  # type: ignore[arg-type]
            continue
        what = f"the section {name} in ~/.aws/{file}"
        if not entry.get("new"):
            found.append(Made(what, "disk", "stays: it was there before; its backup has what it said"))
            continue
        change = Change(file, (RemoveSection(kind, name),))  # type: ignore[arg-type]
        found.append(Made(what, "disk", "takes the section out of the file", partial(home.save, change)))
    return found


def _file(where: Path, what: str, does: str) -> Made:
    return Made(f"{what} {shown(where)}", "disk", does, lambda: ledger_file.delete(where))


def _caches() -> list[Made]:
    does = "deletes it; the sign-in ends for every tool on this machine, and on AWS's side by itself"
    return [_file(where, "the sign-in kept in", does) for where in ledger_file.caches()]


def _backups() -> list[Made]:
    does = "deletes it; after that, what it holds cannot be brought back"
    return [
        _file(where, "the lock", "deletes it")
        if where.name.endswith(".awsguide-lock")
        else _file(where, "the backup", does)
        for where in ledger_file.backups()
    ]


def _own() -> list[Made]:
    return [_file(where, "the guide's own note", "deletes it") for where in ledger_file.own_files()]
