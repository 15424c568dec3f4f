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
from awsguide.core.outside_text import harmless
from awsguide.core.partitions import PARTITIONS, is_aws_portal, region_in, start_page
from awsguide.core.steps import Call, Flow, Load, Probe, ProbeAnswer, Show
from awsguide.explanations import explain
from awsguide.flows.shared.answers import unreachable

# Where a browser is while somebody signs in to one account.
_CONSOLE_DOMAINS = (
    ".signin.aws",
    *(f".{kind}.{partition.console}" for partition in PARTITIONS for kind in ("signin", "console")),
)
# What a silence may be of: this address alone, or the whole network. The other kinds name who is in the way.
_EITHER = frozenset({"name", "connection", "timeout"})
_WITHOUT_SCHEME = re.compile(
    r"[\w.-]+\.(awsapps\.(com|cn)|app\.aws|portal\.amazonaws\.(com|com\.cn|eu))(/|$)"
)


def check_start_url(typed: str) -> str:
    """The start URL without what a browser added to it; raises `BadInput` for what cannot be one."""
    text = typed.strip()
    if "//" not in text and _WITHOUT_SCHEME.match(text):
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
    portal, page = is_aws_portal(host), start_page(text)
    ending = "/directory/ and your company's id" if host.startswith("start.") else "/start"
    troubles = (
        (not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", host), "its host name is not complete"),
        (odd, "it names a user or a port"),
        (
            f".{host}".endswith(_CONSOLE_DOMAINS),
            "it belongs to the AWS console, where one signs in to one account and not to a company",
        ),
        (
            host.startswith(("oidc.", "portal.sso.", "device.sso.")),
            "it is an address that programs call, not the page on which people sign in",
        ),
        ("user_code" in parts.query, "it is the address of one sign-in attempt"),
        (
            portal and page is None and bool(parts.path.strip("/") or host.startswith("start.")),
            f"on this host a start page's address ends in {ending}, and not in {parts.path}",
        ),
    )
    for found, detail in troubles:
        if found:
            # A password that was pasted along is no part of what is shown.
            shown = re.sub(r"//[^/]*@", "//…@", typed)
            raise explain("start-url-shape", start_url=shown, detail=detail)
    if not portal:
        return f"https://{host}{parts.path.rstrip('/')}"
    path = page["page"][len(host) :] if page is not None else "/start"
    # The old shape is the same in any case; what stands behind /directory/ is a name.
    return f"https://{host}{path.lower() if path.lower() == '/start' else path}"


def same_start_url(one: str, other: str) -> bool:
    """Whether two start URLs, however they are written, name the same page."""
    try:
        return check_start_url(one) == check_start_url(other)
    except GuideError:
        return one == other


def checked(session: SsoSession) -> Flow[SsoSession]:
    """The session with its start URL and Region in order, before any call; raises `BadInput`."""
    start_url = check_start_url(session.start_url)
    known: Collection[str] = yield Load("regions")
    return replace(session, start_url=start_url, region=check_region(session.region.strip().lower(), known))


def located(session: SsoSession) -> Flow[SsoSession]:
    """Ask the start page where it leads, and in which Region it lives.

    A company's own address that leads to a start page keeps its place in the session, which then says what Identity
    Center knows (`issuer`). Raises `Refused` for a wrong Region or an address that leads nowhere useful, `Unreachable`
    when there is no network.
    """
    # The CLI follows one redirect of a company's own address; so do we.
    for hop in range(2):
        try:
            answer: ProbeAnswer = yield Probe(session.known_as)
        except NoAnswer as silence:
            raise (yield from _silence(session, silence)) from silence
        if not answer.location or _same_place(answer.location, session.known_as):
            break
        session = yield from _follow(session, answer.location, hop)
    actual = answer.region or region_in(session.known_as)
    if actual and actual != session.region:
        raise explain("wrong-region", start_url=session.start_url, region=session.region, actual=actual)
    is_portal = is_aws_portal(urlsplit(session.known_as).hostname or "")
    if answer.status in (404, 410) or not (is_portal or answer.region):
        raise explain("start-url-unknown", start_url=session.start_url, region=session.region)
    return session


def _follow(session: SsoSession, location: str, hop: int) -> Flow[SsoSession]:
    portal = location.startswith("https://") and is_aws_portal(urlsplit(location).hostname or "")
    if hop or not portal:
        detail = "" if portal else ", and what it points to is no start page either"
        raise explain("vanity-url", start_url=session.start_url, location=location, detail=detail)
    issuer = check_start_url(location)
    yield Show(Note(f"{session.start_url} is your company's own address for {harmless(issuer)}."))
    return replace(session, issuer=issuer)


def _same_place(location: str, start_url: str) -> bool:
    target = urlsplit(location)
    return not target.hostname or target.hostname == urlsplit(start_url).hostname


def _silence(session: SsoSession, silence: NoAnswer) -> Flow[GuideError]:
    """Is it this address, or the whole network? A second, different name answers that."""
    if silence.kind not in _EITHER:
        return unreachable(silence)
    try:
        yield Call(
            "sso-oidc",
            "RegisterClient",
            {"clientName": "awsguide", "clientType": "public"},
            region=session.region,
            why="see whether AWS itself can be reached",
        )
    except NoAnswer as second:
        if second.kind != silence.kind:
            return unreachable(second)
        return explain("network-dead", host=silence.host or session.start_url)
    return unreachable(silence)
