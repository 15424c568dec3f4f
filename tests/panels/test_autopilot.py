"""The robot reader does what a person could, in the sandbox alone."""

from __future__ import annotations

import asyncio

import ipywidgets
import pytest

from awsguide.adapters.browser.callback import Callback
from awsguide.core.errors import GuideError
from awsguide.core.secret import Secret
from awsguide.panels import autopilot


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(autopilot, "SECONDS", 0.1)


@pytest.mark.parametrize(
    ("variable", "target", "expected"), [("1", "sandbox", True), ("", "sandbox", False), ("", "aws", False)]
)
def test_it_is_engaged_by_the_variable_in_the_sandbox(
    variable: str, target: str, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWSGUIDE_AUTOPILOT", variable)
    monkeypatch.setenv("AWSGUIDE_TARGET", target)
    assert autopilot.engaged() is expected


@pytest.mark.parametrize("target", ["aws", ""])
def test_anywhere_else_it_is_refused(target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWSGUIDE_AUTOPILOT", "1")
    monkeypatch.setenv("AWSGUIDE_TARGET", target)
    with pytest.raises(GuideError) as caught:
        autopilot.engaged()
    assert caught.value.code == "autopilot-refused"


@pytest.mark.parametrize("hindrance", ["disabled", "hidden"])
def test_it_presses_no_button_that_a_person_could_not(hindrance: str) -> None:
    presses: list[object] = []
    button = ipywidgets.Button(description="Save", disabled=hindrance == "disabled")
    button.layout.display = "none" if hindrance == "hidden" else None
    button.on_click(presses.append)
    with pytest.raises(RuntimeError, match="waited in vain for 'Save'"):
        asyncio.run(autopilot.press(button))
    assert presses == []


def test_it_opens_pages_of_this_machine_alone() -> None:
    with pytest.raises(GuideError) as caught:
        asyncio.run(autopilot.allow("https://device.sso.us-east-1.amazonaws.com/"))
    assert caught.value.code == "endpoint-not-loopback"


def test_it_follows_no_page_off_this_machine() -> None:
    with Elsewhere() as address, pytest.raises(GuideError) as caught:
        asyncio.run(autopilot.visit(address))
    assert caught.value.code == "endpoint-not-loopback"


class Elsewhere:
    """A page of this machine that sends a browser on to another one."""

    def __enter__(self) -> str:
        self._callback = Callback()
        return self._callback.lead_to(Secret("https://signin.aws.amazon.com/federation"))

    def __exit__(self, *_: object) -> None:
        self._callback.close()
