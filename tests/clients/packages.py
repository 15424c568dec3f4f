"""The npm packages with clients of other makers: set up as their lock files say, or left out with one sentence."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

from awsguide.launch import programs
from tools import checks

NPM_SECONDS = 300


@cache
def why_missing(folder: Path, client: str) -> str:
    """Set a folder's packages up; return why the tests with `client` are left out, or an empty string."""
    left_out = f"The tests with {client} are left out"
    if not checks.is_for_this_machine(folder):
        return f"{left_out}: npm has it for another system or processor alone."
    npm = programs.NPM.find()
    if npm is None or programs.NODE.find() is None:
        return f"{left_out}: there is no node and npm here."
    if not checks.is_installed(folder):
        done = subprocess.run([npm, "ci"], cwd=folder, capture_output=True, timeout=NPM_SECONDS, check=False)
        if done.returncode != 0:
            return f"{left_out}: npm could not set it up."
    return ""
