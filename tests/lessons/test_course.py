"""The shell of the course: quizzes with one right answer each, objectives with their minutes, a glossary, progress."""

from __future__ import annotations

import json
import re
import time
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import awsguide
from aws_sandbox.server.process import furnish
from awsguide.adapters.files import config_files, ledger_file
from awsguide.core.errors import BadInput, CouldNotTry
from awsguide.lessons import course, lesson, progress
from awsguide.lessons.progress import Entry, Progress
from awsguide.panels.lessons import course as drawn

if TYPE_CHECKING:
    from awsguide.lessons.practice import Practice
    from tests.inside import Company

NUMBERS = tuple(course.chapters())


@pytest.mark.parametrize("number", NUMBERS)
def test_a_quiz_has_three_to_five_questions_with_one_right_answer_and_reasons(number: str) -> None:
    questions = course.quizzes()[number]
    assert 3 <= len(questions) <= 5
    for question in questions:
        assert sum(answer.right for answer in question.answers) == 1, question.ask
        assert len(question.answers) >= 3
        assert all(answer.why.endswith(".") for answer in question.answers), question.ask


def test_the_right_answer_stands_in_no_favourite_place() -> None:
    places = [
        [answer.right for answer in question.answers].index(True)
        for questions in course.quizzes().values()
        for question in questions
    ]
    assert max(places.count(at) for at in range(3)) < len(places) * 0.6


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not any(name.startswith("on") for name, _ in attrs)
        self.seen.append(tag)


def test_a_quiz_needs_no_script_and_no_kernel() -> None:
    html = drawn.quiz("10").html
    tags = _Tags()
    tags.feed(html)
    assert "script" not in tags.seen
    answers = sum(len(question.answers) for question in course.quizzes()["10"])
    assert tags.seen.count("details") == tags.seen.count("summary") == answers


@pytest.mark.parametrize("number", NUMBERS)
def test_a_notebook_opens_with_what_it_teaches_and_what_it_needs(lab: Company, number: str) -> None:
    shown = drawn.objectives(number)
    assert f"About {course.chapter(number).minutes} minutes" in shown.text
    assert "You have everything that this notebook needs." in shown.html
    assert "Next:" in drawn.takeaways(number).text


def test_what_a_notebook_needs_and_does_not_find_is_said(
    lab: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("awsguide.adapters.files.config_files.load_profile", lambda _name: None)
    assert any("'hana' is missing" in sentence for sentence in course.missing("30"))
    assert "Before you begin" in drawn.objectives("30").html


def test_a_notebook_that_was_played_before_says_so_and_starting_over_brings_its_keys_back(
    lab: Company, practice: Practice, progress_file: Path
) -> None:
    lab.sandbox.start_over = lambda: furnish(lab.home, lab.sandbox)
    old = config_files.load_key("kira")
    assert old is not None
    administrator = practice.administrator("sandbox-dev")
    whose = {"UserName": "kira", "AccessKeyId": old.access_key_id}
    practice.call_as(administrator, "iam", "DeleteAccessKey", **whose)
    awsguide.delete_member_root_keys(lab.sandbox.company.accounts["staging"], "trainer", insist=True)
    progress.record("P01", lambda entry: Entry("right"))
    assert "The old key of kira is gone" in drawn.objectives("40").text
    assert "The old key of the root user of staging is gone" in drawn.objectives("50").text

    assert "every exercise has to be started again" in awsguide.start_over()
    assert course.missing("40")
    awsguide.start_over(really=True)
    assert course.missing("40") == course.missing("50") == ()
    assert ledger_file.own_files() == ()
    assert progress.load().solved("P01")


def test_only_the_sandbox_starts_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWSGUIDE_TARGET", "aws")
    with pytest.raises(CouldNotTry, match="nobody's to reset"):
        awsguide.start_over(really=True)


def test_accounts_of_exercises_are_no_part_of_the_company(lab: Company) -> None:
    lesson.start("50-1")
    members = awsguide.member_roots("trainer", show=lambda _: None).members
    assert [member.name for member in members] == ["production", "sandbox-dev", "staging"]
    lesson.Lesson("50-1").end()


def test_reading_orders_name_notebooks_that_are_there() -> None:
    start = Path("notebooks/00-start-here.ipynb").read_text("utf-8")
    rows = [line for line in start.splitlines() if line.lstrip().startswith('"| a')]
    orders = [re.findall(r"\[(\d\d)\]\(", row) for row in rows]
    assert len([order for order in orders if order]) >= 3
    for order in orders:
        assert set(order) <= set(NUMBERS)
    with pytest.raises(BadInput):
        course.chapter("99")


def test_a_word_is_explained_and_an_unknown_one_is_told() -> None:
    assert "12 digits" in drawn.glossary("Account").text
    assert len(course.words()) > 25
    with pytest.raises(BadInput):
        drawn.glossary("quux")


TENS = {"Ten": 10, "Twenty": 20, "Thirty": 30, "Forty": 40, "Fifty": 50}
MINUTES = {"Five": 5, "Fifteen": 15, **TENS, **{f"{ten}-five": value + 5 for ten, value in TENS.items()}}


@pytest.mark.parametrize(
    "path", sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem
)
def test_minutes_are_those_that_the_notebook_names_and_that_its_words_and_cells_take(path: Path) -> None:
    cells = json.loads(path.read_text("utf-8"))["cells"]
    texts = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    told = re.search(r"\*\*([A-Z][a-z-]+) minutes\.\*\*", texts[0])
    assert told is not None
    minutes = course.chapter(path.name[:2]).minutes
    assert minutes == MINUTES[told[1]]
    words = sum(len(text.split()) for text in texts)
    assert minutes == course.promised(course.reckoned(path.name[:2], words, len(cells) - len(texts)))


# --- progress -----------------------------------------------------------------------------------------------------


def test_progress_shows_what_is_solved_and_what_comes_next(lab: Company, progress_file: Path) -> None:
    assert "Next: 10-1" in drawn.progress_view().text  # type: ignore[union-attr]
    progress.record("10-1", lambda entry: Entry("right", 1, started=100, solved=400))
    progress.record("Z04", lambda entry: Entry("wrong", 2))
    shown = drawn.progress_view().text  # type: ignore[union-attr]
    assert "10 Workforce identity: exercises: 1 of 2" in shown
    assert "Next: continue with Z04" in shown


def test_a_progress_file_of_the_first_version_is_read_and_brought_up_to_date(
    progress_file: Path, lab: Company
) -> None:
    progress_file.write_text('{"version": 1, "solved": ["P01", "10-1"]}')
    assert progress.load().solved("P01")
    progress.record("P03", lambda entry: entry)
    found = json.loads(progress_file.read_text())
    assert found["version"] == progress.VERSION
    assert set(found["items"]) == {"P01", "P03", "10-1"}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ('{"version": 99}', "progress-newer"),
        ("{", "progress-unreadable"),
        ("[]", "progress-unreadable"),
        ('{"version": 2, "items": 7}', "progress-unreadable"),
        ('{"version": "two"}', "progress-unreadable"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_and_left_as_it_is(
    lab: Company, progress_file: Path, content: str, code: str
) -> None:
    progress_file.write_text(content)
    error = progress.record("P01", lambda entry: entry)
    assert error is not None
    assert error.code == code
    assert progress_file.read_text() == content
    assert "What you solve now is not recorded" in repr(drawn.progress_view()) or code in repr(
        drawn.progress_view()._repr_mimebundle_()
    )


def test_progress_lies_where_lab_says(lab: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWSGUIDE_PROGRESS", str(tmp_path / "kept" / "progress.json"))
    (tmp_path / "kept").mkdir()
    progress.record("P01", lambda entry: Entry("right", started=int(time.time())))
    assert Progress(progress.load().entries).solved("P01")
    assert "right" in (tmp_path / "kept" / "progress.json").read_text()
