"""The sandbox in this process that the lessons' own tests have."""

from __future__ import annotations

from tests.lessons.conftest import lab, practice, progress_file

__all__ = ["lab", "practice", "progress_file"]
