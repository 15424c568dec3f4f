"""No secret of a rotation, of a new key or of a root key is seen anywhere but in the profile that holds it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from awsguide.adapters.files import config_files, paths
from awsguide.api import root as functions_root
from awsguide.api.long_term import rotation as functions_rotation
from awsguide.core.errors import GuideError
from awsguide.panels.long_term.create_key import CreateKeyPanel
from awsguide.panels.long_term.rotation import RotationPanel
from awsguide.panels.root.row import RootPanel
from tests.test_leaks import Run, run  # noqa: F401 - the fixture

if TYPE_CHECKING:
    from awsguide.core.steps import Ask


def learn_profiles(run: Run) -> None:  # noqa: F811
    """Every secret that the files hold now."""
    for profile in config_files.key_profiles():
        key = config_files.load_key(profile)
        assert key is not None
        run.wire.canaries.add("secret of a profile", key.secret_access_key.reveal())


async def created(run: Run, panel: CreateKeyPanel) -> None:  # noqa: F811
    """Have the panel create a key, and look at it while it asks."""
    panel.profile_field.value = "old-tool"
    panel.create_button.click()
    while panel.running:
        await asyncio.sleep(0.02)
        if panel.answer_buttons:
            run.places.add_faces(panel)
            panel.answer_buttons[0].click()
    run.places.add_faces(panel, await panel)
    assert panel.made is not None
    run.places.add("repr, str and format", repr(panel.made))


async def panels(run: Run) -> None:  # noqa: F811
    """Rotate, create and retire."""
    rotating, creating, root = RotationPanel(), CreateKeyPanel(), RootPanel()
    run.places.add_faces(rotating, await rotating)
    await created(run, creating)
    for part in (root.source_profile, root.key, root.members):
        run.places.add_faces(part, await part)
    run.places.add_faces(root, await root.key.deactivated(), await root.members.deleted(), root.call_log)
    for thing in (rotating.at, root.root_user, root.access, *root.state.call_log.entries):
        run.places.add("repr, str and format", repr(thing))
    for panel in (rotating, creating, root):
        run.places.add("repr, str and format", repr(panel.__dict__))


def first(question: Ask) -> object:
    return question.choices[0]


def errors(run: Run) -> None:  # noqa: F811
    """What goes wrong, with all its local variables."""
    for wrong in (
        lambda: functions_rotation.create_key("staging-root", "mine", ask=first),
        lambda: functions_rotation.key_rotation("nobody"),
        lambda: functions_root.root_user("staging-root"),
    ):
        with pytest.raises(GuideError) as caught:
            wrong()  # type: ignore[no-untyped-call]
        run.places.add_error(caught.value)


def test_a_rotation_a_new_key_and_a_retired_root_key_show_no_secret(
    run: Run,  # noqa: F811
    capfd: pytest.CaptureFixture[str],
) -> None:
    learn_profiles(run)
    asyncio.run(panels(run))
    learn_profiles(run)
    # Left half-way, so that something is remembered of it.
    functions_rotation.rotate_key("nils", ask=first)
    remembered = list((paths.directory() / ".awsguide" / "rotations").glob("*.json"))
    assert remembered
    for path in remembered:
        run.places.add("files in the home", path.read_text())
    errors(run)
    for stream in capfd.readouterr():
        run.places.add("standard output and error", stream)
    assert {"secret access key", "secret of a profile"} <= run.wire.canaries.kinds
    assert run.leaks() == {}
