"""All levels or all puzzles as one panel: a list from easy to hard, none of them locked, and the chosen one below it.

The picture is the whole list, the same in every run. What is solved shows in the live list alone.
"""

from __future__ import annotations

from typing import Any, Literal

from awsguide.core.errors import GuideError
from awsguide.lessons import catalogue, progress
from awsguide.lessons.progress import Progress
from awsguide.lessons.rows import Item, Level
from awsguide.panels.components import controls, still
from awsguide.panels.components.panel import Panel
from awsguide.panels.components.state import SharedState
from awsguide.panels.components.still import Card
from awsguide.panels.lessons.lesson import LessonPanel

BANDS = {1: "One call, one idea", 2: "Two steps", 3: "Two ideas, or a trap"}
_ROWS = 10


class BoardPanel(Panel[SharedState, str]):
    """Every level ('levels') or puzzle ('puzzles'); choose one, and play it below the list."""

    name = "board"
    first_step = "Choose one in the list above and press 'Start' below it"

    def __init__(self, what: Literal["levels", "puzzles"] = "levels", band: int = 0) -> None:
        """Reads the learner's progress; sends nothing. `band` says of which levels the first is chosen."""
        super().__init__(SharedState())
        self.what = what
        self.items: tuple[Item, ...] = catalogue.levels() if what == "levels" else catalogue.tasks("Z")
        self.played: list[LessonPanel] = []
        self.list_field = controls.choice("Choose", f"board-{what}", self._options(), rows=_ROWS)
        self.list_field.observe(self._chosen, names="value")
        self.place = controls.column(name="board-place")
        self.body.children = [self.list_field, self.status_html, self.place]
        first = next((item for item in self.items if getattr(item, "band", 0) == band), self.items[0])
        self.list_field.value = first.id
        self._show(first)
        self.refresh()

    @property
    def title(self) -> str:  # type: ignore[override]
        """What is listed."""
        return "Levels" if self.what == "levels" else "Puzzles"

    # --- how things stand -----------------------------------------------------------------------------------------

    def _progress(self) -> Progress:
        try:
            return progress.load()
        except GuideError:
            return Progress()

    def _options(self) -> list[tuple[str, str]]:
        found = self._progress()
        return [(self._line(item, found), item.id) for item in self.items]

    def _line(self, item: Item, found: Progress) -> str:
        if not isinstance(item, Level):
            return f"{item.id}  {item.title}{' - solved' if found.solved(item.id) else ''}"
        parts = [
            word
            for name, word in ((item.id, "way in found"), (f"{item.id}{catalogue.FIX}", "fixed"))
            if found.solved(name)
        ]
        return f"{'★' * item.band}  {item.id}  {item.title}{' - ' + ', '.join(parts) if parts else ''}"

    @property
    def outcome(self) -> str | None:
        """How many are solved, once one is."""
        solved = sum(self._progress().solved(item.id) for item in self.items)
        return f"{solved} of {len(self.items)} solved." if solved else None

    def card(self, outcome: str) -> Card:
        """The same as a card."""
        return Card(outcome, tone="good")

    def words(self) -> str:
        """The same in the panel."""
        return self.outcome or f"{len(self.items)} {self.what}, from easy to hard. Any order will do."

    def draw(self) -> None:
        """Say in the list what is solved by now; what is being played below it stays."""
        options, chosen = self._options(), self.list_field.value
        if list(self.list_field.options) != options:
            self.list_field.unobserve(self._chosen, names="value")
            self.list_field.options = options
            self.list_field.value = chosen
            self.list_field.observe(self._chosen, names="value")

    # --- choosing -------------------------------------------------------------------------------------------------

    def choose(self, name: str) -> None:
        """Show one of the items."""
        self.list_field.value = name

    def _chosen(self, change: dict[str, Any]) -> None:
        item = next((item for item in self.items if item.id == change["new"]), None)
        if item is not None:
            self._show(item)

    def _show(self, item: Item) -> None:
        names = [item.id, f"{item.id}{catalogue.FIX}"] if isinstance(item, Level) else [item.id]
        self.played = [LessonPanel(name) for name in names]
        for panel in self.played:
            panel.onlookers.append(self)
        self.place.children = [panel.view for panel in self.played]

    # --- faces ----------------------------------------------------------------------------------------------------

    def picture(self) -> str:
        """The whole list."""
        groups = {
            BANDS[band]: [item for item in self.items if getattr(item, "band", 0) == band] for band in BANDS
        }
        if self.what == "puzzles":
            groups = {"Puzzles, from easy to hard": list(self.items)}
        return "".join(
            still.table(
                title,
                ("", "Title", "Minutes"),
                ((still.text(item.id), still.text(item.title), str(item.minutes)) for item in items),
            )
            for title, items in groups.items()
        )
