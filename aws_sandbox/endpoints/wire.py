"""What the sign-in services' wire formats share: JSON in, JSON out, AWS's error shapes, armed faults.

SSO OIDC says what is wrong in `error` and `error_description`, the portal in `message`; both name AWS's exception in
the header x-amzn-ErrorType. This module refuses to know any operation.
"""

from __future__ import annotations

import json
import time
from functools import wraps
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from aws_sandbox.protocol.sign_in_refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from werkzeug.wrappers import Request

    from aws_sandbox.state import State

    View = Callable[["State", Request], Response]
    ErrorBody = Callable[[Refusal], dict[str, str]]

# HTTP status by exception name, as in the service models of sso-oidc and sso (2019-06-10); all else is 400.
_STATUS = {
    "InvalidClientException": 401,
    "UnauthorizedException": 401,
    "ForbiddenException": 403,
    "ResourceNotFoundException": 404,
    "TooManyRequestsException": 429,
    "InternalServerException": 500,
    "InternalServerError": 500,
}
_LARGEST_BODY = 64 * 1024


def answer(members: Mapping[str, Any], status: int = 200) -> Response:
    """Return JSON as AWS sends it; members that are None are left out."""
    body = json.dumps({name: value for name, value in members.items() if value is not None})
    response = Response(body, status, content_type="application/json")
    response.headers["x-amzn-RequestId"] = str(uuid4())
    response.headers["Cache-Control"] = "no-store"
    return response


def refuse(refusal: Refusal, body: ErrorBody) -> Response:
    """Return a refusal in the service's own body shape."""
    response = answer(body(refusal), _STATUS.get(refusal.code, 400))
    response.headers["x-amzn-ErrorType"] = refusal.code
    return response


def operation(name: str, body: ErrorBody, server_error: str) -> Callable[[View], View]:
    """Make a view an AWS operation: armed faults first, refusals in the service's shape, the sandbox's lock held."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answered(sandbox: State, request: Request) -> Response:
            try:
                meet_faults(sandbox, name, server_error)
                with sandbox.lock:
                    return view(sandbox, request)
            except Refusal as refusal:
                return refuse(refusal, body)

        return answered

    return decorate


def meet_faults(sandbox: State, name: str, server_error: str) -> None:
    """Wait or refuse as the faults armed for this operation say; raises Refusal TooManyRequests or `server_error`."""
    latency = sandbox.faults.take("latency", name)
    if latency is not None:
        time.sleep((latency.value or 0) / 1000)
    if sandbox.faults.take("too_many_requests", name):
        raise Refusal("TooManyRequestsException", "Too many requests: wait a moment and ask again.")
    if sandbox.faults.take("server_error", name):
        raise Refusal(server_error, "A server error was armed for this call.")


def read_object(request: Request) -> dict[str, Any]:
    """Return the JSON object in the body; raises Refusal InvalidRequestException."""
    request.max_content_length = _LARGEST_BODY
    try:
        members = json.loads(request.get_data())
    except RequestEntityTooLarge:
        raise Refusal("InvalidRequestException", f"The body is larger than {_LARGEST_BODY} bytes.") from None
    except (ValueError, RecursionError):
        members = None
    if not isinstance(members, dict):
        raise Refusal("InvalidRequestException", "The body is not a JSON object.")
    return members


def text(members: Mapping[str, Any], name: str, *, required: bool = True) -> str:
    """Return a member that is a string; '' if it may be missing and is."""
    value = members.get(name)
    if value is None and not required:
        return ""
    if not isinstance(value, str) or (required and not value):
        said = "is missing" if value in (None, "") else "is not a string"
        raise Refusal("InvalidRequestException", f"{name} {said}.")
    return value


def texts(members: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """Return a member that is a list of strings; () if it is missing."""
    value = members.get(name)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise Refusal("InvalidRequestException", f"{name} is not a list of strings.")
    return tuple(value)
