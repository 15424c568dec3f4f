"""One request of a person's browser: who is signed in, and whether a form was really sent from our own page.

The browser carries a cookie of its own (HttpOnly, SameSite) that names its portal session; the token in each form is
derived from it. This module refuses to decide what a page shows and what a form means.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, ClassVar, TypeVar

from werkzeug.exceptions import RequestEntityTooLarge

from aws_sandbox.endpoints import markup
from aws_sandbox.seed.company import PASSWORD
from aws_sandbox.services.identity_center import directory

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

    from werkzeug.wrappers import Request, Response

    from aws_sandbox.endpoints.wire import View
    from aws_sandbox.services.identity_center.directory import Person
    from aws_sandbox.services.identity_center.records import Session
    from aws_sandbox.state import State

_LARGEST_FORM = 64 * 1024


@dataclass
class Visit:
    """A browser at one page; `session` and `person` are both there or both None."""

    COOKIE: ClassVar[str] = "awsguide_sandbox"

    sandbox: State
    request: Request
    cookie: str
    session: Session | None = None
    person: Person | None = None

    @classmethod
    def begin(cls, sandbox: State, request: Request) -> Self:
        """Recognise the browser, or prepare a cookie for one that is new."""
        visit = cls(sandbox, request, cls.cookie_of(request))
        session = sandbox.sign_in.session_of(visit.cookie)
        person = directory.person_with(sandbox.company, session.user_id) if session is not None else None
        if person is not None:
            visit.session, visit.person = session, person
        return visit

    @classmethod
    def cookie_of(cls, request: Request) -> str:
        """Return the cookie that the browser sent, or a new one."""
        return request.cookies.get(_cookie_name(cls.COOKIE, request)) or secrets.token_urlsafe(32)

    @property
    def csrf_token(self) -> str:
        """The token that this browser's forms carry."""
        key = self.sandbox.secret.encode()
        return hmac.new(key, b"form\0" + self.cookie.encode(errors="replace"), hashlib.sha256).hexdigest()

    def foreign(self) -> str:
        """Say why a post is refused as not sent from our own page, '' if it may pass.

        A browser says in Sec-Fetch-Site, older ones in Origin, where a form was; the token speaks for both kinds
        and for programs, which send neither.
        """
        site = self.request.headers.get("Sec-Fetch-Site")
        origin = self.request.headers.get("Origin")
        if site is not None:
            if site not in ("same-origin", "none"):
                return "This form was sent from another site."
        # As text: what is no address cannot be taken apart.
        elif origin is not None and origin.partition("://")[2] != self.request.host:
            return "This form was sent from another address."
        given = self.request.form.get("csrf_token", "")
        if not hmac.compare_digest(given.encode(errors="replace"), self.csrf_token.encode()):
            return "This form has gone stale, or your browser keeps no cookies for this page."
        return ""

    def sign_in(self) -> str:
        """Sign in with the username and password of the form; returns what is wrong, '' if nothing is."""
        person = directory.person_named(self.sandbox.company, self.request.form.get("username", ""))
        given = self.request.form.get("password", "")
        right = hmac.compare_digest(given.encode(errors="replace"), PASSWORD.encode())
        if person is None or not right:
            return "There is no such person with this password. Choose one of the people below."
        self.cookie, self.session = self.sandbox.sign_in.open_session(person.user_id)
        self.person = person
        return ""

    def sign_out(self) -> None:
        """End the browser's portal session."""
        if self.session is not None:
            self.sandbox.sign_in.close_session(self.session)
        self.session = self.person = None

    def finish(self, response: Response) -> Response:
        """Give the browser its cookie."""
        name = _cookie_name(self.COOKIE, self.request)
        response.set_cookie(name, self.cookie, path=None, httponly=True, samesite="Lax")
        return response


AnyVisit = TypeVar("AnyVisit", bound=Visit)


def visited_as(kind: type[AnyVisit]) -> Callable[[Callable[[AnyVisit], Response]], View]:
    """Make a view of what answers this kind of visit: the sandbox's lock held, the cookie given."""

    def decorate(answer: Callable[[AnyVisit], Response]) -> View:
        @wraps(answer)
        def view(sandbox: State, request: Request) -> Response:
            request.max_content_length = _LARGEST_FORM
            with sandbox.lock:
                visit = kind.begin(sandbox, request)
                try:
                    return visit.finish(answer(visit))
                except RequestEntityTooLarge:
                    text = "This form is larger than any of ours. Open the page again and send the form from there."
                    return visit.finish(markup.page("Not accepted", markup.alert(text), status=413))

        return view

    return decorate


def visited(answer: Callable[[Visit], Response]) -> View:
    """Make a view of what answers a visit to the access portal and its pages."""
    return visited_as(Visit)(answer)


def _cookie_name(kind: str, request: Request) -> str:
    # Cookies are shared by all ports of a host: two sandboxes must not sign each other out.
    port = "".join(letter for letter in request.host.rpartition(":")[2] if letter.isalnum())
    return f"{kind}_{port}"
