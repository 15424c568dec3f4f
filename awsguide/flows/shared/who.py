"""Who am I: the identity behind credentials, and what kind of identity that is."""

from __future__ import annotations

from dataclasses import dataclass

from awsguide.core.model import Credentials, Identity
from awsguide.core.steps import (
    Flow,
)
from awsguide.flows.shared.identity import caller_identity
from awsguide.flows.shared.root_uses import asked_with

# What ARN stands for which kind of caller: the part after the account, up to the slash.
CALLERS = {
    "root": "the root user of the account: it can do everything, and nothing can limit it",
    "user": "an IAM user, who signs with a long-term key or with a session made from one",
    "assumed-role": "a role, for as long as its session lasts",
    "federated-user": "a federated user, for as long as the session lasts",
}


@dataclass(frozen=True)
class Caller:
    """Who some credentials are: AWS's answer, its `kind` ('user', 'assumed-role', 'root', ...) and what that means.

    `name` is the user's or the role's name.
    """

    identity: Identity
    kind: str
    name: str
    meaning: str


def who_am_i(credentials: Credentials, region: str) -> Flow[Caller]:
    """Whose these credentials are, by AWS's own answer; needs no permission. Raises `GuideError`."""
    identity = yield from caller_identity(credentials, region)
    yield from asked_with(credentials, identity.arn)
    kind, _, rest = identity.arn.split(":", 5)[-1].partition("/")
    # A user's path stands before the name, a role's session after it.
    name = rest.rpartition("/")[2] if kind == "user" else rest.partition("/")[0]
    return Caller(identity, kind, name, CALLERS.get(kind, "a caller of a kind that this guide does not know"))
