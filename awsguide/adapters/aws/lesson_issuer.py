"""Tokens of the sandbox's own issuer, for lessons about web identity. Nothing of the kind exists outside the sandbox.

It asks for a token and wraps it; it refuses any other target than the sandbox.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from awsguide.core.errors import AwsError
from awsguide.core.secret import Secret
from awsguide.explanations import explain

if TYPE_CHECKING:
    from awsguide.adapters.aws import Aws

PATH = "/oidc/token"


def lesson_token(aws: Aws, wishes: Mapping[str, object]) -> Secret:
    """A token with `wishes` (audience, subject, expires_in, ...); the usual one of a pipeline without any.

    Raises `CouldNotTry` on another target than the sandbox, `AwsError` for wishes that make no token, `NoAnswer`.
    """
    if aws.target != "sandbox":
        raise explain("lesson-token-elsewhere")
    address = f"{aws.endpoint('sts', 'GetCallerIdentity', 'us-east-1')}{PATH}"
    status, _headers, text = aws.fetch("POST", address, "IssueToken", content=json.dumps(dict(wishes)))
    try:
        found = json.loads(text)
    except ValueError:
        found = {}
    if status != 200:
        raise AwsError(
            str(found.get("error", "")),
            str(found.get("error_description", "")),
            status=status,
            operation="IssueToken",
        )
    return Secret(found["id_token"])
