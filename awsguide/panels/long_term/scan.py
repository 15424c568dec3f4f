"""Look through a folder for keys that were left in notebooks, scripts and configuration; what is found is masked.

Nothing leaves this machine, and nothing is changed.
"""

from __future__ import annotations

from awsguide.adapters.files import config_files
from awsguide.core.access_keys import FoundKey, ScanResult
from awsguide.flows.long_term.scan import scan
from awsguide.panels.components import controls
from awsguide.panels.components import still as picture
from awsguide.panels.components.panel import FAILED, Panel
from awsguide.panels.components.still import Card
from awsguide.panels.long_term.state import KeyState

MOST_ROWS = 200


class ScanPanel(Panel[KeyState, ScanResult]):
    """Which keys lie in files? `await` it to wait for the end of the scan."""

    name = "scan"
    title = "Keys left in files"

    first_step = "Press 'Scan' above"
    busy = "Reading files …"

    def __init__(self, state: KeyState, folder: str = ".") -> None:
        """Nothing is read before the button is pressed."""
        super().__init__(state)
        self.scanned: ScanResult | None = None
        self.folder_field = controls.field("Folder", "folder", folder, placeholder="a folder of this machine")
        self.scan_button = self.button("Scan", "scan", self._scan, tone="primary")
        self.progress = controls.Progress("Reading")
        self.fields = (self.folder_field,)
        self.found_html = controls.html("found")
        self.body.children = [
            self.folder_field,
            controls.row(self.scan_button, self.cancel_button),
            self.progress.widget,
            self.status_html,
            self.found_html,
        ]
        self.refresh()

    # --- how things stand -----------------------------------------------------------------------------------------

    @property
    def outcome(self) -> ScanResult | None:
        """What was found."""
        return self.scanned

    def draw(self) -> None:
        """Draw what was found."""
        self.found_html.value = self._drawn(still=False)

    def words(self) -> str:
        """How much was found where."""
        if self.scanned is None:
            return FAILED if self.error else "Nothing was scanned yet."
        count, files = len(self.scanned.found), self.scanned.files
        found = "No key" if not count else "1 key" if count == 1 else f"{count} keys"
        passed = " ".join(("Passed over:", *self.scanned.passed_over)) if self.scanned.passed_over else ""
        folder = "this folder" if self.scanned.folder.strip() in ("", ".") else self.scanned.folder
        return f"{found} in {files} {'file' if files == 1 else 'files'} of {folder}. {passed}".strip()

    def _drawn(self, *, still: bool) -> str:
        if self.scanned is None or not self.scanned.found:
            return ""
        known = {place.key_id: place.text for place in config_files.key_ids_here()}
        head = ["File", "Where", "What", *([] if still else ["Key"]), "It is also in"]
        rows = [self._row(found, known, still=still) for found in self.scanned.found[:MOST_ROWS]]
        more = len(self.scanned.found) - MOST_ROWS
        return (
            picture.table("Keys in files", head, rows)
            + (picture.paragraph(f"{more} more are not shown.") if more > 0 else "")
            + picture.paragraph(
                "A key that others could read has leaked: make it inactive, then take it out of the file. See whose "
                "it is with 'Whose is this key?'."
            )
        )

    @staticmethod
    def _row(found: FoundKey, known: dict[str, str], *, still: bool) -> list[str]:
        also = known.get(found.key_id, "") if found.key_id else ""
        cells = [found.path, found.place, found.kind, *([] if still else [found.shown]), also]
        return [picture.text(cell) for cell in cells]

    # --- work -------------------------------------------------------------------------------------------------------

    async def _scan(self) -> None:
        self.scanned = None
        self.scanned = await self.perform(scan(self.folder_field.value))

    # --- faces ------------------------------------------------------------------------------------------------------

    def card(self, outcome: ScanResult) -> Card:
        """How many were found where, masked."""
        lines = tuple(f"{found.path}, {found.place}: {found.kind}" for found in outcome.found[:20])
        return Card(self.words(), lines, tone="ask" if lines else "good")

    def picture(self) -> str:
        """What was found, without ids."""
        return picture.paragraph(self.words()) + self._drawn(still=True)
