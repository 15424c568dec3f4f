"""The cells that open and close a notebook: objectives, what must be true, take-aways, the quiz, progress, glossary.

They are still pictures without a widget, so they are the same in JupyterLab and on the site, and need no kernel to be
read. A quiz is made of the browser's own disclosure pieces: it works by keyboard and by ear, and counts nothing.

jupyterquiz was looked at: its output is a script, which JupyterLab drops from a notebook it does not trust, and its
answers cannot be reached with the keyboard.
"""

from __future__ import annotations

from dataclasses import dataclass

from awsguide.core.errors import GuideError
from awsguide.explanations import explain
from awsguide.lessons import catalogue, course, progress
from awsguide.lessons.progress import Entry, Progress
from awsguide.panels.components import still
from awsguide.panels.components.still import ErrorCard

START = still.NOTEBOOKS[0]


@dataclass(frozen=True)
class Drawn:
    """A picture and the text that stands for it."""

    html: str
    text: str

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": self.text}

    def __repr__(self) -> str:
        return self.text


def _list(items: tuple[str, ...]) -> str:
    rows = "".join(f"<li>{still.text(item)}</li>" for item in items)
    return f'<ul style="margin:0.3em 0;padding-left:1.5em;line-height:1.5">{rows}</ul>'


def objectives(number: str) -> Drawn:
    """What a notebook teaches, how long it takes, and what it needs and does not find. Raises `BadInput`."""
    one = course.chapter(number)
    lacking = course.missing(number)
    inner = still.strong(f"You will be able to (about {one.minutes} minutes):") + _list(one.objectives)
    if lacking:
        inner += still.strong("Before you begin:") + _list(lacking)
    else:
        inner += still.paragraph("You have everything that this notebook needs.")
    lines = (f"About {one.minutes} minutes:", *one.objectives, *lacking)
    return Drawn(still.box(inner, "ask" if lacking else "plain", "objectives"), "\n".join(lines))


def takeaways(number: str) -> Drawn:
    """What to remember of a notebook, where to go next, and the way back to the start. Raises `BadInput`."""
    one = course.chapter(number)
    ways = [f"Next: {one.next}"]
    if START not in one.next and number != START[:2]:
        ways.append(f"Or back to {START}.")
    inner = still.strong("To remember:") + _list(one.takeaways) + "".join(map(still.paragraph, ways))
    return Drawn(still.box(inner, "plain", "takeaways"), "\n".join((*one.takeaways, *ways)))


def quiz(number: str) -> Drawn:
    """The quiz of a notebook: open an answer to see whether it is right, and why. Raises `BadInput`."""
    one = course.chapter(number)
    asked = course.quizzes()[number]
    parts = [still.strong(f"{len(asked)} questions about {one.title}. Open an answer to see if it is right.")]
    for at, question in enumerate(asked, start=1):
        answers = "".join(
            still.details(answer.text, still.paragraph(f"{'Right.' if answer.right else 'No.'} {answer.why}"))
            for answer in question.answers
        )
        parts.append(
            f'<div role="group" aria-label="Question {at}" style="margin:0.8em 0">'
            f"{still.strong(f'{at}. {question.ask}')}{answers}</div>"
        )
    text = "\n".join(f"{at}. {question.ask}" for at, question in enumerate(asked, start=1))
    return Drawn(still.box("".join(parts), "plain", "quiz"), text)


def glossary(word: str = "") -> Drawn:
    """What a word means, or every word of the course. Raises `BadInput` for a word that is not there."""
    found = course.words()
    if word:
        meaning = {name: means for name, means in found.items() if name.lower() == word.strip().lower()}
        if not meaning:
            near = [name for name in found if name[:1].lower() == word[:1].lower()] or list(found)
            raise explain("lesson-unknown", name=word[:60], known=", ".join(near[:12]))
        found = meaning
    rows = "".join(
        f"<dt><strong>{still.text(name)}</strong></dt><dd>{still.text(means)}</dd>"
        for name, means in found.items()
    )
    lines = "\n".join(f"{name}: {means}" for name, means in found.items())
    return Drawn(f'<dl style="line-height:1.5;max-width:46em">{rows}</dl>', lines)


def progress_view() -> Drawn | ErrorCard:
    """What is solved, and what to do next; a file that cannot be used is reported, and left as it is."""
    try:
        found = progress.load()
    except GuideError as error:
        return ErrorCard(error)
    groups = _groups()
    rows = []
    for title, names in groups.items():
        solved = sum(found.solved(name) for name in names)
        rows.append((still.text(title), f"{solved} of {len(names)}", still.text(_minutes(found, names))))
    table = still.table("Your progress", ("What", "Solved", "Time"), rows)
    following = next_step(found)
    text = [f"{title}: {sum(map(found.solved, names))} of {len(names)}" for title, names in groups.items()]
    inner = table + still.paragraph(f"Next: {following}")
    return Drawn(still.box(inner, "plain", "progress"), "\n".join([*text, f"Next: {following}"]))


def _groups() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for number, one in course.chapters().items():
        tasks = tuple(task.id for task in catalogue.tasks(f"{number}-"))
        if tasks:
            found[f"{number} {one.title}: exercises"] = tasks
    levels = [level.id for level in catalogue.levels()]
    found["70 Levels: the way in"] = tuple(levels)
    found["70 Levels: the fix"] = tuple(f"{name}{catalogue.FIX}" for name in levels)
    found["80 Puzzles"] = tuple(task.id for task in catalogue.tasks("Z"))
    return found


def _minutes(found: Progress, names: tuple[str, ...]) -> str:
    spent = sum(found.entries.get(name, Entry()).minutes for name in names)
    return f"{spent} min" if spent else "-"


def next_step(found: Progress) -> str:
    """What to do next: what was begun first, then the first thing of the course that is not solved."""
    known = catalogue.everything()
    open_items = [
        name
        for name, entry in found.entries.items()
        if entry.state != "right" and name.removesuffix(catalogue.FIX) in known
    ]
    if open_items:
        item, fixing = catalogue.find(open_items[0])
        return f"continue with {open_items[0]}, {item.title}{' (the fix)' if fixing else ''}."
    for title, names in _groups().items():
        for name in names:
            if not found.solved(name):
                item, _ = catalogue.find(name)
                return f"{name}, {item.title}, in notebook {title[:2]}."
    return "everything is solved. Show somebody else how."
