"""One request of a browser at the console's sign-in: who is signed in there, and the three ways to sign in.

The cookie is another one than the access portal's: somebody may be signed in at both, as two identities. This module
refuses to decide what a page shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from aws_sandbox.endpoints.visit import Visit
from aws_sandbox.services.console import identities as console_identities

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

    from werkzeug.datastructures import MultiDict
    from werkzeug.wrappers import Request

    from aws_sandbox.seed.company import Company
    from aws_sandbox.services.console.identities import Identity
    from aws_sandbox.services.console.sign_in import ConsoleSession
    from aws_sandbox.state import State


@dataclass
class ConsoleVisit(Visit):
    """A browser at the console's sign-in; its cookie is not the access portal's."""

    COOKIE: ClassVar[str] = "awsguide_console"
    console: ConsoleSession | None = None

    @classmethod
    def begin(cls, sandbox: State, request: Request) -> Self:
        """Recognise the browser; somebody whose password has changed has to sign in again."""
        visit = cls(sandbox, request, cls.cookie_of(request))
        session = sandbox.console.session_of(visit.cookie)
        if session is not None and console_identities.unchanged(sandbox.company, session.identity):
            visit.console = session
        return visit

    def sign_in(self) -> str:
        """Sign in as the form says; returns what is wrong, '' if nothing is."""
        way = _WAYS.get(self.request.form.get("identity", ""))
        identity = way.find(self.sandbox.company, self.request.form) if way is not None else None
        if identity is None:
            return way.wrong if way is not None else "Choose one of the ways to sign in below."
        console_identities.note_sign_in(self.sandbox.company, identity.principal, self.sandbox.clock.now())
        self.cookie, self.console = self.sandbox.console.open_session(identity)
        return ""

    def sign_out(self) -> None:
        """Sign the browser out."""
        self.sandbox.console.close_session(self.cookie)
        self.console = None


@dataclass(frozen=True)
class _Way:
    """A way to sign in: how the form names somebody, and what is said if there is nobody like that."""

    find: Callable[[Company, MultiDict[str, str]], Identity | None]
    wrong: str


_WAYS = {
    "user": _Way(
        lambda company, form: console_identities.user(
            company, form.get("account", ""), form.get("username", ""), form.get("password", "")
        ),
        "There is no IAM user with this name and password in this account. Check the account first: the same name "
        "may exist in another one.",
    ),
    "root": _Way(
        lambda company, form: console_identities.root_user(
            company, form.get("email", ""), form.get("password", "")
        ),
        "No account has a root user with this e-mail address and password.",
    ),
    "company": _Way(
        lambda company, form: console_identities.federated(
            company, form.get("username", ""), form.get("password", "")
        ),
        "The company's sign-in page knows nobody with this name and password.",
    ),
}
