"""The page about killing and resuming a rotation, from the rows that its tests run."""

from __future__ import annotations

from words import plain

from awsguide.flows.long_term.rotation.stages import BACK, FINISHED, STAGES, TIDY
from tests.flows.long_term.rotation.cases import CASES

ROTATION = "rotation.md"

_TITLES = {stage.name: stage.title for stage in (*STAGES, BACK, FINISHED, TIDY)}
_WAYS = {
    "forward": "On the way forward",
    "reactivating": "While the old key is brought back",
    "going back": "While files are put back and the new key is deleted",
    "tidying": "While a key whose secret was lost is deleted",
}


def rotation_page() -> str:
    """The stages with what each does and how to go back, then every place at which a kernel may die."""
    parts = [
        "# Rotating an access key",
        "The old key is not taken away before the new one has been seen to work, and not deleted before it has been "
        "switched off for a while. Which stage is next is decided by what AWS lists and what your files hold; what is "
        "remembered on disk (`~/.awsguide/rotations`, readable by you alone) holds ids and times, and no secret.",
        "## The stages",
        "| Stage | What it does | How to go back from it |\n| --- | --- | --- |\n"
        + "\n".join(f"| {plain(row.title)} | {plain(row.does)} | {plain(row.back)} |" for row in STAGES),
        "An old key that was used after the new one had been proved is not deactivated unless you insist, and none is "
        "deleted that is not deactivated.",
        "## When the kernel is killed",
        "The tests kill a kernel at each of these places and resume it. At none of them is there no working key, and "
        "each ends as if nothing had happened. In between only reading happens.",
    ]
    for way, heading in _WAYS.items():
        lines = ["| Killed after | What is left | What is next |", "| --- | --- | --- |"]
        lines += [
            f"| {_place(case.step, case.count, case.within)} | {plain(case.left)} | {plain(_TITLES[case.resumes])} |"
            for case in CASES
            if case.way == way
        ]
        parts += [f"### {heading}", "\n".join(lines)]
    return "\n\n".join(parts) + "\n"


_STEPS = {
    "StoreRotation": "writing down how far it has come",
    "ForgetRotation": "forgetting what was written down",
    "SwapKey": "writing the new key into the profiles",
    "PutKeyBack": "putting the files back",
}


def _place(step: str, count: int, within: str) -> str:
    words = _STEPS.get(step, f"`{step}`")
    number = f" ({count})" if step == "StoreRotation" and count > 1 else ""
    return f"{words}{number}" + (f", {plain(within)}" if within else "")
