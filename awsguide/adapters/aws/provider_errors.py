"""What goes wrong while botocore looks for credentials, where the exception is not botocore's own.

A helper program that is missing or prints something else than asked for, a time that is none, a token's file that is
not there: such things come out of botocore as whatever Python raised. Where in botocore it was raised says what it is
about. Nothing of the exception is repeated: it may quote what a helper printed.
"""

from __future__ import annotations

import traceback
from json import JSONDecodeError

from awsguide.core.errors import GuideError
from awsguide.explanations import explain

_HELPER = "the program that credential_process names"

# By the function of botocore that was at work, and what it raised: what that means. The first row that fits counts.
_ROWS: tuple[tuple[str, tuple[type[Exception], ...], str], ...] = (
    (
        "_retrieve_credentials_using",
        (FileNotFoundError, NotADirectoryError),
        f"{_HELPER} is not there; '~' and variables in its path are not filled in",
    ),
    ("_retrieve_credentials_using", (PermissionError,), f"{_HELPER} may not be started"),
    ("_retrieve_credentials_using", (OSError,), f"{_HELPER} cannot be started on this system"),
    (
        "_retrieve_credentials_using",
        (JSONDecodeError,),
        f"{_HELPER} printed something else than JSON: nothing, a greeting, or a question",
    ),
    ("_retrieve_credentials_using", (UnicodeDecodeError,), f"{_HELPER} printed bytes that are not text"),
    (
        "_retrieve_credentials_using",
        (IndexError, ValueError),
        "the line of credential_process names no program, or has a quotation mark that is never closed",
    ),
    (
        "_retrieve_credentials_using",
        (AttributeError, TypeError),
        f"{_HELPER} printed JSON that is not an object with keys",
    ),
    ("__call__", (OSError,), "the file with the web identity token is not there, or may not be read"),
    ("__call__", (UnicodeDecodeError,), "the file with the web identity token holds no text"),
    (
        "_build_headers",
        (OSError,),
        "the file that AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE names is not there, or may not be read",
    ),
    ("_build_headers", (ValueError,), "the container's authorization token has a line end in it"),
    (
        "_validate_allowed_url",
        (ValueError,),
        "the address for a container's credentials leads to a host that boto3 does not ask without https",
    ),
    (
        "_protected_refresh",
        (RuntimeError,),
        "the credentials that it found have ended already (AWS_CREDENTIAL_EXPIRATION, or what a helper printed)",
    ),
    (
        "",
        (OverflowError, ValueError, TypeError),
        "a time that says when credentials end is none, or has no time zone (AWS_CREDENTIAL_EXPIRATION, what a helper "
        "printed, or a cached sign-in)",
    ),
    ("", (KeyError,), "a cached sign-in lacks a part; signing in again writes a new one"),
    ("", (OSError,), "a file that it needs is not there, or may not be read"),
)
_AT_WORK = ("credentials.py", "tokens.py")


def while_looking(error: Exception) -> GuideError | None:
    """The explanation of an exception that came out of botocore's search for credentials; None for any other."""
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if "botocore" in frame.filename.replace("\\", "/").split("/")
    ]
    if not any(frame.filename.endswith(_AT_WORK) for frame in frames):
        return None
    functions = {frame.name for frame in frames}
    for function, kinds, detail in _ROWS:
        if (not function or function in functions) and isinstance(error, kinds):
            return explain("credentials-source-broken", detail=detail)
    return explain("credentials-source-broken", detail=f"Python raised {type(error).__name__}")
