"""Every place on this machine that holds AWS credentials; removing one, or signing one out, without the others."""

from __future__ import annotations

from awsguide.adapters.files import inventory
from awsguide.adapters.files.one_file import Receipt
from awsguide.api.asking import Asking
from awsguide.api.perform import perform
from awsguide.config.inventory import HeldCredential
from awsguide.core.steps import Ask, Flow
from awsguide.explanations import explain
from awsguide.flows import workforce


def credentials_on_this_machine() -> tuple[HeldCredential, ...]:
    """Every cache, file and variable that holds credentials: whose, for which profiles, until when, and a verdict."""
    return inventory.every()


def remove_credentials(row: HeldCredential, *, ask: Asking | None = None) -> Receipt | None:
    """Remove exactly this one, on this machine only; `undo` brings back a key that was in a file.

    On your own AWS you are asked first; `ask` answers in a program. Raises `CouldNotTry` when it is no longer there.
    """
    perform(_agreed(f"Remove the {row.kind} in {row.path}?", "remove it", row.verdict), ask=ask)
    return inventory.remove(row)


def sign_out_credentials(row: HeldCredential, *, ask: Asking | None = None) -> None:
    """End this one sign-in, on the server where that is possible, and remove it here; others stay.

    On your own AWS you are asked first; `ask` answers in a program. Raises `GuideError` when AWS cannot be reached:
    the sign-in is then still here.
    """
    perform(_agreed(f"Sign out of {row.whose}?", "sign out", "Other sign-ins stay."), ask=ask)
    token = inventory.token_of(row)
    if token is not None:
        perform(workforce.end_session(token), agreed=True)
    inventory.remove(row)


def _agreed(question: str, does: str, about: str) -> Flow[None]:
    if (yield Ask(question, (does, "cancel"), about)) != does:
        raise explain("interrupted")
