"""MFA codes of this process: the one a person types, and those that AWS has taken already."""

from __future__ import annotations

from collections.abc import Callable

from awsguide.core.secret import Secret
from awsguide.explanations import explain
from awsguide.flows.shared import mfa
from awsguide.flows.shared.session_input import read_code

# Codes that AWS has taken from this process: each of them is good once.
USED_CODES = mfa.UsedCodes()


def typed_code(ask: Callable[[str], str] | None = None) -> Secret:
    """The six digits from a person at the keyboard, not shown while they are typed. Raises `CouldNotTry`."""
    import getpass

    try:
        typed = (ask or getpass.getpass)("The six digits that your MFA device shows: ")
    except (EOFError, RuntimeError, OSError):
        # Jupyter's 'no one can type here' is a RuntimeError.
        raise explain("nobody-with-a-code") from None
    code = read_code(typed)
    if code is None:
        raise explain("mfa-half", detail="a device, and no code")
    return code
