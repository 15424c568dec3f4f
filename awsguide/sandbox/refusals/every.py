"""Every section of rows, in the order in which the documentation shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from awsguide.sandbox.refusals import (
    access_keys,
    assume_role,
    assume_role_options,
    conditions,
    policies,
    root_users,
    services,
    sessions,
    web_identity,
)

if TYPE_CHECKING:
    from awsguide.sandbox.refusals import Section

SECTIONS: tuple[Section, ...] = (
    *policies.SECTIONS,
    *conditions.SECTIONS,
    *services.SECTIONS,
    *assume_role.SECTIONS,
    *assume_role_options.SECTIONS,
    *sessions.SECTIONS,
    *web_identity.SECTIONS,
    *access_keys.SECTIONS,
    *root_users.SECTIONS,
)
