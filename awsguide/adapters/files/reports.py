"""Reports about errors, in the guide's own folder: made from what is known here, and kept when the reader says so.

What may stand in a report is decided in `flows/report.py`.
"""

from __future__ import annotations

import platform
import sys
from collections.abc import Sequence
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from awsguide.adapters import surroundings
from awsguide.adapters.files import one_file
from awsguide.adapters.files.paths import allowed, directory, shown
from awsguide.core.errors import GuideError
from awsguide.core.model import LoggedCall
from awsguide.flows.report import report

_PACKAGES = ("awsguide", "boto3", "botocore", "awscrt", "jupyterlab", "ipywidgets")


def text_about(error: GuideError, calls: Sequence[LoggedCall], *, region: str = "", where: str = "") -> str:
    """The report about an error and the calls that led to it, as it would be kept."""
    versions = {name: _version(name) for name in _PACKAGES}
    versions |= {"Python": platform.python_version(), "System": f"{sys.platform}-{platform.machine()}"}
    places = [place.name for place in surroundings.places()]
    return report(
        error, calls, versions, target=surroundings.target(), places=places, region=region, where=where
    )


def keep(text: str, now: datetime) -> Path:
    """Write a report that was shown into the guide's folder, for the reader alone; raises `CouldNotTry`."""
    path = allowed(directory() / ".awsguide" / "reports" / f"report-{now:%Y-%m-%d-%H%M%S}.txt")
    one_file.edit(path, shown(path), lambda _old: text.encode("utf-8"))
    return path


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "none"
