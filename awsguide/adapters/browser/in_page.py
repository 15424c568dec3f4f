"""The loopback of a page: what stands in for ports and waiting when this kernel runs in a reader's browser.

Python in a browser can open no port and start no thread. A listener takes a made-up port of 127.0.0.1 here, the sandbox
its host, and whoever reads their pages (the tab that the site opens, the robot reader) asks with `opener`. Nothing
here reaches a network: a host that nobody has taken does not answer.
"""

from __future__ import annotations

import asyncio
import io
import itertools
import sys
import time
import urllib.request
from collections.abc import Callable
from http.client import HTTPResponse
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.error import URLError
from urllib.response import addinfourl

from awsguide.explanations import explain

# Pyodide has no threads, processes or sockets.
IN_BROWSER = sys.platform == "emscripten"

# Takes the method, the whole address, the headers and the body of a request.
Answer = Callable[[str, str, dict[str, str], bytes], addinfourl]

_HOSTS: dict[str, Answer] = {}
# The ports that systems give to programs which ask for any.
_PORTS = itertools.count(49152)


def take(host: str, answer: Answer) -> None:
    """Let `answer` answer for a host ('sandbox.invalid', '127.0.0.1:49152') until it is given back."""
    _HOSTS[host] = answer


def give_back(host: str) -> None:
    """Let nobody answer for the host any more."""
    _HOSTS.pop(host, None)


def listen(handler: type[BaseHTTPRequestHandler]) -> str:
    """Answer requests to a new port of 127.0.0.1 with `handler`, as http.server does; returns its host."""
    host = f"127.0.0.1:{next(_PORTS)}"

    def answer(method: str, url: str, headers: dict[str, str], body: bytes) -> addinfourl:
        target = url.partition(host)[2] or "/"
        lines = [f"{method} {target} HTTP/1.0", f"Host: {host}"]
        lines += [f"{name}: {value}" for name, value in headers.items() if name.lower() != "host"]
        talk = _Connection("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body)
        handler(talk, ("127.0.0.1", 0), None)  # type: ignore[arg-type]
        reply = HTTPResponse(_Connection(talk.sent), method=method)  # type: ignore[arg-type]
        reply.begin()
        return answered(url, reply.status, reply.msg, reply.read())

    take(host, answer)
    return host


class _Connection:
    """What http.server and http.client take for a socket: one request to read, and what is sent back."""

    def __init__(self, received: bytes) -> None:
        self._received = received
        self.sent = b""

    def makefile(self, *_: Any, **__: Any) -> io.BytesIO:
        return io.BytesIO(self._received)

    def sendall(self, content: bytes) -> None:
        self.sent += content


def answered(url: str, status: int, headers: Any, body: bytes) -> addinfourl:
    """An answer in the form in which urllib reads one; `headers` is an `email.message.Message`."""
    reply = addinfourl(io.BytesIO(body), headers, url, status)
    reply.msg = "OK"  # type: ignore[attr-defined]
    return reply


class _Handler(urllib.request.HTTPHandler):
    def http_open(self, request: urllib.request.Request) -> Any:
        """Ask whoever has taken the host."""
        answer = _HOSTS.get(request.host)
        if answer is None:
            raise URLError(f"nobody in this page answers for {request.host}")
        body = request.data if isinstance(request.data, bytes) else b""
        return answer(request.get_method(), request.full_url, dict(request.header_items()), body)


def opener(*handlers: urllib.request.BaseHandler) -> urllib.request.OpenerDirector:
    """What opens pages of this kernel: over loopback, past every proxy; in a page, by a call of a function."""
    here = (_Handler(),) if IN_BROWSER else ()
    return urllib.request.build_opener(urllib.request.ProxyHandler({}), *here, *handlers)


async def aside(work: Callable[..., Any], *arguments: Any) -> Any:
    """What `work` returns: done in a thread of its own where there are threads, else after everything that waits."""
    if not IN_BROWSER:
        return await asyncio.to_thread(work, *arguments)
    await asyncio.sleep(0)
    return work(*arguments)


def pause(seconds: float) -> None:
    """Wait in the midst of a function; in a page the rest goes on meanwhile where the browser can do that."""
    if IN_BROWSER and _can_wait():
        from pyodide.ffi import run_sync

        run_sync(asyncio.sleep(seconds))
    else:
        time.sleep(seconds)


def require_room_for_a_person() -> None:
    """Before a function waits for a person; raises `CouldNotTry` in a page that could show them nothing meanwhile."""
    if IN_BROWSER and not _can_wait():
        raise explain("cannot-wait-in-a-page")


def require_programs() -> None:
    """Before another program is started; raises `CouldNotTry` in a page, which can start none."""
    if IN_BROWSER:
        raise explain("no-programs-in-a-page")


def _can_wait() -> bool:
    from pyodide.ffi import can_run_sync

    return bool(can_run_sync())
