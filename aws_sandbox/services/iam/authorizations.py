"""Refusals as IAM's Access Troubleshooter keeps them: what was asked, in which context, and what every policy said.

Each is kept for 24 hours under an authorization id, as AWS keeps those that it records; the oldest go first where there
are too many. The decision is the one that refused, so nothing is evaluated again. This module refuses to answer calls,
and never keeps an external id, which two companies agree on between them.

Source: 'Troubleshoot access denied error messages with authorization ID' (IAM user guide, read 2026-11-30).
"""

from __future__ import annotations

import secrets
import string
import threading
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_sandbox.access.guard import Admitted
    from aws_sandbox.access.policy import Decision
    from aws_sandbox.access.principals import Principal
    from aws_sandbox.protocol.errors import Refusal

HEADER = "x-awsguide-authorization-id"
# Services whose refusals name the id in their text: 'Most APIs in IAM', as AWS's page says on 2026-11-30.
IN_THE_TEXT = frozenset({"iam"})
KEPT_SECONDS = 86400
MOST = 1000
# Of all that is kept, in letters: keys and values are the caller's, and may be as many as a request has room for.
MOST_LETTERS = 8 * 1024 * 1024
_LETTERS = string.ascii_lowercase + string.digits
_NEVER_KEPT = frozenset({"sts:externalid"})


@dataclass(frozen=True)
class Authorization:
    """One refusal: who asked, in which Region, when (seconds of the sandbox's clock), and what was decided."""

    principal: Principal
    region: str
    at: float
    context: Mapping[str, tuple[str, ...]] = field(repr=False)
    decisions: tuple[Decision, ...] = field(repr=False)

    @property
    def letters(self) -> int:
        """How much of the request is kept with it."""
        contexts = (self.context, *(decision.request.context for decision in self.decisions))
        texts = (text for context in contexts for key, values in context.items() for text in (key, *values))
        return sum(map(len, texts)) + sum(len(decision.request.resource) for decision in self.decisions)


class Authorizations:
    """Every refusal of the last day, by its id."""

    def __init__(self) -> None:
        self._kept: dict[str, Authorization] = {}
        self._letters = 0
        self._changing = threading.Lock()

    def note(
        self, admitted: Admitted, refusal: Refusal, context: Mapping[str, tuple[str, ...]], now: float
    ) -> None:
        """Keep why a call was refused, if policies did that, and let the refusal say under which id."""
        if refusal.failure != "denied" or all(decision.allowed for decision in admitted.decisions):
            return
        identifier = "".join(secrets.choice(_LETTERS) for _ in range(25))
        shown = {key: values for key, values in context.items() if key not in _NEVER_KEPT}
        region = admitted.call.region
        decisions = tuple(map(_settled, admitted.decisions))
        kept = Authorization(admitted.principal, region, now, shown, decisions)
        with self._changing:
            self._letters += kept.letters
            self._forget(now)
            self._kept[identifier] = kept
        refusal.headers = (*refusal.headers, (HEADER, identifier))
        if admitted.call.service in IN_THE_TEXT:
            refusal.message = told(refusal.message, region, identifier)

    def find(self, identifier: str, region: str, now: float) -> Authorization | None:
        """Return what was kept under an id in a Region; None if there is nothing, or no longer."""
        found = self._kept.get(identifier)
        return (
            found if found is not None and found.region == region and now < found.at + KEPT_SECONDS else None
        )

    def _forget(self, now: float) -> None:
        for identifier, kept in list(self._kept.items()):
            too_much = len(self._kept) >= MOST or self._letters > MOST_LETTERS
            if too_much or kept.at + KEPT_SECONDS <= now:
                self._letters -= self._kept.pop(identifier).letters


def _settled(decision: Decision) -> Decision:
    """Return a decision with its condition keys as they are now: later, the clock and the tags say something else."""
    return replace(decision, request=replace(decision.request, context=dict(decision.request.context)))


def told(message: str, region: str, identifier: str) -> str:
    """Return a refusal's sentence with where its details are, in AWS's words."""
    page = f"https://{region}.console.aws.amazon.com/iam/home?region={region}#/authorization-details/{identifier}"
    return (
        f"{message}. Go to {page} for complete details, or call the GetRequestAuthorizationDetails API with the "
        f"following authorization id: {identifier}"
    )
