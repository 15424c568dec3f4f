"""Look through a folder for keys that were left in notebooks, scripts and configuration; what is found is masked.

Nothing leaves this machine, and nothing is changed.
"""

from __future__ import annotations

from awsguide.adapters.files import home
from awsguide.core.access_keys import FoundKey, ScanResult
from awsguide.core.model import Progress
from awsguide.flows.long_term.scan import scan
from awsguide.panels import autopilot
from awsguide.panels.components import controls
from awsguide.panels.components import still as picture
from awsguide.panels.components.panel import Panel
from awsguide.panels.components.still import Card
from awsguide.panels.long_term.state import KeyStanding

MOST_ROWS = 200


class ScanPanel(Panel):
    """Which keys lie in files? `await` it to wait for the end of the scan."""

    name = "scan"
    title = "Keys left in files"

    def __init__(self, standing: KeyStanding, folder: str = ".") -> None:
        """Nothing is read before the button is pressed."""
        super().__init__(standing.aws, standing.record)
        self.standing = standing
        self.scanned: ScanResult | None = None
        self.folder_field = controls.field("Folder", "folder", folder, placeholder="a folder of this machine")
        self.scan_button = controls.button("Scan", "scan", self.press_scan, tone="primary")
        self.cancel_button = controls.button("Cancel", "cancel", self.cancel)
        self.progress = controls.progress()
        self.status_html = controls.html("status")
        self.found_html = controls.html("found")
        self.body.children = [
            self.folder_field,
            controls.row(self.scan_button, self.cancel_button),
            self.progress,
            self.status_html,
            self.found_html,
        ]
        self.refresh()

    # --- how things stand -----------------------------------------------------------------------------------------

    @property
    def done(self) -> bool:
        """Whether a folder was scanned."""
        return self.scanned is not None

    def refresh(self) -> None:
        """Draw what was found."""
        super().refresh()
        if self.refused is not None:
            return
        self.folder_field.disabled = self.scan_button.disabled = self.running
        self.cancel_button.disabled = not self.running
        controls.show(self.progress, when=self.running)
        self.status_html.value = controls.status(self._words())
        self.found_html.value = self._drawn(still=False)

    def _words(self) -> str:
        if self.running:
            return "Reading files …"
        if self.scanned is None:
            return "That did not work; see below." if self.error else "Nothing was scanned yet."
        count, files = len(self.scanned.found), self.scanned.files
        found = "No key" if not count else "1 key" if count == 1 else f"{count} keys"
        passed = " ".join(("Passed over:", *self.scanned.passed_over)) if self.scanned.passed_over else ""
        folder = "this folder" if self.scanned.folder.strip() in ("", ".") else self.scanned.folder
        return f"{found} in {files} {'file' if files == 1 else 'files'} of {folder}. {passed}".strip()

    def _drawn(self, *, still: bool) -> str:
        if self.scanned is None or not self.scanned.found:
            return ""
        known = {place.key_id: place.text for place in home.key_ids_here()}
        head = ["File", "Where", "What", *([] if still else ["Key"]), "It is also in"]
        rows = [self._row(found, known, still=still) for found in self.scanned.found[:MOST_ROWS]]
        more = len(self.scanned.found) - MOST_ROWS
        return (
            picture.table("What lies in files", head, rows)
            + (picture.paragraph(f"{more} more are not shown.") if more > 0 else "")
            + picture.paragraph(
                "A key that others could read has leaked: make it inactive, then take it out of the file. Look whose "
                "it is with 'Whose is this key?'."
            )
        )

    @staticmethod
    def _row(found: FoundKey, known: dict[str, str], *, still: bool) -> list[str]:
        also = known.get(found.key_id, "") if found.key_id else ""
        cells = [found.path, found.place, found.kind, *([] if still else [found.shown]), also]
        return [picture.text(cell) for cell in cells]

    # --- work -------------------------------------------------------------------------------------------------------

    def press_scan(self) -> None:
        """What the button does: begin, and return at once."""
        self.start(self._scan())

    async def _scan(self) -> None:
        self.scanned = None
        self.progress.value, self.progress.max, self.progress.description = 0, 1, "Reading"
        self.scanned = await self.perform(scan(self.folder_field.value))

    def shown(self, event: object) -> None:
        """Move the progress bar."""
        if isinstance(event, Progress):
            self.progress.max, self.progress.value = max(1, event.total), event.done
            self.progress.description = f"{event.done} of {event.total}"

    async def robot(self) -> None:
        """Press the button."""
        await autopilot.press(self.scan_button)

    # --- faces ------------------------------------------------------------------------------------------------------

    def result(self) -> Card:
        """How many were found where, masked."""
        assert self.scanned is not None  # noqa: S101 - `done` said so
        lines = tuple(f"{found.path}, {found.place}: {found.kind}" for found in self.scanned.found[:20])
        return Card(self._words(), lines, tone="ask" if lines else "good")

    def hint(self) -> Card:
        """What to press first."""
        return Card("Press 'Scan' above, then run this cell again.", tone="ask")

    def picture(self) -> str:
        """What was found, without ids."""
        return picture.paragraph(self._words()) + self._drawn(still=True)
