"""Renewing sessions of roles before they end, link by link of a chain.

Flows: `renewed_chain`. A link that still lasts is kept, one that is near its end is assumed again with the link before
it, which is renewed first where it must be. A link that was opened with an MFA code cannot be renewed without a person,
and says so. Nothing here reads, writes, sends, sleeps or prints.
"""

from __future__ import annotations

from collections.abc import Sequence

from awsguide.core.model import AssumedRole, RoleRequest
from awsguide.core.steps import Flow, Now
from awsguide.explanations import explain
from awsguide.flows.shared.mfa import UsedCodes
from awsguide.flows.shared.source_profile import Source, source_credentials
from awsguide.flows.short_term import assume_role

# A session that is nearer to its end than this is renewed; adapters/aws/sessions.py asks for new credentials at the
# same time before it.
NEAR_END = 5 * 60


def renewed_chain(
    requests: Sequence[RoleRequest],
    links: Sequence[AssumedRole],
    source: Source,
    *,
    region: str,
    now: Now,
    used: UsedCodes | None = None,
) -> Flow[tuple[AssumedRole, ...]]:
    """The chain of `requests` with every link that must be new assumed again; `links` are the ones so far, or none.

    The first link is assumed with what `source` holds then. Raises `CouldNotTry` ('renew-needs-code')
    before any call when a link that must be new wants an MFA code, `GuideError` as `assume_role` does.
    """
    # What stands at the end is what is used: only as far back as links have ended must the chain be made anew.
    first = min(len(links), len(requests))
    while first and not _lasts(links[first - 1], now):
        first -= 1
    for request in requests[first:]:
        if request.mfa_serial and request.token_code is None:
            raise explain("renew-needs-code", role=request.role_arn)
    made = list(links[:first])
    credentials = made[-1].credentials if made else None
    for request in requests[first:]:
        if credentials is None:
            credentials = yield from source_credentials(source)
        caller = made[-1].identity if made else None
        link = yield from assume_role(request, credentials, region=region, caller=caller, used=used, now=now)
        made.append(link)
        credentials = link.credentials
    return tuple(made)


def _lasts(link: AssumedRole, now: Now) -> bool:
    return (link.credentials.expires_at or 0) - now() > NEAR_END
