"""The plain functions about access keys: whose, how old, last used when, where on this machine, leaked, left in files.

They run the very flows that the panels run, with the key of a profile that stands on this machine; without a profile's
name, the environment's. None shows a secret, and a key id only masked.
"""

from __future__ import annotations

import sys
import time

from awsguide.access_keys import AccessKey, KeyList, KeyOwner, KeyPlace, ScanResult
from awsguide.edges import home, starting
from awsguide.explanations import explain
from awsguide.functions import Showing, perform
from awsguide.model import Credentials
from awsguide.rows import leaked, long_term
from awsguide.rows.key_verdicts import Verdict, verdict
from awsguide.rows.scan import scan
from awsguide.steps import Ask


def own_keys(profile: str = "", *, show: Showing | None = None) -> KeyList:
    """The access keys of whoever the profile's key belongs to; raises `GuideError`."""
    start = starting.start(profile)
    return perform(long_term.own_keys(start.credentials, start.region, now=time.time), show)


def keys_of_user(user: str, profile: str = "", *, show: Showing | None = None) -> KeyList:
    """The access keys of one IAM user of the profile's account; raises `GuideError`."""
    start = starting.start(profile)
    return perform(long_term.keys_of_user(start.credentials, start.region, user, now=time.time), show)


def keys_of_account(profile: str = "", *, ids: bool = True, show: Showing | None = None) -> KeyList:
    """Every access key of the profile's account, from its credential report where that is allowed.

    The report may be up to four hours old, and has no ids; `ids` asks for them user by user. `missing` in the result
    says what was not allowed. Raises `GuideError` when nothing is.
    """
    start = starting.start(profile)
    flow = long_term.keys_of_account(start.credentials, start.region, now=time.time, ids=ids)
    return perform(flow, show)


def key_verdict(key: AccessKey) -> Verdict:
    """What to do about a key now, with its reason."""
    return verdict(key, time.time())


def key_places(key_id: str = "") -> tuple[KeyPlace, ...]:
    """Where on this machine access key ids stand, or this one: profile, file and line, or environment variable."""
    return tuple(place for place in home.key_ids_here() if key_id in ("", place.key_id))


def whose_key(key_id: str, profile: str = "") -> KeyOwner:
    """Whose a key id is: its account by AWS's own answer, and in the profile's account its user and last use.

    Raises `BadInput` for what cannot be a key id, without repeating it.
    """
    start = starting.start(profile)
    return perform(long_term.whose_key(start.credentials, start.region, key_id))


def who_am_i(credentials: Credentials | str = "", region: str = "us-east-1") -> long_term.Caller:
    """Who some credentials are, or those of the profile of that name; works with credentials of every row."""
    if isinstance(credentials, str):
        start = starting.start(credentials)
        credentials, region = start.credentials, start.region
    return perform(long_term.who_am_i(credentials, region))


def retire_leaked_key(key_id: str, profile: str = "", *, show: Showing | None = None) -> leaked.Leak:
    """A key has leaked: make it inactive at once, revoke the sessions made from it, and say what it could do.

    On your own AWS you are asked first. Raises `GuideError`; `take_back_key` undoes it.
    """
    start = starting.start(profile)
    flow = leaked.retire_leaked(
        start.credentials, start.region, key_id, now=time.time, ask=home.target() != "sandbox"
    )
    return perform(flow, show, _asked)


def take_back_key(leak: leaked.Leak, profile: str = "") -> None:
    """Make a key active again that was made inactive by `retire_leaked_key`; raises `GuideError`."""
    start = starting.start(profile)
    perform(leaked.taken_back(leak, start.credentials, start.region))


def scan_for_keys(folder: str = ".", *, show: Showing | None = None) -> ScanResult:
    """Look for AWS keys in the files below a folder, notebooks cell by cell; what is found is masked.

    Raises `BadInput` for what is no folder.
    """
    return perform(scan(folder), show)


def _asked(question: Ask) -> object:
    assert isinstance(question.about, leaked.LeakedKey)  # noqa: S101 - the flow's only question
    sys.stdout.write(f"{question.question}\n")
    sys.stdout.flush()
    try:
        answer = input("Make it inactive? [y/N] ").strip().lower()
    except (EOFError, RuntimeError):
        raise explain("nobody-to-confirm") from None
    return question.choices[0] if answer in ("y", "yes") else question.choices[1]
