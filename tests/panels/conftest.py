"""A sandbox inside the test's own process, an environment that leads to it, and a person at the panel."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import ipywidgets
import pytest

from awsguide.panels.workforce.row import WorkforcePanel
from tests.aws_sandbox.reader import Reader
from tests.inside import Company, inside_a_sandbox


@pytest.fixture
def company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    """The environment of a sandbox kernel, with a sandbox of the test's own."""
    with inside_a_sandbox(tmp_path, monkeypatch) as made:
        yield made


async def until(ready: Callable[[], object], seconds: float = 60) -> None:
    """Let the panel work until `ready`; the seconds are for a machine that is busy with something else."""
    ends = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < ends, "it did not happen"
        await asyncio.sleep(0.02)


def press(button: Any) -> None:
    """Press a button as a browser lets a person do it."""
    assert not button.disabled, f"{button.description} cannot be pressed"
    assert button.layout.display != "none", f"{button.description} is not there"
    button.click()


async def signed_in(company: Company, user_name: str = "alice") -> WorkforcePanel:
    """A panel on which `user_name` has signed in with a device code, and the list is there."""
    panel = WorkforcePanel()
    panel.sign_in.way_field.value = "device-code"
    press(panel.sign_in.sign_in_button)
    await until(lambda: code_of(panel) or not panel.sign_in.running)
    await asyncio.to_thread(Reader(company.endpoint).allow, code_of(panel), user_name)
    await panel.sign_in
    return panel


def code_of(panel: WorkforcePanel) -> str:
    """The code as the panel shows it, '' while it shows none."""
    _, found, rest = panel.sign_in.code_html.value.partition('class="awsguide-code"')
    return rest.partition(">")[2].partition("<")[0] if found else ""


def link_of(panel: WorkforcePanel) -> str:
    """Where the panel's link leads, '' while it shows none."""
    return panel.sign_in.link_html.value.partition('href="')[2].partition('"')[0]


_of_others: set[str] = set()


@pytest.fixture(autouse=True)
def _the_widgets_before_are_other_tests() -> None:
    _of_others.update(ipywidgets.widgets.widget._instances)


def synced() -> str:
    """Everything that any widget of this test shows to a browser."""
    states = ipywidgets.Widget.get_manager_state()["state"]
    return repr({name: state for name, state in states.items() if name not in _of_others})
