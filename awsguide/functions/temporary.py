"""The plain functions for roles: which there are, would it work, assume one, go from role to role.

They run the very flows that the panels run. `source` is a profile's name, credentials, or '' for what boto3 would find.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence

from awsguide.functions import Showing, credentials_of, perform, region_here
from awsguide.functions.session_token import USED_CODES, typed_code
from awsguide.model import AssumedRole, RoleRequest
from awsguide.rows import temporary
from awsguide.rows.policies import dry_run
from awsguide.rows.policies.readings import Explained
from awsguide.rows.sessions.beginning import Source
from awsguide.rows.sessions.session_input import read_seconds
from awsguide.secret import Secret


def roles_one_can_see(source: Source = "", *, region: str = "") -> temporary.VisibleRoles:
    """The roles of one's own account, by name; `problem` says why they could not be listed, if so."""
    return perform(temporary.roles_one_can_see(credentials_of(source), region=_region(region)))


def role_request(
    role_arn: str,
    *,
    session_name: str = "awsguide",
    duration: str | int = "",
    external_id: str = "",
    mfa_serial: str = "",
    code: str | Secret = "",
    tags: Mapping[str, str] | None = None,
    transitive: Sequence[str] = (),
    source_identity: str = "",
    policy: str | Mapping[str, object] = "",
    policy_arns: Sequence[str] = (),
) -> RoleRequest:
    """A request for a role; the same options as `assume_role`, for `assume_chain` and `trust_explained`.

    `duration` is in seconds, or like '1h30m'; `policy` JSON, or what becomes JSON. Raises `BadInput` for a duration
    that is none; the rest is looked at when the request is used.
    """
    return RoleRequest(
        role_arn.strip(),
        session_name,
        read_seconds(str(duration)),
        external_id,
        mfa_serial,
        code if isinstance(code, Secret) else Secret(code) if code else None,
        tuple((tags or {}).items()),
        tuple(transitive),
        source_identity,
        policy if isinstance(policy, str) else json.dumps(policy, indent=2),
        tuple(policy_arns),
    )


def assume_role(
    role: str | RoleRequest,
    source: Source = "",
    *,
    region: str = "",
    show: Showing | None = None,
    session_name: str = "awsguide",
    duration: str | int = "",
    external_id: str = "",
    mfa_serial: str = "",
    code: str | Secret = "",
    tags: Mapping[str, str] | None = None,
    transitive: Sequence[str] = (),
    source_identity: str = "",
    policy: str | Mapping[str, object] = "",
    policy_arns: Sequence[str] = (),
) -> AssumedRole:
    """A session of a role ('arn:aws:iam::111122223333:role/Deployer', or a `RoleRequest`), with every option of STS.

    With `mfa_serial` and no `code` (six digits) a person is asked for it. `show` gets the sandbox's own reasons. Raises
    `BadInput` before any call, `Refused`, `Unreachable`.
    """
    request = (
        role
        if isinstance(role, RoleRequest)
        else role_request(
            role,
            session_name=session_name,
            duration=duration,
            external_id=external_id,
            mfa_serial=mfa_serial,
            code=code or (typed_code() if mfa_serial else ""),
            tags=tags,
            transitive=transitive,
            source_identity=source_identity,
            policy=policy,
            policy_arns=policy_arns,
        )
    )
    flow = temporary.assume_role(
        request, credentials_of(source), region=_region(region), used=USED_CODES, now=time.time
    )
    return perform(flow, show)


def assume_chain(
    requests: Sequence[RoleRequest], source: Source = "", *, region: str = "", show: Showing | None = None
) -> tuple[AssumedRole, ...]:
    """The sessions of a chain of roles, first to last; the last one's credentials are those to use.

    Raises `BadInput` for a mistake in any link before the first is assumed, `Refused`, `Unreachable`.
    """
    flow = temporary.assume_chain(
        requests, credentials_of(source), region=_region(region), used=USED_CODES, now=time.time
    )
    return perform(flow, show)


def trust_explained(role: str | RoleRequest, source: Source = "", *, region: str = "") -> Explained:
    """Would it work? What the role's trust policy and one's own policies say, without assuming anything.

    Raises `BadInput`, `Refused` for credentials that AWS does not know, `Unreachable`.
    """
    request = RoleRequest(role) if isinstance(role, str) else role
    return perform(dry_run.would_it_work(request, credentials_of(source), region=_region(region)))


def _region(region: str) -> str:
    return region or region_here("us-east-1")
