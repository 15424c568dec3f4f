"""The stand-in for a browser reads the sandbox's pages, sends their forms, and never leaves this machine."""

from __future__ import annotations

import pytest

from aws_sandbox.server.child import Place
from awsguide.adapters.browser.stand_in import Line, Page, StandIn
from awsguide.core.errors import GuideError


def lines(page: Page, kind: str) -> list[str]:
    return [piece.text for piece in page.pieces if isinstance(piece, Line) and piece.kind == kind]


def test_it_reads_a_page_and_says_what_was_wrong_with_a_form(sandbox: Place) -> None:
    browser = StandIn()
    page = browser.open(f"{sandbox.endpoint}/device")
    (form,) = page.forms
    assert page.title == "Enter the code"
    assert [(row.name, row.label, row.secret) for row in form.fields] == [("user_code", "Code", False)]
    assert [row.label for row in form.buttons] == ["Continue"]
    assert any("BCDF-GHJK" in text for text in lines(page, "text"))
    wrong = browser.send(form, {"user_code": "WRNG-CODE"}, form.buttons[0])
    assert lines(wrong, "alert")
    assert len(wrong.forms) == 1


def test_it_signs_in_at_the_portal_keeps_the_cookie_and_hides_what_is_secret(sandbox: Place) -> None:
    browser = StandIn()
    (form,) = browser.open(f"{sandbox.endpoint}/start").forms
    assert {row.label: row.secret for row in form.fields} == {"User name": False, "Password": True}
    page = browser.send(form, {"username": "alice", "password": "sandbox"}, form.buttons[0])
    assert lines(page, "status") == ["You are signed in as alice."]
    assert "csrf" not in repr(page)
    assert lines(browser.open(f"{sandbox.endpoint}/start"), "status") == ["You are signed in as alice."]


@pytest.mark.parametrize(
    "address", ["https://signin.aws.amazon.com/", "http://example.com/", "file:///etc/passwd"]
)
def test_it_opens_no_page_of_another_machine(sandbox: Place, address: str) -> None:
    with pytest.raises(GuideError):
        StandIn().open(address)


def test_it_follows_no_redirect_to_another_machine(sandbox: Place) -> None:
    from awsguide.adapters.browser.callback import Callback
    from awsguide.core.secret import Secret

    callback = Callback()
    try:
        link = callback.lead_to(Secret("https://signin.aws.amazon.com/federation?token=1"))
        with pytest.raises(GuideError):
            StandIn().open(link)
    finally:
        callback.close()


def test_a_sandbox_that_is_gone_is_said_in_a_sentence() -> None:
    with pytest.raises(GuideError, match="no longer answers"):
        StandIn().open("http://127.0.0.1:9/device")
