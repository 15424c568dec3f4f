"""Whose key it is: long-term keys from moto's IAM and of root users, temporary sessions from a table here.

A `Principal` is what AWS calls the caller; a `Session` is one set of temporary keys and all it was given on its way.
This module refuses to check signatures and to decide what anybody may do.
"""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING, Any

from moto.iam.models import AccessKeyLastUsed, iam_backends

from aws_sandbox.access.statements import Caller
from aws_sandbox.key_material import account_of, moment, new_key_id, new_secret

if TYPE_CHECKING:
    from collections.abc import Mapping

    from moto.iam.models import AccessKey, Role, User

    from aws_sandbox.access.root_users import RootUsers

# 'Generate credential reports for your AWS account' (IAM user guide, read 2026-11-26).
_REPORTED_ONCE_IN = timedelta(minutes=15)


class PrincipalKind(Enum):
    """The kinds of callers; the value is what the condition key aws:PrincipalType says."""

    ROOT = "Account"
    USER = "User"
    ROLE = "AssumedRole"
    FEDERATED = "FederatedUser"
    ANONYMOUS = "Anonymous"


@dataclass(frozen=True)
class Principal:
    """A caller. `name` is the user's, role's or federated user's.

    `role_arn` only a role session has, and `issuer_arn`, of who asked for their keys, only a federated user.
    """

    kind: PrincipalKind
    account_id: str
    arn: str
    user_id: str
    name: str = ""
    role_arn: str = ""
    issuer_arn: str = ""

    @property
    def principal_arn(self) -> str:
        """What aws:PrincipalArn says: for a role session, the role's ARN."""
        return self.role_arn or self.arn

    @property
    def caller(self) -> Caller:
        """The principal as policies name it."""
        if self.kind is PrincipalKind.ANONYMOUS:
            return Caller(self.account_id, frozenset(), anonymous=True)
        source = self.role_arn or self.issuer_arn
        return Caller(self.account_id, frozenset({self.arn, source} - {""}), source=source)


@dataclass(frozen=True)
class Session:
    """Temporary keys: when they end (seconds of the sandbox's clock) and what came with them.

    `policies` are the session policies' documents, None if there are none: then nothing is limited.
    `mfa_at` is when MFA was shown, None if it was not. `issuer` is whose permissions a federated user has. `console`
    says that somebody signed in at the console for it: what GetSessionToken's keys may not call, these may. `chained`
    says that a role session opened this one. `task` is the ARN of the task policy for which AssumeRoot gave it.
    `provided` are condition keys, in lower case, that an identity provider's token gave it. `scoped` are the scope-down
    policies' documents, each a limit of its own.
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
    chained: bool = False
    task: str = ""
    provided: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    scoped: tuple[str, ...] = ()


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

    def __init__(self, roots: RootUsers) -> None:
        self._sessions: dict[str, Session] = {}
        self._roots = roots
        self._reported: dict[str, AccessKeyLastUsed] = {}

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
        of_root = self._roots.find_key(access_key_id)
        if of_root is not None:
            return root(of_root[0]), of_root[1]
        found = _long_term(access_key_id)
        return None if found is None else (principal_of(found[0]), found[1])

    def issue(
        self, principal: Principal, issued_at: float, seconds: int, *, token_size: int = 0, **details: Any
    ) -> Session:
        """Make temporary keys for a principal; `details` are further fields of `Session`.

        The token has 340 characters, or `token_size` if that is more.
        """
        self._forget_expired(issued_at)
        session = Session(
            access_key_id=new_key_id("ASIA", principal.account_id),
            secret_access_key=new_secret(),
            session_token=_new_token(token_size),
            principal=principal,
            issued_at=issued_at,
            expires_at=issued_at + seconds,
            **details,
        )
        self._sessions[session.access_key_id] = session
        return session

    def issue_from(
        self, session: Session, *, until: float, token_size: int, scoped: tuple[str, ...]
    ) -> Session:
        """Make keys of the same session, with other limits, that end at `until` (seconds of the sandbox's clock)."""
        made = replace(
            session,
            access_key_id=new_key_id("ASIA", session.principal.account_id),
            secret_access_key=new_secret(),
            session_token=_new_token(token_size),
            expires_at=until,
            scoped=scoped,
        )
        self._sessions[made.access_key_id] = made
        return made

    def note_use(self, key: AccessKey, now: float, service: str, region: str) -> None:
        """Note that a long-term key was used; `now` in seconds since 1970, UTC, `service` as it is signed for."""
        before = self.reported_use(key)
        key.last_used = used = AccessKeyLastUsed(moment(now), service, region)
        recent = before is not None and used.timestamp - before.timestamp < _REPORTED_ONCE_IN
        self._reported[key.access_key_id] = before if before is not None and recent else used

    def reported_use(self, key: AccessKey) -> AccessKeyLastUsed | None:
        """Return the last use as credential reports have it: of several in 15 minutes, the first; None if never."""
        return self._reported.get(key.access_key_id, key.last_used)

    def _forget_expired(self, now: float) -> None:
        """Drop sessions that ended more than a day ago: until then they are answered as expired, not unknown."""
        for access_key_id, session in list(self._sessions.items()):
            if session.expires_at + 86400 < now:
                self._sessions.pop(access_key_id, None)


# Who sends a request without a signature; what AWS's condition keys say of them.
ANONYMOUS = Principal(PrincipalKind.ANONYMOUS, "anonymous", "anonymous", "anonymous")


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


def _new_token(size: int) -> str:
    text = base64.b64encode(secrets.token_bytes(max(252, size))).decode()
    return "IQoJ" + text[: max(336, size - 4)]


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
