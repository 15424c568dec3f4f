"""The page of public names: each is there with an example that is run here, in one sandbox, as it stands."""

from __future__ import annotations

import ast
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import awsguide
from tests.aws_sandbox.developer import DANA, ROOT
from tests.aws_sandbox.reader import Page, Reader

if TYPE_CHECKING:
    from tests.practice import Practice

HOOKS = Path(__file__).resolve().parents[1] / "docs" / "hooks"
sys.path.insert(0, str(HOOKS))
try:
    from api_page import EXAMPLES, GROUPS, api_page, examples, group_of, notebooks_with
finally:
    sys.path.remove(str(HOOKS))


class Person:
    """Who the examples leave things to: follows a link in a browser, reads a code off a device, answers a question."""

    def __init__(self, practice: Practice) -> None:
        self.practice = practice
        self.console_identity = DANA

    def opens(self, link: str) -> bool:
        """Follow a link beside whoever waits for what comes of it."""
        threading.Thread(target=self._visit, args=(link,), daemon=True).start()
        return True

    def _visit(self, link: str) -> None:
        reader = Reader(self.practice.endpoint)
        page = self._landed(reader, reader.get(link))
        if "/v1/authorize" in page.url:
            page = reader.post(page, **self.console_identity, decision="allow")
        elif page.title == "Sign in":
            page = reader.post(reader.sign_in(page), decision="allow")
        self._landed(reader, page)

    def _landed(self, reader: Reader, page: Page) -> Page:
        while "location" in page.headers:
            page = reader.get(page.headers["location"])
        return page


@pytest.fixture
def person(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> Person:
    someone = Person(practice)
    monkeypatch.setattr("awsguide.adapters.surroundings.places", tuple)
    monkeypatch.setattr("webbrowser.open", someone.opens)
    monkeypatch.setattr("getpass.getpass", lambda _prompt: practice.code())
    monkeypatch.setattr("builtins.input", lambda _prompt="": "1")
    monkeypatch.chdir(practice.home)
    return someone


@pytest.mark.parametrize("group", [group.name for group in GROUPS if examples(group)])
def test_the_examples_of_a_group_run_as_they_stand(group: str, practice: Practice, person: Person) -> None:
    if group == "root":
        person.console_identity = {**ROOT, "email": "aws-staging@example.com"}
    accounts = practice.sandbox.company.accounts
    text = (EXAMPLES / f"{group}.py").read_text("utf-8")
    text = text.replace("111122223333", accounts["sandbox-dev"]).replace(
        "444455556666", accounts["production"]
    )
    exec(compile(text, f"{group}.py", "exec"), {"__name__": "example"})


def test_every_public_name_is_on_the_page_with_an_example_that_calls_it_or_a_notebook() -> None:
    page = api_page()
    for name, home in awsguide._HOMES.items():
        assert page.count(f"::: {home}.{name}\n") == 1
        code = examples(group_of(home)).get(name)
        if code is None:
            assert group_of(home).name == "panels", f"{name} has no example in docs/api_examples"
            assert notebooks_with(name), f"no notebook shows {name}"
        else:
            used = {node.attr for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Attribute)}
            assert name in used, f"the example of {name} does not use it"


def test_no_example_is_of_a_name_that_is_not_public() -> None:
    for group in GROUPS:
        for name in examples(group):
            assert group_of(awsguide._HOMES[name]) is group
