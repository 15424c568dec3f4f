"""The plain functions for web identity: look at a token, and trade it for a role's credentials.

They run the very flows that the panel runs. A token comes from a file, from a `Secret`, or in the sandbox from its own
issuer.
"""

from __future__ import annotations

import time
from collections.abc import Collection
from typing import TYPE_CHECKING

from awsguide.adapters import surroundings
from awsguide.adapters.aws.sessions import renewing_session
from awsguide.adapters.files import home
from awsguide.api.perform import perform, region_here
from awsguide.core.model import AssumedRole, Credentials, RoleRequest
from awsguide.core.secret import Secret
from awsguide.flows.short_term import web_identity
from awsguide.flows.short_term.role_input import read_request

if TYPE_CHECKING:
    import boto3

TOKEN_FILE = "AWS_WEB_IDENTITY_TOKEN_FILE"  # noqa: S105 - a variable's name


def web_token(file: str = "") -> Secret:
    """The token in `file`, or in the one that AWS_WEB_IDENTITY_TOKEN_FILE names. Raises `GuideError`."""
    return home.read_token(file or surroundings.environment(TOKEN_FILE))


def lesson_token(*, audience: str = "", subject: str = "", expires_in: int = 3600) -> Secret:
    """A token of the sandbox's own issuer, for lessons: a pipeline's, unless you name another `subject`.

    `expires_in` is in seconds, negative for a token that is over. Raises `CouldNotTry` on your own AWS.
    """
    wishes = {"audience": audience, "subject": subject, "expires_in": expires_in}
    flow = web_identity.lesson_token(**{name: wish for name, wish in wishes.items() if wish != ""})
    return perform(flow)


def web_claims(token: Secret | str = "") -> tuple[web_identity.ClaimRow, ...]:
    """The claims of a token, shortened for a person: a `Secret`, or a file's name. Raises `BadInput`."""
    return web_identity.shown(web_identity.read_token(_token(token)), time.time())


def web_identity_role(
    role_arn: str,
    token: Secret | str = "",
    *,
    session_name: str = "awsguide",
    duration: str | int = "",
    policy: str = "",
    audiences: Collection[str] = (),
    region: str = "",
) -> AssumedRole:
    """Credentials of a role for a token: a `Secret`, or the name of its file. Raises `GuideError`.

    `audiences` are those that the provider is known to want: another one is told before anything is sent.
    """
    request = read_request(role_arn, session_name, duration=str(duration), policy=policy)
    return trade(request, _token(token), audiences=audiences, region=region)


def trade(
    request: RoleRequest, token: Secret, *, audiences: Collection[str] = (), region: str = ""
) -> AssumedRole:
    """Credentials for a token, with everything that the request may ask for. Raises `GuideError`."""
    flow = web_identity.assume_with_web_identity(
        request, token, region=region or region_here("us-east-1"), now=time.time, audiences=audiences
    )
    return perform(flow)


def web_identity_session(
    role_arn: str,
    file: str = "",
    *,
    session_name: str = "awsguide",
    duration: str | int = "",
    region: str = "",
) -> boto3.Session:
    """A boto3 session of the role that renews itself: the token's file is read anew each time, as clusters renew it."""
    here = region or region_here("us-east-1")

    def current() -> Credentials:
        return web_identity_role(
            role_arn, web_token(file), session_name=session_name, duration=duration, region=here
        ).credentials

    return renewing_session(current, here)


def _token(token: Secret | str) -> Secret:
    return token if isinstance(token, Secret) else web_token(token)
