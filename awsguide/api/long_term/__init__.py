"""The plain functions about access keys: whose, how old, last used when, where on this machine, leaked, left in files.

They run the very flows that the panels run. `source` is a profile's name, credentials, or '' for what boto3 would find.
None shows a secret, and a key id only masked.
"""

from __future__ import annotations

import time

from awsguide.adapters.files import config_files
from awsguide.api.asking import Asking, confirmed, is_own_aws
from awsguide.api.perform import Showing, credentials_of, perform, region_of
from awsguide.core.access_keys import AccessKey, KeyList, KeyOwner, KeyPlace, ScanResult
from awsguide.core.secret import mask_key_id
from awsguide.flows import long_term
from awsguide.flows.long_term import leaked
from awsguide.flows.long_term.scan import scan
from awsguide.flows.shared import identity
from awsguide.flows.shared.source_profile import Source
from awsguide.flows.shared.verdicts import Verdict, verdict


def own_keys(source: Source = "", *, show: Showing | None = None) -> KeyList:
    """The access keys of whoever `source` is; raises `GuideError`."""
    credentials, region = credentials_of(source), region_of(source)
    return perform(long_term.own_keys(credentials, region, now=time.time), show)


def keys_of_user(user: str, source: Source = "", *, show: Showing | None = None) -> KeyList:
    """The access keys of one IAM user of the account of `source`; raises `GuideError`."""
    credentials, region = credentials_of(source), region_of(source)
    return perform(long_term.keys_of_user(credentials, region, user, now=time.time), show)


def keys_of_account(source: Source = "", *, ids: bool = True, show: Showing | None = None) -> KeyList:
    """Every access key of the account of `source`, from its credential report where that is allowed.

    The report may be up to four hours old, and has no ids; `ids` asks for them user by user. `missing` in the result
    says what was not allowed. Raises `GuideError` when nothing is.
    """
    credentials, region = credentials_of(source), region_of(source)
    flow = long_term.keys_of_account(credentials, region, now=time.time, ids=ids)
    return perform(flow, show)


def key_verdict(key: AccessKey) -> Verdict:
    """What to do about a key now, with its reason."""
    return verdict(key, time.time())


def key_places(key_id: str = "") -> tuple[KeyPlace, ...]:
    """Where on this machine access key IDs are, or this one: profile, file and line, or environment variable."""
    return tuple(place for place in config_files.key_ids_here() if key_id in ("", place.key_id))


def whose_key(key_id: str, source: Source = "") -> KeyOwner:
    """Whose a key id is: its account by AWS's own answer, and in the account of `source` its user and last use.

    Raises `BadInput` for what cannot be a key id, without repeating it.
    """
    credentials, region = credentials_of(source), region_of(source)
    return perform(long_term.whose_key(credentials, region, key_id))


def who_am_i(source: Source = "", region: str = "") -> identity.Caller:
    """Who some credentials are; works with those of every row of the table. Raises `GuideError`."""
    return perform(identity.who_am_i(credentials_of(source), region or region_of(source)))


def retire_leaked_key(
    key_id: str, source: Source = "", *, show: Showing | None = None, ask: Asking | None = None
) -> leaked.Leak:
    """A key has leaked: make it inactive at once, revoke the sessions made from it, and say what it could do.

    On your own AWS you are asked first; `ask` answers in a program. Raises `GuideError`; `take_back_key` undoes it.
    """
    credentials, region = credentials_of(source), region_of(source)
    flow = leaked.retire_leaked(credentials, region, key_id, now=time.time, ask=is_own_aws())
    return perform(flow, show, ask)


def take_back_key(leak: leaked.Leak, source: Source = "", *, ask: Asking | None = None) -> None:
    """Make a key active again that was made inactive by `retire_leaked_key`; raises `GuideError`.

    On your own AWS you are asked first; `ask` answers in a program.
    """
    also = " The policy that refuses sessions made from it is removed." if leak.policy_added else ""
    question = f"Make the key {mask_key_id(leak.key_id)} of {leak.user} active again?"
    confirmed(question, "make it active", f"Whoever has it can use it again.{also}", ask=ask)
    credentials, region = credentials_of(source), region_of(source)
    perform(leaked.taken_back(leak, credentials, region), agreed=True)


def scan_for_keys(folder: str = ".", *, show: Showing | None = None) -> ScanResult:
    """Look for AWS keys in the files below a folder, notebooks cell by cell; what is found is masked.

    Raises `BadInput` for what is no folder.
    """
    return perform(scan(folder), show)
