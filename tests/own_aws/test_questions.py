"""On one's own AWS nothing is written before a yes: whatever writes asks, and refuses where nobody can answer."""

from __future__ import annotations

import inspect
import re
import sys
import time
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest

import awsguide
from awsguide.adapters.files import home as files
from awsguide.api import asking
from awsguide.api.perform import CALL_LOG, perform
from awsguide.config.changes import Change, SetSection
from awsguide.core.access_keys import LastUse
from awsguide.core.errors import Cancelled, CouldNotTry
from awsguide.core.model import ConsoleSession, Credentials, Role, RoleRequest, Token
from awsguide.core.secret import Secret
from awsguide.core.steps import Ask, Call, Flow
from awsguide.flows.long_term.leaked import Leak
from awsguide.flows.policies.powers import Powers
from tests.conftest import contents
from tests.own_aws.test_environment import begun
from tests.own_aws.test_hosts import CORP, keys, yes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from awsguide.config.inventory import HeldCredential
    from tests.own_aws.conftest import Person
    from tests.own_aws.network import Network

ROLE = "arn:aws:iam::111122223333:role/Deployer"
ROOT_KEY = "AKIAEXAMPLE00000ROOT"


class Session:
    """Anything of the guide's that has credentials."""

    credentials = Credentials("ASIAEXAMPLE00000ROLE", Secret("secret"), Secret("token"), time.time() + 3000)
    arn = "arn:aws:iam::111122223333:user/dana"


CONSOLE = ConsoleSession(
    Session.arn, "us-east-1", "client", Session.credentials, Secret("refresh"), Secret("key")
)
TOKEN = Token(CORP, Secret("an access token"), time.time() + 3000)
LEAK = Leak(ROOT_KEY, "kira", LastUse(None), Powers(), True, True)
REQUEST = RoleRequest(ROLE)
RECEIPTS: list[Any] = []

# Every public function that writes, called so that it would; a name of the second half is prepared by `_prepare`.
WRITES: dict[str, Callable[..., object]] = {
    "sign_in": lambda **ask: awsguide.sign_in(CORP, way="device-code", show=lambda _: None, **ask),
    "sign_out": lambda **ask: awsguide.sign_out(TOKEN, **ask),
    "save_profile": lambda **ask: awsguide.save_profile(TOKEN, Role("111122223333", "R"), "dev", **ask),
    "console_sign_out": lambda **ask: awsguide.console_sign_out(CONSOLE, **ask),
    "save_every_role": lambda **ask: awsguide.save_every_role(SIGNED_IN[-1], **ask),
    "save_console_profile": lambda **ask: awsguide.save_console_profile(CONSOLE, "con", **ask),
    "save_role_profile": lambda **ask: awsguide.save_role_profile(REQUEST, "r", source_profile="kira", **ask),
    "save_process_profile": lambda **ask: awsguide.save_process_profile(REQUEST, "p", source="kira", **ask),
    "save_web_identity_profile": lambda **ask: awsguide.save_web_identity_profile(ROLE, "w", "/token", **ask),
    "save_session_profile": lambda **ask: awsguide.save_session_profile(Session, "s", **ask),
    "create_key": lambda **ask: awsguide.create_key("kira", "new", **ask),
    "rotate_key": lambda **ask: awsguide.rotate_key("kira", **ask),
    "retire_leaked_key": lambda **ask: awsguide.retire_leaked_key(LEAKED[-1], "kira", **ask),
    "take_back_key": lambda **ask: awsguide.take_back_key(LEAK, "kira", **ask),
    "deactivate_root_key": lambda **ask: awsguide.deactivate_root_key(LEAKED[0], "staging-root", **ask),
    "reactivate_root_key": lambda **ask: awsguide.reactivate_root_key(ROOT_KEY, "staging-root", **ask),
    "delete_root_key": lambda **ask: awsguide.delete_root_key(ROOT_KEY, "staging-root", **ask),
    "delete_member_root_keys": lambda **ask: awsguide.delete_member_root_keys("111122223333", "kira", **ask),
    "signed_request": lambda **ask: awsguide.signed_request(Session, "iam", "DeleteUser", **ask),
    "undo": lambda **ask: awsguide.undo(RECEIPTS[-1], **ask),
    "remove_credentials": lambda **ask: awsguide.remove_credentials(held("access key"), **ask),
    "sign_out_credentials": lambda **ask: awsguide.sign_out_credentials(held("sign-in"), **ask),
}
LEAKED: list[str] = []
SIGNED_IN: list[Token] = []
NEED_A_SIGN_IN = ("save_every_role", "sign_out_credentials")
# These ask once a rotation is under way; tests/flows/rotation holds what.
WHILE_ROTATING = {"insist_on_rotation", "undo_rotation"}
# This one is asked about the identity, once a person has signed in.
AFTER_A_PERSON = {"console_sign_in"}


def held(kind: str) -> HeldCredential:
    """The first place that holds credentials of this kind."""
    return next(row for row in awsguide.credentials_on_this_machine() if row.kind == kind)


@pytest.fixture
def settled(request: pytest.FixtureRequest, network: Network, person: Person, home: Path) -> Path:
    """A home with two keys in it, a sign-in where one is needed, and a profile that can be undone."""
    begun(network, home, "kira", "staging-root")
    if any(name in request.node.name for name in NEED_A_SIGN_IN):
        SIGNED_IN[:] = [awsguide.sign_in(CORP, way="device-code", show=person, ask=yes)]
    LEAKED[:] = [keys(network, name).access_key_id for name in ("staging-root", "kira")]
    change = Change("config", (SetSection("profile", "undone", {"region": "eu-west-1"}),))
    RECEIPTS[:] = [files.save(change)]
    CALL_LOG.clear()
    return home


def kept(home: Path) -> dict[str, str]:
    """The reader's files; a lock that the guide has held is empty, and its own."""
    return {name: digest for name, digest in contents(home).items() if not name.startswith(".awsguide/")}


def written_at_aws() -> list[str]:
    return [entry.operation for entry in CALL_LOG if asking.writes(Call(entry.service, entry.operation))]


def test_a_function_takes_an_answer_exactly_where_it_writes() -> None:
    public = {name: getattr(awsguide, name) for name in awsguide.__all__}
    asks = {
        name
        for name, found in public.items()
        if inspect.isfunction(found) and "ask" in inspect.signature(found).parameters
    }
    assert asks == {*WRITES, *WHILE_ROTATING, *AFTER_A_PERSON}


@pytest.mark.parametrize("name", WRITES)
def test_no_to_every_question_leaves_aws_and_the_files_as_they_were(name: str, settled: Path) -> None:
    before, asked = kept(settled), []

    def no(question: Ask) -> object:
        asked.append(question)
        return question.choices[-1]

    with pytest.raises(Cancelled):
        WRITES[name](ask=no)
    assert asked
    assert asked[0].choices[-1] == "cancel"
    assert kept(settled) == before
    assert written_at_aws() == []


@pytest.mark.parametrize("name", WRITES)
def test_where_nobody_can_answer_nothing_is_done(
    name: str, settled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = kept(settled)
    monkeypatch.setattr(sys, "stdin", StringIO(""))
    with pytest.raises(CouldNotTry) as caught:
        WRITES[name]()
    assert caught.value.code == "nobody-to-confirm"
    assert kept(settled) == before
    assert written_at_aws() == []


EDITS = [name for name in WRITES if name.startswith("save_")] + ["undo"]


@pytest.mark.parametrize("name", EDITS)
def test_where_a_file_is_edited_the_difference_is_shown_first(
    name: str, settled: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", StringIO("\n"))
    with pytest.raises(Cancelled):
        WRITES[name]()
    shown = capsys.readouterr().out
    assert re.search(r"^[-+]\[", shown, re.MULTILINE), shown
    assert "Number: " in shown


def test_a_yes_is_heard_once_and_the_file_is_written(settled: Path) -> None:
    questions: list[Ask] = []

    def yes(question: Ask) -> object:
        questions.append(question)
        return question.choices[0]

    receipt = awsguide.save_session_profile(Session, "ses", ask=yes)
    assert "[ses]" in (settled / ".aws" / "credentials").read_text()
    awsguide.undo(receipt, ask=yes)
    assert "[ses]" not in (settled / ".aws" / "credentials").read_text()
    assert len(questions) == 2


def test_a_flow_that_writes_without_asking_is_asked_about_by_whoever_performs_it(settled: Path) -> None:
    def careless() -> Flow[None]:
        yield Call("iam", "DeleteUser", {"UserName": "rosa"}, region="us-east-1", why="tidy up")

    asked: list[Ask] = []

    def no(question: Ask) -> object:
        asked.append(question)
        return question.choices[-1]

    with pytest.raises(Cancelled):
        perform(careless(), ask=no)
    assert "DeleteUser" in asked[0].question
    assert "rosa" in str(asked[0].about)
    assert CALL_LOG == []


def test_what_only_looks_is_not_asked_about() -> None:
    for operation in ("GetCallerIdentity", "ListAccessKeys", "AssumeRole", "GenerateCredentialReport"):
        assert not asking.writes(Call("iam", operation))
    for operation in ("UpdateAccessKey", "DeleteUser", "PutUserPolicy", "CreateAccessKey", "Logout"):
        assert asking.writes(Call("iam", operation))
