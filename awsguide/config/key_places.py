"""Where access key ids stand in the text of ~/.aws/credentials and ~/.aws/config, and in environment variables.

Only ids are looked at: no other setting's value leaves this module. The text is read line by line, so that one which
AWS's tools would refuse - a section twice, a byte order mark, tabs - is still looked through, and a key that was only
commented out is found too: whoever reads the file has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from awsguide.config import ini
from awsguide.config.sections import File, meaning
from awsguide.core.access_keys import KeyPlace

_HEADER = re.compile(r"\[(?P<name>.+)\]")
_SETTING = re.compile(
    r"(?P<comment>[#;][\s#;]*)?aws_access_key_id\s*[=:]\s*[\"']?(?P<id>\w{16,128})", re.IGNORECASE
)
_KEY_ID = re.compile(r"(AKIA|ASIA)[A-Z0-9]{16}", re.ASCII)


def places_in(text: str, file: File, path: str) -> tuple[KeyPlace, ...]:
    """Every place of `text` where a key id stands, in its order; `path` is how the file is shown to a person."""
    found, profile = [], ""
    for number, line in enumerate(ini.split_lines(text.removeprefix(ini.BYTE_ORDER_MARK)), 1):
        content = line.strip()
        if not ini.is_comment(line) and (header := _HEADER.match(content)):
            profile = meaning(header["name"], file)[1]
        elif setting := _SETTING.match(content):
            found.append(KeyPlace(setting["id"], profile, path, number, bool(setting["comment"])))
    return tuple(found)


def places_in_variables(variables: Iterable[tuple[str, str]]) -> tuple[KeyPlace, ...]:
    """Every environment variable (name, value) whose whole value is an access key id, by name."""
    return tuple(KeyPlace(value, name) for name, value in sorted(variables) if _KEY_ID.fullmatch(value))
