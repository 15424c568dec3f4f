"""The condition keys of a request: what its caller, the moment, the request itself and the resource bring.

A key that a request does not have is missing, which is another thing than an empty value: `...IfExists` and `Null` are
written for that. What only services bring that call for somebody (aws:CalledVia, aws:SourceArn, aws:SourceAccount) is
never there, because whoever reaches the sandbox calls for themselves. This module refuses to evaluate.

Source: 'AWS global condition context keys' (IAM user guide, read 2026-11-26).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from aws_sandbox.access import permissions, resources
from aws_sandbox.access.action_table import ABOUT_A_BOUNDARY, PASSED_TO
from aws_sandbox.access.principals import PrincipalKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from aws_sandbox.access.actions import Call
    from aws_sandbox.access.policy import Limits
    from aws_sandbox.access.principals import Principal, Session
    from aws_sandbox.protocol.received import Received

    Keys = dict[str, tuple[str, ...]]

# Services whose own key for the tags of a resource has another name than aws:ResourceTag.
_OWN_TAG_KEYS = {
    "iam": "iam:resourcetag",
    "ec2": "ec2:resourcetag",
    "secretsmanager": "secretsmanager:resourcetag",
}


# The keys of every service as AWS writes them; policies compare them without regard to case.
_PROPER = {
    name.lower(): name
    for name in (
        "aws:AssumedRoot",
        "aws:CurrentTime",
        "aws:EpochTime",
        "aws:MultiFactorAuthAge",
        "aws:MultiFactorAuthPresent",
        "aws:PrincipalAccount",
        "aws:PrincipalArn",
        "aws:PrincipalIsAWSService",
        "aws:PrincipalOrgID",
        "aws:PrincipalOrgPaths",
        "aws:PrincipalType",
        "aws:Referer",
        "aws:RequestedRegion",
        "aws:ResourceAccount",
        "aws:ResourceOrgID",
        "aws:ResourceOrgPaths",
        "aws:SecureTransport",
        "aws:SourceIdentity",
        "aws:SourceIp",
        "aws:TagKeys",
        "aws:TokenIssueTime",
        "aws:UserAgent",
        "aws:ViaAWSService",
        "iam:PassedToService",
        "iam:PermissionsBoundary",
        "iam:PolicyARN",
        "sts:RoleSessionName",
        "sts:SourceIdentity",
    )
}
_PROPER_PREFIXES = {
    f"{name.lower()}/": f"{name}/" for name in ("aws:PrincipalTag", "aws:RequestTag", "aws:ResourceTag")
}


class Asked(Mapping[str, tuple[str, ...]]):
    """The condition keys of one question, found when a policy first asks for one: most ask for none."""

    def __init__(self, find: Callable[[], Mapping[str, tuple[str, ...]]]) -> None:
        self._find = find

    @cached_property
    def _found(self) -> Mapping[str, tuple[str, ...]]:
        return self._find()

    def __getitem__(self, key: str) -> tuple[str, ...]:
        return self._found[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


def proper_name(key: str) -> str:
    """Return a condition key, given in lower case, as AWS writes it; as it is where that is not known."""
    prefix = next((prefix for prefix in _PROPER_PREFIXES if key.startswith(prefix)), "")
    return _PROPER_PREFIXES[prefix] + key.removeprefix(prefix) if prefix else _PROPER.get(key, key)


def about_caller(principal: Principal, session: Session | None, now: float) -> Keys:
    """Return the condition keys that the caller and the moment give, in lower case; `now` in seconds since 1970."""
    keys: dict[str, str | None] = {
        "aws:principalarn": principal.principal_arn
        if principal.kind is not PrincipalKind.ANONYMOUS
        else None,
        "aws:principalaccount": principal.account_id,
        "aws:principaltype": principal.kind.value,
        "aws:userid": principal.user_id,
        "aws:currenttime": datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "aws:epochtime": str(int(now)),
        "aws:principalorgid": permissions.organization_id(principal.account_id),
        "aws:principalorgpaths": permissions.organization_path(principal.account_id),
        "aws:username": principal.name if principal.kind is PrincipalKind.USER else None,
        "aws:viaawsservice": "false",
        "aws:principalisawsservice": "false",
    }
    if session is not None:
        # Long-term keys have no such key at all: BoolIfExists is written for that.
        keys["aws:multifactorauthpresent"] = "true" if session.mfa_at is not None else "false"
        issued = datetime.fromtimestamp(session.issued_at, UTC)
        keys["aws:tokenissuetime"] = issued.strftime("%Y-%m-%dT%H:%M:%SZ")
        if session.mfa_at is not None:
            keys["aws:multifactorauthage"] = str(int(now - session.mfa_at))
        if session.task:
            keys["aws:assumedroot"] = "true"
        if session.source_identity:
            keys["aws:sourceidentity"] = session.source_identity
    found: dict[str, tuple[str, ...]] = {key: (value,) for key, value in keys.items() if value is not None}
    if session is not None:
        found.update(session.provided)
    for name, value in permissions.tags(principal, session).items():
        found[f"aws:principaltag/{name.lower()}"] = (value,)
    return found


def about_request(request: Received, region: str) -> Keys:
    """Return the condition keys that the HTTP request brings, in lower case."""
    keys = {
        "aws:sourceip": request.source_ip,
        "aws:securetransport": "true" if request.environ.get("wsgi.url_scheme") == "https" else "false",
        "aws:requestedregion": region,
        "aws:useragent": request.header("user-agent"),
        "aws:referer": request.header("referer"),
    }
    return {key: (value,) for key, value in keys.items() if value is not None}


def about_action(action: str, arn: str, call: Call) -> Keys:
    """Return the condition keys that one permission alone has, in lower case; `arn` is what it is about."""
    if action == "iam:PassRole":
        return {"iam:passedtoservice": (PASSED_TO.get(call.service, f"{call.service}.amazonaws.com"),)}
    if action == "ec2:CreateTags" and call.operation != "CreateTags":
        return {"ec2:createaction": (call.operation,)}
    boundary = resources.boundary(arn) if action in ABOUT_A_BOUNDARY else ""
    return {"iam:permissionsboundary": (boundary,)} if boundary else {}


def about_resource(arn: str, applied: Limits) -> Keys:
    """Return the condition keys that the resource brings, in lower case: whose it is, and its tags if policies ask."""
    found = resources.thing(arn)
    if found is None or not found.account_id:
        return {}
    keys: Keys = {"aws:resourceaccount": (found.account_id,)}
    if found.service == "s3":
        keys["s3:resourceaccount"] = (found.account_id,)
    organization_id = permissions.organization_id(found.account_id)
    if organization_id is not None:
        keys["aws:resourceorgid"] = (organization_id,)
        keys["aws:resourceorgpaths"] = (permissions.organization_path(found.account_id) or "",)
    if any(policy.asks_for_tags for policy in applied.every):
        keys.update(_tag_keys(found.service, resources.tags(found)))
    return keys


def _tag_keys(service: str, tags: Mapping[str, str]) -> Keys:
    names = ["aws:resourcetag", _OWN_TAG_KEYS.get(service, "")]
    if service == "s3":
        # Tags of objects are S3's own business; buckets have aws:ResourceTag only where that was switched on.
        names = ["s3:existingobjecttag"]
    return {f"{name}/{key.lower()}": (value,) for name in names if name for key, value in tags.items()}
