"""The plain functions for console credentials (`aws login`): sign in, a session that renews itself, a profile.

They run the very flows that the panel runs. A sign-in is kept only once somebody has looked at whose it is.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from awsguide.adapters.aws.sessions import renewing_session
from awsguide.adapters.files import config_files, sign_in_caches
from awsguide.adapters.proof import ProofKey
from awsguide.api.asking import Asking, at_the_keyboard, confirmed
from awsguide.api.perform import Showing, perform, region_here, way_here
from awsguide.config.sections import read_sections
from awsguide.core.errors import CouldNotTry
from awsguide.core.model import ConsoleSession, Credentials
from awsguide.core.secret import Secret
from awsguide.core.steps import Ask
from awsguide.explanations import explain
from awsguide.flows import console
from awsguide.flows.console.token_calls import CODE, ConsoleWay

if TYPE_CHECKING:
    import boto3

    from awsguide.adapters.files.one_file import Receipt


def console_way_here() -> tuple[ConsoleWay, str]:
    """Which way of signing in with console credentials fits this machine, and why."""
    way, reason = way_here()
    return ("same-device" if way == "authorization-code" else "cross-device"), reason


def console_sign_in(
    region: str = "",
    *,
    way: ConsoleWay | None = None,
    show: Showing | None = None,
    keep: Callable[[console.SignedIn], bool] | None = None,
    paste: Callable[[], str] | None = None,
    ask: Asking | None = None,
) -> ConsoleSession:
    """Sign in as you do for the AWS console (`aws login`), in `region` or the one this machine's environment names.

    `keep` looks at the account and identity and says whether they are the ones that were meant; `paste` returns the
    code that the page shows. Without them `ask` is, and without that a person. `way` is chosen by `console_way_here`
    unless given. Raises `GuideError`.
    """

    def answer(question: Ask) -> object:
        if question.about == CODE:
            return _pasted(paste or _type_code)
        assert isinstance(question.about, console.SignedIn)  # noqa: S101 - the flow's only other question
        if keep is None:
            return (ask or _look)(question)
        return "keep" if keep(question.about) else "forget"

    flow = console.sign_in(
        region or region_here("us-east-1"),
        way=way or console_way_here()[0],
        now=time.time,
        random=secrets.token_urlsafe,
        signer=ProofKey.made(),
    )
    return perform(flow, show, answer)


def console_credentials(session: ConsoleSession, *, always: bool = False) -> Credentials:
    """Credentials of a stored console sign-in, renewed when their end is near (`always`: in any case).

    Raises `CouldNotTry` after a sign-out, `Refused` after twelve hours.
    """
    flow = console.renewed(session, now=time.time, signer_of=ProofKey.read, always=always)
    return perform(flow).credentials


def console_session(session: ConsoleSession, region: str = "") -> boto3.Session:
    """A boto3 session of a console sign-in that renews itself for up to twelve hours, and needs no awscrt.

    What `console_credentials` raises comes out of the call that needed new credentials.
    """
    return renewing_session(lambda: console_credentials(session), region or session.region)


def stored_console_sessions() -> dict[str, ConsoleSession]:
    """The console sign-ins on this machine that a profile leads to, by the profile's name; ended ones too."""
    found = {}
    for section in read_sections(config_files.read_text("config")):
        arn, region = section.values.get("login_session"), section.values.get("region")
        if section.kind == "profile" and isinstance(arn, str):
            session = sign_in_caches.load_console_session(
                arn, region if isinstance(region, str) else "us-east-1"
            )
            if session is not None:
                found[section.name] = session
    return found


def stored_console_session(profile: str = "") -> ConsoleSession:
    """The console sign-in that a profile leads to; without `profile`, the only one there is. Raises `BadInput`."""
    found = stored_console_sessions()
    if profile:
        if profile not in found:
            raise explain("console-sign-in-unclear", detail=f"the profile '{profile}' leads to none")
        return found[profile]
    if len({session.arn for session in found.values()}) != 1:
        names = ", ".join(found)
        detail = f"the profiles {names} lead to different ones" if found else "no profile leads to one"
        raise explain("console-sign-in-unclear", detail=detail)
    return next(iter(found.values()))


def save_console_profile(
    session: ConsoleSession, profile: str, *, ask: Asking | None = None
) -> Receipt | None:
    """Write a profile for a console sign-in to the config file; the receipt is for `undo`.

    On your own AWS you see the difference and are asked first; `ask` answers in a program. Raises `Refused`
    ('profile-taken') for a profile that gets its credentials another way.
    """
    return perform(console.save_profile(session, profile), ask=ask)  # type: ignore[no-any-return]


def console_sign_out(session: ConsoleSession, *, ask: Asking | None = None) -> None:
    """Forget a console sign-in on this machine; credentials in use end by themselves within fifteen minutes.

    On your own AWS you are asked first; `ask` answers in a program.
    """
    confirmed(f"Forget the sign-in of {session.arn} on this machine?", "forget it", ask=ask)
    perform(console.sign_out(session), agreed=True)


def _pasted(paste: Callable[[], str]) -> Secret:
    text = paste().strip()
    if not text:
        raise explain("pasted-code-cut")
    return Secret(text)


def _type_code() -> str:
    import getpass

    try:
        return getpass.getpass("Paste the code that the page shows: ")
    except (EOFError, RuntimeError):
        # Jupyter's 'no one can type here' is a RuntimeError.
        raise explain("nobody-to-ask") from None


def _look(question: Ask) -> object:
    try:
        return at_the_keyboard(question)
    except CouldNotTry as error:
        raise (explain("nobody-to-ask") if error.code == "nobody-to-confirm" else error) from None
