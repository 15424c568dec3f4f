"""Every section of rows, in the order in which the documentation shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from awsguide.sandbox.refusals import conditions, policies, services

if TYPE_CHECKING:
    from awsguide.sandbox.refusals import Section

SECTIONS: tuple[Section, ...] = (
    *policies.SECTIONS,
    *conditions.SECTIONS,
    *services.SECTIONS,
)
