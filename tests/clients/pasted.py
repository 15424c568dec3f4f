"""The errors that people paste, as `provoking.py` had the real clients print them; read here and nothing else."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

PASTED = Path(__file__).with_name("pasted.json")


@dataclass(frozen=True)
class Pasted:
    """One error as it is pasted: who printed it, in which situation, the whole text, and the line that says it.

    `fault` is what was armed in the sandbox for it.
    """

    client: str
    situation: str
    means: str
    line: str
    text: str
    fault: str = ""


def stored() -> tuple[Pasted, ...]:
    """The errors as they were printed when they were last provoked."""
    return tuple(Pasted(**row) for row in json.loads(PASTED.read_text("utf-8")))
