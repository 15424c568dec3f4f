"""For the trainer: a company from a file and back, faults by one call, and a class's progress."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from awsguide.core.errors import BadInput, GuideError
from awsguide.lessons import progress, trainer
from awsguide.lessons.progress import Entry

if TYPE_CHECKING:
    from pathlib import Path

    from tests.inside import Company


def test_one_call_arms_a_fault_and_one_disarms_it(lab: Company) -> None:
    assert trainer.arm("pending:3") == ("pending",)
    assert trainer.arm("clock_skew=1800") == ("clock_skew", "pending")
    assert trainer.disarm("pending:3") == ("clock_skew",)
    assert trainer.disarm() == ()
    with pytest.raises(BadInput, match="no fault 'pendig'"):
        trainer.arm("pendig")


# The menu of docs/teaching.md: a fault in the first column.
MENU = re.findall(r"^\| `([a-z_]+[^`]*)` \|", Path("docs/teaching.md").read_text("utf-8"), re.M)


def test_the_menu_has_its_faults() -> None:
    assert len(MENU) >= 10


@pytest.mark.parametrize("fault", MENU)
def test_every_fault_of_the_menu_can_be_armed(lab: Company, fault: str) -> None:
    assert trainer.arm(fault)
    trainer.disarm()


def test_controls_are_refused_outside_the_sandbox(lab: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWSGUIDE_TARGET", "aws")
    with pytest.raises(GuideError, match="only the sandbox has faults"):
        trainer.arm("denied")


def test_a_class_is_added_up_from_exported_files(lab: Company, progress_file: Path, tmp_path: Path) -> None:
    progress.record("P01", lambda entry: Entry("right", 2, hints=1, solution=True, started=60, solved=240))
    progress.record("Z04", lambda entry: Entry("wrong", 3))
    trainer.export_progress("grace", tmp_path)
    progress.record("Z04", lambda entry: Entry("right", 4))
    trainer.export_progress("ada", tmp_path)
    (tmp_path / "progress-tom.json").write_text("{")
    text = trainer.class_text(tmp_path)
    assert "3 learners" in text
    assert "grace: 1 solved in 3 min (P01); not yet: Z04" in text
    assert "ada: 2 solved in 3 min (P01, Z04)" in text
    (tmp_path / "progress-old.json").write_text('{"version": 1, "solved": ["P03"]}')
    assert "old: 1 solved (P03)" in trainer.class_text(tmp_path)
    assert "tom: progress-tom.json is not a progress file" in text
    assert text.splitlines()[-2:] == [
        "Z04: 2 tried, 1 solved, 0 hints, 0 looked at the solution",
        "P01: 2 tried, 2 solved, 2 hints, 2 looked at the solution",
    ]


@pytest.mark.parametrize("name", ["../x", "a/b", "", "x" * 50])
def test_a_name_that_leads_elsewhere_is_refused(lab: Company, name: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        trainer.export_progress(name, tmp_path)


def test_a_folder_without_files_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no progress file"):
        trainer.learners(tmp_path)
