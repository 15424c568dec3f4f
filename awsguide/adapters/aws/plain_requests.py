"""Plain HTTP requests that no SDK has, as botocore sends its own: the same proxies, the same certificates.

Redirects are not followed and answers are bounded. In the sandbox nothing but this machine is asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin, urlsplit

from awsguide import __version__
from awsguide.adapters.aws.clients import CONNECT_SECONDS, refuse_unless_loopback
from awsguide.adapters.aws.exceptions import in_our_words
from awsguide.adapters.aws.wrapping import revealed
from awsguide.core.errors import NoAnswer
from awsguide.core.secret import Secret
from awsguide.core.steps import ProbeAnswer

if TYPE_CHECKING:
    from awsguide.adapters.aws.clients import Clients

_REGION_META = re.compile(r'<meta\s+name="region"\s+content="([a-z0-9-]{1,40})"', re.IGNORECASE)
# Beyond this a page says nothing that is looked for.
_LONGEST = 65536


def probe(clients: Clients, address: str) -> ProbeAnswer:
    """Where a start page leads: one GET. The sandbox answers for its own company, with `X-Awsguide-Host`."""
    target = address
    if clients.target == "sandbox":
        own = clients.operation_address("sso-oidc", "CreateToken", "us-east-1")
        target = urljoin(own, f"/start-url?address={quote(address, safe='')}")
    host = urlsplit(address).hostname or ""
    status, headers, text = fetch(clients, "GET", target, "Probe", host)
    if status == 404 and headers.get("x-awsguide-host") == "unknown":
        raise NoAnswer("name", host, operation="Probe")
    found = _REGION_META.search(text[:_LONGEST])
    location = headers.get("location", "") if 300 <= status < 400 else ""
    return ProbeAnswer(
        status, urljoin(address, location) if location else "", found.group(1) if found else ""
    )


def fetch(
    clients: Clients,
    method: str,
    address: str,
    operation: str,
    host: str = "",
    *,
    content: str = "",
    headers: Mapping[str, Secret] | None = None,
) -> tuple[int, Mapping[str, str], str]:
    """Status, headers and text of one request. `content` is JSON to send along; `host` is whose name errors give.

    Raises `NoAnswer`, and `CouldNotTry` when the sandbox would be left.
    """
    from botocore.awsrequest import AWSRequest
    from botocore.httpsession import URLLib3Session
    from botocore.utils import get_environ_proxies

    own = clients.target != "sandbox"
    if not own:
        refuse_unless_loopback(address, operation)
    with in_our_words(clients.target, operation, host or urlsplit(address).hostname or ""):
        client = clients.client("sso-oidc", "us-east-1")
        sent = {"User-Agent": f"awsguide/{__version__}", **revealed(headers or {})}
        if content:
            sent["Content-Type"] = "application/json"
        prepared = AWSRequest(method, address, headers=sent, data=content.encode() or None).prepare()
        # Handlers first, as botocore itself does: that is how the in-process sandbox answers.
        answers = client.meta.events.emit("before-send.sso-oidc.Probe", request=prepared)
        response = next((answer for _, answer in answers if answer is not None), None)
        if response is None:
            response = URLLib3Session(
                timeout=CONNECT_SECONDS,
                verify=clients.trusted(),
                proxies=get_environ_proxies(address) if own else {},
            ).send(prepared)
    return response.status_code, response.headers, response.content.decode("utf-8", "replace")
