"""A panel that lists profiles is made whatever the reader's files hold, and says what keeps it from reading them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from awsguide.panels.diagnose import DiagnosePanel
from awsguide.panels.lessons.clean_up import CleanUpPanel
from awsguide.panels.which import WhichPanel

if TYPE_CHECKING:
    from collections.abc import Callable

    from awsguide.panels.components.panel import Panel
    from tests.inside import Company


@pytest.mark.parametrize("panel", [WhichPanel, DiagnosePanel, CleanUpPanel])
def test_a_malformed_config_file_is_a_card_and_the_panel_is_made(
    panel: Callable[[], Panel[Any, Any]], company: Company
) -> None:
    (company.home / ".aws" / "config").write_text("[profile broken\n", encoding="utf-8")
    made = panel()
    assert made.error is not None
    assert made.error.code == "config-malformed"
