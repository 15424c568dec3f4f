"""Which key is meant: one that was looked up, one that stands on this machine, or one whose id is pasted.

What is pasted leaves its field at once and is kept only if it is an id: it may be the secret that stands beside one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from awsguide.adapters.files import config_files
from awsguide.core.errors import GuideError
from awsguide.core.secret import mask_key_id
from awsguide.explanations import explain
from awsguide.flows.shared.key_ids import check_key_id
from awsguide.panels.components import controls
from awsguide.panels.long_term.state import KeyState

PASTED = "the ID that I paste"


class KeyChoice:
    """A list of keys and a line for another one.

    `changed` is called when another key is meant, with what is wrong with a pasted one, or None.
    """

    def __init__(
        self, state: KeyState, changed: Callable[[GuideError | None], None], *, looked_up: bool
    ) -> None:
        """The keys that stand on this machine are offered, and with `looked_up` those of the last look-up before."""
        self.state = state
        self._changed = changed
        self._looked_up = looked_up
        self._pasted = ""
        self._wrong: GuideError | None = None
        self.list = controls.choice("Key", "key", [(PASTED, "")])
        self.field = controls.secret_field(
            "Access key ID", "key-id", self.paste, placeholder="AKIA…", visible=True
        )
        self.widget: Any = controls.column(self.list, self.field)
        self.list.observe(lambda _change: self._chosen(), names="value")

    @property
    def key_id(self) -> str:
        """The id that is meant, pasted or chosen; '' for none."""
        return self.list.value or self._pasted

    def meant(self) -> str:
        """The id that is meant, as a button needs it; raises what is wrong with it, or that there is none.

        A button cannot wait for an id before it may be pressed: the press itself takes the reader out of the field.
        """
        if self._wrong is not None:
            raise self._wrong
        return self.key_id or check_key_id("")

    @property
    def shown(self) -> str:
        """The pasted id, masked; '' when none is pasted or one of the list is meant."""
        return "" if self.list.value or not self._pasted else mask_key_id(self._pasted)

    def paste(self, text: str) -> None:
        """Take an id as the field does."""
        self.list.value = self._pasted = ""
        wrong: GuideError | None = None
        try:
            self._pasted = check_key_id(text)
        except GuideError as error:
            # Without where it was raised: the frames there hold what was pasted.
            wrong = error.with_traceback(None)
        self._wrong = wrong
        self._changed(wrong)

    def choose(self, label: str) -> None:
        """Choose the first key of the list whose label has `label` in it, as a person would.

        Where none has, no key is meant any more, and `changed` is called with 'key-not-listed'.
        """
        self._offer()
        found = next((value for name, value in self.list.options if label in name and value), "")
        self.list.value = found
        if not found:
            self._pasted = ""
            self._wrong = explain("key-not-listed")
            self._changed(self._wrong)

    def refresh(self, *, disabled: bool) -> None:
        """Offer what there is now."""
        self._offer()
        self.list.disabled = self.field.disabled = disabled
        controls.show(self.field, when=not self.list.value)

    def _offer(self) -> None:
        options = [(PASTED, ""), *self._options()]
        if [value for _, value in options] != [value for _, value in self.list.options]:
            kept = self.list.value
            self.list.options = options
            self.list.value = kept if kept in [value for _, value in options] else ""

    def _options(self) -> list[tuple[str, str]]:
        keys = self.state.found.keys if self._looked_up and self.state.found is not None else ()
        seen = [
            (f"{key.user}: {key.shown_id}, {key.status.lower()}", key.key_id) for key in keys if key.key_id
        ]
        try:
            places = config_files.key_ids_here()
        except GuideError:
            # A file that cannot be read is told where profiles are chosen.
            return seen
        known = {key_id for _, key_id in seen}
        here = [(f"{place.text}: {mask_key_id(place.key_id)}", place.key_id) for place in places]
        return [*seen, *((label, key_id) for label, key_id in here if key_id not in known)]

    def _chosen(self) -> None:
        if self.list.value:
            self._pasted = ""
        self._wrong = None
        self._changed(None)
