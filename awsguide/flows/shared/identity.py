"""What every row shares of STS: who am I, and what kind of identity that is; the credentials in an answer; tags."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from awsguide.core.model import Credentials, Identity
from awsguide.core.steps import Call, Flow
from awsguide.flows.shared.answers import explained
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


def caller_identity(credentials: Credentials, region: str) -> Flow[Identity]:
    """Who AWS says these credentials are; needs no permission."""
    reply = yield from explained(
        Call(
            "sts",
            "GetCallerIdentity",
            {},
            region=region,
            credentials=credentials,
            why="prove that the credentials work, and whose they are",
        )
    )
    return Identity(reply["Account"], reply["Arn"], reply["UserId"])


def who_am_i(credentials: Credentials, region: str) -> Flow[Caller]:
    """Whose these credentials are, by AWS's own answer; needs no permission. Raises `GuideError`."""
    identity = yield from caller_identity(credentials, region)
    yield from asked_with(credentials, identity.arn)
    kind, _, rest = identity.arn.split(":", 5)[-1].partition("/")
    # A user's path stands before the name, a role's session after it.
    name = rest.rpartition("/")[2] if kind == "user" else rest.partition("/")[0]
    return Caller(identity, kind, name, CALLERS.get(kind, "a caller of a kind that this guide does not know"))


def is_role_session(arn: str) -> bool:
    """Whether an identity is a session of a role ('arn:aws:sts::111122223333:assumed-role/Name/session')."""
    return ":assumed-role/" in arn


def given(reply: Mapping[str, Any], region: str = "") -> Credentials:
    """The credentials in an answer of STS, with their end and the Region that was asked."""
    return Credentials(
        reply["AccessKeyId"],
        reply["SecretAccessKey"],
        reply["SessionToken"],
        reply["Expiration"].timestamp(),
        region,
    )


def identity_in(user: Mapping[str, str], id_name: str) -> Identity:
    """Whose session it is, by the member of an answer that says so; `id_name` is what its unique id is called there."""
    return Identity(user["Arn"].split(":")[4], user["Arn"], user[id_name])


def tag_list(tags: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    """Session tags as STS takes them."""
    return [{"Key": key, "Value": value} for key, value in tags]
