"""What a root key did last, although asking with it is a use: what was seen before is remembered, beyond the kernel.

Flows: `asked_with` writes down that this guide signed with a root key; `remembered` what its keys did before that.
Decisions: `is_own` and `use_text`. AWS records a use some minutes late, and clocks differ; so a use by one of the
services that this guide asks is taken for its own if it is near to a time at which it did. Source:
https://docs.aws.amazon.com/IAM/latest/APIReference/API_AccessKeyLastUsed.html, 2026-11-26.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from awsguide.core.access_keys import AccessKey, LastUse
from awsguide.core.model import Credentials
from awsguide.core.root_users import RootKeyUses
from awsguide.core.steps import Flow, Load, Save
from awsguide.core.stored import ForgetRootKey, RootKeyAsked, RootKeySeen
from awsguide.flows.shared.verdicts import last_use_text

# The services that a look at a root user is a use of; '' where AWS does not say.
ASKED = frozenset({"sts", "iam", ""})
NEAR = 15 * 60
OWN_USE = " (that may be this guide's own question: what was before it, AWS does not tell any more)"


def asked_with(credentials: Credentials, arn: str) -> Flow[None]:
    """Write down that a question was signed with these credentials, if they are a root key; `arn` says whose."""
    if arn.endswith(":root") and credentials.session_token is None:
        yield Save(RootKeyAsked(credentials.access_key_id))


def remembered(keys: Iterable[AccessKey]) -> Flow[Mapping[str, RootKeyUses]]:
    """What is remembered of these root keys, with what was seen of them now."""
    known: Mapping[str, RootKeyUses] = yield Load("root-keys")
    for key in keys:
        if key.key_id and key.last_use is not None and not is_own(key.last_use, known.get(key.key_id)):
            yield Save(RootKeySeen(key.key_id, key.last_use))
    return (yield Load("root-keys"))  # type: ignore[no-any-return]


def forgotten(key_id: str) -> Flow[None]:
    """A root key is deleted: nothing has to be remembered of it."""
    yield Save(ForgetRootKey(key_id))


def is_own(use: LastUse, uses: RootKeyUses | None) -> bool:
    """Whether a last use may be this guide's own question."""
    if use.at is None or uses is None or uses.first_asked is None or uses.last_asked is None:
        return False
    return use.service in ASKED and uses.first_asked - NEAR <= use.at <= uses.last_asked + NEAR


def use_text(key: AccessKey, uses: RootKeyUses | None, now: float) -> str:
    """The last use of a root key; where that may be this guide's own question, the one that was seen before it."""
    if key.last_use is None or not is_own(key.last_use, uses):
        return last_use_text(key.last_use, now)
    if uses is not None and uses.before is not None:
        return f"before this guide asked: {last_use_text(uses.before, now)}"
    return last_use_text(key.last_use, now) + OWN_USE
