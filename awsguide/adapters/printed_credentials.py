"""Credentials on standard output, as a profile's `credential_process` must print them, or as a shell takes them.

The one place that prints secrets: the protocol is to print them, for the tool or shell that started the process. They
go to the stream that is given and nowhere else. Source: 'process' as
https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html says (2026-11-23); the shells' forms
have the names that `aws configure export-credentials` gives them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import TextIO

from awsguide.config.names import OLDER_TOKEN_VARIABLE
from awsguide.config.token_cache import moment_text
from awsguide.core.model import Credentials
from awsguide.core.quoting import cmd, fish, powershell, shell
from awsguide.explanations import explain

# Beside 'process', what the formats write for one variable.
_LINES: Mapping[str, Callable[[str, str], str]] = {
    "env": lambda name, value: f"export {name}={shell(value, plain=True)}",
    "env-no-export": lambda name, value: f"{name}={shell(value, plain=True) if value else ''}",
    "fish": lambda name, value: f"set -gx {name} {fish(value)}",
    "powershell": lambda name, value: f"$Env:{name}={powershell(value)}",
    "windows-cmd": lambda name, value: f"set {name}={cmd(value)}",
}
FORMATS = ("process", *_LINES)
# Files of variables know no quoting: a line break in a value would begin another variable.
_ONE_WORD = re.compile(r"[\x21-\x7e]*")


def hand_over(credentials: Credentials, stream: TextIO, form: str = "process") -> None:
    """Print credentials in one of `FORMATS`: 'process' is one line of JSON, version 1; the others set variables.

    Raises `CouldNotTry`, and prints nothing, for credentials that are none of AWS's and could be more than one value.
    """
    if form == "process":
        stream.write(json.dumps(_document(credentials)) + "\n")
        return
    values = {
        "AWS_ACCESS_KEY_ID": credentials.access_key_id,
        "AWS_SECRET_ACCESS_KEY": credentials.secret_access_key.reveal(),
    }
    if credentials.session_token is not None:
        values["AWS_SESSION_TOKEN"] = credentials.session_token.reveal()
        # A token of other credentials that some tool left behind; boto3 would read it first.
        values[OLDER_TOKEN_VARIABLE] = ""
    # No AWS_CREDENTIAL_EXPIRATION: with it boto3 reads the same ended variables again and stops with a RuntimeError,
    # where without it AWS itself says that the credentials have expired.
    one_word = all(_ONE_WORD.fullmatch(value) for value in values.values())
    try:
        lines = [_LINES[form](name, value) + "\n" for name, value in values.items()] if one_word else []
    except ValueError:
        lines = []
    if not lines:
        raise explain("credentials-not-one-word", form=form)
    stream.writelines(lines)


def _document(credentials: Credentials) -> dict[str, object]:
    document: dict[str, object] = {
        "Version": 1,
        "AccessKeyId": credentials.access_key_id,
        "SecretAccessKey": credentials.secret_access_key.reveal(),
    }
    if credentials.session_token is not None:
        document["SessionToken"] = credentials.session_token.reveal()
    if credentials.expires_at is not None:
        document["Expiration"] = moment_text(credentials.expires_at)
    return document
