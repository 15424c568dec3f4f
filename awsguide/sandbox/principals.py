"""Whose key it is: long-term keys from moto's IAM, root keys and temporary sessions from the guard's own tables.

A `Principal` is what AWS calls the caller; a `Session` is one set of temporary keys and all it was given on its way.
This module refuses to check signatures and to decide what anybody may do.
"""

from __future__ import annotations

import base64
import secrets
import string
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

from moto.iam.models import AccessKey, iam_backends

from awsguide.sandbox.statements import Caller

if TYPE_CHECKING:
    from collections.abc import Mapping

    from moto.iam.models import Role, User

_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_ACCOUNT_OFFSET = int.from_bytes(base64.b32decode("QAAAAAAA"), "big")
_SECRET_LETTERS = string.ascii_letters + string.digits + "+/"


class PrincipalKind(Enum):
    """The kinds of callers; the value is what the condition key aws:PrincipalType says."""

    ROOT = "Account"
    USER = "User"
    ROLE = "AssumedRole"
    FEDERATED = "FederatedUser"


@dataclass(frozen=True)
class Principal:
    """A caller. `name` is the user's, role's or federated user's; `role_arn` only a role session has."""

    kind: PrincipalKind
    account_id: str
    arn: str
    user_id: str
    name: str = ""
    role_arn: str = ""

    @property
    def principal_arn(self) -> str:
        """What aws:PrincipalArn says: for a role session, the role's ARN."""
        return self.role_arn or self.arn

    @property
    def caller(self) -> Caller:
        """The principal as policies name it."""
        return Caller(self.account_id, frozenset({self.arn, self.role_arn} - {""}), role=self.role_arn)


@dataclass(frozen=True)
class Session:
    """Temporary keys: when they end (seconds of the sandbox's clock) and what came with them.

    `policies` are the session policies' documents, None if there are none: then nothing is limited.
    `mfa_at` is when MFA was shown, None if it was not. `issuer` is whose permissions a federated user has. `console`
    says that somebody signed in at the console for it: what GetSessionToken's keys may not call, these may.
    """

    access_key_id: str
    secret_access_key: str = field(repr=False)
    session_token: str = field(repr=False)
    principal: Principal
    issued_at: float
    expires_at: float
    policies: tuple[tuple[str, str], ...] | None = None
    mfa_at: float | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    transitive: frozenset[str] = frozenset()
    source_identity: str = ""
    issuer: Principal | None = None
    console: bool = False


@dataclass(frozen=True)
class Credential:
    """A key that was found: its secret, its owner, and the session if it is temporary; `key` is moto's object."""

    access_key_id: str
    secret_access_key: str = field(repr=False)
    principal: Principal
    session: Session | None = None
    key: AccessKey | None = field(default=None, repr=False)


class Keys:
    """Every key with which a request may be signed."""

    def __init__(self) -> None:
        self._sessions: dict[str, Session] = {}
        self._root: dict[str, dict[str, AccessKey]] = {}

    def find(self, access_key_id: str) -> Credential | None:
        """Return an active key and whose it is; None if it is unknown, deleted or deactivated."""
        session = self._sessions.get(access_key_id)
        if session is not None:
            return Credential(access_key_id, session.secret_access_key, session.principal, session)
        found = self.owner(access_key_id)
        if found is None or found[1].status != "Active":
            return None
        principal, key = found
        return Credential(access_key_id, key.secret_access_key, principal, key=key)

    def owner(self, access_key_id: str) -> tuple[Principal, AccessKey] | None:
        """Return a long-term key, active or not, and whose it is; None if there is none of this id."""
        for account_id, keys in list(self._root.items()):
            if access_key_id in keys:
                return root(account_id), keys[access_key_id]
        found = _long_term(access_key_id)
        return None if found is None else (principal_of(found[0]), found[1])

    def issue(self, principal: Principal, issued_at: float, seconds: int, **details: Any) -> Session:
        """Make temporary keys for a principal; `details` are further fields of `Session`."""
        self._forget_expired(issued_at)
        session = Session(
            access_key_id=new_key_id("ASIA", principal.account_id),
            secret_access_key=new_secret(),
            session_token="IQoJ" + base64.b64encode(secrets.token_bytes(252)).decode(),
            principal=principal,
            issued_at=issued_at,
            expires_at=issued_at + seconds,
            **details,
        )
        self._sessions[session.access_key_id] = session
        return session

    def root_keys(self, account_id: str) -> list[AccessKey]:
        """Return the access keys of an account's root user, active and inactive."""
        return list(self._root.get(account_id, {}).values())

    def create_root_key(self, account_id: str, created: float) -> AccessKey:
        """Give an account's root user an access key; `created` in seconds since 1970, UTC."""
        key = new_access_key(account_id, None, created)
        self._root.setdefault(account_id, {})[key.access_key_id] = key
        return key

    def delete_root_key(self, account_id: str, access_key_id: str) -> None:
        """Delete a root key; nothing happens if there is none of this id."""
        self._root.get(account_id, {}).pop(access_key_id, None)

    def _forget_expired(self, now: float) -> None:
        """Drop sessions that ended more than a day ago: until then they are answered as expired, not unknown."""
        for access_key_id, session in list(self._sessions.items()):
            if session.expires_at + 86400 < now:
                self._sessions.pop(access_key_id, None)


def root(account_id: str) -> Principal:
    """Return an account's root user."""
    return Principal(PrincipalKind.ROOT, account_id, f"arn:aws:iam::{account_id}:root", account_id)


def principal_of(user: User) -> Principal:
    """Return a user of moto's IAM as a caller."""
    return Principal(PrincipalKind.USER, user.account_id, user.arn, user.id, user.name)


def role_session(role: Role, session_name: str) -> Principal:
    """Return the session of a role of moto's IAM as a caller."""
    arn = f"arn:aws:sts::{role.account_id}:assumed-role/{role.name}/{session_name}"
    return Principal(
        PrincipalKind.ROLE, role.account_id, arn, f"{role.id}:{session_name}", role.name, role.arn
    )


def account_of(access_key_id: str) -> str | None:
    """Return the account (12 digits) that is written in a key id, None if none is."""
    if len(access_key_id) < 13 or access_key_id[12] not in _BASE32:
        return None
    try:
        half = int.from_bytes(base64.b32decode(access_key_id[4:12]), "big") - _ACCOUNT_OFFSET
    except ValueError:
        return None
    number = half * 2 + (_BASE32.index(access_key_id[12]) >= 16)
    return f"{number:012d}" if 0 <= number < 10**12 else None


def new_access_key(account_id: str, user_name: str | None, created: float) -> AccessKey:
    """Return a fresh long-term key in moto's shape, `user_name` None for a root user; `created` in seconds, UTC."""
    key = AccessKey(user_name, "AKIA", account_id)  # type: ignore[abstract]  # moto makes them so itself
    # moto draws from a generator that can be seeded; neither of the two may be guessable.
    key.access_key_id, key.secret_access_key = new_key_id("AKIA", account_id), new_secret()
    key.create_date = moment(created)
    return key


def moment(seconds: float) -> datetime:
    """Return a moment as moto keeps it: in UTC, without saying so."""
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)


def new_key_id(prefix: str, account_id: str) -> str:
    """Return a fresh key id of 20 characters that carries its account, as AWS's do."""
    number = int(account_id)
    account = base64.b32encode((number // 2 + _ACCOUNT_OFFSET).to_bytes(5, "big")).decode()
    half = _BASE32[16:] if number % 2 else _BASE32[:16]
    tail = "".join(secrets.choice(_BASE32) for _ in range(7))
    return prefix + account + secrets.choice(half) + tail


def new_secret() -> str:
    """Return a fresh secret access key of 40 characters."""
    return "".join(secrets.choice(_SECRET_LETTERS) for _ in range(40))


def _long_term(access_key_id: str) -> tuple[User, AccessKey] | None:
    written = account_of(access_key_id)
    # Looking an account up in moto creates it: only those that are there are asked.
    accounts = [written] if written is not None and written in iam_backends else list(iam_backends)
    for account_id in accounts:
        iam = iam_backends[account_id]["aws"]
        key = iam.access_keys.get(access_key_id)
        if key is None:
            continue
        named = iam.users.get(key.user_name) if key.user_name else None
        # A user that was renamed keeps its keys, and the keys the old name.
        # Copied first: another thread may be adding a user.
        for user in (named, *list(iam.users.values())):
            if user is not None and any(owned is key for owned in user.access_keys):
                return user, key
    return None
