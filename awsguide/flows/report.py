"""A report about an error that can be sent to anyone: calls by name, codes and versions, and nothing of the reader's.

Only words that AWS and this guide publish get in, each held against its shape: names of services, operations, codes
and panels, versions, and in which of AWS's partitions it was. Messages, parameters, Regions, ids, names and addresses
stay out. Nothing here reads, keeps or sends anything.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from awsguide.core.errors import GuideError
from awsguide.core.model import LoggedCall
from awsguide.core.partitions import partition_of
from awsguide.explanations import BY_CODE

# Of a long run, the beginning and the end tell what happened.
_FIRST, _LAST = 40, 160
# A name of AWS's or of ours; what has many digits or is all capitals could be somebody's id.
_NAME = re.compile(r"(?!.*\d{4})(?!.*[A-Z0-9]{12})[A-Za-z][A-Za-z0-9_. -]{0,79}", re.ASCII)
_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+_-]{0,39}", re.ASCII)
_LEFT_OUT = "(left out)"


def report(
    error: GuideError,
    calls: Sequence[LoggedCall],
    versions: Mapping[str, str],
    *,
    target: str,
    places: Sequence[str] = (),
    region: str = "",
    where: str = "",
) -> str:
    """The report as text. `target` is 'sandbox' or 'aws', `where` the panel's name, `places` what this machine is."""
    known = error.code if error.code in BY_CODE else _LEFT_OUT
    lines = [
        "awsguide: a report about an error",
        "",
        f"Error: {type(error).__name__}, {known}",
        f"Where: {_name(where) if where else 'in code'}",
        f"AWS: {'the practice AWS' if target == 'sandbox' else 'your own'}",
        f"Partition: {partition_of(region).name if region else 'not known'}",
        f"Machine: {', '.join(map(_name, places)) or 'nothing unusual'}",
        *(f"{_name(name)}: {_version(version)}" for name, version in versions.items()),
        "",
        "Calls, in order:",
        *(_calls(calls) or ["none"]),
        "",
        "This is all. No account, id, name, address, message or secret is in it.",
    ]
    return "\n".join(lines) + "\n"


def _calls(calls: Sequence[LoggedCall]) -> list[str]:
    lines = [
        f"{number}. {_name(call.service)} {_name(call.operation)}: {_name(call.result)}"
        f"{' (expected)' if call.expected and call.result != 'ok' else ''}, {_about(call.milliseconds)}"
        for number, call in enumerate(calls, 1)
    ]
    left_out = len(lines) - _FIRST - _LAST
    if left_out > 0:
        return [*lines[:_FIRST], f"({left_out} more)", *lines[-_LAST:]]
    return lines


def _name(text: str) -> str:
    return text if _NAME.fullmatch(text) else _LEFT_OUT


def _version(text: str) -> str:
    return text if _VERSION.fullmatch(text) else _LEFT_OUT


def _about(milliseconds: int) -> str:
    """So long, roughly: an exact time says nothing more."""
    return next((f"under {bound} ms" for bound in (100, 1000, 10_000) if milliseconds < bound), "over 10 s")
