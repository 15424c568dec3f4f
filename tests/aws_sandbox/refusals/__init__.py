"""What the sandbox refuses and allows, as rows: what was arranged, which call was made, what came back.

The tests run each row against a sandbox over HTTP, and the documentation shows the same rows as a page. Rows are
data: this package refuses to call anything. Texts hold places that the arrangement fills in:

    {account}      the caller's account          {other}      another account of the same organization
    {user}         the caller's IAM user         {role}       the role that was arranged, if any
    {name}         a name for what the row makes, and the name of the resource that was arranged, if any
    {resource}     the ARN of that resource
    {serial}       the caller's MFA device        {code}       a code that it shows
    {used}         a code of it that was used     {token}      a token of the sandbox's own issuer
    {key}          the id of the caller's long-term key

A reason may hold `...` for what is another in every run.

Sources stand with the sections; every page was read on 2026-11-26.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

Statement = dict[str, Any]
Statements = tuple[Statement, ...]

# A place that the arrangement fills in; '${aws:username}' is a policy's own.
PLACE = re.compile(r"(?<!\$)\{(account|other|user|role|name|resource|serial|code|used|token|key)\}")

# How the caller got the keys they sign with.
USER, ROLE, SESSION_TOKEN, FEDERATED = "user", "role", "session token", "federated user"
WEB_IDENTITY = "web identity"


@dataclass(frozen=True)
class Given:
    """What is there before the call; a kind of policy that is None is not there at all, () is there and empty.

    `caller` is a USER (an IAM user with an access key), a user's session of GetSessionToken (SESSION_TOKEN) or
    GetFederationToken (FEDERATED), a ROLE (a session of a role that trusts the trainer) or a WEB_IDENTITY (a session of
    a role that trusts the sandbox's own issuer, for a token as it gives to everybody): `identity`, `boundary` and
    `tags` are theirs, `session` is the session's policy, `session_tags` its tags, and `opened` holds further parameters
    of the call that opened it. With `mfa` the user has an MFA device, which a SESSION_TOKEN has shown. `profile` names
    somebody of the seeded company instead. `later` is how many seconds pass before the call, by the sandbox's clock;
    `token` is asked of the sandbox's issuer with these members. `before` are calls of IAM, in boto3's words, that an
    administrator of the account makes when the caller has their keys.
    With `recreated` the caller's user is deleted and made anew after trust and resource policies have named them.
    `group` is the policy of a group the user is in. `organization` and `resource_control` are attached to the
    caller's account; `organization_policy` is of another type (its name, and the policy's content), is attached to
    nothing, and is the {resource}. `resource` is the kind of thing that is there ('bucket', 'queue', ...) with
    `resource_policy` and `resource_tags` on it, in the other account if `elsewhere`. `trust` makes a role, `elsewhere`
    too.
    """

    caller: str = USER
    identity: Statements = ()
    group: Statements | None = None
    boundary: Statements | None = None
    session: Statements | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    session_tags: Mapping[str, str] = field(default_factory=dict)
    organization: Statements | None = None
    resource_control: Statements | None = None
    organization_policy: tuple[str, str] | None = None
    resource: str = ""
    resource_policy: Statements | None = None
    resource_tags: Mapping[str, str] = field(default_factory=dict)
    trust: Statements | None = None
    opened: Mapping[str, Any] = field(default_factory=dict)
    mfa: bool = False
    profile: str = ""
    later: int = 0
    before: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    token: Mapping[str, Any] | None = None
    elsewhere: bool = False
    recreated: bool = False


@dataclass(frozen=True)
class Case:
    """One row: `call` is 'service.operation' in boto3's words, `parameters` its own.

    `status` 200 with no `code` means that the call is answered; `reason` is the whole message of a refusal. `differs`
    says where the sandbox knowingly does other than AWS.
    """

    title: str
    given: Given
    call: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    status: int = 403
    code: str = "AccessDenied"
    reason: str = ""
    differs: str = ""
    region: str = "us-east-1"


def allowed(title: str, given: Given, call: str, **parameters: Any) -> Case:
    """Return a row of a call that is answered."""
    return Case(title, given, call, parameters, 200, "", "")


@dataclass(frozen=True)
class Section:
    """Rows that belong together, with a sentence about them and the AWS page they follow."""

    title: str
    about: str
    source: str
    cases: tuple[Case, ...]
