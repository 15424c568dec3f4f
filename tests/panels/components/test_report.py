"""Under an error a panel offers a report: shown first, kept at a second press, and gone with the error."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

import awsguide
from awsguide.core.errors import BadInput, GuideError
from awsguide.core.steps import Call, Flow
from awsguide.flows.shared.answers import explained
from tests.panels.conftest import press, signed_in, until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.inside import Company


def registering() -> Flow[object]:
    call = Call("sso-oidc", "RegisterClient", {"clientName": "x", "clientType": "public"}, region="us-east-1")
    return (yield from explained(call))


def kept(company: Company) -> list[Path]:
    return sorted((company.home / ".awsguide" / "reports").glob("*.txt"))


def test_a_report_is_shown_before_it_is_kept_and_holds_nothing_of_the_readers(company: Company) -> None:
    async def scene() -> None:
        panel = await signed_in(company)
        part = panel.sign_in
        assert part.report is None
        company.sandbox.faults.arm("server_error")
        part.start(part.perform(registering()))
        await until(lambda: not part.running)
        assert part.error is not None
        offer = part.report
        assert offer is not None
        press(offer.make_button)
        assert kept(company) == []
        assert "Calls, in order:" in offer.text
        assert "sso-oidc" in offer.text
        assert offer.text.splitlines()[0] in offer.shown_html.value
        press(offer.keep_button)
        (file,) = kept(company)
        assert file.stat().st_mode & 0o777 == 0o600
        assert "~/.awsguide/reports/" in offer.shown_html.value
        text = file.read_text()
        company_ids = company.sandbox.company.accounts.values()
        assert not any(
            word in text for word in (*company_ids, "alice", "awsapps", "us-east-1", str(company.home))
        )

    asyncio.run(scene())


def test_code_makes_one_too(company: Company) -> None:
    with pytest.raises(GuideError) as caught:
        awsguide.assume_role("arn:aws:iam::111122223333:role/Nobody", "hana")
    made = awsguide.error_report(caught.value)
    assert "sts AssumeRole: AccessDenied" in repr(made)
    assert "111122223333" not in repr(made)
    assert kept(company) == []
    assert made.keep().startswith("~/.awsguide/reports/report-")
    assert kept(company)[0].read_text() == made.text


def test_without_an_error_there_is_nothing_to_report(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("sys.last_value", raising=False)
    with pytest.raises(BadInput, match="No error of this guide"):
        awsguide.error_report()
