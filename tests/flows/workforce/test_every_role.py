"""A profile for every role: names, what is written, removed and left alone; driven by hand, with 500 accounts too."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from awsguide.adapters.files import listings
from awsguide.config.changes import Change, RemoveSection
from awsguide.config.editing import applied
from awsguide.config.sections import by_meaning
from awsguide.core.errors import AwsError, BadInput, Cancelled, GuideError
from awsguide.core.model import Account, Note, Role, SsoSession, Token
from awsguide.core.secret import Secret
from awsguide.core.steps import Ask, Call, Load, Save
from awsguide.core.stored import ForgetListing, StoreListing
from awsguide.flows.workforce.every_role import planned, save_every_role, told
from awsguide.flows.workforce.listing import accounts_and_roles
from tests.flows.by_hand import Hand

SESSION = SsoSession("corp", "https://d-1234567890.awsapps.com/start", "us-east-1")
TOKEN = Token(SESSION, Secret("access"), 2_000_000.0)


def account(number: int, name: str, *roles: str, problem: str = "") -> Account:
    account_id = f"{number:012}"
    return Account(account_id, name, roles=tuple(Role(account_id, role) for role in roles), problem=problem)


def profile(name: str, number: int, role: str, *, session: str = "corp", more: str = "") -> str:
    return (
        f"[profile {name}]\nsso_session = {session}\nsso_account_id = {number:012}\n"
        f"sso_role_name = {role}\n{more}\n"
    )


def plan_for(accounts: list[Account], config: str = "", **options: Any) -> Any:
    return planned(SESSION, tuple(accounts), config, region="eu-west-1", **options)


class Directory(Hand):
    """A sign-in with 500 accounts, on five pages, with two roles each, on a page of their own; one can't be listed."""

    def __init__(self, answer: str = "save", config: str = "") -> None:
        super().__init__(change="the difference")
        self.answer, self.text, self.asked = answer, config, list[Ask]()
        self.folder: Path | None = None
        self.stops_after = 10**9

    def perform(self, step: Any) -> Any:  # noqa: PLR0911 - one line per step
        match step:
            case Call(operation="ListAccounts", params=params):
                self.calls.append(step)
                page = int(params.get("nextToken", 0))
                rows = [
                    {"accountId": f"{number:012}", "accountName": f"team-{number}"}
                    for number in range(page * 100, page * 100 + 100)
                ]
                return {"accountList": rows} | ({"nextToken": str(page + 1)} if page < 4 else {})
            case Call(operation="ListAccountRoles", params=params):
                self.calls.append(step)
                if len(self.calls) > self.stops_after:
                    raise AwsError("UnauthorizedException", status=401, operation="ListAccountRoles")
                if params["accountId"] == f"{7:012}":
                    raise AwsError("TooManyRequestsException", status=429, operation="ListAccountRoles")
                if "nextToken" in params:
                    return {"roleList": [{"roleName": "ReadOnly"}]}
                return {"roleList": [{"roleName": "Admin"}], "nextToken": "2"}
            case Ask():
                self.asked.append(step)
                return self.answer
            case Load(name="config", key=key):
                return self.text if key == "config" else ""
            case Load(name="listing") | Save(change=StoreListing() | ForgetListing()):
                return self.listing(step)
        return super().perform(step)

    def listing(self, step: Load | Save) -> Any:
        if self.folder is None:
            return None
        if isinstance(step, Load):
            return listings.load(self.folder, "listings", step.key)  # type: ignore[arg-type]
        return listings.SAVERS[type(step.change)](self.folder, "listings", step.change)

    def save(self, **options: Any) -> Change:
        self.run(save_every_role(TOKEN, template="{account}-{role}", region="eu-west-1", **options))
        (change,) = [each for each in self.saved if isinstance(each, Change)]
        assert isinstance(change, Change)
        return change


def test_five_hundred_accounts_become_one_write_and_no_role_is_lost() -> None:
    by = Directory()
    change = by.save()
    found = by_meaning(applied("", change))
    names = {name for kind, name in found if kind == "profile"}
    assert names == {f"team-{n}-{role}" for n in range(500) if n != 7 for role in ("Admin", "ReadOnly")}
    assert found["profile", "team-42-ReadOnly"] == {
        "sso_session": "corp",
        "sso_account_id": f"{42:012}",
        "sso_role_name": "ReadOnly",
        "region": "eu-west-1",
    }
    assert [(asked.question, asked.about) for asked in by.asked] == [
        ("Write 998 profiles to your AWS config file?", "the difference")
    ]
    told = [event.text for event in by.shown if isinstance(event, Note)]
    assert told[0] == "AWS grants you 998 roles in 500 accounts."
    assert f"{7:012}" in told[1]


def test_a_second_time_nothing_changes_and_nobody_is_asked() -> None:
    by = Directory(config=applied("", Directory().save()))
    assert by.run(save_every_role(TOKEN, template="{account}-{role}", region="us-east-1", prune=True)) is None
    assert (by.saved, by.asked) == ([], [])


def test_a_no_writes_nothing_and_a_wrong_template_or_region_makes_no_call() -> None:
    by = Directory("cancel")
    with pytest.raises(Cancelled):
        by.save()
    assert by.saved == []
    for template, region in [
        ("{who}", "us-east-1"),
        ("same", "us-east-1"),
        ("{role}{", "us-east-1"),
        ("{role}", "x"),
    ]:
        by = Directory()
        with pytest.raises(BadInput):
            by.run(save_every_role(TOKEN, template=template, region=region))
        assert by.calls == []


def test_what_belongs_to_something_else_stays() -> None:
    mine = "[profile a-Admin]\nregion = eu-north-1\n"
    plan = plan_for([account(1, "a", "Admin", "Read")], mine)
    assert (plan.taken, plan.written) == (("a-Admin",), ("a-Read",))
    assert applied(mine, plan.change).startswith(mine)
    plan = plan_for([account(1, "a", "Admin")], credentials="[a-Admin]\naws_access_key_id = x\n")
    assert (plan.taken, plan.change.edits) == (("a-Admin",), ())


def test_prune_removes_only_what_this_sign_in_is_no_longer_granted() -> None:
    config = (
        profile("gone", 1, "Old")
        + profile("kept", 1, "Admin", more="output = json")
        + profile("other", 1, "Old", session="another")
        + profile("source", 1, "Older")
        + "[profile uses]\nsource_profile = source\nrole_arn = arn:aws:iam::1:role/x\n"
        + profile("unlisted", 2, "Old")
    )
    accounts = [account(1, "a", "Admin"), account(2, "b", problem="could not be listed")]
    assert plan_for(accounts, config).removed == ()
    assert plan_for(accounts, config).gone == ("gone", "source")
    plan = plan_for(accounts, config, prune=True)
    assert (plan.removed, plan.needed) == (("gone",), ("source",))
    left = applied(config, plan.change)
    assert profile("gone", 1, "Old") not in left
    assert by_meaning(left).keys() == (by_meaning(config).keys() - {("profile", "gone")}) | {
        ("profile", "a-Admin"),
        ("sso-session", "corp"),
    }


def test_a_profile_of_a_role_that_is_gone_gives_its_name_to_the_new_account_when_pruning() -> None:
    config = profile("a-Admin", 1, "Admin")
    accounts = [account(2, "a", "Admin")]
    assert plan_for(accounts, config).taken == ("a-Admin",)
    plan = plan_for(accounts, config, prune=True)
    assert by_meaning(applied(config, plan.change))["profile", "a-Admin"]["sso_account_id"] == f"{2:012}"


def test_a_session_name_of_another_company_is_refused_before_anything_is_pruned() -> None:
    other = "[sso-session corp]\nsso_start_url = https://other.awsapps.com/start\nsso_region = us-east-1\n"
    with pytest.raises(BadInput) as caught:
        plan_for([account(1, "a", "Admin")], other + profile("gone", 1, "Old"), prune=True)
    assert caught.value.code == "sign-in-name-taken"


def test_a_thousand_profiles_are_written_and_every_second_one_is_removed_again() -> None:
    by = Directory()
    change = by.save()
    text = applied("", change)
    half = Change("config", tuple(RemoveSection("profile", edit.name) for edit in change.edits[1::2]))
    left = applied(text, half)
    headers = [line for line in text.splitlines() if line.startswith("[profile ")]
    assert len(headers) == len(change.edits) - 1 == 998
    assert [line for line in left.splitlines() if line.startswith("[profile ")] == headers[1::2]


def roles_asked(by: Directory) -> list[str]:
    return [str(call.params["accountId"]) for call in by.calls if call.operation == "ListAccountRoles"]


def stopped(folder: Path) -> Directory:
    """A sign-in that ends in the middle of the third batch of accounts."""
    by = Directory()
    by.folder, by.stops_after = folder, 5 + 2 * 400 + 60
    with pytest.raises(GuideError) as caught:
        by.save()
    assert caught.value.code == "session-ended"
    return by


def test_what_was_listed_before_it_was_stopped_is_not_asked_again_and_its_age_is_told(tmp_path: Path) -> None:
    stopped(tmp_path)
    again = Directory()
    again.folder = tmp_path
    again.save()
    # The one that could not be listed is asked about again.
    assert set(roles_asked(again)) == {f"{number:012}" for number in (7, *range(400, 500))}
    told = [event.text for event in again.shown if isinstance(event, Note)]
    assert told[0] == (
        "The roles of 399 of 500 accounts were listed less than a minute ago, before it was stopped; "
        "the rest is listed now."
    )
    assert "AWS grants you 998 roles in 500 accounts." in told


def test_a_listing_of_another_sign_in_is_used_after_a_yes_alone_and_holds_no_secret(tmp_path: Path) -> None:
    for answer, asked_again in (("list again", 500), ("use them", 101)):
        stopped(tmp_path)
        (kept,) = tmp_path.iterdir()
        assert "access" not in kept.read_text()
        again = Directory(answer)
        again.folder = tmp_path
        other = replace(TOKEN, access_token=Secret("other"))
        again.run(accounts_and_roles(other))
        assert len(set(roles_asked(again))) == asked_again
        assert again.asked[0].choices[-1] == "list again"


def test_a_listing_that_is_complete_or_too_old_is_not_used_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped(tmp_path)
    later = time.time() + listings.KEPT_FOR + 1
    monkeypatch.setattr(listings.time, "time", lambda: later)
    assert listings.load(tmp_path, "", TOKEN) is None
    whole = Directory()
    whole.folder = tmp_path
    whole.perform = with_all(whole)  # type: ignore[method-assign]
    whole.run(accounts_and_roles(TOKEN))
    assert list(tmp_path.iterdir()) == []


def with_all(by: Directory) -> Any:
    """As the directory performs, but every account can be listed."""
    perform = by.perform

    def performed(step: Any) -> Any:
        if isinstance(step, Call) and step.params.get("accountId") == f"{7:012}":
            return {"roleList": []}
        return perform(step)

    return performed


def test_a_file_that_changes_while_the_question_waits_is_shown_anew() -> None:
    by = Directory()
    mine = "[profile team-1-Admin]\nregion = eu-north-1\n"
    perform = by.perform

    def changed(step: Any) -> Any:
        answer = perform(step)
        if isinstance(step, Ask) and len(by.asked) == 1:
            by.text = mine
        return answer

    by.perform = changed  # type: ignore[method-assign]
    change = by.save()
    assert len(by.asked) == 2
    assert applied(mine, change).startswith(mine)
    assert ("profile", "team-1-Admin") not in {(edit.kind, edit.name) for edit in change.edits}


def test_an_account_without_a_role_is_told() -> None:
    accounts = (account(1, "a", "Admin"), account(2, "b"))
    plan = plan_for(list(accounts))
    assert told(plan, accounts)[1] == f"1 account without a role of yours: {2:012}."
