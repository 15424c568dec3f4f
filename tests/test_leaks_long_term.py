"""No secret of a long-term key is seen while keys are looked up, reported as leaked, and looked for in files.

Secrets that never travel are canaries too: those of the sandbox's profiles, those that lie in scanned files, and one
that a person pastes where an id belongs.
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import boto3
import pytest

import awsguide
from awsguide.adapters.files import config_files
from awsguide.api.perform import CALL_LOG
from awsguide.panels.long_term.row import LongTermPanel
from tests.test_leaks import Run, run, told

__all__ = ["run"]

# The shape of real ones, so that the scanner takes them for secrets.
IN_A_FILE = "qR7canaryInAFile9vTz/lKx2+bN4mW8sYdPq0Gh"
IN_A_NOTEBOOK = "Zt5canaryInANotebook/3hJk+7LmQ9wXeRbV2Ns"
PASTED = "Wp8canaryPastedByAPerson/6Uy+Df1GcXaLzTq"


def learn_profiles(run: Run) -> None:
    """The secrets of every profile in the sandbox's home."""
    text = (run.home / ".aws" / "credentials").read_text()
    for part in text.split("aws_secret_access_key = ")[1:]:
        run.wire.canaries.add("profile's secret access key", part.split()[0])


def folder_with_keys(run: Run) -> Path:
    """A reader's folder in which keys lie about."""
    folder = run.home.parent / "work"
    folder.mkdir()
    (folder / "deploy.env").write_text(f"aws_secret_access_key={IN_A_FILE}\n")
    cell = {"cell_type": "code", "source": f"aws_secret_key = '{IN_A_NOTEBOOK}'", "outputs": []}
    (folder / "a.ipynb").write_text(
        json.dumps({"cells": [cell], "nbformat": 4, "nbformat_minor": 5, "metadata": {}})
    )
    run.wire.canaries.add("secret in a scanned file", IN_A_FILE)
    run.wire.canaries.add("secret in a scanned notebook", IN_A_NOTEBOOK)
    return folder


def pressed(panel: LongTermPanel, run: Run) -> Any:
    """Wait for each part, pressing what the robot may, every face written down after each step."""

    async def whole() -> None:
        for part in panel.parts:
            if part is panel.call_log:
                part.refresh()
            run.places.add_faces(panel, *panel.parts, await part)

    return whole


def test_a_run_through_the_key_panels_shows_no_secret(run: Run, capfd: pytest.CaptureFixture[str]) -> None:
    learn_profiles(run)
    folder = folder_with_keys(run)
    run.wire.canaries.add("pasted secret", PASTED)

    async def whole() -> None:
        panel = LongTermPanel()
        panel.scan.folder_field.value = str(folder)
        panel.whose.choice.choose("profile kira")
        await pressed(panel, run)()
        panel.leaked.choice.choose("jonas")
        panel.leaked.retire_button.click()
        run.places.add_faces(panel, *panel.parts, await panel.leaked)
        panel.leaked.back_button.click()
        run.places.add_faces(panel, *panel.parts, await panel.leaked.settled(press=False))
        panel.whose.choice.field.set_state({"value": PASTED})
        run.places.add_faces(panel, *panel.parts, await panel.whose)
        assert len(panel.scan.scanned.found) == 2  # type: ignore[union-attr]
        assert [entry.operation for entry in panel.state.call_log.entries].count("GetCredentialReport") >= 1
        for thing in (panel.state.found, panel.scan.scanned, *panel.state.call_log.entries):
            run.places.add_object(thing)
        run.places.add("repr, str and format", repr(panel.state))

    asyncio.run(whole())
    for stream in capfd.readouterr():
        run.places.add("standard output and error", stream)
    assert run.leaks() == {}


def test_a_run_through_the_key_functions_shows_no_secret(run: Run, capfd: pytest.CaptureFixture[str]) -> None:
    learn_profiles(run)
    folder = folder_with_keys(run)
    run.wire.canaries.add("pasted secret", PASTED)
    key_id = boto3.Session(profile_name="jonas").get_credentials().access_key  # type: ignore[union-attr]
    leak = awsguide.retire_leaked_key(key_id, "petra")
    results = (
        awsguide.keys_of_account("petra"),
        awsguide.own_keys("kira"),
        awsguide.key_places(),
        awsguide.whose_key(key_id, "petra"),
        awsguide.who_am_i("kira"),
        leak,
        awsguide.scan_for_keys(str(folder)),
        config_files.key_profiles(),
        *CALL_LOG,
    )
    for thing in results:
        run.places.add_object(thing)
    told(run, lambda: awsguide.whose_key(PASTED, "petra"))
    told(run, lambda: awsguide.retire_leaked_key(PASTED, "petra"))
    told(run, lambda: awsguide.own_keys("jonas"))
    told(run, lambda: awsguide.keys_of_user(PASTED, "petra"))
    awsguide.take_back_key(leak, "petra")
    for stream in capfd.readouterr():
        run.places.add("standard output and error", stream)
    assert run.leaks() == {}
