"""Text from outside on its way to a person: what steers a terminal or turns the reading order round is made visible.

Names and messages of AWS, of files and of other programs are data. This changes how they are shown and never what is
compared, stored or sent.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

# Control characters but tab and line feed, and what reorders, joins or hides text (Unicode's bidirectional controls,
# separators, zero-width space, byte order mark, tags).
_STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]|[\ud800-\udfff]"
)
LONGEST = 4000
# The in-process sandbox has no address; a name under .invalid never resolves (RFC 2606).
IN_PROCESS = "sandbox.invalid"
# What is asked of these hosts stays on this machine.
THIS_MACHINE = frozenset({"127.0.0.1", "localhost", "::1", IN_PROCESS})


def harmless(text: str, longest: int = LONGEST) -> str:
    """The text with what steers written out ('\\x1b', '\\u202e'), and cut at `longest` characters."""
    shown = _STEERING.sub(_written_out, text[:longest])
    return f"{shown}…" if len(text) > longest else shown


def web_address(address: str) -> str:
    """The address, if it is one that a page may be opened at: https, or http on this machine; '' for any other."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return ""
    here = parts.scheme == "http" and host in THIS_MACHINE
    safe = host and not _STEERING.search(address) and not any(space in address for space in ' \t\n\\"<>')
    return address if safe and (parts.scheme == "https" or here) else ""


def _written_out(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
