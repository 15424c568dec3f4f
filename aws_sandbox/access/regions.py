"""Whether a signature is for a Region that AWS has; it refuses to know which service is where.

Some programs sign for none at first, s3cmd for 'US', and take the right one from the answer.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from aws_sandbox.protocol.errors import Refusal

if TYPE_CHECKING:
    from aws_sandbox.access.signature import Signed

_NAME = re.compile(r"[a-z]+(-[a-z]+)+-\d+")
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
    partitions = json.loads(files("botocore").joinpath("data", "partitions.json").read_bytes())["partitions"]
    return frozenset(name for row in partitions for name in row["regions"] if _NAME.fullmatch(name))
