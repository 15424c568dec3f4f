"""The list of profiles that a row may begin with: those of this machine, and in a lesson its person chosen already."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from awsguide.adapters import surroundings
from awsguide.adapters.files import config_files
from awsguide.core.errors import GuideError
from awsguide.panels.components.target import refusal

# What the list calls the credentials that boto3 finds without a profile.
WITHOUT_PROFILE = "what boto3 finds here without a profile"


def profiles_here(
    find: Callable[[], Sequence[str]] = config_files.profile_names,
) -> tuple[Sequence[str], GuideError | None]:
    """The profiles that `find` names, and what keeps them from being read: then there are none. No key is read."""
    problem = refusal()
    if problem is None:
        try:
            return find(), None
        except GuideError as error:
            problem = error
    return (), problem


def offer_profiles(
    field: Any,
    suggested: str = "",
    *,
    find: Callable[[], Sequence[str]] = config_files.key_profiles,
    without: bool = False,
) -> GuideError | None:
    """Put the profiles that `find` names into a list; returns what keeps them from being read, None when nothing does.

    `suggested` is chosen in the sandbox alone: on the reader's own AWS nobody is chosen before they do it. `without`
    offers '' too, for what boto3 finds without a profile. No key is read.
    """
    names, problem = profiles_here(find)
    rest = [(WITHOUT_PROFILE, "")] if without else []
    field.options = [*((name, name) for name in names), *rest]
    chosen = suggested if surroundings.target() == "sandbox" and suggested in names else None
    field.value = chosen if chosen or not without else ""
    return problem
