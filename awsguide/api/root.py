"""The plain functions about root credentials: who is root, retire a root key, and root users of member accounts.

They run the very flows that the panels run. `source` is a profile's name, credentials, or '' for what boto3 would find.
None creates a root key, and none shows a secret.
"""

from __future__ import annotations

from awsguide.adapters import surroundings
from awsguide.api.asking import Asking, at_the_keyboard, confirmed
from awsguide.api.perform import Showing, credentials_of, perform
from awsguide.config.names import check_account_id
from awsguide.core.access_keys import AccessKey
from awsguide.core.root_users import RootAccess, RootUser
from awsguide.core.secret import mask_key_id
from awsguide.flows import root
from awsguide.flows.root import members
from awsguide.flows.shared.source_profile import Source


def root_user(source: Source = "", *, show: Showing | None = None) -> RootUser:
    """What `source` can see of its account's root user: its keys, its MFA, and whether it is the caller itself.

    Raises `GuideError`.
    """
    return perform(root.root_user(credentials_of(source)), show)


def deactivate_root_key(key_id: str, source: Source = "", *, ask: Asking | None = None) -> RootUser:
    """Deactivate a root key with the root user's own credentials, after a question that `ask` may answer.

    Raises `GuideError`.
    """
    return perform(root.deactivate(credentials_of(source), key_id), ask=ask or at_the_keyboard)


def reactivate_root_key(key_id: str, source: Source = "", *, ask: Asking | None = None) -> RootUser:
    """Reactivate a root key with a root credential other than the key itself. Raises `GuideError`.

    On your own AWS you are asked first; `ask` answers in a program.
    """
    question = f"Make the root key {mask_key_id(key_id)} active again?"
    confirmed(question, "make it active", "Whoever has it can do everything in the account.", ask=ask)
    return perform(root.reactivate(credentials_of(source), key_id), agreed=True)


def delete_root_key(
    key_id: str, source: Source = "", *, insist: bool = False, ask: Asking | None = None
) -> tuple[AccessKey, ...]:
    """Delete a deactivated root key; returns the keys that are left.

    Raises `Refused` ('root-key-active') unless `insist`. On your own AWS you are asked first; `ask` answers in code.
    """
    question = f"Delete the root key {mask_key_id(key_id)} for good?"
    confirmed(question, "delete it", "There is no way back.", ask=ask)
    return perform(root.delete(credentials_of(source), key_id, insist=insist), agreed=True)


def member_roots(source: Source = "", *, show: Showing | None = None) -> RootAccess:
    """The root users of an organization's member accounts, as its management account sees them. Raises `GuideError`.

    In the sandbox, accounts that exercises, levels and puzzles have opened are left out.
    """
    return perform(members.root_access(credentials_of(source), without=surroundings.lesson_accounts()), show)


def delete_member_root_keys(
    account_id: str, source: Source = "", *, insist: bool = False, ask: Asking | None = None
) -> int:
    """Delete the deactivated root keys of a member account ('12 digits'); returns how many there were.

    Raises `GuideError`. On your own AWS you are asked first; `ask` answers in a program.
    """
    which = "all root keys" if insist else "the deactivated root keys"
    question = f"Delete {which} of the member account {check_account_id(account_id)} for good?"
    confirmed(question, "delete them", "There is no way back.", ask=ask)
    return perform(members.delete_keys(credentials_of(source), account_id, insist=insist), agreed=True)
