"""A key is rotated as a reader meets it: stage by stage, once back, and on in another kernel after a killed one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from awsguide.config.sections import read_profile
from tests.browser.reader import Notebook, expect, written
from tests.browser.sight import look_at

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.laboratory import Laboratory
    from tests.browser.reader import Panel, Seen

ARN = (
    "import boto3; [boto3.Session(profile_name=name).client('sts').get_caller_identity()['Arn']"
    " for name in ('kira', 'kira-backup')]"
)
CELLS = ("import awsguide", "panel = awsguide.RotationPanel()\npanel", "await panel", ARN)


def key_of(laboratory: Laboratory, profile: str) -> tuple[str, str]:
    """The id and the secret that a profile holds."""
    text = (laboratory.sandbox_home / ".aws" / "credentials").read_text()
    found = read_profile(text, profile, "credentials")
    assert found is not None
    return str(found["aws_access_key_id"]), str(found["aws_secret_access_key"])


def next_is(panel: Panel, title: str) -> None:
    expect(panel.button(f"Next: {title}")).to_be_enabled()


def following(panel: Panel, title: str) -> None:
    """Press Next for the stage with this title."""
    panel.button(f"Next: {title}").click()


def waited_for_complaints(panel: Panel) -> None:
    """Come to the deletion: starting a kernel takes about as long as the waiting, which may be over or not."""
    waiting = panel.button("Next: Wait for complaints")
    delete = panel.button("Next: Delete the old key")
    expect(waiting.or_(delete)).to_be_enabled()
    if waiting.is_visible():
        waiting.click()
    expect(delete).to_be_enabled()


def test_a_reader_rotates_a_key_goes_back_once_and_on_in_another_kernel_when_the_first_is_killed(
    laboratory: Laboratory, page: Page, seen: Seen
) -> None:
    notebook = Notebook(laboratory, page, written(laboratory.copy, CELLS, "rotation.ipynb")).open()
    notebook.run("import awsguide")
    before = (laboratory.sandbox_home / ".aws" / "credentials").read_bytes()
    old, old_secret = key_of(laboratory, "kira")
    notebook.run("panel")
    panel = notebook.panel("rotation")
    expect(panel.field("Profile")).to_have_value("kira")
    panel.button("Where does it stand?").click()
    next_is(panel, "Create a new key and save it")
    expect(panel.shown).to_contain_text("kira, kira-backup")
    following(panel, "Create a new key and save it")
    expect(panel.shown).to_contain_text("Create a new key, and write it into these profiles at once?")
    assert (laboratory.sandbox_home / ".aws" / "credentials").read_bytes() == before
    look_at(panel.shown, "rotation-question")
    panel.button("Create it and save it").click()
    next_is(panel, "Prove the new key")
    assert key_of(laboratory, "kira")[0] != old

    panel.button("Undo everything: files back, new key deleted").click()
    panel.button("Undo everything").click()
    next_is(panel, "Create a new key and save it")
    expect(panel.status).to_contain_text("Everything is as it was before this rotation.")
    assert (laboratory.sandbox_home / ".aws" / "credentials").read_bytes() == before

    following(panel, "Create a new key and save it")
    panel.button("Create it and save it").click()
    for title in ("Prove the new key", "Watch the old key", "Deactivate the old key"):
        next_is(panel, title)
        following(panel, title)
    next_is(panel, "Wait for complaints")
    look_at(panel.shown, "rotation-stages")

    laboratory.kill_kernel("rotation.ipynb")
    notebook = Notebook(laboratory, page, written(laboratory.copy, CELLS, "rotation-again.ipynb")).open()
    notebook.run("import awsguide")
    notebook.run("panel")
    panel = notebook.panel("rotation")
    panel.button("Where does it stand?").click()
    waited_for_complaints(panel)
    following(panel, "Delete the old key")
    panel.button("Delete it").click()
    expect(panel.status).to_contain_text("The old key is deleted")

    new, secret = key_of(laboratory, "kira")
    assert key_of(laboratory, "kira-backup") == (new, secret)
    notebook.run_from("await panel")
    assert notebook.tracebacks() == []
    expect(notebook.cell("await panel")).to_contain_text("The key of kira is rotated.")
    expect(notebook.cell(ARN)).to_contain_text("user/kira")
    file, told = str(notebook.saved()), b"".join(seen.messages)
    for hidden in (old_secret, secret, old, new):
        assert hidden not in page.content()
        assert hidden not in file
        assert hidden.encode() not in told
