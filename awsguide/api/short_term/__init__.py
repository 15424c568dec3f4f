"""The plain functions for roles: which there are, would it work, assume one, go from role to role.

They run the very flows that the panels run. `source` is a profile's name, credentials, or '' for what boto3 would find.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import TypedDict, Unpack

from awsguide.api.mfa_codes import USED_CODES, typed_code
from awsguide.api.perform import Showing, credentials_of, perform, region_here
from awsguide.core.model import AssumedRole, RoleRequest
from awsguide.core.secret import Secret
from awsguide.flows import short_term
from awsguide.flows.policies.readings import Explained
from awsguide.flows.shared.session_input import read_code
from awsguide.flows.shared.source_profile import Source
from awsguide.flows.short_term import role_options, would_it_work


def roles_one_can_see(source: Source = "", *, region: str = "") -> short_term.VisibleRoles:
    """The roles of the caller's own account, by name; `problem` says why they could not be listed, if so."""
    return perform(short_term.roles_one_can_see(credentials_of(source), region=_region(region)))


class RoleOptions(TypedDict, total=False):
    """The options of STS for a session of a role; all may be left out.

    `duration` is in seconds, or like '1h30m'; `code` six digits; `policy` JSON, or what becomes JSON. `transitive` are
    the keys of the tags that go along in a chain, `policy_arns` those of managed session policies.
    """

    session_name: str
    duration: str | int
    external_id: str
    mfa_serial: str
    code: str | Secret
    tags: Mapping[str, str] | None
    transitive: Sequence[str]
    source_identity: str
    policy: str | Mapping[str, object]
    policy_arns: Sequence[str]


def role_request(role_arn: str, **options: Unpack[RoleOptions]) -> RoleRequest:
    """A request for a role; `RoleOptions` are the same as those of `assume_role`.

    For `assume_chain` and `trust_explained`. Raises `BadInput` for a duration that is none; the rest is looked at when
    the request is used.
    """
    code = options.pop("code", "")
    return role_options.request_of(role_arn, options, read_code(code))


def assume_role(
    role: str | RoleRequest,
    source: Source = "",
    *,
    region: str = "",
    show: Showing | None = None,
    **options: Unpack[RoleOptions],
) -> AssumedRole:
    """A session of a role ('arn:aws:iam::111122223333:role/Deployer', or a `RoleRequest`), with every option of STS.

    The options are those of `RoleOptions`: session_name, duration (seconds, or '1h30m'), external_id, mfa_serial, code,
    tags, transitive, source_identity, policy, policy_arns. With `mfa_serial` and no `code` (six digits) a person is
    asked for it. `show` gets the sandbox's own reasons. Raises `BadInput` before any call, `Refused`, `Unreachable`.
    """
    if isinstance(role, RoleRequest):
        if options:
            raise TypeError(f"The request has its options already: {', '.join(options)} would be left out.")
        request = role
    else:
        if options.get("mfa_serial") and not options.get("code"):
            options["code"] = typed_code()
        request = role_request(role, **options)
    flow = short_term.assume_role(
        request, credentials_of(source), region=_region(region), used=USED_CODES, now=time.time
    )
    return perform(flow, show)


def assume_chain(
    requests: Sequence[RoleRequest], source: Source = "", *, region: str = "", show: Showing | None = None
) -> tuple[AssumedRole, ...]:
    """The sessions of a chain of roles, first to last; the last one's credentials are those to use.

    Raises `BadInput` for a mistake in any link before the first is assumed, `Refused`, `Unreachable`.
    """
    flow = short_term.assume_chain(
        requests, credentials_of(source), region=_region(region), used=USED_CODES, now=time.time
    )
    return perform(flow, show)


def trust_explained(role: str | RoleRequest, source: Source = "", *, region: str = "") -> Explained:
    """Would it work? What the role's trust policy and your own policies say, without assuming anything.

    Raises `BadInput`, `Refused` for credentials that AWS does not know, `Unreachable`.
    """
    request = RoleRequest(role) if isinstance(role, str) else role
    return perform(would_it_work.would_it_work(request, credentials_of(source), region=_region(region)))


def _region(region: str) -> str:
    return region or region_here("us-east-1")
