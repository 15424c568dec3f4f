"""IAM, short-term: trade credentials that one holds for those of a role, once or from role to role.

Flows: `roles_one_can_see`, `role_facts`, `assume_role`, `assume_chain`. Each is a generator of steps; nothing here
reads, writes, sends, sleeps or prints. What can be told before any call is told by `role_input.py`.

Source: AWS STS and IAM API references (botocore's service models sts 2011-06-15 and iam 2010-05-08, read 2026-11-26).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from awsguide.core.errors import AwsError, NoAnswer
from awsguide.core.model import AssumedRole, Credentials, Identity, RoleFacts, RoleRequest
from awsguide.core.steps import Call, Flow, Now, Show
from awsguide.flows.policies import decision, refusal
from awsguide.flows.shared.answers import translated
from awsguide.flows.shared.identity import caller_identity, given, identity_in, is_role_session
from awsguide.flows.shared.mfa import UsedCodes
from awsguide.flows.short_term.role_input import check_request
from awsguide.flows.short_term.role_options import parameters

# How many pages of roles are read; with AWS's largest page this is more than an account may have (quota: 5,000).
MOST_PAGES = 10


@dataclass(frozen=True)
class VisibleRoles:
    """The roles of one's own account, by name, without those of AWS's own services.

    `problem` says in a sentence why there are none, or not all of them; an ARN that one knows works all the same.
    """

    roles: tuple[RoleFacts, ...] = ()
    problem: str = ""


def roles_one_can_see(credentials: Credentials, *, region: str) -> Flow[VisibleRoles]:
    """The roles of the account that these credentials belong to (`ListRoles`); never raises for a refusal."""
    found: list[RoleFacts] = []
    marker = ""
    for _ in range(MOST_PAGES):
        try:
            reply = yield Call(
                "iam",
                "ListRoles",
                {"MaxItems": 1000} | ({"Marker": marker} if marker else {}),
                region=region,
                credentials=credentials,
                expected=("AccessDenied",),
                why="which roles are there in this account?",
            )
        except (AwsError, NoAnswer) as error:
            return VisibleRoles(_in_order(found), translated(error).what)
        found += [
            _facts(role) for role in reply["Roles"] if not role["Path"].startswith("/aws-service-role/")
        ]
        marker = reply.get("Marker", "") if reply.get("IsTruncated") else ""
        if not marker:
            return VisibleRoles(_in_order(found))
    return VisibleRoles(_in_order(found), "There are more roles than are listed here.")


def role_facts(role_arn: str, credentials: Credentials, *, region: str) -> Flow[RoleFacts | None]:
    """What `GetRole` says about a role of one's own account; None when one may not ask."""
    try:
        reply = yield Call(
            "iam",
            "GetRole",
            {"RoleName": role_arn.rpartition("/")[2]},
            region=region,
            credentials=credentials,
            expected=("AccessDenied", "NoSuchEntity"),
            why="whom does the role trust, and how long may its sessions be?",
        )
    except (AwsError, NoAnswer):
        return None
    facts = _facts(reply["Role"])
    # GetRole knows names, not ARNs: the role of this name in one's own account may be another one.
    return facts if facts.arn == role_arn else None


def _in_order(found: Sequence[RoleFacts]) -> tuple[RoleFacts, ...]:
    return tuple(sorted(found, key=lambda role: role.arn.rpartition("/")[2].lower()))


def _facts(role: Mapping[str, Any]) -> RoleFacts:
    trust = role.get("AssumeRolePolicyDocument") or ""
    return RoleFacts(
        role["Arn"],
        int(role.get("MaxSessionDuration") or 3600),
        # botocore decodes the document on its way in.
        trust if isinstance(trust, str) else json.dumps(trust, indent=2),
        role.get("Description", ""),
    )


def assume_role(
    request: RoleRequest,
    credentials: Credentials,
    *,
    region: str,
    caller: Identity | None = None,
    facts: RoleFacts | None = None,
    used: UsedCodes | None = None,
    now: Now = lambda: 0.0,
) -> Flow[AssumedRole]:
    """Trade `credentials` for those of a role, with every option of the request.

    `caller` is who the credentials are, asked when they are temporary and it is not given; `facts` is what is known of
    the role. On the sandbox its reasons are shown, for a yes as for a no (`Explained`). `used` remembers, by the clock
    `now`, which codes AWS has taken. Raises `BadInput` before anything is asked for, `Refused`, `Unreachable`.
    """
    chained = caller is not None and is_role_session(caller.arn)
    arn = caller.arn if caller else ""
    check_request(request, caller_arn=arn, region=region, facts=facts, chained=chained)
    if caller is None and credentials.session_token is not None:
        caller = yield from caller_identity(credentials, region)
        chained = is_role_session(caller.arn)
        check_request(request, caller_arn=caller.arn, facts=facts, chained=chained)
    code = request.token_code
    if used is not None and code is not None:
        used.check(request.mfa_serial, code, now())
    try:
        reply = yield Call(
            "sts",
            "AssumeRole",
            parameters(request),
            region=region,
            credentials=credentials,
            why="temporary credentials of the role",
        )
    except (AwsError, NoAnswer) as error:
        if isinstance(error, AwsError):
            where = yield from refusal.explained(error, credentials, region=region)
            if where is not None and (where.readings or error.decision):
                yield Show(where)
        raise translated(error) from error
    yield from _told(reply.get(decision.MEMBER, ""))
    if used is not None and code is not None:
        used.take(request.mfa_serial, code, now())
    user = reply["AssumedRoleUser"]
    return AssumedRole(
        replace(request, token_code=None),
        given(reply["Credentials"], region),
        identity_in(user, "AssumedRoleId"),
        caller.arn if caller else "",
        chained,
        reply.get("PackedPolicySize"),
        reply.get("SourceIdentity", ""),
    )


def _told(value: str) -> Flow[None]:
    """Show the sandbox's own reasons, where it sent any."""
    explained = decision.read(value) if value else None
    if explained is not None:
        yield Show(explained)


def assume_chain(
    requests: Sequence[RoleRequest],
    credentials: Credentials,
    *,
    region: str,
    used: UsedCodes | None = None,
    now: Now = lambda: 0.0,
) -> Flow[tuple[AssumedRole, ...]]:
    """From role to role: each link is assumed with the credentials of the one before. Raises as `assume_role` does.

    All requests are looked at before the first call, so that a mistake in the last link costs no MFA code.
    """
    for place, request in enumerate(requests):
        check_request(request, region=region, chained=place > 0)
    links: list[AssumedRole] = []
    caller: Identity | None = None
    for request in requests:
        link = yield from assume_role(request, credentials, region=region, caller=caller, used=used, now=now)
        links.append(link)
        credentials, caller = link.credentials, link.identity
    return tuple(links)
