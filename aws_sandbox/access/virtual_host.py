"""Buckets that are named by the host of a request, `bucket.localhost`, as on AWS they are by `bucket.s3.amazonaws.com`.

Where the machine finds names below `localhost` (RFC 6761 gives them all to the machine itself), a client that is given
the sandbox's address as `http://localhost:PORT` puts the bucket there. An IP address has no names below it: clients put
the bucket into the path then. This module refuses every other name.

Source: 'Virtual hosting of general purpose buckets' (S3 user guide, read 2026-11-26).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from aws_sandbox.protocol.received import Received

_PARENT = ".localhost"
_SERVICE = ".s3"


def is_below_localhost(name: str) -> bool:
    """Whether a host's name is one of this machine's own, below `localhost`."""
    return name.endswith(_PARENT) and name != _PARENT


def bucket(request: Received) -> str:
    """Return the bucket that the host names, '' if it names none."""
    # The name of an account, and not of a bucket, stands there in calls of S3 Control.
    if request.header("x-amz-account-id") is not None:
        return ""
    name = urlsplit(f"//{request.header('host') or ''}").hostname or ""
    if not is_below_localhost(name):
        return ""
    labels = name.removesuffix(_PARENT).removesuffix(_SERVICE)
    return "" if labels == _SERVICE.lstrip(".") else labels


def resource(request: Received) -> str:
    """Return bucket and key as a path, percent-encoded as it was sent: '/bucket/key'."""
    named = bucket(request)
    return f"/{named}{request.path}" if named else request.path


def path_style(request: Received) -> Received:
    """Return the request with its bucket in the path; the same one if the bucket stands there already."""
    path = resource(request)
    if path == request.path:
        return request
    sent = f"{path}?{request.query}" if request.query else path
    environ = {**request.environ, "RAW_URI": sent, "PATH_INFO": unquote(path, "latin-1")}
    environ.pop("REQUEST_URI", None)
    return replace(request, path=path, environ=environ)
