"""Where a start URL leads, for a sandbox that never looks outside: the answer the address itself would give.

A start page of AWS names its Region in its own text, a company's own address redirects to one, and a name that nobody
has does not resolve. `GET /start-url?address=...` answers as each of them would. It refuses to ask the address.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from werkzeug.wrappers import Response

from aws_sandbox.seed.company import START_URL
from aws_sandbox.services.identity_center import directory

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.wrappers import Request

    from aws_sandbox.endpoints.wire import View
    from aws_sandbox.state import State

# The company's own, easily remembered addresses, and where they lead. Names under .example belong to nobody (RFC 2606).
SIGNPOSTS: Mapping[str, str] = {
    "aws.sandbox-company.example": START_URL,
    "cloud.sandbox-company.example": "https://intranet.sandbox-company.example/cloud",
    "wiki.sandbox-company.example": "https://wiki.sandbox-company.example/home",
}
NO_SUCH_NAME = {"X-Awsguide-Host": "unknown"}


def lead(sandbox: State, request: Request) -> Response:
    """Answer for the start URL in `address`: 200 with its Region, 302, 404, or 404 for a name that does not resolve."""
    address = request.args.get("address", "")
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        host = ""
    if host in SIGNPOSTS:
        return Response(status=302, headers={"Location": SIGNPOSTS[host]})
    if not directory.is_start_page(address):
        return Response("No such name.\n", status=404, headers=NO_SUCH_NAME)
    region = directory.region_of(sandbox.company, address)
    if region is None:
        return Response("No such start page.\n", status=404)
    text = f'<!doctype html><html lang="en"><head><meta name="region" content="{escape(region)}"/></head></html>\n'
    return Response(text, mimetype="text/html")


ROUTES: dict[tuple[str, str], View] = {("GET", "/start-url"): lead}
