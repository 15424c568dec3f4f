"""The way to moto's answers without its server: a request goes straight to what moto has for its service and path.

moto's server finds the service and hands each request to a Flask application for it, which looks at it all anew; that
took a fifth of an IAM call. Here moto still finds the service, its own rules still find the handler, and nothing is in
between. This module refuses moto's administration pages, and lets nothing that goes wrong be answered as a page.

Read in moto 5.2.5: moto_server/werkzeug_app.py, core/utils.py, core/request.py.
"""

from __future__ import annotations

from functools import cache
from http.client import responses
from typing import TYPE_CHECKING, Any

from aws_sandbox.moto_patches.left_out import FLASK, standing_in
from aws_sandbox.remembering import remembered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
    Handler = Callable[..., Any]

# Of an answer: what werkzeug makes whole.
_ADDRESSES = frozenset({"location", "content-location"})
# Where moto looks for another service than S3 under S3's name.
_S3_CONTROL = "/v20180820/"
_METHODS = ["GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS"]


class NoSuchService(Exception):
    """moto has no service at a host."""


@cache
def application(prepare: Callable[[str], object]) -> Application:
    """Return moto as a WSGI application; `prepare` is told of each service before it first answers."""
    found: Application = _dispatcher()(lambda service: _Service(service, prepare))
    return found


def _dispatcher() -> Any:
    with standing_in(FLASK):
        from moto.moto_server import werkzeug_app

    @remembered(256)
    def service_at(host: str) -> str:
        from moto.backend_index import backend_url_patterns
        from moto.backends import list_of_moto_modules

        # moto would look into its own folder for each request.
        if host in list_of_moto_modules():
            return host
        for backend, pattern in backend_url_patterns:
            if pattern.match(f"http://{host}"):
                return str(backend)
        raise NoSuchService(host)

    class Dispatcher(werkzeug_app.DomainDispatcherApplication):
        def get_application(self, environ: dict[str, Any]) -> Any:
            """Find what answers; for S3, most often asked, by its name in the signature that the guard has written."""
            scope = environ["HTTP_AUTHORIZATION"].partition(",")[0]
            if scope.endswith("/s3/aws4_request") and not environ["PATH_INFO"].startswith(_S3_CONTROL):
                found = self.app_instances.get("s3")
                if found is not None:
                    return found
            return super().get_application(environ)

        def get_backend_for_host(self, host: str | None) -> Any:
            """Find a service, or say that there is none; moto would print that, where the announcement belongs."""
            return None if host is None else service_at(host)

    return Dispatcher


class _Service:
    """One of moto's services: its handlers by path."""

    def __init__(self, service: str, prepare: Callable[[str], object]) -> None:
        from werkzeug.routing import BaseConverter, Map, Rule

        from aws_sandbox.moto_patches.sent_request import SentRequest

        class Expression(BaseConverter):
            part_isolating = False

            def __init__(self, rules: Map, expression: str) -> None:
                super().__init__(rules)
                self.regex = expression

        prepare(service)
        paths: dict[str, Handler] = _backend(service).flask_paths
        # A rule cannot be empty: some services have one for a request that has no path.
        paths = {path: handler for path, handler in paths.items() if path}
        self._only = next(iter(paths.values())) if list(paths) == ["/"] else None
        self._rules = Map(
            [Rule(path, endpoint=path, methods=_METHODS, strict_slashes=False) for path in paths],
            converters={"regex": Expression},
        )
        self._handlers = paths
        self._request = SentRequest
        self._found = remembered(512)(self._find)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request; what goes wrong in moto is raised."""
        from botocore.exceptions import ClientError
        from werkzeug.exceptions import HTTPException
        from werkzeug.wrappers import Response

        request = self._request(environ)
        try:
            handler = self._handler(environ)
            said = handler(request, request.raw_url, dict(request.headers.written))
        except HTTPException as error:
            # moto's own refusals, as it has them; and a path that none of its rules has.
            return error.get_response(environ)(environ, start_response)
        except ClientError as error:
            said = 400, {}, error.response["Error"]["Message"]
        status, headers, content = said if len(said) == 3 else (200, {}, said)
        if isinstance(content, (str, bytes)) and (plain := _plain(status, headers)) is not None:
            body = content.encode() if isinstance(content, str) else content
            if not any(name.lower() == "content-length" for name, _ in plain):
                plain.append(("Content-Length", str(len(body))))
            start_response(f"{status} {responses.get(status, 'UNKNOWN')}", plain)
            return [] if request.method == "HEAD" else [body]
        response = Response(content, status, headers, mimetype=None if _has_type(headers) else "text/html")
        if request.method == "HEAD" and "content-length" in headers:
            response.headers["Content-Length"] = headers["content-length"]
        return response(environ, start_response)

    def _handler(self, environ: dict[str, Any]) -> Handler:
        if self._only is not None and environ["PATH_INFO"] in ("", "/"):
            return self._only
        return self._found(environ["PATH_INFO"])

    def _find(self, path: str) -> Handler:
        # As WSGI has it, bytes of UTF-8 are read as ISO 8859-1.
        readable = path.encode("latin-1").decode("utf-8", "replace")
        rule, _ = self._rules.bind("127.0.0.1").match(readable, method="GET")
        return self._handlers[rule]


def _plain(status: Any, headers: Any) -> list[tuple[str, str]] | None:
    """Return an answer's headers as they go out, None where werkzeug has to look at them: an address, an odd value."""
    if not isinstance(status, int) or status < 200 or status in (204, 304) or not isinstance(headers, dict):
        return None
    plain = []
    for name, value in headers.items():
        text = value if isinstance(value, str) else str(value) if isinstance(value, int) else None
        if text is None or not text.isprintable() or name.lower() in _ADDRESSES:
            return None
        plain.append((name, text))
    return plain if _has_type(headers) else [*plain, ("Content-Type", "text/html; charset=utf-8")]


def _has_type(headers: Any) -> bool:
    return any(str(name).lower() == "content-type" for name in headers)


def _backend(service: str) -> Any:
    """Return an instance of a service of moto's, any: all have the same paths."""
    from moto import backends
    from moto.core.base_backend import BackendDict
    from moto.core.models import DEFAULT_ACCOUNT_ID

    found: Any = backends.get_backend(service)  # type: ignore[call-overload]
    if not isinstance(found, BackendDict):
        return found["global"]
    regions = found[DEFAULT_ACCOUNT_ID]
    return regions["us-east-1" if "us-east-1" in regions else "aws"]
