"""Look through a folder for keys that were left in it: notebooks, scripts, configuration.

The files are read a few at a time, so that a person sees how far it is and can stop it. Nothing is changed, nothing is
sent, and what is found is masked where it is shown.
"""

from __future__ import annotations

from awsguide.core.access_keys import FilesScanned, FoundKey, ScanResult
from awsguide.core.model import Progress
from awsguide.core.steps import Flow, Load, Show

AT_ONCE = 20


def scan(folder: str) -> Flow[ScanResult]:
    """Every AWS key in the files below `folder`; raises `BadInput` ('folder-missing')."""
    paths: list[str]
    paths, passed_over = yield Load("files-to-scan", folder)
    found: list[FoundKey] = []
    unreadable = no_text = 0
    yield Show(Progress(0, len(paths)))
    for start in range(0, len(paths), AT_ONCE):
        some: FilesScanned = yield Load("scan", paths[start : start + AT_ONCE])
        found += some.found
        unreadable, no_text = unreadable + some.unreadable, no_text + some.no_text
        yield Show(Progress(min(start + AT_ONCE, len(paths)), len(paths)))
    told = [*passed_over]
    if unreadable:
        told.append(f"files that may not be read ({unreadable}).")
    if no_text:
        told.append(f"files that are no text ({no_text}).")
    return ScanResult(folder, tuple(found), len(paths) - unreadable - no_text, tuple(told))
