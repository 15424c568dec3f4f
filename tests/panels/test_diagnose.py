"""The panel that explains a pasted error: what was pasted stays nowhere, and a check is run at a press."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from awsguide.panels.diagnose import DiagnosePanel
from tests.panels.conftest import press, until

if TYPE_CHECKING:
    import pytest

    from tests.inside import Company

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKEY"
ERROR = f"export AWS_SECRET_ACCESS_KEY={SECRET}\nbotocore.exceptions.NoCredentialsError: Unable to locate credentials"


def test_a_pasted_error_is_explained_and_leaves_the_field(company: Company) -> None:
    async def scene() -> None:
        panel = DiagnosePanel()
        press(panel.explain_button)
        assert "Paste an error" in repr(await panel)
        assert panel.checks.layout.display == "none"
        panel.paste_field.value = ERROR
        assert panel.paste_field.value == ""
        assert "2 lines were pasted" in panel.status_html.value
        press(panel.explain_button)
        card = await panel
        faces = repr(card) + str(panel._repr_mimebundle_()) + panel.found_html.value
        assert "No credentials were found" in faces
        assert "On a command line" in faces
        assert SECRET not in faces
        assert SECRET not in repr(vars(panel))
        assert panel.state.call_log.entries == []

    asyncio.run(scene())


def test_a_check_that_helps_is_offered_first_and_says_what_it_calls(company: Company) -> None:
    async def scene() -> None:
        panel = DiagnosePanel(
            "An error occurred (SignatureDoesNotMatch): Signature expired: 1 is now earlier than 2"
        )
        press(panel.explain_button)
        await panel
        assert panel.check_choice.value == "clock"
        assert "Sends one unsigned request to STS" in panel.calls_html.value
        company.sandbox.faults.arm("clock_skew=1200")
        press(panel.check_button)
        await until(lambda: not panel.running)
        assert "20 minutes behind" in panel.checked_html.value
        assert "20 minutes" not in str(panel._repr_mimebundle_()["text/html"])

    asyncio.run(scene())


def test_on_ones_own_aws_a_check_that_asks_aws_is_asked_about_first(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scene() -> None:
        panel = DiagnosePanel("AccessDenied")
        press(panel.explain_button)
        await panel
        monkeypatch.setenv("AWSGUIDE_TARGET", "aws")
        panel.check_choice.value = "identity"
        press(panel.check_button)
        await until(lambda: panel.question_is_open)
        assert "GetCallerIdentity" in panel.asking.words.value
        press(panel.answer_buttons[-1])
        await until(lambda: not panel.running)
        assert panel.checked == {}
        assert panel.state.call_log.entries == []

    asyncio.run(scene())
