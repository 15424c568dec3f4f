"""The embedded AWS: one WSGI callable, its state in one object.

A request comes in by its Host; then it is for the control route, for the sign-in services (unsigned, on one of their
paths), or for AWS: the guard admits it, and our own STS or moto answers. It starts no thread, opens no socket and
writes no file; its transports are `server` and `in_process`. It refuses names it does not answer to, moto's
administration pages, and anything unsigned that is not signing in.
"""

from __future__ import annotations

import hmac
import json
import logging
import secrets
from dataclasses import replace
from functools import partial
from threading import RLock
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from awsguide.sandbox import errors, moto_core
from awsguide.sandbox.access import actions, virtual_host
from awsguide.sandbox.clock import Clock
from awsguide.sandbox.errors import Answer, Refusal
from awsguide.sandbox.faults import Faults
from awsguide.sandbox.received import Received

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from werkzeug.wrappers import Request, Response

    from awsguide.sandbox.access.guard import Admitted
    from awsguide.sandbox.access.policy import Decision

    StartResponse = Callable[..., Any]

_log = logging.getLogger("awsguide.sandbox")
IN_PROCESS_HOST = "sandbox.invalid"
HOSTS = frozenset({"127.0.0.1", "localhost", "::1", IN_PROCESS_HOST})
CONTROL = "/_awsguide/"
_MOTO_PAGES = ("/moto-api", "/favicon.ico", "/latest/meta-data/", "/latest/api/")


class Sandbox:
    """One company's AWS. moto's state belongs to the process, so a new sandbox empties it: one lives at a time."""

    def __init__(self, *, clock: Clock | None = None, faults: Faults | None = None) -> None:
        moto_core.prepare()
        # After moto is prepared: these import it.
        from awsguide.sandbox.access.guard import Guard
        from awsguide.sandbox.access.principals import Keys
        from awsguide.sandbox.console.federation import SigninTokens
        from awsguide.sandbox.console.proof import Proofs, Signer
        from awsguide.sandbox.console.sign_in import ConsoleSignIn
        from awsguide.sandbox.iam.authenticators import Authenticators
        from awsguide.sandbox.iam.credential_reports import CredentialReports
        from awsguide.sandbox.iam.root_access import RootAccess
        from awsguide.sandbox.iam.root_users import RootUsers
        from awsguide.sandbox.identity_center.sign_in import SignIn
        from awsguide.sandbox.seed import company
        from awsguide.sandbox.sts.issuer import Issuer

        self.clock = clock or Clock()
        moto_core.follow(self.clock.now)
        self.faults = faults or Faults()
        self.secret = secrets.token_urlsafe(32)
        self.lock = RLock()
        self.roots, self.root_access = RootUsers(), RootAccess()
        self.credential_reports = CredentialReports()
        self.keys = Keys(self.roots)
        self.guard = Guard(self.keys, self.clock, self.faults)
        self.sign_in = SignIn(self.clock)
        self.console = ConsoleSignIn(self.clock)
        self.proofs, self.signer = Proofs(), Signer()
        self.authenticators = Authenticators()
        self.issuer = Issuer()
        self.signin_tokens = SigninTokens()
        self.company = company.seed(self)

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request (PEP 3333)."""
        name = _name(environ.get("HTTP_HOST", ""))
        named_bucket = virtual_host.is_below_localhost(name)
        if name not in HOSTS and not named_bucket:
            said = "The sandbox answers to 127.0.0.1, [::1], localhost and names below it: this Host is another one.\n"
            return _send(_plain(403, said), start_response)
        path = environ.get("PATH_INFO", "")
        if path.startswith(CONTROL):
            return _send(self._control(environ, path), start_response)
        if path.startswith(_MOTO_PAGES):
            return _send(_plain(404, "There is no such page.\n"), start_response)
        received = Received.read(environ)
        if not named_bucket and not _is_signed(received):
            view = _views().get((received.method, path))
            if view is not None:
                from werkzeug.wrappers import Request

                return view(self, Request(environ))(environ, start_response)
        return self._aws(received, start_response)

    def base_url(self, request: Request) -> str:
        """Return scheme and host of the request that is being answered, without a slash at the end."""
        return request.host_url.rstrip("/")

    def _aws(self, request: Received, start_response: StartResponse) -> Iterable[bytes]:
        service, _ = actions.signed_for(request)
        spoken = actions.protocol(request, service)
        try:
            return self._admitted(request, start_response)
        except Refusal as raised:
            refusal = raised
        except Exception as error:
            # The type alone: what an exception says may hold what was asked.
            _log.warning("%s failed: %s", service or "an unsigned call", type(error).__name__)
            refusal = Refusal("internal failure")
        answer = errors.answer(
            refusal,
            spoken,
            service=service,
            resource=request.decoded_path,
            head=request.method == "HEAD",
        )
        return _send(answer, start_response)

    def _admitted(self, request: Received, start_response: StartResponse) -> Iterable[bytes]:
        from awsguide.sandbox import forwarding, posted
        from awsguide.sandbox.sts import security_tokens

        operation = request.form.get("Action", "")
        if operation in security_tokens.UNSIGNED_OPERATIONS and not _is_signed(request):
            decisions: list[Decision] = []
            with self.lock:
                unsigned = partial(security_tokens.answer_unsigned, self, request, decisions)
                return _send(_explained(unsigned, decisions), start_response)
        admitted = self.guard.admit(request)
        if admitted.form is not None:
            return _send(posted.answer(admitted, admitted.form), start_response)
        own = _own_answer(admitted)
        if own is None:
            return forwarding.forward(admitted, start_response)
        with self.lock:
            return _send(_explained(partial(own, self, admitted), admitted.decisions), start_response)

    def _control(self, environ: dict[str, Any], path: str) -> Answer:
        given = environ.get("HTTP_X_AWSGUIDE_SECRET", "")
        if not hmac.compare_digest(given.encode(errors="replace"), self.secret.encode()):
            return _plain(
                403, "The control route needs the header X-Awsguide-Secret with this run's secret.\n"
            )
        control = {"faults": self._control_faults, "clock": self._control_clock}.get(
            path.removeprefix(CONTROL)
        )
        if control is None:
            return _plain(404, "The control routes are /_awsguide/faults and /_awsguide/clock.\n")
        try:
            asked = json.loads(Received.read(environ).body or b"{}")
            return _json(control(asked)) if isinstance(asked, dict) else _plain(400, "Not a JSON object.\n")
        except (ValueError, TypeError) as error:
            return _plain(400, f"{error}\n")

    def _control_faults(self, asked: dict[str, Any]) -> dict[str, Any]:
        if asked.get("clear"):
            self.faults.clear()
        if "disarm" in asked:
            self.faults.disarm(str(asked["disarm"]))
        if "arm" in asked:
            self.faults.arm(str(asked["arm"]))
        from awsguide.sandbox.faults import KINDS

        return {"armed": sorted(name for name in KINDS if self.faults.armed(name))}

    def _control_clock(self, asked: dict[str, Any]) -> dict[str, Any]:
        if "move" in asked:
            self.clock.move(float(asked["move"]))
        return {"offset": self.clock.offset, "now": self.clock.now()}


def _explained(answer: Callable[[], Answer], decisions: list[Decision]) -> Answer:
    """Answer a call, and tell in a header how its permissions were decided, with a refusal too."""
    from awsguide.sandbox.access import explanation

    try:
        answered = answer()
    except Refusal as refusal:
        refusal.headers = explanation.headers(decisions)
        raise
    return replace(answered, headers=(*answered.headers, *explanation.headers(decisions)))


def _own_answer(admitted: Admitted) -> Callable[[Sandbox, Admitted], Answer] | None:
    """Return what answers a signed call here; None where moto does."""
    from awsguide.sandbox.iam import answers as iam_answers
    from awsguide.sandbox.sts import security_tokens

    if admitted.call.service == "sts":
        return security_tokens.answer
    # Before a REST call has an operation's name, its method and path stand there: no row has those.
    return iam_answers.find(admitted) if admitted.call.service == "iam" else None


def _views() -> dict[tuple[str, str], Callable[[Sandbox, Request], Response]]:
    from awsguide.sandbox.console import federation
    from awsguide.sandbox.console import pages as console_pages
    from awsguide.sandbox.console import token as console_token
    from awsguide.sandbox.iam import authenticator_page
    from awsguide.sandbox.identity_center import authorization, oidc, pages, portal, start_urls
    from awsguide.sandbox.sts import issuer

    tables = (
        pages, start_urls, authorization, oidc, portal, console_pages, console_token, authenticator_page, issuer,
        federation,
    )  # fmt: skip
    return {place: view for table in tables for place, view in table.ROUTES.items()}


def _name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _is_signed(request: Received) -> bool:
    return request.header("authorization") is not None or bool(
        {"X-Amz-Signature", "X-Amz-Algorithm", "AWSAccessKeyId"} & set(request.arguments)
    )


def _plain(status: int, text: str) -> Answer:
    return Answer(status, (("Content-Type", "text/plain; charset=utf-8"),), text.encode())


def _json(members: dict[str, Any]) -> Answer:
    return Answer(200, (("Content-Type", "application/json"),), json.dumps(members).encode())


def _send(answer: Answer, start_response: StartResponse) -> Iterable[bytes]:
    from http.client import responses

    headers = [*answer.headers, ("Content-Length", str(len(answer.body)))]
    start_response(f"{answer.status} {responses.get(answer.status, 'Answer')}", headers)
    return [answer.body]
