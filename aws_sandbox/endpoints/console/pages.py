"""The pages of `aws login`: sign in at the console, see which account and who one is, and allow a program or deny it.

A page posts to its own address, `/v1/authorize` with the program's query. The names of the fields are stable:

| page | fields |
| --- | --- |
| every form | `csrf_token`: copied from the form, with the cookie that came with it |
| not signed in, as an IAM user | `identity` = `user`, `account` (12 digits or alias), `username`, `password` |
| not signed in, as root | `identity` = `root`, `email`, `password` |
| not signed in, through the company | `identity` = `company`, and on the company's page `username`, `password` |
| signed in | `decision`: `allow`, `deny`, or `switch` to sign in as somebody else |

Everybody's password is `sandbox`. Fields may be sent together: one post with `identity`, its fields and
`decision=allow` does it in one step. On the same device the answer is a redirect to the program's callback; for
another device it is a page whose read-only field `verification_code` holds what to paste there: the base64 of
`state=...&code=...`, in no address. What went wrong is in the element with `role="alert"`. This module refuses to
exchange codes: that is console_token.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from aws_sandbox.access.principals import PrincipalKind
from aws_sandbox.endpoints import markup
from aws_sandbox.endpoints.console.token import may, missing
from aws_sandbox.endpoints.console.visit import ConsoleVisit
from aws_sandbox.endpoints.identity_center import pages
from aws_sandbox.endpoints.identity_center.authorization import lead_to
from aws_sandbox.endpoints.visit import visited_as
from aws_sandbox.protocol.sign_in_refusal import Refusal
from aws_sandbox.seed.company import (
    ACCOUNT_ALIASES,
    CONSOLE_USERS,
    FEDERATED_PEOPLE,
    LOGIN_POLICY,
    PASSWORD,
    root_email,
)
from aws_sandbox.services.console.sign_in import AUTHORIZE, CLIENTS, SAME_DEVICE

if TYPE_CHECKING:
    from werkzeug.wrappers import Request, Response

    from aws_sandbox.endpoints.wire import View
    from aws_sandbox.services.console.identities import Identity
    from aws_sandbox.services.console.sign_in import ConsoleClient, ConsoleSession

CONFIRMATION = "/v1/sessions/confirmation"
_CALLBACK = re.compile(r"http://127\.0\.0\.1:([1-9][0-9]{0,4})/oauth/callback")
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_LONGEST_STATE = 512


@dataclass(frozen=True)
class _Asked:
    """An authorization request whose client and callback are known."""

    client: ConsoleClient
    redirect_uri: str
    state: str

    @property
    def same_device(self) -> bool:
        return self.client is SAME_DEVICE

    @property
    def origin(self) -> str:
        """Where else than to its own address a form may lead."""
        parts = urlsplit(self.redirect_uri)
        return f"{parts.scheme}://{parts.netloc}" if self.same_device else ""

    def refuse(self, error: str, description: str, title: str, status: int) -> Response:
        """Tell the program, if it is on this device; otherwise the person."""
        if self.same_device:
            told = {"error": error, "error_description": description, "state": self.state}
            return lead_to(self.redirect_uri, {name: value for name, value in told.items() if value})
        said = markup.alert(description) if status >= 400 else markup.status(description)
        return markup.page(title, said, status=status)


@visited_as(ConsoleVisit)
def authorize(visit: ConsoleVisit) -> Response:
    """Take somebody from a program's request to their answer, and the answer to the program."""
    try:
        asked = _read(visit.request)
    except Refusal as refusal:
        body = markup.alert(refusal.description) + f"<p>Error: <code>{escape(refusal.code)}</code></p>"
        return markup.page("This sign-in cannot go on", body, status=400)
    wrong = _wrong_request(visit.request)
    if wrong is not None:
        return asked.refuse(*wrong, title="This sign-in cannot go on", status=400)
    problem = pages.posted_problem(visit) or _sign_in_first(visit, asked)
    if problem is not None or visit.console is None:
        return problem or markup.page("Sign in to the console", "")
    return _answer(visit, asked, visit.console)


def _answer(visit: ConsoleVisit, asked: _Asked, session: ConsoleSession) -> Response:
    decision = visit.request.form.get("decision", "")
    if decision == "allow" and visit.sandbox.faults.take("denied", AUTHORIZE):
        decision = "deny"
    if decision == "deny":
        return asked.refuse(
            "access_denied", "The program was not signed in. You may close this page.", "Request denied", 200
        )
    permitted = may(visit.sandbox, visit.request, session.identity, asked.client, AUTHORIZE)
    if not permitted.allowed:
        return _not_permitted(visit, asked, session.identity, missing(session.identity, permitted))
    if decision != "allow":
        return _ask_consent(visit, asked, session.identity)
    challenge = visit.request.args["code_challenge"]
    code = visit.sandbox.console.grant(asked.client, session, asked.redirect_uri, challenge)
    if asked.same_device:
        return lead_to(asked.redirect_uri, {"code": code, "state": asked.state})
    return _confirmation(asked, code)


def _read(request: Request) -> _Asked:
    """Return who asks and where the answer goes; raises Refusal where the answer must not go anywhere."""
    client = CLIENTS.get(request.args.get("client_id", ""))
    if client is None:
        raise Refusal("INVALID_REQUEST", "client_id is none of the programs that may sign in here.")
    redirect_uri = request.args.get("redirect_uri", "")
    if client is SAME_DEVICE:
        callback = _CALLBACK.fullmatch(redirect_uri)
        fits = callback is not None and int(callback[1]) < 65536
    else:
        fits = redirect_uri in _confirmations(request)
    if not fits:
        raise Refusal("INVALID_REQUEST", "redirect_uri is not where this program may be answered.")
    return _Asked(client, redirect_uri, request.args.get("state", ""))


def _confirmations(request: Request) -> set[str]:
    """Return the addresses of the answer: a proxy may have come here by another of this computer's names."""
    port = urlsplit(request.host_url).port
    hosts = {request.host, *(f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]"))}
    return {f"{request.scheme}://{host}{CONFIRMATION}" for host in hosts}


def _wrong_request(request: Request) -> tuple[str, str] | None:
    """Return the OAuth error and its sentence for a request that is not one, None if it is."""
    parameters = request.args
    if parameters.get("response_type") != "code":
        return "unsupported_response_type", "response_type must be code."
    if parameters.get("code_challenge_method") != "SHA-256":
        return "invalid_request", "code_challenge_method must be SHA-256."
    if not _CHALLENGE.fullmatch(parameters.get("code_challenge", "")):
        return "invalid_request", "code_challenge must be 43 letters, digits, '-' and '_', without padding."
    if parameters.get("scope") != "openid":
        return "invalid_scope", "scope must be openid."
    if not 1 <= len(parameters.get("state", "")) <= _LONGEST_STATE:
        return "invalid_request", f"state must be 1 to {_LONGEST_STATE} characters."
    return None


# Pages


def _sign_in_first(visit: ConsoleVisit, asked: _Asked) -> Response | None:
    """Sign in with what the form says, or ask for it; None once somebody is signed in."""
    form = visit.request.form
    named = visit.request.method == "POST" and (form.get("username") or form.get("email"))
    problem = visit.sign_in() if named else ""
    if visit.console is not None and not problem:
        return None
    status = 400 if problem else 200
    if form.get("identity") == "company":
        body = markup.alert(problem) + _company_form(visit)
        return markup.page("Sandbox company", body, status=status, may_lead_to=asked.origin)
    purpose = f"<p>For: <strong>{escape(asked.client.name)}</strong> that wants to call AWS as you.</p>"
    body = f"""{markup.alert(problem)}{purpose}
<section role="note"><p>Everybody's password is <code>{escape(PASSWORD)}</code>. These people can sign in here:</p>
{_staff()}
<p>People of IAM Identity Center (alice, bob, carol) cannot: their programs use <code>aws sso login</code>.</p>
</section>
{_user_form(visit)}
{_root_form(visit)}
{_company_button(visit)}"""
    return markup.page("Sign in to the console", body, status=status, may_lead_to=asked.origin)


def _password(within: str) -> str:
    return markup.field("password", "Password", kind="password", complete="current-password", within=within)


def _user_form(visit: ConsoleVisit) -> str:
    content = (
        markup.field("account", "Account ID or alias", focus=True, within="user")
        + markup.field("username", "IAM user name", complete="username", within="user")
        + _password("user")
        + markup.button("Sign in as an IAM user")
    )
    return "<h2>As an IAM user</h2>" + markup.form(visit.csrf_token, content, {"identity": "user"})


def _root_form(visit: ConsoleVisit) -> str:
    content = (
        markup.field("email", "E-mail address of the account", complete="username", within="root")
        + _password("root")
        + markup.button("Sign in as the root user", plain=True)
    )
    return "<h2>As the root user</h2>" + markup.form(visit.csrf_token, content, {"identity": "root"})


def _company_button(visit: ConsoleVisit) -> str:
    content = markup.button("Go to the company's sign-in page", plain=True)
    return "<h2>Through your company</h2>" + markup.form(visit.csrf_token, content, {"identity": "company"})


def _company_form(visit: ConsoleVisit) -> str:
    content = (
        markup.field("username", "User name", complete="username", focus=True, within="company")
        + _password("company")
        + markup.button("Sign in")
    )
    return f"""<p>This is the company's own sign-in page. AWS trusts what it says about you, and lets you act
as a role.</p>
{markup.form(visit.csrf_token, content, {"identity": "company"})}
<p>Everybody's password is <code>{escape(PASSWORD)}</code>.</p>"""


def _staff() -> str:
    lines = [
        f"{row.user_name}: IAM user in the account {ACCOUNT_ALIASES.get(row.account, row.account)}"
        + ("" if LOGIN_POLICY in row.policies else ", without the permission for aws login")
        for row in CONSOLE_USERS
    ]
    lines += [
        f"{row.user_name}: through the company, as {row.role} in {row.account}" for row in FEDERATED_PEOPLE
    ]
    lines.append(f"{root_email('sandbox-dev')}: root user of the account sandbox-dev")
    return markup.items(lines)


def _who(identity: Identity) -> str:
    account = identity.principal.account_id
    rows = (
        (
            "Account",
            f"{escape(identity.account_name)}<br><code>{account[:4]}-{account[4:8]}-{account[8:]}</code>",
        ),
        ("You are", escape(identity.description)),
        ("Programs see", f"<code>{escape(identity.principal.arn)}</code>"),
    )
    lines = "".join(f'<tr><th scope="row">{name}</th><td>{value}</td></tr>' for name, value in rows)
    return f"<table><caption>Who the program will be</caption><tbody>{lines}</tbody></table>"


def _ask_consent(visit: ConsoleVisit, asked: _Asked, identity: Identity) -> Response:
    warning = ""
    if identity.principal.kind is PrincipalKind.ROOT:
        warning = """<p><strong>This is the root user.</strong> The program could do everything in this
account, and no policy of the account could stop it. Sign in as somebody else unless only root can do what you are
about to do.</p>"""
    if asked.same_device:
        question = "<p>Continue only if you started this yourself, on this computer.</p>"
    else:
        question = """<p>If you allow it, the next page shows a code. Whoever has that code acts as you: paste it only
into the program that you started yourself, never into a chat, a form or a mail.</p>"""
    buttons = (
        markup.button("Allow", "allow")
        + markup.button("Deny", "deny", plain=True)
        + markup.button("Sign in as somebody else", "switch", plain=True)
    )
    said = f"You are signed in as {identity.description} in the account {identity.account_name}."
    body = f"""{markup.status(said)}
{_who(identity)}
{warning}{question}
<p>If you allow it, the program gets credentials that expire after fifteen minutes, and can renew them
until twelve hours after you signed in.</p>
{markup.form(visit.csrf_token, buttons)}"""
    return markup.page(f"Allow {_lower(asked.client.name)}?", body, may_lead_to=asked.origin)


def _not_permitted(visit: ConsoleVisit, asked: _Asked, identity: Identity, reason: str) -> Response:
    buttons = markup.button("Back to the program", "deny") + markup.button(
        "Sign in as somebody else", "switch", plain=True
    )
    body = f"""{markup.alert(reason)}
<p>Error: <code>INSUFFICIENT_PERMISSIONS</code></p>
{_who(identity)}
<p>To sign programs in, a user or role needs the policy <code>{escape(LOGIN_POLICY)}</code>. Whoever looks after the
account attaches it to you, or to a group you are in.</p>
{markup.form(visit.csrf_token, buttons)}"""
    return markup.page("Not permitted", body, status=403, may_lead_to=asked.origin)


def _confirmation(asked: _Asked, code: str) -> Response:
    answer = base64.b64encode(urlencode({"state": asked.state, "code": code}).encode()).decode()
    body = f"""{markup.status("You have allowed the request. One step is left.")}
<p>Copy this code and paste it where the program asks for it. It is longer than the field: click into it, and press
Ctrl+A (on a Mac Command+A) to select all of it. It works once, for ten minutes.</p>
<label for="verification_code">Authorization code</label>
<input id="verification_code" type="text" readonly autofocus autocomplete="off" spellcheck="false"
value="{escape(answer)}">"""
    return markup.page("Copy the authorization code", body)


@visited_as(ConsoleVisit)
def confirmation(_visit: ConsoleVisit) -> Response:
    """Say to somebody who opens the address of the answer by hand that there is none in it."""
    text = "A code is shown once, right after you have allowed a program. Start again in your program for a new one."
    return markup.page("No code here", markup.alert(text), status=400)


def _lower(name: str) -> str:
    return name[0].lower() + name[1:]


ROUTES: dict[tuple[str, str], View] = {
    ("GET", "/v1/authorize"): authorize,
    ("POST", "/v1/authorize"): authorize,
    ("GET", CONFIRMATION): confirmation,
}
