"""The pages of the course that are not files: a handout for each notebook, made to be printed, and the glossary.

Their words are those of the notebooks' own shell (`awsguide/lessons/data`), of the table and of the quizzes.
"""

from __future__ import annotations

from awsguide.lessons import course
from awsguide.lessons.course import Chapter
from awsguide.table import ROWS

GLOSSARY = "glossary.md"
HANDOUTS = "handouts.md"


def handout(one: Chapter) -> str:
    """One page of Markdown: what it is for, what to remember, and the questions with their right answers."""
    row = next((row for row in ROWS if row.notebook.startswith(one.number)), None)
    parts = [f"# {one.title}: handout", ""]
    if row is not None:
        parts += [f"**For:** {row.who}", "", f"**Why:** {row.why}", ""]
    parts += ["## You are able to", "", *(f"- {line}" for line in one.objectives), ""]
    parts += ["## To remember", "", *(f"- {line}" for line in one.takeaways), ""]
    parts += ["## Questions and answers", ""]
    for question in course.quizzes()[one.number]:
        right = next(answer for answer in question.answers if answer.right)
        parts += [f"**{question.ask}** {right.text} {right.why}", ""]
    parts += [f"Next: {one.next}"]
    return "\n".join(parts) + "\n"


def handouts() -> dict[str, str]:
    """Every handout by its page, and the list of them."""
    pages = {f"handouts/{number}.md": handout(one) for number, one in course.chapters().items()}
    lines = [
        f"- [{one.title}](handouts/{number}.md), {one.minutes} minutes"
        for number, one in course.chapters().items()
    ]
    listed = "# Handouts\n\nOne page for each notebook, to be printed or sent after a class.\n\n"
    return pages | {HANDOUTS: listed + "\n".join(lines) + "\n"}


def glossary() -> str:
    """The words of the course as a page."""
    rows = "\n".join(f"| {word} | {means} |" for word, means in course.words().items())
    return f"# Glossary\n\n| Word | What it means |\n| --- | --- |\n{rows}\n"
