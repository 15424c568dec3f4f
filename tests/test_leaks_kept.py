"""No secret is seen in what looks at this machine: which credentials win, the inventory, diagnoses, checks, reports."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import awsguide
from awsguide.flows.diagnosis.checks import CHECKS
from awsguide.launch import cli
from awsguide.panels import autopilot
from awsguide.panels.diagnose import DiagnosePanel
from awsguide.panels.inventory import InventoryPanel
from awsguide.panels.short_term.row import ShortTermPanel
from awsguide.panels.which import WhichPanel
from tests.inside import Company
from tests.leaks.canaries import MEMBERS
from tests.panels.conftest import press, signed_in, until
from tests.test_leaks import Run, run

if TYPE_CHECKING:
    import pytest

__all__ = ["run"]


def learned(run: Run) -> dict[str, str]:
    """Every secret of this run that has a value: the keys in the credentials file, and a token of a session."""
    credentials = (run.home / ".aws" / "credentials").read_text()
    secrets = [
        line.partition("=")[2].strip() for line in credentials.splitlines() if "secret_access_key" in line
    ]
    for secret in secrets:
        run.wire.canaries.add("stored secret access key", secret)
    session = awsguide.assume_role(
        f"arn:aws:iam::{run.wire.sandbox.company.accounts['sandbox-dev']}:role/Deployer", "hana"
    )
    token = session.credentials.session_token
    assert token is not None
    return {"secret": secrets[0], "token": token.reveal()}


def seen(run: Run, capfd: pytest.CaptureFixture[str]) -> None:
    for stream in capfd.readouterr():
        run.places.add("standard output and error", stream)
    run.places.add_files("reports", run.home / ".awsguide" / "reports")
    assert MEMBERS["accessToken"] in run.wire.canaries.kinds
    assert "stored secret access key" in run.wire.canaries.kinds
    assert run.leaks() == {}


def test_a_run_through_the_panels_shows_no_secret(run: Run, capfd: pytest.CaptureFixture[str]) -> None:
    async def whole() -> None:
        workforce = await signed_in(Company(run.wire.sandbox, run.endpoint, run.home))
        secrets = await asyncio.to_thread(learned, run)
        which = WhichPanel("hana")
        run.places.add_faces(which, await which)
        inventory = InventoryPanel()
        run.places.add_faces(inventory, await inventory)
        for kind in ("access key", "sign-in"):
            inventory.choice.value = next(
                at for at, row in enumerate(inventory.held or ()) if row.kind == kind
            )
            press(inventory.remove_button)
            await until(lambda: inventory.question_is_open or not inventory.running)
            run.places.add_faces(inventory)
            if inventory.question_is_open:
                press(inventory.answer_buttons[-1])
            await until(lambda: not inventory.running)
        clinic = DiagnosePanel()
        for name, secret in secrets.items():
            pasted = f"export {name}={secret}\nAccessDenied: {secret} may not\n{secret}"
            autopilot.enter(clinic.paste_field, pasted)
            press(clinic.explain_button)
            run.places.add_faces(clinic, await clinic)
            run.places.add("repr, str and format", repr(vars(clinic)))
        clinic.profile_field.value = "hana"
        for check in CHECKS:
            clinic.check_choice.value = check
            press(clinic.check_button)
            await until(lambda: not clinic.running)
            run.places.add_faces(clinic)
        panel = ShortTermPanel()
        panel.assume_role.form.fill(role_arn="arn:aws:iam::111122223333:role/Nobody")
        panel.assume_role.assume_button.click()
        await until(lambda: not panel.assume_role.running)
        offer = panel.assume_role.report
        assert offer is not None
        press(offer.make_button)
        run.places.add_faces(panel)
        press(offer.keep_button)
        run.places.add_faces(workforce, panel)

    asyncio.run(whole())
    seen(run, capfd)


def test_a_run_through_the_functions_and_commands_shows_no_secret(
    run: Run, capfd: pytest.CaptureFixture[str]
) -> None:
    asyncio.run(signed_in(Company(run.wire.sandbox, run.endpoint, run.home)))
    secrets = learned(run)
    things: list[Any] = [awsguide.which_credentials("hana"), *awsguide.ask_real_clients("hana").values()]
    things += [*awsguide.credentials_on_this_machine(), awsguide.diagnose("\n".join(secrets.values()))]
    things += [awsguide.run_check(name, "hana") for name in CHECKS]
    role = awsguide.assume_role(
        f"arn:aws:iam::{run.wire.sandbox.company.accounts['sandbox-dev']}:role/Deployer", "hana"
    )
    scoped = awsguide.scoped_session(role.credentials, duration="15m")
    things += [scoped, scoped.credentials]
    try:
        awsguide.scoped_session(role.credentials)
    except awsguide.GuideError as error:
        run.places.add_error(error)
        report = awsguide.error_report(error)
        report.keep()
        things.append(report)
    for thing in things:
        run.places.add_object(thing)
    pasted = run.home / "pasted"
    pasted.write_text("\n".join(f"aws_secret_access_key = {secret}" for secret in secrets.values()))
    for command in (
        ["which", "--profile", "hana"],
        ["inventory"],
        ["inventory", "--json"],
        ["diagnose", str(pasted)],
    ):
        cli.main(command)
    cli.main(["diagnose", str(pasted), "--json"])
    pasted.unlink()
    seen(run, capfd)
