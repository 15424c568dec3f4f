"""Performs a flow to its end for code that calls it, and prints what a person must see: a link, a code, a note.

It decides nothing about any row.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol, TypeVar

from awsguide.adapters import surroundings
from awsguide.adapters.aws import Aws
from awsguide.adapters.aws.sessions import boto3_session as _boto3_session
from awsguide.adapters.driver.driver import run
from awsguide.adapters.driver.world import World
from awsguide.adapters.files import config_files, home
from awsguide.api.asking import Asking, Consent, confirmed
from awsguide.core.model import (
    BrowserPage,
    CodePage,
    Credentials,
    DeviceCode,
    LoggedCall,
    Note,
    Progress,
    Way,
)
from awsguide.core.outside_text import harmless
from awsguide.core.steps import Flow
from awsguide.flows.shared.source_profile import Source, source_credentials

if TYPE_CHECKING:
    import boto3

    from awsguide.adapters.files.one_file import Receipt


T = TypeVar("T")


Showing = Callable[[object], None]


# Every call these functions made in this process, in order, secrets masked.
CALL_LOG: list[LoggedCall] = []


def credentials_of(source: Source = "") -> Credentials:
    """Credentials to begin with: those given, those of a profile, or for '' what boto3 would find here.

    Raises `CouldNotTry` ('no-credentials-here') when there are none, `GuideError` for a profile that cannot be used.
    """
    return perform(source_credentials(source))


def region_of(source: Source = "") -> str:
    """The Region that a profile names, else the one of this machine's environment, else 'us-east-1'."""
    named = (
        (config_files.load_profile(source) or {}).get("region")
        if isinstance(source, str) and source
        else None
    )
    return named if isinstance(named, str) else region_here("us-east-1")


def undo(receipt: Receipt, *, ask: Asking | None = None) -> None:
    """Put a file back to the exact bytes it had before a save. Raises `CouldNotTry` when it has changed since.

    On your own AWS you see the difference and are asked first; `ask` answers in a program.
    """
    question = f"Put {receipt.shown} back as it was before?"
    confirmed(question, "put it back", config_files.undo_preview(receipt), ask=ask)
    config_files.undo(receipt)


class WithCredentials(Protocol):
    """Any session of the guide's: of a role, of a user, of a federated user."""

    @property
    def credentials(self) -> Credentials:
        """What it signs with."""


def boto3_session(session: WithCredentials, region: str = "us-east-1") -> boto3.Session:
    """A boto3 session that signs with these credentials and nothing else."""
    return _boto3_session(session.credentials, region)


def region_here(otherwise: str) -> str:
    """The Region that this machine's environment names, or `otherwise`."""
    return (
        surroundings.environment("AWS_REGION") or surroundings.environment("AWS_DEFAULT_REGION") or otherwise
    )


def perform(
    flow: Flow[T], show: Showing | None = None, ask: Asking | None = None, *, agreed: bool = False
) -> T:
    """Perform a flow to its end in this process; its calls go to `CALL_LOG`. Raises `GuideError`.

    On the reader's own AWS nothing is written before a yes; `agreed`: somebody has said it to all that the flow does.
    """
    consent = Consent(ask, given=agreed)
    world = World(Aws(surroundings.target()), home, ask=consent.answer, record=CALL_LOG.append)
    world.before = consent.before
    world.show = show or (lambda event: _tell(event, world))
    return run(flow, world)


def _tell(event: object, world: World) -> None:
    lines: tuple[str, ...] = ()
    if isinstance(event, DeviceCode):
        ends = datetime.fromtimestamp(event.expires_at, UTC).astimezone()
        lines = (
            f"Open {event.link} and confirm this code: {event.user_code}",
            f"The code ends at {ends:%H:%M:%S}.",
        )
    elif isinstance(event, CodePage):
        lines = (f"Open {event.link} in any browser, sign in, allow it, and copy the code that it shows.",)
    elif isinstance(event, BrowserPage):
        import webbrowser

        assert world.callback is not None  # noqa: S101 - what a browser comes back to is open before it leaves
        # A command line can be read by everybody on the machine: the browser gets a link to this one, which leads on.
        link = world.callback.lead_to(event.address)
        lines = (
            ("Your browser shows the sign-in page; come back here when it says so.",)
            if webbrowser.open(link)
            else (f"Open this in the browser of this machine: {link}",)
        )
    elif isinstance(event, Note):
        lines = (event.text,)
    elif isinstance(event, Progress) and sys.stderr.isatty():
        end = "\n" if event.done == event.total else ""
        sys.stderr.write(f"\r{event.done} of {event.total}{end}")
        sys.stderr.flush()
    for line in lines:
        sys.stdout.write(f"{harmless(line)}\n")
    sys.stdout.flush()


def way_here() -> tuple[Way, str]:
    """Which way of signing in fits this machine, and why: a callback only where browser and kernel share it."""
    found = surroundings.places()
    if found:
        return "device-code", found[0].reason
    return "authorization-code", "The browser and this kernel run on the same machine."
