"""The embedded AWS: one WSGI callable over the state that `state.py` holds.

A request comes in by its Host; then it is for the control route, for the sign-in services (unsigned, on one of their
paths), or for AWS: the guard admits it, and our own STS or moto answers. It starts no thread, opens no socket and
writes no file; its transports are `server` and `in_process`. It refuses names it does not answer to, moto's
administration pages, and anything unsigned that is not signing in.
"""

from __future__ import annotations

import json
import logging
import time
from dataclasses import replace
from email.utils import formatdate
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from aws_sandbox.access import actions, cbor, virtual_host
from aws_sandbox.protocol import errors
from aws_sandbox.protocol.errors import Answer, Refusal
from aws_sandbox.protocol.received import IN_PROCESS_HOST, Received
from aws_sandbox.server import control
from aws_sandbox.state import State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from werkzeug.wrappers import Request, Response

    from aws_sandbox.access.guard import Admitted
    from aws_sandbox.access.policy import Decision

    View = Callable[[State, Request], Response]

    StartResponse = Callable[..., Any]

_log = logging.getLogger("aws_sandbox")
HOSTS = frozenset({"127.0.0.1", "localhost", "::1", IN_PROCESS_HOST})
# Of our own pages and sign-in services: none has more to take than a few fields.
_LARGEST_FORM = 64 * 1024
_MOTO_PAGES = ("/moto-api", "/favicon.ico", "/latest/meta-data/", "/latest/api/")


class Sandbox(State):
    """One company's AWS as a WSGI callable; its state is told in `State`."""

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request (PEP 3333)."""
        skew = self.faults.find("clock_skew")
        if skew is not None:
            # Whoever signs by a clock that is off sees by the answer's date how much.
            start_response = _dated(start_response, time.time() + (skew.value or 0))
        name = _name(environ.get("HTTP_HOST", ""))
        named_bucket = virtual_host.is_below_localhost(name)
        if name not in HOSTS and not named_bucket:
            said = "The sandbox answers to 127.0.0.1, [::1], localhost and names below it: this Host is another one.\n"
            return _send(Answer.plain(403, said), start_response)
        path = environ.get("PATH_INFO", "")
        if path.startswith(control.PREFIX):
            return _send(control.answer(self, environ, path), start_response)
        if path.startswith(_MOTO_PAGES):
            return _send(Answer.plain(404, "There is no such page.\n"), start_response)
        received = Received.read(environ)
        try:
            signed = _is_signed(received)
        except Refusal as refusal:
            return self._refused(received, refusal, start_response)
        # An Action is meant for STS, which has calls that nobody signs, and not for the first page.
        if not named_bucket and not signed and not (path == "/" and "Action" in received.arguments):
            view = _views().get((received.method, path))
            if view is not None:
                return self._viewed(view, received, start_response)
        return self._aws(received, start_response)

    def _viewed(self, view: View, received: Received, start_response: StartResponse) -> Iterable[bytes]:
        """Let one of our own pages or sign-in services answer."""
        from werkzeug.exceptions import RequestEntityTooLarge
        from werkzeug.wrappers import Request

        failure = received.failure
        if not failure:
            request = Request(received.environ, populate_request=False)
            request.max_content_length = _LARGEST_FORM
            try:
                return view(self, request)(received.environ, start_response)
            except RequestEntityTooLarge:
                failure = "body too large"
            except Exception as error:
                # The type alone: what an exception says may hold what was asked.
                _log.warning("%s failed: %s", received.path, type(error).__name__)
                failure = "internal failure"
        words = Refusal(failure).words(errors.JSON)
        said = {"error": "invalid_request", "error_description": words.message, "message": words.message}
        headers = (("Content-Type", "application/json"), ("x-amzn-ErrorType", "InvalidRequestException"))
        # 503 says to try again, 500 that it is our fault; whatever else is the matter with a body is the caller's.
        status = words.status if words.status in (500, 503) else 400
        return _send(Answer(status, headers, json.dumps(said).encode()), start_response)

    def _aws(self, request: Received, start_response: StartResponse) -> Iterable[bytes]:
        if request.failure:
            return self._refused(request, Refusal(request.failure), start_response)
        try:
            return self._admitted(request, start_response)
        except Refusal as refusal:
            # Nothing here keeps it: with all that led to it, a body too, it would stay until garbage is looked for.
            return self._refused(request, refusal, start_response)
        except Exception as error:
            # The type alone: what an exception says may hold what was asked.
            service = actions.signed_for(request)[0]
            _log.warning("%s failed: %s", service or "an unsigned call", type(error).__name__)
        return self._refused(request, Refusal("internal failure"), start_response)

    def _refused(self, request: Received, refusal: Refusal, start_response: StartResponse) -> Iterable[bytes]:
        """Say no in the words of the protocol that the caller speaks, as far as the request lets one tell."""
        try:
            service = actions.signed_for(request)[0]
            spoken = actions.protocol(request, service)
        except Refusal:
            # What cannot be read does not say what it is either.
            service, spoken = "", errors.QUERY
        answer = errors.answer(
            refusal,
            spoken,
            service=service,
            resource=request.decoded_path,
            head=request.method == "HEAD",
        )
        return _send(answer, start_response)

    def _admitted(self, request: Received, start_response: StartResponse) -> Iterable[bytes]:
        from aws_sandbox.endpoints.sts import security_tokens

        operation = request.form.get("Action", "")
        if operation in security_tokens.UNSIGNED_OPERATIONS and not _is_signed(request):
            decisions: list[Decision] = []
            with self.lock:
                unsigned = partial(security_tokens.answer_unsigned, self, request, decisions)
                return _send(_explained(unsigned, decisions), start_response)
        admitted = self.guard.authenticate(request)
        try:
            return self._answered(admitted, request, start_response)
        except Refusal as refusal:
            self.authorizations.note(admitted, refusal, self.guard.context(admitted), self.clock.now())
            raise

    def _answered(
        self, admitted: Admitted, request: Received, start_response: StartResponse
    ) -> Iterable[bytes]:
        from aws_sandbox.server import forwarding, posted

        self.guard.permit(admitted)
        if admitted.form is not None:
            return _send(posted.answer(admitted, admitted.form), start_response)
        if cbor.is_spoken(request):
            return _send(cbor.answer(admitted.call, forwarding.answer(admitted)), start_response)
        own = _own_answer(admitted)
        if own is None:
            return forwarding.forward(admitted, start_response)
        with self.lock:
            return _send(_explained(partial(own, self, admitted), admitted.decisions), start_response)


def _explained(answer: Callable[[], Answer], decisions: list[Decision]) -> Answer:
    """Answer a call, and tell in a header how its permissions were decided, with a refusal too."""
    from aws_sandbox.access import explanation

    try:
        answered = answer()
    except Refusal as refusal:
        refusal.headers = explanation.headers(decisions)
        raise
    return replace(answered, headers=(*answered.headers, *explanation.headers(decisions)))


def _own_answer(admitted: Admitted) -> Callable[[State, Admitted], Answer] | None:
    """Return what answers a signed call here; None where moto does."""
    from aws_sandbox.endpoints.iam import answers as iam_answers
    from aws_sandbox.endpoints.iam import toolbox
    from aws_sandbox.endpoints.sts import security_tokens

    if admitted.call.service == "sts":
        return security_tokens.answer
    if admitted.call.service == "iam" and admitted.call.operation in toolbox.OPERATIONS:
        return toolbox.answer
    # Before a REST call has an operation's name, its method and path stand there: no row has those.
    return iam_answers.find(admitted) if admitted.call.service == "iam" else None


def _views() -> dict[tuple[str, str], View]:
    from aws_sandbox.endpoints.console import federation
    from aws_sandbox.endpoints.console import pages as console_pages
    from aws_sandbox.endpoints.console import token as console_token
    from aws_sandbox.endpoints.iam import authenticator_page
    from aws_sandbox.endpoints.identity_center import authorization, oidc, pages, portal, start_urls
    from aws_sandbox.endpoints.sts import issuer_pages

    tables = (
        pages, start_urls, authorization, oidc, portal, console_pages, console_token, authenticator_page, issuer_pages,
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


def _dated(start_response: StartResponse, seconds: float) -> StartResponse:
    date = ("Date", formatdate(seconds, usegmt=True))
    return lambda status, headers, *rest: start_response(status, [*headers, date], *rest)


def _send(answer: Answer, start_response: StartResponse) -> Iterable[bytes]:
    from http.client import responses

    headers = [*answer.headers, ("Content-Length", str(len(answer.body)))]
    start_response(f"{answer.status} {responses.get(answer.status, 'Answer')}", headers)
    return [answer.body]
