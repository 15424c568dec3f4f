"""This machine as the rules about credential chains want it: its variables, files, programs and clock.

It reads what AWS clients read themselves, looks whether programs are there, and starts and sends nothing.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from awsguide.adapters.files.paths import directory, shown
from awsguide.adapters.files.replacing import content_of
from awsguide.config.chains.every import answers
from awsguide.config.chains.situation import Answer, Situation

# Nothing that clients read for credentials is larger; a device or a huge log is no credentials file.
_LARGEST = 32_000_000
# Files that say who made the machine; EC2's own start programs on Windows.
_MAKER = ("/sys/class/dmi/id/sys_vendor", "/sys/class/dmi/id/board_vendor", "/sys/hypervisor/uuid")
_WINDOWS_SIGNS = (r"C:\ProgramData\Amazon\EC2Launch", r"C:\ProgramData\Amazon\EC2-Windows")


def which_credentials(profile: str | None = None) -> Mapping[str, Answer]:
    """What boto3, the AWS CLI and the SDK for JavaScript would use here, by 'boto3', 'aws-cli' and 'javascript'."""
    return answers(situation(profile))


def situation(profile: str | None = None) -> Situation:
    """What decides here and now; raises `CouldNotTry` where there is no home."""
    return Situation(
        variables=dict(os.environ),
        home=str(directory()),
        read=_read,
        expand=lambda text: os.path.expanduser(os.path.expandvars(text)),  # noqa: PTH111 - '' stays ''
        runs=lambda program: shutil.which(program) is not None,
        shown=lambda path: shown(Path(path)),
        now=time.time(),
        on_ec2=_on_ec2(),
        windows=os.name == "nt",
        profile=profile,
    )


def _read(path: str) -> str | None:
    try:
        place = Path(path)
        if place.stat().st_size > _LARGEST:
            return None
        content = content_of(place)
    except (OSError, ValueError):
        return None
    return None if content is None else content.decode("utf-8", "surrogateescape")


def _on_ec2() -> bool:
    if sys.platform == "win32":
        return any(Path(sign).exists() for sign in _WINDOWS_SIGNS)
    found = [_read(path) or "" for path in _MAKER]
    return any(text.startswith(("Amazon EC2", "ec2")) for text in found)
