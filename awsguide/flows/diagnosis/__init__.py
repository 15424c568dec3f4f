"""Which error a pasted text is: recognised by AWS's codes, by what its clients print, and by this guide's own words.

`read` takes a message, a code or a traceback and returns a `Diagnosis`. It reads at most `LONGEST` characters in time
that grows with their number, and repeats of the text only a code, an operation and one masked line. It asks nobody,
opens nothing, and does not guess: where several errors could be meant, it says how to tell them apart, and where none
is recognised, what to do next.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from awsguide.explanations import explain
from awsguide.flows.diagnosis.checks import checks_for
from awsguide.flows.diagnosis.finding import Finding, finding_for
from awsguide.flows.diagnosis.pasted import LONGEST, Pasted, parsed
from awsguide.flows.diagnosis.recognising import MOST, Candidate, candidates

__all__ = ["LONGEST", "MOST", "Diagnosis", "Finding", "read"]


@dataclass(frozen=True)
class Diagnosis:
    """What a text was recognised as: the likeliest first, never none. `printed_by` is '' where nothing tells."""

    findings: tuple[Finding, ...]
    printed_by: str
    sentence: str

    @property
    def recognised(self) -> bool:
        """Whether the error is one that the guide knows."""
        return self.findings[0].code not in ("error-not-recognised", "aws-said")


def read(text: str) -> Diagnosis:
    """Say which error a pasted text is, with its reason; any text gets an answer."""
    seen = parsed(text)
    possible = candidates(seen)
    if not possible:
        return _unknown(seen)
    several = len(possible) > 1
    findings = tuple(finding_for(candidate, seen, several=several) for candidate in possible)
    printed_by = seen.printed_by()
    told = f"{printed_by[:1].upper()}{printed_by[1:]} printed" if printed_by else "This is"
    sentence = f"{told} '{findings[0].title}'. {findings[0].because}"
    if several:
        sentence = f"This can be {len(findings)} different errors. Read below how to tell them apart."
    return Diagnosis(findings, printed_by, sentence)


def _unknown(seen: Pasted) -> Diagnosis:
    """A code that has no explanation is told in AWS's own words; anything else gets what to do next."""
    if seen.code and seen.operation:
        because = f"AWS's code is {seen.code}, and the guide has no page for it."
        said = finding_for(Candidate("aws-said", because, 0, 0), seen)
        return Diagnosis((replace(said, checks=checks_for("access-denied")),), seen.printed_by(), because)
    detail = "It contains no words and no code of an error that the guide knows."
    if not seen.folded:
        detail = "Nothing was pasted."
    error = explain("error-not-recognised", detail=detail)
    unrecognised = replace(finding_for(Candidate(error.code, detail, 0, 0), seen), why=error.why)
    return Diagnosis((unrecognised,), seen.printed_by(), f"{error.what} {error.why}")
