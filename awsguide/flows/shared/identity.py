"""What every row shares of STS: who am I, the credentials in an answer, and tags as STS takes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from awsguide.core.model import Credentials, Identity
from awsguide.core.steps import Call, Flow
from awsguide.flows.shared.answers import explained


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


def tag_list(tags: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    """Session tags as STS takes them."""
    return [{"Key": key, "Value": value} for key, value in tags]
