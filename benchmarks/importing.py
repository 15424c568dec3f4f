"""What `import awsguide` costs: time over a bare Python, and that it brings neither boto3 nor ipywidgets along."""

from __future__ import annotations

import subprocess
import sys

from benchmarks.measure import Figure, in_turns, seconds_of

GOAL_MILLISECONDS = 60
HEAVY = ("boto3", "botocore", "ipywidgets", "IPython", "moto", "werkzeug")
_LISTING = f"import sys, awsguide; print(*(name for name in {HEAVY!r} if name in sys.modules))"


def _python(program: str) -> str:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def figures(rounds: int = 25) -> list[Figure]:
    """Two figures: milliseconds, and how many heavy packages were imported."""
    samples = in_turns(
        {
            "bare": lambda: seconds_of(lambda: _python("pass")),
            "awsguide": lambda: seconds_of(lambda: _python("import awsguide")),
        },
        rounds,
    )
    bare, ours = samples["bare"].median * 1000, samples["awsguide"].median * 1000
    brought = _python(_LISTING).split()
    return [
        Figure(
            "`import awsguide` over a bare Python",
            ours - bare,
            GOAL_MILLISECONDS,
            unit="ms",
            detail=f"python -c pass {bare:.0f} ms, with import awsguide {ours:.0f} ms; median of {rounds}",
        ),
        Figure(
            "heavy packages that `import awsguide` brings along",
            len(brought),
            0,
            unit="packages",
            detail=f"looked for {', '.join(HEAVY)}; found {', '.join(brought) or 'none'}",
        ),
    ]
