"""`/authorize`: the authorization code grant with PKCE, on the same pages as a device code.

The answer goes to a loopback address the client registered, and nowhere else; a request that names another shows a
page instead of redirecting. Sources: RFC 6749 section 4.1, RFC 7636, RFC 8252 section 7.3 (the port of a loopback
address is free). This module refuses to exchange codes: that is oidc's CreateToken.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from werkzeug.utils import redirect

from aws_sandbox.endpoints import markup
from aws_sandbox.endpoints.identity_center import pages
from aws_sandbox.endpoints.identity_center.oidc import is_loopback, lives_here
from aws_sandbox.endpoints.visit import Visit, visited
from aws_sandbox.protocol.sign_in_refusal import Refusal
from aws_sandbox.services.identity_center.records import AUTHORIZATION_CODE, Client

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.wrappers import Request, Response

    from aws_sandbox.endpoints.wire import View

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True)
class _Asked:
    """An authorization request whose client and callback are known."""

    client: Client
    redirect_uri: str
    state: str | None

    def lead_back(self, parameters: dict[str, str]) -> Response:
        """Redirect to the callback, with the state the client sent."""
        if self.state is not None:
            parameters = {**parameters, "state": self.state}
        return lead_to(self.redirect_uri, parameters)

    @property
    def origin(self) -> str | None:
        """The callback's origin, None if a content security policy cannot write it (an IPv6 address)."""
        parts = urlsplit(self.redirect_uri)
        return None if "[" in parts.netloc else f"{parts.scheme}://{parts.netloc}"


def lead_to(callback: str, parameters: Mapping[str, str]) -> Response:
    """Redirect to a program's callback; the address is kept in no cache and told to nobody."""
    mark = "&" if urlsplit(callback).query else "?"
    response = redirect(f"{callback}{mark}{urlencode(parameters)}", 303)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@visited
def authorize(visit: Visit) -> Response:
    """Take a person from a client's request to their answer, and the answer to the client's callback."""
    try:
        asked = _read(visit)
    except Refusal as refusal:
        body = markup.alert(refusal.description) + f"<p>Error: <code>{escape(refusal.code)}</code></p>"
        return markup.page("This sign-in cannot go on", body, status=400)
    return _authorize(visit, asked)


def _authorize(visit: Visit, asked: _Asked) -> Response:
    wrong = _wrong_request(visit.request, asked.client)
    if wrong:
        return asked.lead_back({"error": wrong[0], "error_description": wrong[1]})
    problem = pages.posted_problem(visit)
    if problem is not None:
        return problem
    purpose = f"<p>To let <strong>{escape(asked.client.name)}</strong> act for you.</p>"
    pending = pages.sign_in_first(visit, None, purpose, asked.origin)
    if pending is not None:
        return pending
    decision = visit.request.form.get("decision", "")
    if decision == "deny":
        return asked.lead_back(
            {"error": "access_denied", "error_description": "The person denied the request."}
        )
    if decision == "allow" and visit.session is not None:
        challenge = visit.request.args["code_challenge"]
        code = visit.sandbox.sign_in.grant(asked.client, visit.session, asked.redirect_uri, challenge)
        return asked.lead_back({"code": code})
    question = "<p>Continue only if you started this yourself, on this machine.</p>"
    return pages.ask_consent(visit, asked.client, question, may_lead_to=asked.origin)


def _read(visit: Visit) -> _Asked:
    """Return who asks and where the answer goes; raises Refusal where the answer must not go anywhere."""
    parameters = visit.request.args
    client = visit.sandbox.sign_in.client_with(parameters.get("client_id", ""))
    if client is None:
        raise Refusal(
            "invalid_client", "No such program is registered here. Start the sign-in again in your program."
        )
    if not client.may_use(AUTHORIZATION_CODE):
        raise Refusal("unauthorized_client", "This program was not registered to sign in this way.")
    redirect_uri = parameters.get("redirect_uri", "")
    if not any(_same_but_port(redirect_uri, registered) for registered in client.redirect_uris):
        raise Refusal(
            "invalid_redirect_uri", "The answer would go to an address the program did not register."
        )
    if not lives_here(visit.sandbox, client.issuer_url, "authorize"):
        raise Refusal(
            "invalid_grant",
            "The start URL does not live in this region. Check sso_region and sso_start_url where you started.",
        )
    return _Asked(client, redirect_uri, parameters.get("state"))


def _same_but_port(redirect_uri: str, registered: str) -> bool:
    if not is_loopback(redirect_uri):
        return False
    given, known = urlsplit(redirect_uri), urlsplit(registered)
    return (given.hostname, given.path, given.query) == (known.hostname, known.path, known.query)


def _wrong_request(request: Request, client: Client) -> tuple[str, str] | None:
    """Return the OAuth error and its sentence for a request that is not one, None if it is."""
    parameters = request.args
    if parameters.get("response_type") != "code":
        return "unsupported_response_type", "response_type must be code."
    if parameters.get("code_challenge_method") != "S256":
        return "invalid_request", "code_challenge_method must be S256."
    if not _CHALLENGE.fullmatch(parameters.get("code_challenge", "")):
        return "invalid_request", "code_challenge must be 43 letters, digits, '-' and '_'."
    # AWS's own programs write `scopes`, the standard `scope`.
    scopes = re.split(r"[ ,]+", parameters.get("scopes") or parameters.get("scope") or "")
    if not {scope for scope in scopes if scope} <= set(client.scopes):
        return "invalid_scope", "scopes names one the program did not register."
    return None


ROUTES: dict[tuple[str, str], View] = {
    ("GET", "/authorize"): authorize,
    ("POST", "/authorize"): authorize,
}
