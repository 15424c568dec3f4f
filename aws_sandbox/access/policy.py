"""IAM's policy evaluation, as a pure function: policies and a request in, a decision with its reason out.

An explicit deny wins; then every kind of policy that sets a limit (organization, boundary, session) has to allow, and
an identity-based or resource-based policy has to grant. `Decision.verdicts` says of each statement whether it
matched and why not. This module refuses to know where policies are kept and what a service is.

Source: 'Policy evaluation logic' (IAM user guide, read 2026-11-23).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from aws_sandbox.access.statements import Kind, Reach

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_sandbox.access.statements import Mismatch, Policy, Request, Statement


@dataclass(frozen=True)
class Verdict:
    """What one statement says to a request; `mismatch` is None if it matched."""

    policy: Policy
    statement: Statement
    mismatch: Mismatch | None


@dataclass(frozen=True)
class Limits:
    """The policies that apply to one request. `boundary` and `session` None: not set, so no limit.

    `organization` has one group of policies per level from the root to the account; each level has to allow.
    `same_account` says whether the caller is of the resource's account: in another one, identity and resource have
    to agree. `trust` are the policies of a role that is to be assumed: without their leave nothing helps. Nor does it
    without the leave of `resource` where `resource_decides`. `resource_control` are the resource account's
    organization's: AWS adds to them one that allows everything, so they only deny. `scoped` are the scope-down policies
    of GetScopedCredentials, each of which has to allow, whoever else does.
    """

    identity: tuple[Policy, ...] = ()
    boundary: tuple[Policy, ...] | None = None
    session: tuple[Policy, ...] | None = None
    organization: tuple[tuple[Policy, ...], ...] = ()
    resource_control: tuple[Policy, ...] = ()
    resource: tuple[Policy, ...] = ()
    trust: tuple[Policy, ...] = ()
    scoped: tuple[tuple[Policy, ...], ...] = ()
    resource_decides: bool = False
    same_account: bool = True

    @property
    def every(self) -> tuple[Policy, ...]:
        """All of them, in the order in which a deny is looked for."""
        levels = tuple(policy for level in self.organization for policy in level)
        about = (*self.resource, *self.trust)
        return (
            *levels,
            *self.resource_control,
            *about,
            *self.identity,
            *(self.boundary or ()),
            *(self.session or ()),
            *(policy for layer in self.scoped for policy in layer),
        )


@dataclass(frozen=True)
class Decision:
    """The answer, the kind of policy and the statement it came from (None: no statement said so), and all looked at."""

    allowed: bool
    explicit: bool
    kind: Kind
    request: Request
    limits: Limits
    statement: Statement | None = None
    policy: Policy | None = None
    verdicts: tuple[Verdict, ...] = ()

    @property
    def word(self) -> str:
        """The decision as IAM's policy simulator names it."""
        if self.allowed:
            return "allowed"
        return "explicitDeny" if self.explicit else "implicitDeny"

    @property
    def granted_alone(self) -> bool:
        """Whether the policy on the resource lets the caller in by itself."""
        if self.policy is None or self.statement is None or self.request.caller is None:
            return False
        return self.statement.reach(self.request.caller) in _DIRECT

    @property
    def because(self) -> str:
        """The reason in AWS's words, as it ends an AccessDenied message; '' if allowed."""
        if self.allowed:
            return ""
        if self.explicit:
            article = "an" if self.kind is Kind.IDENTITY else "a"
            return f"with an explicit deny in {article} {self.kind.value}"
        return f"because no {self.kind.value} allows the {self.request.action} action"


def decide(request: Request, limits: Limits) -> Decision:
    """Decide as AWS does: deny first, then organization, resource, identity, boundary, session."""
    if request.caller is not None and limits.boundary is not None:
        request = replace(request, caller=replace(request.caller, bounded=True))
    verdicts = tuple(
        Verdict(policy, statement, statement.mismatch(request))
        for policy in limits.every
        for statement in policy.statements
    )
    matched = [verdict for verdict in verdicts if not verdict.mismatch]
    denial = next((verdict for verdict in matched if not verdict.statement.allows), None)
    if denial is not None:
        policy, statement = denial.policy, denial.statement
        return Decision(False, True, policy.kind, request, limits, statement, policy, verdicts)
    outcome = _outcome(request, limits, matched)
    if isinstance(outcome, Kind):
        return Decision(False, False, outcome, request, limits, verdicts=verdicts)
    policy, statement = outcome.policy, outcome.statement
    return Decision(True, True, policy.kind, request, limits, statement, policy, verdicts)


def _outcome(request: Request, limits: Limits, matched: list[Verdict]) -> Verdict | Kind:
    """Return the statement that grants, or the kind of policy for want of which nothing does; no deny matched."""
    if any(_grant(level, matched) is None for level in limits.organization):
        return Kind.ORGANIZATION
    granted, reach = _granted(request, limits, matched)
    if isinstance(granted, Kind):
        return granted
    if any(_grant(layer, matched) is None for layer in limits.scoped):
        return Kind.SESSION
    if reach in _DIRECT:
        return granted
    for limit, kind in ((limits.boundary, Kind.BOUNDARY), (limits.session, Kind.SESSION)):
        if limit is not None and _grant(limit, matched) is None:
            return kind
    return granted


def _granted(request: Request, limits: Limits, matched: list[Verdict]) -> tuple[Verdict | Kind, Reach | None]:
    """Return what an identity-based or resource-based policy grants, and how the latter reached the caller."""
    about = (*limits.resource, *limits.trust)
    by_resource = min(
        (verdict for verdict in matched if _is_one_of(verdict.policy, about)),
        key=lambda verdict: _REACHES.index(_reach(verdict, request)),
        default=None,
    )
    if by_resource is None and (limits.trust or limits.resource_decides or not limits.same_account):
        return Kind.TRUST if limits.trust else Kind.RESOURCE, None
    nobody = request.caller is not None and request.caller.anonymous
    if by_resource is not None and (limits.same_account or nobody):
        reach = _reach(by_resource, request)
        if reach in _DIRECT:
            # A policy of the same account that names the caller needs nobody else's leave.
            return by_resource, reach
        if reach is Reach.SOURCE:
            return _grant(limits.identity, matched) or by_resource, reach
    return _grant(limits.identity, matched) or Kind.IDENTITY, None


def _grant(policies: Sequence[Policy], matched: list[Verdict]) -> Verdict | None:
    return next((verdict for verdict in matched if _is_one_of(verdict.policy, policies)), None)


def _is_one_of(policy: Policy, policies: Sequence[Policy]) -> bool:
    # The very one: to compare two policies, all that they say would be read.
    return any(policy is other for other in policies)


_REACHES = (*Reach, None)
_DIRECT = frozenset({Reach.NAMED, Reach.ANYBODY})


def _reach(verdict: Verdict, request: Request) -> Reach | None:
    return None if request.caller is None else verdict.statement.reach(request.caller)
