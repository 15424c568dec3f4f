"""The pages on which a person signs in, enters a device code and answers it; the access portal; the front page.

Each page is one form that posts to its own address. The names of the fields are stable, for programs that fill in
these pages as a person would:

| page | fields |
| --- | --- |
| every form | `csrf_token`: copied from the form, with the cookie that came with it |
| `/device` | `user_code`: eight letters, the dash optional; may come in the query (`/device?user_code=ABCD-EFGH`) |
| `/device`, `/authorize`, `/start`, not signed in | `username`, `password` (everybody's is `sandbox`) |
| `/device`, `/authorize`, signed in | `decision`: `allow`, `deny`, or `switch` to sign in as somebody else |
| `/start`, signed in | `decision`: `sign-out` |

Fields may be sent together: `user_code`, `username`, `password` and `decision=allow` in one post answer a device
code in one step. What went wrong is in the element with `role="alert"` (HTTP status 400, or 403 for a form from
elsewhere), what was done in the one with `role="status"`. This module refuses to decide what a code is worth.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from aws_sandbox.endpoints import markup
from aws_sandbox.endpoints.visit import Visit, visited
from aws_sandbox.seed.company import PASSWORD
from aws_sandbox.services.identity_center import directory
from aws_sandbox.services.identity_center.records import Answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.wrappers import Response

    from aws_sandbox.endpoints.wire import View
    from aws_sandbox.services.identity_center.records import Client, DeviceAuthorization
    from aws_sandbox.state import State


@visited
def device(visit: Visit) -> Response:
    """Take a person from a device code to their answer."""
    problem = posted_problem(visit)
    if problem is not None:
        return problem
    user_code = visit.request.form.get("user_code") or visit.request.args.get("user_code", "")
    if not user_code:
        return _ask_code(visit, "")
    authorization = visit.sandbox.sign_in.device_with(user_code)
    trouble = _trouble(visit, authorization)
    if authorization is None or trouble:
        return _ask_code(visit, trouble)
    return _answer_device(visit, authorization)


def _trouble(visit: Visit, authorization: DeviceAuthorization | None) -> str:
    """Say what is the matter with a code, and what to do next; '' if it can be answered."""
    if authorization is None:
        return "There is no such code. Compare it letter by letter with the one your program shows, and try again."
    if authorization.answer in (Answer.ALLOWED, Answer.USED):
        return "This code has been used already. Each code works once: start again in your program to get a new one."
    if authorization.answer is Answer.DENIED:
        return "This code was denied. If that was a mistake, start again in your program for a new code."
    if visit.sandbox.sign_in.expired(authorization):
        return (
            "This code has expired: it was good for ten minutes. Start again in your program for a new one."
        )
    return ""


def _answer_device(visit: Visit, authorization: DeviceAuthorization) -> Response:
    code, name = authorization.user_code, authorization.client.name
    hidden = {"user_code": code}
    pending = sign_in_first(visit, hidden, f'<p>For the program with the code</p><p class="code">{code}</p>')
    if pending is not None:
        return pending
    decision = visit.request.form.get("decision", "")
    if decision in ("allow", "deny") and visit.session is not None:
        visit.sandbox.sign_in.answer(authorization, visit.session, allow=decision == "allow")
        return done(name, allowed=decision == "allow")
    question = f"""<p>Is this the code that your program shows?</p>
<p class="code">{escape(code)}</p>
<p>Continue only if it is, and only if you started this yourself. Anyone who talks you into allowing <em>their</em>
code gets <em>your</em> access.</p>"""
    return ask_consent(visit, authorization.client, question, hidden)


def _ask_code(visit: Visit, trouble: str) -> Response:
    content = markup.field("user_code", "Code", focus=True) + markup.button("Continue")
    body = f"""{markup.alert(trouble)}
<p>Type the code that your program shows, such as <code>BCDF-GHJK</code>.</p>
{markup.form(visit.csrf_token, content)}"""
    return markup.page("Enter the code", body, status=400 if trouble else 200)


# Steps that pages share


def posted_problem(visit: Visit) -> Response | None:
    """Refuse a form from elsewhere and carry out `decision=switch`; None if the page may go on."""
    if visit.request.method != "POST":
        return None
    reason = visit.foreign()
    if reason:
        body = markup.alert(f"{reason} Nothing was done. Open the page again and send the form from there.")
        return markup.page("Not accepted", body, status=403)
    if visit.request.form.get("decision") == "switch":
        visit.sign_out()
    return None


def sign_in_first(
    visit: Visit, hidden: Mapping[str, str] | None = None, purpose: str = "", may_lead_to: str | None = ""
) -> Response | None:
    """Sign in with what the form says, or ask for it; None once somebody is signed in.

    A form that names somebody signs them in even where another person is: the last name typed counts.
    """
    problem = ""
    if visit.request.method == "POST" and visit.request.form.get("username"):
        problem = visit.sign_in()
    if visit.person is not None and not problem:
        return None
    content = (
        markup.field("username", "User name", complete="username", focus=True)
        + markup.field("password", "Password", kind="password", complete="current-password")
        + markup.button("Sign in")
    )
    body = f"""{markup.alert(problem)}{purpose}
{markup.form(visit.csrf_token, content, hidden)}
<p>Everybody's password is <code>{escape(PASSWORD)}</code>.</p>
<h2>Who works here</h2>
{_staff(visit.sandbox)}"""
    return markup.page("Sign in", body, status=400 if problem else 200, may_lead_to=may_lead_to)


def _staff(sandbox: State) -> str:
    lines = []
    for person in directory.people(sandbox.company):
        rows = directory.assignments(sandbox.company, person.user_id)
        may = ", ".join(f"{row.role_name} in {row.account_name}" for row in rows) or "nothing assigned yet"
        lines.append(f"{person.user_name} ({person.display_name}): {may}")
    return markup.items(lines)


def ask_consent(
    visit: Visit,
    client: Client,
    question: str,
    hidden: Mapping[str, str] | None = None,
    may_lead_to: str | None = "",
) -> Response:
    """Ask the person who is signed in whether the program may act for them."""
    user_name = visit.person.user_name if visit.person is not None else ""
    buttons = (
        markup.button("Allow", "allow")
        + markup.button("Deny", "deny", plain=True)
        + markup.button("Sign in as somebody else", "switch", plain=True)
    )
    body = f"""{markup.status(f"You are signed in as {user_name}.")}
{question}
<p>If you allow it, <strong>{escape(client.name)}</strong> may list the accounts and roles that are assigned to you
and get keys for them, until your session ends.</p>
{markup.form(visit.csrf_token, buttons, hidden)}"""
    return markup.page(f"Allow {client.name}?", body, may_lead_to=may_lead_to)


def done(client_name: str, *, allowed: bool) -> Response:
    """Say that the answer was given."""
    if allowed:
        text = f"{client_name} is signed in. You may close this page and go back to it."
        return markup.page("Request allowed", markup.status(text))
    text = f"{client_name} was not signed in. You may close this page."
    return markup.page("Request denied", markup.status(text))


# The access portal and the front page


@visited
def start(visit: Visit) -> Response:
    """Show the company's access portal: the accounts and roles of the person who is signed in."""
    problem = posted_problem(visit)
    if problem is not None:
        return problem
    if visit.request.method == "POST" and visit.request.form.get("decision") == "sign-out":
        visit.sign_out()
        text = "You are signed out. Programs that signed in during this session are signed out with it."
        return markup.page("Signed out", markup.status(text) + '<p><a href="start">Sign in again</a></p>')
    pending = sign_in_first(visit, purpose="<p>To the access portal of the sandbox company.</p>")
    if pending is not None or visit.person is None:
        return pending or markup.page("Sign in", "")
    rows = directory.assignments(visit.sandbox.company, visit.person.user_id)
    sign_out = markup.form(visit.csrf_token, markup.button("Sign out", "sign-out", plain=True))
    body = markup.status(f"You are signed in as {visit.person.user_name}.")
    if rows:
        lines = "".join(
            f'<tr><th scope="row">{escape(row.account_name)}<br><code>{escape(row.account_id)}</code></th>'
            f"<td>{escape(row.role_name)}</td></tr>"
            for row in rows
        )
        body += f"""<table><caption>Your accounts and roles</caption>
<thead><tr><th scope="col">Account</th><th scope="col">Role</th></tr></thead><tbody>{lines}</tbody></table>"""
    else:
        body += """<p>Nothing is assigned to you. At work you would ask the person who looks after IAM Identity Center
to assign you, or a group you are in, a permission set in an account.</p>"""
    return markup.page("Access portal", body + sign_out)


@visited
def front(visit: Visit) -> Response:
    """Say what this is."""
    company = visit.sandbox.company
    body = f"""<p>This is the embedded AWS of <strong>awsguide</strong>, a guide from 'I need to call AWS from code' to
credentials that work. It speaks AWS's own protocols on this machine alone, for a made-up company.</p>
<ul>
<li><a href="start">Access portal</a>: see what somebody in the company may use.</li>
<li><a href="device">Enter a device code</a> that a program shows you.</li>
</ul>
<p>The company's start URL is <code>{escape(company.start_url)}</code>, its region
<code>{escape(company.region)}</code>. The address leads nowhere; programs that are set up for the sandbox come
here instead.</p>
<h2>Who works here</h2>
{_staff(visit.sandbox)}
<p>Everybody's password is <code>{escape(PASSWORD)}</code>.</p>"""
    return markup.page("A company to practise on", body)


ROUTES: dict[tuple[str, str], View] = {
    ("GET", "/"): front,
    ("GET", "/device"): device,
    ("POST", "/device"): device,
    ("GET", "/start"): start,
    ("POST", "/start"): start,
}
