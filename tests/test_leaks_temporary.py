"""No secret of a role's session is seen: MFA seeds and codes, session tokens, web identity tokens, pasted keys."""

from __future__ import annotations

import asyncio

import pytest

import awsguide
from aws_sandbox.seed.lessons_temporary import HANA_MFA_SEED
from awsguide.api.mfa_codes import USED_CODES
from awsguide.api.perform import CALL_LOG
from awsguide.flows.policies.readings import Explained
from awsguide.panels.short_term.row import ShortTermPanel
from tests.test_leaks import Run, run, told
from tests.test_leaks_long_term import learn_profiles

__all__ = ["run"]

SESSION_KINDS = {"token code", "secret access key", "session token"}
# Somebody pastes a secret access key where an external id belongs.
PASTED = "Wq3canaryPastedAsAnExternalId/9Zt+Bn1Hc"


@pytest.fixture(autouse=True)
def _no_code_is_used_yet() -> None:
    USED_CODES._used.clear()


def test_a_run_through_the_panels_for_roles_shows_no_secret(
    run: Run, capfd: pytest.CaptureFixture[str]
) -> None:
    learn_profiles(run)
    run.wire.canaries.add("MFA seed", HANA_MFA_SEED)

    async def whole() -> None:
        panel = ShortTermPanel()

        def looked(*answers: object) -> None:
            run.places.add_faces(panel, *panel.parts, *answers)

        looked(await panel.source_profile)
        looked(await panel.assume("Auditor"), await panel.trust)
        panel.choose("Auditor", mfa=True)
        looked(await panel.assume_role)
        looked(await panel.would_it_work("Tagged", tags={"project": "apollo"}))
        looked(await panel.assume("Deployer", policy='{"Statement": []}'), await panel.chain)
        panel.go_on()
        releaser = f"arn:aws:iam::{run.wire.sandbox.company.accounts['production']}:role/Releaser"
        looked(await panel.assume(releaser, external_id="awsguide-4711"), await panel.chain)
        looked(await panel.call_log)
        for link in panel.links:
            run.places.add_object(link)
            run.places.add_object(link.credentials)
        for thing in (panel.state, panel.state.beginning, *panel.state.call_log.entries):
            run.places.add("repr, str and format", repr(thing))
        run.wire.sandbox.clock.move(7200)
        looked(await panel.assume(releaser, external_id="awsguide-4711"))

    asyncio.run(whole())
    for stream in capfd.readouterr():
        run.places.add("standard output and error", stream)
    assert run.wire.canaries.kinds >= SESSION_KINDS
    assert run.leaks() == {}


def test_a_run_through_the_functions_for_roles_shows_no_secret(
    run: Run, capfd: pytest.CaptureFixture[str]
) -> None:
    learn_profiles(run)
    run.wire.canaries.add("pasted secret", PASTED)
    account = run.wire.sandbox.company.accounts["sandbox-dev"]
    shown: list[object] = []

    def role(name: str) -> str:
        return f"arn:aws:iam::{account}:role/{name}"

    assumed = awsguide.assume_role(role("Deployer"), "hana", show=shown.append)
    assert any(isinstance(event, Explained) for event in shown)
    device = {"mfa_serial": f"arn:aws:iam::{account}:mfa/hana", "code": "123456"}
    run.wire.canaries.add_code("123456")
    for event in (*shown, assumed, assumed.credentials, awsguide.trust_explained(role("Auditor"), "hana")):
        run.places.add_object(event)
    told(run, lambda: awsguide.assume_role(role("Auditor"), "hana", **device))
    told(run, lambda: awsguide.assume_role(role("Auditor"), "hana", mfa_serial="x", code="1234567"))
    told(run, lambda: awsguide.assume_role(role("Deployer"), "ivan"))
    told(run, lambda: awsguide.assume_role(role("Deployer"), "hana", external_id=f"{PASTED} "))
    told(run, lambda: awsguide.assume_role(role("Auditor"), "hana", external_id=PASTED, show=shown.append))
    for event in (*shown, *CALL_LOG):
        run.places.add("repr, str and format", repr(event))
    for stream in capfd.readouterr():
        run.places.add("standard output and error", stream)
    assert run.wire.canaries.kinds >= SESSION_KINDS
    leaks = run.leaks()
    # The log of calls shows what was sent, and to AWS an external id is no secret: it shows this one too.
    assert leaks.pop("repr, str and format", {"pasted secret"}) == {"pasted secret"}
    assert leaks == {}
