"""`/federation`: temporary credentials become a token, and the token signs a browser in to the console, once.

As AWS's federation endpoint, it takes no signature: the keys themselves are in the request, so nothing of a request is
kept or repeated. Behind the link there is no console here, but a page that says who one would be in it and until when.
It refuses sessions of IAM users and of the root user, as AWS does, and to lead anywhere.

Source: 'Enable custom identity broker access to the AWS console' (IAM user guide, read 2026-11-26).
"""

from __future__ import annotations

import hmac
import json
from datetime import UTC, datetime
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from werkzeug.wrappers import Response

from aws_sandbox.access.principals import PrincipalKind
from aws_sandbox.endpoints import markup, wire
from aws_sandbox.services.console.signin_tokens import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.wrappers import Request

    from aws_sandbox.access.principals import Session
    from aws_sandbox.endpoints.wire import View
    from aws_sandbox.state import State

PATH = "/federation"
SHORTEST, LONGEST = 900, 43200
_MEMBERS = ("sessionId", "sessionKey", "sessionToken")


def answer(sandbox: State, request: Request) -> Response:
    """Answer `getSigninToken` and `login`."""
    request.max_content_length = 64 * 1024
    given = request.form if request.method == "POST" else request.args
    action = given.get("Action", "")
    with sandbox.lock:
        if action == "getSigninToken":
            return _get_signin_token(sandbox, given)
        if action == "login" and request.method == "GET":
            return _login(sandbox, given)
    return _plain("Action has to be getSigninToken or login.")


def _get_signin_token(sandbox: State, given: Mapping[str, str]) -> Response:
    try:
        session = _session(sandbox, given.get("Session") or "")
        duration = _duration(session, given.get("SessionDuration"))
    except Refused as refused:
        return _plain(str(refused))
    return wire.answer({"SigninToken": sandbox.signin_tokens.give(session, duration, sandbox.clock.now())})


def _session(sandbox: State, text: str) -> Session:
    """Return the session whose keys are in the parameter Session; raises `Refused`."""
    try:
        members = json.loads(text)
    except (ValueError, RecursionError):
        members = None
    if not isinstance(members, dict) or not all(isinstance(members.get(name), str) for name in _MEMBERS):
        raise Refused(f"Session has to be a JSON object with the texts {', '.join(_MEMBERS)}.")
    credential = sandbox.keys.find(members["sessionId"])
    session = credential.session if credential is not None else None
    if session is None:
        raise Refused("These are no temporary credentials of anybody here.")
    halves = ((session.secret_access_key, "sessionKey"), (session.session_token, "sessionToken"))
    if not all(_same(known, members[name]) for known, name in halves):
        raise Refused("These are no temporary credentials of anybody here.")
    if session.expires_at <= sandbox.clock.now():
        raise Refused("These credentials have expired.")
    if session.principal.kind not in (PrincipalKind.ROLE, PrincipalKind.FEDERATED):
        raise Refused("Only a session of a role or of a federated user can sign in to the console like this.")
    return session


def _duration(session: Session, text: str | None) -> int | None:
    if text is None:
        return None
    if not text.isascii() or not text.isdigit() or not SHORTEST <= int(text[:9]) <= LONGEST:
        raise Refused(f"SessionDuration has to be a number of seconds from {SHORTEST} to {LONGEST}.")
    if session.principal.kind is not PrincipalKind.ROLE:
        raise Refused("SessionDuration is for roles: a federated user's session ends with the credentials.")
    if session.chained:
        raise Refused("SessionDuration is not for a role that was assumed by another role (role chaining).")
    return int(text)


def _login(sandbox: State, given: Mapping[str, str]) -> Response:
    try:
        destination = _destination(given.get("Destination") or "")
        link = sandbox.signin_tokens.take(given.get("SigninToken") or "", sandbox.clock.now())
    except Refused as refused:
        back = given.get("Issuer") or ""
        where = f"<p>The link was made by <code>{escape(back)}</code>.</p>" if back else ""
        return markup.page("This sign-in link does not work", markup.alert(str(refused)) + where, status=400)
    principal, ends = link.principal, datetime.fromtimestamp(link.ends_at, UTC)
    account = principal.account_id
    rows = (
        ("Account", f"<code>{account[:4]}-{account[4:8]}-{account[8:]}</code>"),
        ("You are", f"<code>{escape(principal.arn)}</code>"),
        ("Until", f"{ends:%Y-%m-%d %H:%M} UTC"),
        ("You would be at", f"<code>{escape(destination)}</code>"),
    )
    lines = "".join(f'<tr><th scope="row">{name}</th><td>{value}</td></tr>' for name, value in rows)
    who = f"You are in the (sandbox) console as {principal.arn.rpartition(':')[2]}."
    return markup.page(
        "Signed in to the console",
        f"""{markup.status(who)}
<table><caption>Who you are in the console</caption><tbody>{lines}</tbody></table>
<p>Whoever opens such a link first is signed in without any password: it is a key, for 15 minutes. This one is used
up now. The sandbox has no console; on AWS you would see it here.</p>""",
    )


def _destination(text: str) -> str:
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        parts, host = urlsplit(""), ""
    if parts.scheme != "https" or not f".{host}".endswith(".aws.amazon.com"):
        raise Refused(
            "Destination has to be an address of the AWS console (https://console.aws.amazon.com/...)."
        )
    return text


def _same(known: str, given: str) -> bool:
    return hmac.compare_digest(known.encode(), given.encode(errors="replace"))


def _plain(text: str) -> Response:
    response = Response(f"{text}\n", 400, content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response


ROUTES: dict[tuple[str, str], View] = {("GET", PATH): answer, ("POST", PATH): answer}
