"""The plain function that opens the AWS console with temporary credentials.

The link that AWS makes lets whoever has it in for fifteen minutes, so it is neither returned nor printed: a link to
this very machine leads one browser on to it.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from awsguide.api.perform import perform, region_here
from awsguide.core.model import AssumedRole, Credentials, LocalLink
from awsguide.flows.shared.session_input import read_seconds
from awsguide.flows.short_term import federation
from awsguide.flows.short_term.federation import FederatedUser


def open_console(
    session: AssumedRole | FederatedUser | Credentials,
    destination: str = "",
    *,
    duration: str | int = "",
    issuer: str = "",
    region: str = "",
    show: Callable[[str], None] | None = None,
) -> bool:
    """Open the AWS console as `session`, at `destination` ('' for its start, 's3', or an address of the console).

    Waits until a browser of this machine has followed the link, at most fifteen minutes; returns whether one did.
    `duration` of the console session is for roles that were not assumed from another role. `show` gets the link to this
    machine; without it the browser is opened. Raises `GuideError`.
    """
    credentials = session if isinstance(session, Credentials) else session.credentials
    flow = federation.console_link(
        credentials,
        region=region or region_here("us-east-1"),
        now=time.time,
        identity=None if isinstance(session, Credentials) else session.identity,
        destination=destination,
        seconds=read_seconds(str(duration)),
        chained=isinstance(session, AssumedRole) and session.chained,
        issuer=issuer,
    )

    def shown(event: object) -> None:
        if isinstance(event, LocalLink):
            (show or _open)(event.link)

    return perform(flow, shown)


def _open(link: str) -> None:
    import webbrowser

    if not webbrowser.open(link):
        sys.stdout.write(f"Open this in the browser of this machine; it works once: {link}\n")
        sys.stdout.flush()
