"""Trust, explained: the statements of a policy, each marked as matched, not matched or not known here, and why.

This is a careful reading from outside, of what one may see (`GetRole`) and of values that are known; AWS decides over
more. Where something is not known the mark says so. The sandbox's own reasons are read by `decision.py`, and what is
asked for before a call by `flows/short_term/would_it_work.py`. Nothing here calls.

Source: 'IAM JSON policy elements reference', 'AWS JSON policy elements: Principal', 'Policy evaluation logic' (IAM user
guide, read 2026-11-26).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from awsguide.core.model import Credentials, Identity, RoleRequest
from awsguide.flows.policies.condition import Seen, holds, like, substituted
from awsguide.flows.policies.readings import (
    EXTERNAL_ID,
    FROM_POLICIES,
    IDENTITY,
    MATCHED,
    NOT_MATCHED,
    TRUST,
    UNKNOWN,
    Element,
    Reading,
    shown,
)


@dataclass(frozen=True)
class Caller:
    """Who asks, with every name that a Principal element may have for them."""

    identity: Identity

    @property
    def names(self) -> frozenset[str]:
        """Their ARN, their unique id, and for a role session the role's ARN without a path."""
        arn, user_id = self.identity.arn, self.identity.user_id
        return frozenset({arn, user_id, user_id.partition(":")[0], self.role} - {""})

    @property
    def role(self) -> str:
        """The ARN of the role that this is a session of, '' for a user."""
        parts = self.identity.arn.split(":")
        if not parts[-1].startswith("assumed-role/"):
            return ""
        return f"{parts[0]}:{parts[1]}:iam::{self.identity.account_id}:role/{parts[-1].split('/')[1]}"

    @property
    def account(self) -> frozenset[str]:
        """The two ways to name their whole account."""
        partition = self.identity.arn.split(":")[1]
        return frozenset({self.identity.account_id, f"arn:{partition}:iam::{self.identity.account_id}:root"})


def context(request: RoleRequest, credentials: Credentials, identity: Identity) -> Seen:
    """What is known beforehand of the context in which AWS will judge this request."""
    values: dict[str, tuple[str, ...]] = {
        EXTERNAL_ID: (request.external_id,) if request.external_id else (),
        "sts:rolesessionname": (request.session_name,),
        "sts:transitivetagkeys": tuple(request.transitive),
        "aws:principalaccount": (identity.account_id,),
        "aws:userid": (identity.user_id,),
        "aws:principalisawsservice": ("false",),
        "aws:securetransport": ("true",),
    }
    values |= {f"aws:requesttag/{key.lower()}": (value,) for key, value in request.tags}
    if ":user/" in identity.arn:
        # The ARN of a role session leaves the role's path out, so there the first of the two is not known.
        values["aws:principalarn"] = (identity.arn,)
        values["aws:username"] = (identity.arn.rpartition("/")[2],)
    if request.source_identity:
        values["sts:sourceidentity"] = (request.source_identity,)
    if request.mfa_serial and request.token_code is not None:
        # If the code is right; if not, AWS says so before it looks at any policy.
        values["aws:multifactorauthpresent"] = ("true",)
    closed: tuple[str, ...] = ()
    if credentials.session_token is None:
        # Long-term keys bring along nothing of this; what a session brings, transitive tags too, is not known.
        for key in ("aws:multifactorauthpresent", "aws:multifactorauthage", "sts:sourceidentity"):
            values.setdefault(key, ())
        values["aws:tagkeys"] = tuple(key for key, _ in request.tags)
        closed = ("aws:requesttag/",)
    return Seen(values, closed)


def statements(document: str) -> tuple[Mapping[str, Any], ...]:
    """The statements of a policy (JSON); none when it cannot be read."""
    try:
        found = json.loads(document)
    except (ValueError, RecursionError):
        return ()
    rows = found.get("Statement", []) if isinstance(found, dict) else []
    rows = rows if isinstance(rows, list) else [rows]
    return tuple(row for row in rows if isinstance(row, dict) and row.get("Effect") in ("Allow", "Deny"))


def as_of(document: str, seen: Seen) -> Seen:
    """`seen` as a policy (JSON) of this document's version reads it: the old one knows no policy variables."""
    try:
        found = json.loads(document)
    except (ValueError, RecursionError):
        return seen
    return replace(seen, variables=isinstance(found, dict) and found.get("Version") == "2012-10-17")


def read_trust(
    document: str, action: str, caller: Caller, seen: Seen, *, policy: str = "trust policy"
) -> tuple[Reading, ...]:
    """Every statement of a role's trust policy, marked for `caller` who wants to do `action`."""
    seen = as_of(document, seen)
    return tuple(
        replace(
            _marked(row, number, TRUST, policy, _look_at(row, action, caller, seen)),
            by_name=_names_directly(row, caller),
        )
        for number, row in enumerate(statements(document), start=1)
    )


def read_identity(
    document: str, action: str, resource: str, seen: Seen, *, policy: str
) -> tuple[Reading, ...]:
    """Every statement of an identity-based policy, marked for `action` on `resource` (an ARN)."""
    seen = as_of(document, seen)
    return tuple(
        replace(_marked(row, number, IDENTITY, policy, findings), source=FROM_POLICIES)
        for number, row in enumerate(statements(document), start=1)
        for findings in [(_action(row, action), _resource(row, resource, seen), *_conditions(row, seen))]
    )


class _Finding(NamedTuple):
    """What one element says: whether it fits (None: not known), the words for when it does not, and which it is."""

    fits: bool | None
    why: str
    element: Element


def _look_at(row: Mapping[str, Any], action: str, caller: Caller, seen: Seen) -> tuple[_Finding, ...]:
    return (_action(row, action), _principal(row, caller), *_conditions(row, seen))


def _marked(
    row: Mapping[str, Any],
    number: int,
    kind: str,
    policy: str,
    findings: Sequence[_Finding],
) -> Reading:
    # A statement is out as soon as one element is; only if none is, what is not known matters.
    misses = [finding for finding in findings if finding.fits is False]
    doubts = [finding for finding in findings if finding.fits is None]
    mark = NOT_MATCHED if misses else UNKNOWN if doubts else MATCHED
    sid = str(row.get("Sid") or "")
    which = f"statement {number}" + (f" ({sid})" if sid else "")
    told = next(iter(misses or doubts), _Finding(True, "", ""))
    return Reading(
        kind,
        policy,
        which,
        str(row["Effect"]),
        mark,
        told.why,
        text=shown(row),
        index=number - 1,
        element=told.element,
    )


def _texts(value: Any) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [] if value is None else [value]
    return tuple(str(item).lower() if isinstance(item, bool) else str(item) for item in values)


def _action(row: Mapping[str, Any], action: str) -> _Finding:
    if "NotAction" in row:
        fits = not any(like(action, pattern, fold=True) for pattern in _texts(row["NotAction"]))
    else:
        fits = any(like(action, pattern, fold=True) for pattern in _texts(row.get("Action")))
    return _Finding(fits, f"it is not about {action}", "action")


def _resource(row: Mapping[str, Any], resource: str, seen: Seen) -> _Finding:
    named = _texts(row.get("Resource", row.get("NotResource")))
    patterns = [substituted(pattern, seen) for pattern in named]
    covered = any(like(resource, pattern) for pattern in patterns if pattern is not None)
    if not covered and None in patterns:
        return _Finding(None, "its resources depend on a value that is not known here", "resource")
    return _Finding(covered != ("NotResource" in row), f"it is not about {resource}", "resource")


def _principal(row: Mapping[str, Any], caller: Caller) -> _Finding:
    if "NotPrincipal" in row:
        return _Finding(
            None, "it names who is not meant (NotPrincipal), and that is not judged here", "principal"
        )
    principal = row.get("Principal")
    if principal == "*":
        return _Finding(True, "", "principal")
    named = principal if isinstance(principal, dict) else {}
    names = _texts(named.get("AWS"))
    fits = any(
        name in caller.names or name in caller.account or name == "*" or _same_role(name, caller)
        for name in names
    )
    others = [f"{kind} {name}" for kind, found in named.items() if kind != "AWS" for name in _texts(found)]
    meant = " or ".join([*names, *others]) or "nobody"
    return _Finding(fits, f"it names {meant}, and you are {caller.identity.arn}", "principal")


def _same_role(name: str, caller: Caller) -> bool:
    """A session's ARN leaves the role's path out; a role's name is unique within its account."""
    return bool(caller.role) and re.sub(r":role/.*/", ":role/", name) == caller.role


def _names_directly(row: Mapping[str, Any], caller: Caller) -> bool:
    principal = row.get("Principal")
    names = _texts(principal.get("AWS")) if isinstance(principal, dict) else ()
    return any(name in caller.names or _same_role(name, caller) for name in names)


def _conditions(row: Mapping[str, Any], seen: Seen) -> list[_Finding]:
    found = row.get("Condition", {})
    if not isinstance(found, dict) or not all(isinstance(keys, dict) for keys in found.values()):
        return [_Finding(None, "its condition cannot be read", "condition")]
    return [
        _condition(operator, key, _texts(wanted), seen)
        for operator, keys in found.items()
        for key, wanted in keys.items()
    ]


def _condition(operator: str, key: str, wanted: tuple[str, ...], seen: Seen) -> _Finding:
    return _Finding(*_condition_words(operator, key, wanted, seen), "condition")


def _condition_words(operator: str, key: str, wanted: tuple[str, ...], seen: Seen) -> tuple[bool | None, str]:
    fits = holds(operator, key, wanted, seen)
    values = seen.of(key)
    asked = f"{operator} {key}"
    if fits is None:
        return None, f"its condition {asked} cannot be judged here: the value of {key} is not known"
    if key.lower() == EXTERNAL_ID:
        # It is no secret, and yet what is told here may end up in a notebook that is shared.
        seen_words = "you gave none" if not values else "you gave another one"
        return fits, f"its condition {asked} does not hold: {seen_words}"
    has = "is not in the request" if not values else f"is {', '.join(values)}"
    return fits, f"its condition {asked} = {', '.join(wanted)} does not hold: {key} {has}"
