"""AWS's federation endpoint, where temporary credentials become a token that signs a browser in to the console.

No SDK has it: one plain request, with the credentials in it as AWS's protocol wants them. They are put in here and
nowhere else, and nothing of the request is kept or told.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html, 2026-11-26.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from awsguide.core.errors import AwsError, NoAnswer
from awsguide.core.secret import Secret

if TYPE_CHECKING:
    from awsguide.adapters.aws import Aws
    from awsguide.core.steps import Call


def sign_in_token(aws: Aws, call: Call) -> Mapping[str, Any]:
    """Perform `getSigninToken` with the call's credentials; the token is wrapped. Raises `AwsError`, `NoAnswer`."""
    keys = call.credentials
    assert keys is not None  # noqa: S101 - the flow has looked
    assert keys.session_token is not None  # noqa: S101 - and at the token too
    session = {
        "sessionId": keys.access_key_id,
        "sessionKey": keys.secret_access_key.reveal(),
        "sessionToken": keys.session_token.reveal(),
    }
    query = {"Action": call.operation, **call.params, "Session": json.dumps(session)}
    address = f"{aws.federation_endpoint(call.region)}?{urlencode(query)}"
    status, _headers, text = aws.fetch("GET", address, call.operation)
    token = _token(text) if status == 200 else None
    if status == 200 and token is None:
        raise NoAnswer("other-page", urlsplit(address).hostname or "", operation=call.operation)
    if token is None:
        # The page says little, and might say our own request: its words are not taken along.
        words = {400: "400 Bad Request", 401: "401 Unauthorized", 403: "403 Forbidden"}
        said = words.get(status, f"status {status}")
        raise AwsError("FederationRefused", said, status=status, operation=call.operation)
    return {"SigninToken": Secret(token)}


def _token(text: str) -> str | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    token = found.get("SigninToken") if isinstance(found, dict) else None
    return token if isinstance(token, str) and token else None
