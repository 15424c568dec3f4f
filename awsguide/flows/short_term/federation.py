"""A federation token for somebody else, and a link that opens the AWS console with temporary credentials.

Flows: `federation_token`, `sign_in_token`, `console_link`. The link lets whoever has it in for fifteen minutes, so it
is a `Secret`: a person gets a link to this machine instead, which leads one browser on. Nothing here reads, writes,
sends, sleeps or prints.

Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html and
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html, 2026-11-26.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from awsguide.core.errors import AwsError, NoAnswer
from awsguide.core.model import Credentials, Identity, LocalLink
from awsguide.core.partitions import STANDARD, Partition, console_partition, named
from awsguide.core.secret import Secret
from awsguide.core.steps import Call, Flow, Lead, Load, Now, Redirected, Show
from awsguide.explanations import explain
from awsguide.flows.shared import limits
from awsguide.flows.shared.answers import explained, translated
from awsguide.flows.shared.identity import caller_identity, given, identity_in, is_role_session, tag_list
from awsguide.flows.shared.session_input import check_seconds, check_tags, name_trouble
from awsguide.flows.shared.session_token import LIMIT, LONGEST
from awsguide.flows.short_term.policy_input import check_policy, check_policy_arns

_NAME = re.compile(r"[\w+=,.@-]{2,32}", re.ASCII)
# How long AWS takes the link, and how long a console session that it opens may last.
LINK_SECONDS = 15 * 60
LONGEST_CONSOLE = 43_200


@dataclass(frozen=True)
class FederatedUser:
    """A session for somebody who is no IAM user: it may do what both its policy and the calling user's allow."""

    credentials: Credentials
    identity: Identity
    packed_percent: int | None = None
    kind: limits.Kind = "federation-token"


def federation_token(
    credentials: Credentials,
    name: str,
    *,
    region: str,
    seconds: int | None = None,
    policy: str = "",
    policy_arns: Sequence[str] = (),
    tags: Sequence[tuple[str, str]] = (),
) -> Flow[FederatedUser]:
    """A session called `name` (2 to 32 characters) of `seconds` (900 to 129,600), narrowed by the policies.

    Without any policy it may do nothing but be named in a resource's own policy. Raises `BadInput` before any call,
    `Refused`, `Unreachable`.
    """
    if not _NAME.fullmatch(name):
        raise explain("federated-name-shape", given=name, detail=name_trouble(name, longest=32))
    check_seconds(seconds, LONGEST, LIMIT)
    check_policy(policy)
    check_policy_arns(policy_arns)
    check_tags(tags)
    if credentials.session_token is not None:
        raise explain("session-token-from-session", operation="GetFederationToken")
    parameters: dict[str, Any] = {
        "Name": name,
        "DurationSeconds": seconds,
        "Policy": policy,
        "PolicyArns": [{"arn": arn} for arn in policy_arns],
        "Tags": tag_list(tags),
    }
    reply = yield from explained(
        Call(
            "sts",
            "GetFederationToken",
            {name: value for name, value in parameters.items() if value},
            region=region,
            credentials=credentials,
            why="temporary credentials for somebody who is not a user of the account",
        )
    )
    user = reply["FederatedUser"]
    return FederatedUser(
        given(reply["Credentials"], region),
        identity_in(user, "FederatedUserId"),
        reply.get("PackedPolicySize"),
    )


# --- a sign-in link to the console ----------------------------------------------------------------------------


def kind_of(identity: Identity) -> limits.Kind | None:
    """What kind of session an identity is; None for one that is no session (a user's or root's own keys)."""
    if is_role_session(identity.arn):
        return "role"
    return "federation-token" if ":federated-user/" in identity.arn else None


def check_destination(destination: str, partition: Partition = STANDARD) -> str:
    """The console page to open: '' for its start, a service's short name ('s3'), or an address of the console.

    Raises `BadInput` for an address that is not one of that partition's console.
    """
    typed = destination.strip()
    if not typed:
        return partition.console_address
    if re.fullmatch(r"[a-z0-9-]{2,40}", typed, re.ASCII):
        return f"{partition.console_address}{typed}/"
    if _console_of(typed) != partition:
        raise explain("console-destination", given=typed, console=partition.console_address)
    return typed


def _console_of(address: str) -> Partition | None:
    try:
        parts = urlsplit(address)
        odd = parts.scheme != "https" or bool(parts.username or parts.port) or "\\" in address
        host = parts.hostname or ""
    except ValueError:
        return None
    return None if odd or not re.fullmatch(r"[a-z0-9.-]+", host) else console_partition(host)


def check_console_session(identity: Identity, seconds: int | None, *, chained: bool) -> None:
    """Raises `BadInput` for credentials that open no console, and for a length that these may not ask for."""
    kind = kind_of(identity)
    if kind is None:
        limits.check("session-token", "console")
    if seconds is None:
        return
    if kind != "role" or chained:
        why = (
            "a federation token's console session lasts as long as the token itself"
            if kind != "role"
            else "these credentials are from a chain of roles, and AWS then refuses any length of its own"
        )
        raise explain("console-session-length", detail=why)
    check_seconds(seconds, LONGEST_CONSOLE, "A console session lasts twelve hours at most.")


def sign_in_token(
    credentials: Credentials,
    *,
    region: str,
    identity: Identity | None = None,
    seconds: int | None = None,
    chained: bool = False,
) -> Flow[Secret]:
    """A sign-in token for the console from temporary credentials; good for fifteen minutes.

    `seconds` (900 to 43,200) is how long the console session lasts; without it, as long as the credentials, or what
    AWS chooses. Only a role's session that is not chained may ask for it. Raises `GuideError`.
    """
    if credentials.session_token is None:
        raise explain("console-link-from-keys")
    identity = identity or (yield from caller_identity(credentials, region))
    check_console_session(identity, seconds, chained=chained)
    parameters = {"SessionDuration": seconds} if seconds else {}
    try:
        reply: Mapping[str, Any] = yield Call(
            "federation",
            "getSigninToken",
            parameters,
            region=named(identity.arn.split(":")[1]).iam_region,
            credentials=credentials,
            why="trade temporary credentials for a token that opens the console",
        )
    except (AwsError, NoAnswer) as error:
        if isinstance(error, AwsError) and 400 <= error.status < 500:
            raise explain("sign-in-token-refused", message=error.message.rstrip(".") or "none") from error
        raise translated(error) from error
    token: Secret = reply["SigninToken"]
    return token


def login_address(endpoint: str, token: Secret, destination: str, issuer: str = "") -> Secret:
    """The link itself: whoever opens it within fifteen minutes is in."""
    query = {"Action": "login", "Destination": destination, "SigninToken": token.reveal()}
    # Where AWS sends a person whose console session has ended; without it, to AWS's own sign-in page.
    if issuer:
        query["Issuer"] = issuer
    return Secret(f"{endpoint}?{urlencode(query)}")


def console_link(
    credentials: Credentials,
    *,
    region: str,
    now: Now,
    identity: Identity | None = None,
    destination: str = "",
    seconds: int | None = None,
    chained: bool = False,
    issuer: str = "",
) -> Flow[bool]:
    """Open the console with temporary credentials, through a link to this machine that works once.

    Shows a `LocalLink` and waits until a browser has followed it, at most the fifteen minutes that AWS takes the real
    one. Returns whether one did. Raises as `sign_in_token` does, and `BadInput` for a destination that is no console.
    """
    # Before any call, whosever console it is; the credentials then say which one is theirs.
    check_destination(destination, _console_of(destination.strip()) or STANDARD)
    if credentials.session_token is None:
        raise explain("console-link-from-keys")
    identity = identity or (yield from caller_identity(credentials, region))
    partition = named(identity.arn.split(":")[1])
    destination = check_destination(destination, partition)
    token = yield from sign_in_token(
        credentials, region=region, identity=identity, seconds=seconds, chained=chained
    )
    endpoint: str = yield Load("federation-endpoint", partition.iam_region)
    local: str = yield Lead(login_address(endpoint, token, destination, issuer))
    yield Show(LocalLink(local, now() + LINK_SECONDS))
    return (yield Redirected(LINK_SECONDS)) is not None
