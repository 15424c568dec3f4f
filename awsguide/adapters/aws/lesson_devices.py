"""The codes of the sandbox's practice MFA devices, from the page that shows them to everybody in the sandbox.

It reads the page as a person would; it knows no seed, and refuses any other target than the sandbox.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from awsguide.core.errors import AwsError
from awsguide.explanations import explain

if TYPE_CHECKING:
    from awsguide.adapters.aws import Aws

_ROW = re.compile(
    r'data-device="[^"]*:mfa/(?P<user>[\w+=,.@-]+)">(?P<now>\d{6})</code>(?P<used>[^<]*)</td>\s*<td><code>(?P<next>\d{6})<'
)


def lesson_code(aws: Aws, user: str) -> str:
    """The six digits that a user's device shows, or the next ones where these are used up.

    Raises `CouldNotTry` on another target than the sandbox, `AwsError` for a user without such a device.
    """
    if aws.target != "sandbox":
        raise explain("lesson-needs-sandbox", name="The practice authenticator")
    address = f"{aws.endpoint('sts', 'GetCallerIdentity', 'us-east-1')}/authenticator"
    _status, _headers, page = aws.fetch("GET", address, "ShowCodes")
    for row in _ROW.finditer(page):
        if row["user"] == user:
            return row["next"] if row["used"].strip() else row["now"]
    raise AwsError("NoDevice", f"{user} has no practice device", operation="ShowCodes")
