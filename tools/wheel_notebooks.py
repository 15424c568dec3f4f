"""Puts the notebooks into the wheel, inside the package, so that an installed awsguide has them too.

A build hook of hatchling. An editable install is left alone: there the notebooks of the checkout are the ones in use.
"""

from __future__ import annotations

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class WheelNotebooks(BuildHookInterface):
    """Ships `notebooks/` as `awsguide/notebooks/`."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the folder to a wheel that is built to be given away ('standard'), not to an editable one."""
        if version == "standard":
            build_data["force_include"]["notebooks"] = "awsguide/notebooks"
