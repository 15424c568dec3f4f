"""Where a company signs in: checks a typed start URL and Region, and tells the ways they can be wrong apart.

What can be seen without a call is told before any call; the rest is found out by asking the start page itself where
it leads. Nothing here signs in.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from urllib.parse import urlsplit

from awsguide.config.names import check_region
from awsguide.core.errors import GuideError, NoAnswer
from awsguide.core.model import Note, SsoSession
from awsguide.core.steps import (
    Call,
    Flow,
    Load,
    Probe,
    ProbeAnswer,
    Show,
)
from awsguide.explanations import explain
from awsguide.flows.shared.answers import unreachable

# Hosts that belong to AWS's access portal (AWS CLI 2.35 accepts these; read 2026-11-23). A company's own address is
# none of them and is a signpost at best.
PORTAL_SUFFIXES = (
    ".awsapps.com",
    ".app.aws",
    ".portal.amazonaws.com",
    ".awsapps.cn",
    ".portal.amazonaws.com.cn",
)

# Other applications live beside the start page on these hosts (Amazon Connect and WorkDocs among them).
ENDING_IN_START = (".awsapps.com", ".awsapps.cn")

_REGION_IN_HOST = re.compile(r"\.([a-z]{2}(?:-[a-z]+)+-\d)\.")


def check_start_url(typed: str) -> str:
    """The start URL without what a browser added to it; raises `BadInput` for what cannot be one."""
    text = typed.strip()
    if "//" not in text and re.match(r"[\w.-]+\.(awsapps\.com|app\.aws)(/|$)", text):
        text = f"https://{text}"
    parts = urlsplit(text)
    if parts.scheme != "https":
        if parts.scheme == "http":
            raise explain("start-url-not-https", start_url=typed)
        if not text:
            raise explain("start-url-missing")
        raise explain("start-url-shape", start_url=typed, detail="it has no https:// in front")
    try:
        host = parts.hostname or ""
        odd = bool(parts.username or parts.password or parts.port)
    except ValueError:
        host, odd = "", False
    troubles = (
        (not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", host), "its host name is not complete"),
        (odd, "it names a user or a port"),
        (
            f".{host}".endswith((".signin.aws.amazon.com", ".console.aws.amazon.com", ".signin.aws")),
            "it belongs to the AWS console, where one signs in to one account and not to a company",
        ),
        (
            host.startswith(("oidc.", "portal.sso.", "device.sso.")),
            "it is an address that programs call, not the page on which people sign in",
        ),
        ("user_code" in parts.query, "it is the address of one sign-in attempt"),
        (
            host.endswith(ENDING_IN_START) and not re.match(r"(/start)?/?$|/start/", parts.path.lower()),
            f"on this host a start page's address ends in /start, and not in {parts.path}",
        ),
    )
    for found, detail in troubles:
        if found:
            # A password that was pasted along is no part of what is shown.
            shown = re.sub(r"//[^/]*@", "//…@", typed)
            raise explain("start-url-shape", start_url=shown, detail=detail)
    path = (
        "/start" if host.endswith(ENDING_IN_START) else re.sub(r"(/start)/.*$", r"\1", parts.path.rstrip("/"))
    )
    return f"https://{host}{path}"


def checked(session: SsoSession) -> Flow[SsoSession]:
    """The session with its start URL and Region in order, before any call; raises `BadInput`."""
    start_url = check_start_url(session.start_url)
    known: Collection[str] = yield Load("regions")
    return replace(session, start_url=start_url, region=check_region(session.region.strip().lower(), known))


def located(session: SsoSession) -> Flow[SsoSession]:
    """Ask the start page where it leads, and in which Region it lives.

    A company's own address that leads to a start page is replaced by it, and said. Raises `Refused` for a wrong
    Region or an address that leads nowhere useful, `Unreachable` when there is no network.
    """
    # The CLI follows one redirect of a company's own address; so do we.
    for hop in range(2):
        try:
            answer: ProbeAnswer = yield Probe(session.start_url)
        except NoAnswer as silence:
            raise (yield from _silence(session, silence)) from silence
        if not answer.location or _same_place(answer.location, session.start_url):
            break
        session = yield from _follow(session, answer.location, hop)
    actual = answer.region or region_in_host(session.start_url)
    if actual and actual != session.region:
        raise explain("wrong-region", start_url=session.start_url, region=session.region, actual=actual)
    is_portal = (urlsplit(session.start_url).hostname or "").endswith(PORTAL_SUFFIXES)
    if answer.status in (404, 410) or not (is_portal or answer.region):
        raise explain("start-url-unknown", start_url=session.start_url, region=session.region)
    return session


def _follow(session: SsoSession, location: str, hop: int) -> Flow[SsoSession]:
    host = urlsplit(location).hostname or ""
    if hop or not host.endswith(PORTAL_SUFFIXES):
        detail = (
            ", and what it points to is no start page either" if not host.endswith(PORTAL_SUFFIXES) else ""
        )
        raise explain("vanity-url", start_url=session.start_url, location=location, detail=detail)
    start_url = check_start_url(location)
    yield Show(
        Note(
            f"{session.start_url} is your company's own address for {start_url}; Identity Center knows the second."
        )
    )
    return replace(session, start_url=start_url)


def _same_place(location: str, start_url: str) -> bool:
    target = urlsplit(location)
    return not target.hostname or target.hostname == urlsplit(start_url).hostname


def region_in_host(start_url: str) -> str:
    """The Region that newer portal addresses carry in their name ('ssoins-1.eu-west-1.portal.amazonaws.com')."""
    found = _REGION_IN_HOST.search(f"{urlsplit(start_url).hostname}.")
    return found.group(1) if found else ""


def _silence(session: SsoSession, silence: NoAnswer) -> Flow[GuideError]:
    """Is it this address, or the whole network? A second, different name answers that."""
    if silence.kind == "sandbox":
        return unreachable(silence)
    try:
        yield Call(
            "sso-oidc",
            "RegisterClient",
            {"clientName": "awsguide", "clientType": "public"},
            region=session.region,
            why="see whether AWS itself can be reached",
        )
    except NoAnswer:
        return explain("network-dead", host=silence.host or session.start_url)
    return unreachable(silence)
