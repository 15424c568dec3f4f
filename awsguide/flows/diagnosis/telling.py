"""A diagnosis in words, for a terminal and for programs. It adds nothing to it and shows no more of the text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict

from awsguide.flows.diagnosis import Diagnosis
from awsguide.flows.diagnosis.checks import CHECKS, Checked


def lines(diagnosis: Diagnosis) -> Iterator[str]:
    """The diagnosis as lines of text."""
    yield diagnosis.sentence
    several = len(diagnosis.findings) > 1
    for number, finding in enumerate(diagnosis.findings, 1):
        yield ""
        yield f"{number}. {finding.title}" if several else finding.title
        if finding.apart:
            yield f"   {finding.apart}"
        yield f"   What happened: {finding.what}"
        yield f"   Why: {finding.why}"
        yield f"   In the guide: {finding.next_step}"
        if finding.command_line:
            yield f"   On a command line: {finding.command_line}"
        yield f"   Its page: {finding.page}"
        for name in finding.checks:
            yield f"   A check that helps: {CHECKS[name].title} (awsguide diagnose --check {name})"


def check_lines(checked: Checked) -> Iterator[str]:
    """What a check found as lines of text."""
    mark = {True: "  ", False: "! ", None: "? "}[checked.well]
    yield f"{mark}{CHECKS[checked.name].title}: {checked.sentence}"
    if checked.next_step:
        yield f"  {checked.next_step}"


def document(diagnosis: Diagnosis) -> str:
    """The diagnosis as one line of JSON."""
    return json.dumps(asdict(diagnosis))
