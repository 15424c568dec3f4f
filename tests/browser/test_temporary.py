"""The panels for roles as a reader meets them: a no that is explained, MFA, and the next link of a chain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser.reader import Notebook, expect, written
from tests.browser.sight import look_at
from tests.leaks.canaries import has_code

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.laboratory import Laboratory
    from tests.browser.reader import Panel, Seen

AUDITOR = "arn:aws:iam::237681757619:role/Auditor"
DEVICE = "arn:aws:iam::237681757619:mfa/hana"
ARN = 'print(panel.session.client("sts").get_caller_identity()["Arn"])'
CELLS = ("import awsguide", "panel = awsguide.ShortTermPanel()\npanel", "await panel.assume_role", ARN)


def look_narrowly(page: Page, assume: Panel, trust: Panel) -> None:
    """On a page as narrow as a phone no word of the table is broken, and the field for a code is whole."""
    wide = page.viewport_size
    assert wide is not None
    page.set_viewport_size({"width": 420, "height": wide["height"]})
    looks = "(cell) => { const how = getComputedStyle(cell); return [how.overflowWrap, parseFloat(how.lineHeight)] }"
    wrapping, line_height = trust.shown.locator("td").first.evaluate(looks)
    assert wrapping == "break-word"
    assert line_height < 24
    right = "(piece) => piece.getBoundingClientRect().right"
    assert assume.field("MFA code").evaluate(right) <= assume.shown.evaluate(right)
    page.set_viewport_size(wide)


def test_a_reader_is_refused_sees_why_and_opens_the_role_with_mfa(
    laboratory: Laboratory, page: Page, seen: Seen
) -> None:
    notebook = Notebook(laboratory, page, written(laboratory.copy, CELLS, "temporary.ipynb")).open()
    notebook.run_all()
    expect(notebook.cell("await panel.assume_role")).to_contain_text("Press 'Begin with these' above")

    begin = notebook.panel("source-profile")
    begin.button("Begin with these").click()
    expect(begin.status).to_contain_text("You begin as user hana")
    assume, trust = notebook.panel("assume-role"), notebook.panel("trust")
    assume.field("Role").select_option(label="Auditor")
    expect(assume.field("Role's ARN")).to_have_value(AUDITOR)
    expect(assume.shown).to_contain_text("15 minutes to 1 hour")

    assume.button("Would it work?").click()
    expect(trust.shown).to_contain_text("it will not work")
    assume.button("Assume").click()
    expect(assume.error).to_contain_text("AWS does not let you assume this role.")
    expect(trust.shown).to_contain_text("aws:MultiFactorAuthPresent is not in the request")
    expect(trust.shown).to_contain_text("the sandbox's own evaluation")
    look_at(assume.shown, "role-refused")
    look_at(trust.shown, "trust-explained")
    look_narrowly(page, assume, trust)

    assume.field("MFA device").fill(DEVICE)
    assume.field("MFA device").press("Tab")
    tab = assume.follow()
    code = tab.locator(f"[data-device='{DEVICE}']").inner_text()
    tab.close()
    field = assume.field("MFA code")
    field.fill(code)
    field.press("Tab")
    expect(field).to_have_value("")
    expect(assume.shown).to_contain_text("A code is there.")
    assume.button("Assume").click()
    expect(assume.status).to_contain_text("You are role Auditor (session awsguide) now.")
    expect(assume.error).to_be_hidden()
    expect(assume.shown).to_contain_text("Ends in")

    chain = notebook.panel("chain")
    expect(chain.shown).to_contain_text("Auditor trusts the one above")
    chain.button("Continue from the newest role").click()
    expect(assume.shown).to_contain_text("From role to role a session lasts an hour at most.")
    look_at(chain.shown, "chain-of-roles")

    notebook.run_from("await panel.assume_role")
    assert notebook.tracebacks() == []
    expect(notebook.cell(ARN)).to_contain_text(":assumed-role/Auditor/awsguide")
    secrets = [
        laboratory.value("temporary.ipynb", f"panel.assumed.credentials.{name}.reveal()")
        for name in ("secret_access_key", "session_token")
    ]
    file, told = str(notebook.saved()), b"".join(seen.messages)
    shown = page.content()
    for secret in secrets:
        assert secret not in shown
        assert secret not in file
        assert secret.encode() not in told
    assert not has_code(shown, code)
    assert not has_code(file, code)
