"""How things stand for access keys, shared by the panels of the long-term row: who asks, what was found, where it is.

Ids are remembered so that they can be acted upon; they are shown masked. No secret is read.
"""

from __future__ import annotations

from dataclasses import dataclass

from awsguide.core.access_keys import AccessKey, KeyList, KeyPlace
from awsguide.panels.components.source_profile import SourceState


@dataclass
class KeyState(SourceState):
    """What the panels know together: the last look-up, and every place on this machine that an id stands in."""

    found: KeyList | None = None
    places: tuple[KeyPlace, ...] = ()

    def account_id(self) -> str:
        """The account that was looked at, or that asks."""
        return self.found.account_id if self.found is not None else super().account_id()

    def places_of(self, key: AccessKey) -> tuple[KeyPlace, ...]:
        """Where on this machine a key stands; none for a key whose id is not known."""
        return tuple(place for place in self.places if key.key_id and place.key_id == key.key_id)

    def key(self, key_id: str) -> AccessKey | None:
        """The key of this id in the last look-up."""
        keys = self.found.keys if self.found is not None else ()
        return next((key for key in keys if key.key_id == key_id), None)
