"""What does this error mean: a pasted text is read, and a check that helps is run. Neither changes anything."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from html import escape

from awsguide.api.perform import perform, region_of
from awsguide.core.outside_text import harmless
from awsguide.explanations import explain
from awsguide.flows import diagnosis
from awsguide.flows.diagnosis import Diagnosis, Finding, telling
from awsguide.flows.diagnosis.checks import CHECKS, About, Checked, checked


@dataclass(frozen=True)
class Diagnosed:
    """What a text was recognised as, the likeliest first; in a cell, with what to do about it."""

    diagnosis: Diagnosis

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Each error that it can be."""
        return self.diagnosis.findings

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        shown = escape(repr(self), quote=True)
        return {"text/html": f'<pre style="white-space:pre-wrap">{shown}</pre>', "text/plain": repr(self)}

    def __repr__(self) -> str:
        return "\n".join(telling.lines(self.diagnosis))


def diagnose(text: str) -> Diagnosed:
    """Say which error `text` is (a message, a code or a traceback), why, and what to do; nothing is sent or kept.

    Secrets in it are not shown again. Any text gets an answer; of a very long one, the beginning and the end are read.
    """
    return Diagnosed(diagnosis.read(text))


def run_check(name: str, profile: str = "") -> Checked:
    """Run one check that a diagnosis names ('clock', 'identity'), and say first what it calls; it changes nothing.

    `profile` is the one that the error is about, '' for none. Raises `BadInput` for a check that does not exist.
    """
    if name not in CHECKS:
        raise explain("no-such-check", name=harmless(name, 80), names=", ".join(CHECKS))
    sys.stdout.write(f"{CHECKS[name].calls}\n")
    about = About(profile, region_of(profile), time.time)
    return perform(checked(name, about), lambda _event: None)
