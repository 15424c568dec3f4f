"""Whether a signature is for a Region that AWS has; it refuses to know which service is where.

Some programs sign for none at first, s3cmd for 'US', and take the right one from the answer.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from moto.core.base_backend import AccountSpecificBackend

from aws_sandbox.protocol.errors import Refusal

if TYPE_CHECKING:
    from aws_sandbox.access.signature import Signed

# One endpoint serves all of them here; this is whose it is for a caller who names none.
_EXPECTED = "us-east-1"


def check(signed: Signed) -> None:
    """Refuse a signature for a Region that there is not; raises `Refusal`."""
    if signed.region in _names():
        return
    if not signed.is_s3:
        raise Refusal(
            "wrong region", f"Credential should be scoped to a valid region, not '{signed.region[:64]}'."
        )
    failure, what = (
        ("malformed link", "Error parsing the X-Amz-Credential parameter")
        if signed.presigned
        else ("malformed signature", "The authorization header is malformed")
    )
    message = f"{what}; the region '{signed.region[:64]}' is wrong; expecting '{_EXPECTED}'"
    raise Refusal(failure, message, region=_EXPECTED)


@cache
def _names() -> frozenset[str]:
    # moto's own list, so that it has a place for whatever is let through; STS is in every Region.
    session = AccountSpecificBackend.get_session()
    partitions = session.get_available_partitions()
    return frozenset(
        name for partition in partitions for name in session.get_available_regions("sts", partition)
    )
