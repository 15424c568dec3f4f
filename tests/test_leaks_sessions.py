"""No secret of a session is seen: MFA codes, web identity tokens, keys from STS, and links that open the console.

A code is too short for the search of `leaks/`, so its six digits are looked for as a number that stands by itself.
"""

from __future__ import annotations

import asyncio
import sys
import threading
from typing import Any
from urllib.request import ProxyHandler, build_opener

import pytest

import awsguide
from awsguide.adapters.programs import run_program
from awsguide.api.mfa_codes import USED_CODES
from awsguide.api.perform import CALL_LOG
from awsguide.core.model import RoleRequest
from awsguide.core.secret import Secret
from awsguide.launch import cli
from awsguide.panels import autopilot
from awsguide.panels.short_term.row import ShortTermPanel
from tests.inside import Company
from tests.leaks.canaries import has_code
from tests.panels.conftest import signed_in
from tests.practice import Practice
from tests.test_leaks import Run, run, told

__all__ = ["run"]

KINDS = {"secret access key", "session token", "sign-in token", "web identity token"}


@pytest.fixture
def practice(run: Run) -> Practice:
    USED_CODES.forget()
    return Practice(run.wire.sandbox, run.endpoint, run.home)


def assert_nothing_is_seen(run: Run, capfd: pytest.CaptureFixture[str], *codes: str) -> None:
    for stream in capfd.readouterr():
        run.places.add("standard output and error", stream)
    kept_on_purpose = (run.home / ".aws" / "credentials", run.home / ".awsguide", run.home / "token")
    run.places.add_files("files", run.home, but=kept_on_purpose)
    assert run.wire.canaries.kinds >= KINDS
    assert run.leaks() == {}
    for code in codes:
        assert has_code(f"token_code='{code}'", code)
        assert [place for place, texts in run.places.seen.items() if has_code("\n".join(texts), code)] == []


def test_a_run_through_the_session_panels_shows_no_secret(
    run: Run, practice: Practice, capfd: pytest.CaptureFixture[str]
) -> None:
    code = practice.code()

    async def whole() -> None:
        panel = ShortTermPanel()

        async def after(part: Any) -> None:
            run.places.add_faces(panel, *panel.parts, await part)

        await after(panel.source_profile)
        await after(panel.session_token)
        await after(panel.federation)
        await after(panel.web_identity)
        panel.assume_role.form.fill(role_arn=practice.role("Deployer"))
        panel.assume_role.assume_button.click()
        await after(panel.assume_role)
        for part in (panel.console_link, panel.renewal, panel.save):
            await after(part)
        assert panel.console_link.opened is not None
        # What AWS refuses is shown too: a code once more, a token that was changed.
        autopilot.enter(panel.session_token.code_field, code)
        panel.session_token.mfa_button.click()
        await after(panel.session_token)
        panel.web_identity.place_field.value = "pasted"
        forged = awsguide.lesson_token(subject="repo:example/app:ref:refs/heads/mine").reveal()
        autopilot.enter(panel.web_identity.token_field, forged[:-8] + "AAAAAAAA")
        panel.web_identity.trade_button.click()
        await after(panel.web_identity)
        panel.call_log.refresh()
        await after(panel.call_log)
        held = (panel.session_token.user_session, panel.federation.federated, panel.web_identity.claims)
        for thing in (*held, panel.assumed, panel.renewal.chain, *panel.state.call_log.entries):
            run.places.add_object(thing)
        run.places.add("repr, str and format", repr(panel.state))

    asyncio.run(whole())
    assert_nothing_is_seen(run, capfd, code)


def test_a_run_through_the_session_functions_shows_no_secret(
    run: Run, practice: Practice, capfd: pytest.CaptureFixture[str]
) -> None:
    code = practice.code()
    user = awsguide.session_with_mfa("hana", code=code)
    guest = awsguide.federation_token("guest", "hana")
    token = awsguide.lesson_token()
    (run.home / "token").write_text(token.reveal())
    pipeline = awsguide.web_identity_role(practice.role("Pipeline"), "~/token")
    deployer = awsguide.assume_role(practice.role("Deployer"), user.credentials)

    def follow(link: str) -> None:
        with build_opener(ProxyHandler({})).open(link, timeout=60) as page:
            run.places.add("pages of the sandbox", page.read().decode())

    browsers: list[threading.Thread] = []

    def beside(link: str) -> None:
        # Whoever shows the link then waits until somebody else has followed it.
        browsers.append(threading.Thread(target=follow, args=(link,)))
        browsers[0].start()

    assert awsguide.open_console(deployer, show=beside)
    browsers[0].join()
    assert "pages of the sandbox" in run.places.seen
    awsguide.save_role_profile(RoleRequest(practice.role("Deployer")), "deploy", source_profile="hana")
    awsguide.save_web_identity_profile(practice.role("Pipeline"), "pipeline", "~/token")
    for thing in (user, guest, pipeline, deployer, token, awsguide.web_claims(token), *CALL_LOG):
        run.places.add_object(thing)
    command = ("-m", "awsguide.launch.cli", "credentials", "--row", "iam-short-term", "--profile", "deploy")
    program = run_program(sys.executable, *command, "--format", "process")
    assert "SecretAccessKey" in program.output
    run.places.add("output of programs", repr(program))

    told(run, lambda: awsguide.session_with_mfa("hana", code=code))
    told(run, lambda: awsguide.session_with_mfa("hana", code=code + "7"))
    told(run, lambda: awsguide.web_claims(Secret(token.reveal()[:60])))
    told(run, lambda: awsguide.web_identity_role(practice.role("Deployer"), token))
    told(run, lambda: awsguide.open_console(user.credentials))
    run.wire.sandbox.clock.move(50_000)
    told(run, lambda: awsguide.open_console(deployer))
    told(run, lambda: awsguide.assume_role(practice.role("Deployer"), user.credentials))
    assert_nothing_is_seen(run, capfd, code)


def test_a_role_that_is_handed_to_another_tool_is_seen_on_standard_output_alone(
    run: Run, capfd: pytest.CaptureFixture[str]
) -> None:
    company = Company(run.wire.sandbox, run.endpoint, run.home)
    asyncio.run(signed_in(company))
    config = run.home / ".aws" / "config"
    account_id = company.sandbox.company.accounts["production"]
    rows = {"look": account_id, "refused": company.sandbox.company.accounts["staging"]}
    for name, number in rows.items():
        with config.open("a") as file:
            file.write(f"\n[profile {name}]\nsso_session = sandbox-company\nsso_account_id = {number}\n")
            file.write("sso_role_name = ReadOnlyAccess\n")
    capfd.readouterr()
    assert cli.main(["credentials", "--row", "workforce", "--profile", "look", "--format", "process"]) == 0
    out, err = capfd.readouterr()
    run.places.add("standard error", err)
    assert {"secret access key", "session token"} <= run.wire.canaries.found_in(out)
    assert cli.main(["credentials", "--row", "workforce", "--profile", "refused", "--format", "process"]) == 1
    out, err = capfd.readouterr()
    run.places.add("a refusal", out + err)
    kept_on_purpose = (run.home / ".aws" / "credentials", run.home / ".aws" / "sso", run.home / ".awsguide")
    run.places.add_files("files", run.home, but=kept_on_purpose)
    assert run.leaks() == {}
