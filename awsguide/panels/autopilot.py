"""The robot reader: presses a panel's own enabled buttons and fills in the sandbox's own pages, to test notebooks.

It is engaged by AWSGUIDE_AUTOPILOT=1 and on the sandbox alone; on the reader's own AWS it is refused. It does nothing a
person could not: a disabled button is not pressed, a page is read before it is filled in, and only pages of this very
machine are opened. It decides nothing about AWS.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

from awsguide.adapters import surroundings
from awsguide.adapters.aws import refuse_unless_loopback
from awsguide.adapters.browser import in_page
from awsguide.adapters.browser.stand_in import Page, StandIn
from awsguide.explanations import explain

PERSON = "alice"
# The person at the console's sign-in page, and the alias of the account.
CONSOLE_PERSON = "dana"
ACCOUNT = "sandbox-dev"
# Everybody's password in the sandbox; its sign-in page shows it.
PASSWORD = "sandbox"  # noqa: S105
SECONDS = 30
# Sign in, then allow: two forms; one more for a code that is asked for by itself, one for luck.
MOST_FORMS = 4


def engaged() -> bool:
    """Whether the robot reads here; raises `CouldNotTry` when it is asked for on another target than the sandbox."""
    if surroundings.environment("AWSGUIDE_AUTOPILOT") != "1":
        return False
    if surroundings.target() != "sandbox":
        raise explain("autopilot-refused")
    return True


async def press(button: Any) -> None:
    """Press a button as soon as a person could; raises `RuntimeError` when it stays disabled or hidden."""
    await until(lambda: not button.disabled and button.layout.display != "none", f"'{button.description}'")
    button.click()


def enter(field: Any, text: str) -> None:
    """Type into a field as a browser does: the kernel is told, and nobody else."""
    field.set_state({"value": text})


async def until(ready: Callable[[], object], what: str) -> None:
    """Let the panel work until `ready`; raises `RuntimeError` after half a minute."""
    for _ in range(int(SECONDS * 20)):
        if ready():
            return
        await asyncio.sleep(0.05)
    raise RuntimeError(f"the robot reader waited in vain for {what}")


async def allow(address: str, user_code: str = "", person: str = PERSON) -> str:
    """Sign in on the sandbox's page at `address`, without holding up the panel, and allow what it asks.

    Returns the code that the last page shows to be pasted, '' when it shows none.
    """
    code: str = await in_page.aside(_allow, address, user_code, person)
    return code


def _allow(address: str, user_code: str, person: str) -> str:
    browser = StandIn()
    answers = {"user_code": user_code, "account": ACCOUNT, "username": person, "password": PASSWORD}
    page = browser.open(address)
    for _ in range(MOST_FORMS):
        if not page.forms:
            return page.code.reveal() if page.code is not None else ""
        form = page.forms[0]
        button = next((row for row in form.buttons if row.value == "allow"), form.buttons[0])
        typed = {row.name: answers.get(row.name, "") for row in form.fields}
        page = browser.send(form, typed, button)
    raise RuntimeError("the robot reader found no end to the sign-in pages")


async def one_time_code(serial: str) -> str:
    """The code that the sandbox's own authenticator shows for a device now, or its next one where that is used up."""
    code: str = await in_page.aside(_one_time_code, serial)
    return code


def _one_time_code(serial: str) -> str:
    address = f"{surroundings.environment('AWS_ENDPOINT_URL')}/authenticator"
    refuse_unless_loopback(address, "page")
    browser = in_page.opener()
    page = _Authenticator(serial)
    page.feed(browser.open(address, timeout=SECONDS).read().decode())
    if not page.codes:
        raise RuntimeError(f"the robot reader found no code of {serial}")
    return page.codes[1] if page.used else page.codes[0]


class _Authenticator(HTMLParser):
    """The row of one device on the page of codes: the code of now, the next one, and whether the first is used."""

    def __init__(self, serial: str) -> None:
        super().__init__()
        self._serial = serial
        self._inside = False
        self.codes: list[str] = []
        self.used = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "code" and dict(attrs).get("data-device") == self._serial:
            self._inside = True

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "tr"

    def handle_data(self, data: str) -> None:
        if self._inside and data.strip().isdigit():
            self.codes.append(data.strip())
        self.used = self.used or (self._inside and "(used" in data)


async def visit(address: str) -> str:
    """Open a page of this machine as a browser does, without holding up the panel; returns its text."""
    page: Page = await in_page.aside(StandIn().open, address)
    if page.status >= 400:
        raise RuntimeError(f"the robot reader found nothing at the page: {page.title}")
    return page.text
