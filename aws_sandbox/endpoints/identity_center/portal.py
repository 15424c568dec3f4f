"""The SSO portal over HTTP: ListAccounts, ListAccountRoles, GetRoleCredentials and Logout in AWS's wire format.

The answers are read live from the company (directory), for the person whose access token is in the header
x-amz-sso_bearer_token. This module refuses to issue tokens and to make keys itself. Source: AWS's
descriptions in botocore's service model sso 2019-06-10 (read 2026-11-23); ForbiddenException 'No access' is not in
the model and is what people get where nothing is assigned (aws-cli issue 6316).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from typing import TYPE_CHECKING

from werkzeug.wrappers import Response

from aws_sandbox.endpoints import wire
from aws_sandbox.endpoints.sts import security_tokens
from aws_sandbox.protocol.sign_in_refusal import Refusal
from aws_sandbox.services.identity_center import directory, reserved_roles
from aws_sandbox.services.identity_center.records import ACCOUNT_ACCESS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from werkzeug.wrappers import Request

    from aws_sandbox.services.identity_center.directory import Assignment, Person
    from aws_sandbox.services.identity_center.records import Token
    from aws_sandbox.state import State

BEARER_TOKEN = "x-amz-sso_bearer_token"  # noqa: S105 - the name of a header
LARGEST_PAGE = 100
_ACCOUNT_ID = re.compile(r"\d{12}")


def _error(refusal: Refusal) -> dict[str, str]:
    return {"message": refusal.description, "__type": f"com.amazonaws.switchboard.portal#{refusal.code}"}


def _operation(name: str) -> Callable[[wire.View], wire.View]:
    return wire.operation(name, _error, "InternalServerError")


@_operation("ListAccounts")
def list_accounts(sandbox: State, request: Request) -> Response:
    """List the accounts in which the person is assigned anything."""
    person = _person(sandbox, request, "ListAccounts")
    rows = {
        assignment.account_id: {
            "accountId": assignment.account_id,
            "accountName": assignment.account_name,
            "emailAddress": assignment.email,
        }
        for assignment in directory.assignments(sandbox.company, person.user_id)
    }
    page, next_token = _page(sandbox, request, f"accounts of {person.user_id}", list(rows))
    return wire.answer({"accountList": [rows[account_id] for account_id in page], "nextToken": next_token})


@_operation("ListAccountRoles")
def list_account_roles(sandbox: State, request: Request) -> Response:
    """List the roles the person may use in one account."""
    person = _person(sandbox, request, "ListAccountRoles")
    account_id = _account_id(request)
    names = [row.role_name for row in _assigned(sandbox, person, account_id)]
    page, next_token = _page(sandbox, request, f"roles of {person.user_id} in {account_id}", names)
    roles = [{"roleName": name, "accountId": account_id} for name in page]
    return wire.answer({"roleList": roles, "nextToken": next_token})


@_operation("GetRoleCredentials")
def get_role_credentials(sandbox: State, request: Request) -> Response:
    """Give the keys of a role that is assigned to the person, for as long as its permission set says."""
    person = _person(sandbox, request, "GetRoleCredentials")
    account_id = _account_id(request)
    name = _parameter(request, "role_name")
    assigned = [row for row in _assigned(sandbox, person, account_id) if row.role_name == name]
    if not assigned:
        raise Refusal("ForbiddenException", "No access")
    permission_set = assigned[0].permission_set
    keys = security_tokens.issue(
        sandbox,
        role=reserved_roles.provision(account_id, sandbox.company.region, permission_set),
        session_name=session_name(person.user_name),
        duration_seconds=reserved_roles.session_seconds(permission_set),
    )
    return wire.answer(
        {
            "roleCredentials": {
                "accessKeyId": keys.access_key_id,
                "secretAccessKey": keys.secret_access_key,
                "sessionToken": keys.session_token,
                "expiration": int(keys.expiration * 1000),
            }
        }
    )


@_operation("Logout")
def logout(sandbox: State, request: Request) -> Response:
    """End the portal session the token belongs to; every token issued on it is good no more."""
    token = _token(sandbox, request, "Logout")
    sandbox.sign_in.close_session(token.session)
    response = wire.answer({})
    response.data = b""
    return response


def session_name(user_name: str) -> str:
    """Return the role session's name: the user name, in the letters and the 2 to 64 characters STS knows."""
    return re.sub(r"[^A-Za-z0-9_+=,.@-]", "-", user_name)[:64].ljust(2, "-")


def _token(sandbox: State, request: Request, operation: str) -> Token:
    token = sandbox.sign_in.access(request.headers.get(BEARER_TOKEN, ""))
    if token is None or sandbox.faults.take("session_ended", operation):
        raise Refusal("UnauthorizedException", "Session token not found or invalid")
    return token


def _person(sandbox: State, request: Request, operation: str) -> Person:
    token = _token(sandbox, request, operation)
    person = directory.person_with(sandbox.company, token.session.user_id)
    if person is None:
        raise Refusal("UnauthorizedException", "Session token not found or invalid")
    if token.client.scopes and ACCOUNT_ACCESS not in token.client.scopes:
        raise Refusal("ForbiddenException", "No access")
    return person


def _assigned(sandbox: State, person: Person, account_id: str) -> list[Assignment]:
    rows = directory.assignments(sandbox.company, person.user_id)
    assigned = [row for row in rows if row.account_id == account_id]
    if not assigned:
        raise Refusal("ForbiddenException", "No access")
    return assigned


def _parameter(request: Request, name: str) -> str:
    value = request.args.get(name, "")
    if not value:
        raise Refusal("InvalidRequestException", f"{name} is missing.")
    return value


def _account_id(request: Request) -> str:
    account_id = _parameter(request, "account_id")
    if not _ACCOUNT_ID.fullmatch(account_id):
        raise Refusal("InvalidRequestException", "account_id is not 12 digits.")
    return account_id


def _page(
    sandbox: State, request: Request, listing: str, keys: Sequence[str]
) -> tuple[Sequence[str], str | None]:
    """Cut out the page that max_result (1 to 100) and next_token ask for; says how to ask for the next one."""
    text = request.args.get("max_result", str(LARGEST_PAGE))
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:4]) <= LARGEST_PAGE):
        raise Refusal("InvalidRequestException", f"max_result is not a number from 1 to {LARGEST_PAGE}.")
    start = 0
    next_token = request.args.get("next_token")
    if next_token:
        start = next((at for at, key in enumerate(keys) if _mark(sandbox, listing, key) == next_token), -1)
        if start < 0:
            raise Refusal("InvalidRequestException", "next_token is not one that this listing gave.")
    end = start + int(text)
    return keys[start:end], _mark(sandbox, listing, keys[end]) if end < len(keys) else None


def _mark(sandbox: State, listing: str, key: str) -> str:
    digest = hmac.digest(sandbox.secret.encode(), f"{listing}\0{key}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest).decode()


ROUTES: dict[tuple[str, str], wire.View] = {
    ("GET", "/assignment/accounts"): list_accounts,
    ("GET", "/assignment/roles"): list_account_roles,
    ("GET", "/federation/credentials"): get_role_credentials,
    ("POST", "/logout"): logout,
}
