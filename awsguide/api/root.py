"""The plain functions about root credentials: who is root, retire a root key, and root users of member accounts.

They run the very flows that the panels run. `source` is a profile's name, credentials, or '' for what boto3 would find.
None creates a root key, and none shows a secret.
"""

from __future__ import annotations

import sys

from awsguide.api.perform import Showing, credentials_of, perform
from awsguide.core.access_keys import AccessKey
from awsguide.core.root_users import RootAccess, RootUser
from awsguide.core.steps import Ask
from awsguide.explanations import explain
from awsguide.flows import root
from awsguide.flows.root import members
from awsguide.flows.shared.source_profile import Source


def root_user(source: Source = "", *, show: Showing | None = None) -> RootUser:
    """What `source` can see of its account's root user: is it this one, has it keys, MFA? Raises `GuideError`."""
    return perform(root.root_user(credentials_of(source)), show)


def deactivate_root_key(key_id: str, source: Source = "") -> RootUser:
    """Have a root key switched off by the root user's own credentials, after a question. Raises `GuideError`."""
    return perform(root.deactivate(credentials_of(source), key_id), None, _asked)


def reactivate_root_key(key_id: str, source: Source = "") -> RootUser:
    """Bring a root key back, signed by another root credential than the key itself. Raises `GuideError`."""
    return perform(root.reactivate(credentials_of(source), key_id))


def delete_root_key(key_id: str, source: Source = "", *, insist: bool = False) -> tuple[AccessKey, ...]:
    """Delete a deactivated root key; the keys that are left. Raises `Refused` ('root-key-active') unless `insist`."""
    return perform(root.delete(credentials_of(source), key_id, insist=insist))


def member_roots(source: Source = "", *, show: Showing | None = None) -> RootAccess:
    """The root users of an organization's member accounts, as its management account sees them. Raises `GuideError`."""
    return perform(members.root_access(credentials_of(source)), show)


def delete_member_root_keys(account_id: str, source: Source = "", *, insist: bool = False) -> int:
    """Delete the deactivated root keys of a member account ('12 digits'); how many there were. Raises `GuideError`."""
    return perform(members.delete_keys(credentials_of(source), account_id, insist=insist))


def _asked(question: Ask) -> object:
    sys.stdout.write(f"{question.question}\n")
    sys.stdout.flush()
    try:
        answer = input("Deactivate it? [y/N] ").strip().lower()
    except (EOFError, RuntimeError):
        raise explain("nobody-to-confirm") from None
    return question.choices[0] if answer in ("y", "yes") else question.choices[1]
