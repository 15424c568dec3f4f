"""The way to moto's answers without its server: a request goes straight to what moto has for its service and path.

moto's server finds the service and hands each request to a Flask application for it, which looks at it all anew; that
took a fifth of an IAM call. Here moto still finds the service, its own rules still find the handler, and nothing is in
between. This module refuses moto's administration pages, and lets nothing that goes wrong be answered as a page.

Read in moto 5.2.5: moto_server/werkzeug_app.py, core/utils.py, core/request.py.
"""

from __future__ import annotations

import sys
from functools import cache, lru_cache
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
    Handler = Callable[..., Any]

_METHODS = ["GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS"]
# What moto's server wants of Flask at import, by module; nothing of it is called here.
_OF_FLASK = {"flask": ("Flask", "Request"), "flask.testing": ("FlaskClient",), "flask_cors": ("CORS",)}


class NoSuchService(Exception):
    """moto has no service at a host."""


@cache
def application(prepare: Callable[[str], object]) -> Application:
    """Return moto as a WSGI application; `prepare` is told of each service before it first answers."""
    found: Application = _dispatcher()(lambda service: _Service(service, prepare))
    return found


def _dispatcher() -> Any:
    werkzeug_app = _without_flask()

    @lru_cache(maxsize=256)
    def service_at(host: str) -> str:
        from moto.backend_index import backend_url_patterns

        for backend, pattern in backend_url_patterns:
            if pattern.match(f"http://{host}"):
                return str(backend)
        raise NoSuchService(host)

    class Dispatcher(werkzeug_app.DomainDispatcherApplication):  # type: ignore[misc, name-defined]
        def get_backend_for_host(self, host: str | None) -> Any:
            """Find a service, or say that there is none; moto would print that, where the announcement belongs."""
            if host is None or "amazonaws.com" not in host:
                return super().get_backend_for_host(host)
            return service_at(host)

    return Dispatcher


def _without_flask() -> Any:
    """Import moto's server, which knows how to find a service, and leave out Flask, which takes time and memory."""
    name = "moto.moto_server.werkzeug_app"
    if name in sys.modules:
        return sys.modules[name]
    added = [module for module in _OF_FLASK if module not in sys.modules]
    for module in added:
        sys.modules[module] = stand_in = ModuleType(module)
        for member in _OF_FLASK[module]:
            setattr(stand_in, member, type(member, (), {}))
    try:
        from moto.moto_server import werkzeug_app
    finally:
        for module in added:
            del sys.modules[module]
    return werkzeug_app


class _Service:
    """One of moto's services: its handlers by path."""

    def __init__(self, service: str, prepare: Callable[[str], object]) -> None:
        from moto.core.request import Request
        from werkzeug.routing import BaseConverter, Map, Rule

        class Expression(BaseConverter):
            part_isolating = False

            def __init__(self, rules: Map, expression: str) -> None:
                super().__init__(rules)
                self.regex = expression

        class Sent(Request):
            from_wsgi_server = True

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
        self._request = Sent

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request; what goes wrong in moto is raised."""
        from botocore.exceptions import ClientError
        from werkzeug.exceptions import HTTPException
        from werkzeug.wrappers import Response

        request = self._request(environ)
        try:
            handler = self._handler(environ)
            said = handler(request, request.raw_url, dict(request.headers))
        except HTTPException as error:
            # moto's own refusals, as it has them; and a path that none of its rules has.
            return error.get_response(environ)(environ, start_response)
        except ClientError as error:
            said = 400, {}, error.response["Error"]["Message"]
        status, headers, content = said if len(said) == 3 else (200, {}, said)
        response = Response(content, status, headers, mimetype=None if _has_type(headers) else "text/html")
        if request.method == "HEAD" and "content-length" in headers:
            response.headers["Content-Length"] = headers["content-length"]
        return response(environ, start_response)

    def _handler(self, environ: dict[str, Any]) -> Handler:
        if self._only is not None and environ["PATH_INFO"] in ("", "/"):
            return self._only
        path, _ = self._rules.bind_to_environ(environ).match()
        return self._handlers[path]


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
