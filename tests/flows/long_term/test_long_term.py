"""Looking access keys up, driven by hand."""

from __future__ import annotations

import pytest

from awsguide.core.access_keys import ROOT, KeyList
from awsguide.core.errors import AwsError, BadInput, GuideError, NoAnswer, Refused
from awsguide.flows import long_term
from awsguide.flows.shared import identity
from tests.flows.iam_by_hand import ACCOUNT, DAY, KEYS, NOW, USERS, Iam, User, key_id, moment


def account(by: Iam, **options: bool) -> KeyList:
    flow = long_term.keys_of_account(KEYS, "eu-west-1", now=lambda: by.now, **options)
    return by.run(flow)  # type: ignore[no-any-return]


def table(found: KeyList) -> list[tuple[str, str, str, object]]:
    """Each key as (user, id, status, days since last use)."""
    rows = []
    for key in found.keys:
        used = key.last_use and key.last_use.at
        rows.append((key.user, key.key_id, key.status, None if used is None else round((NOW - used) / DAY)))
    return rows


EVERYBODY = [
    ("jonas", key_id(1), "Active", 0),
    ("kira", key_id(2), "Active", 3),
    ("liam", key_id(3), "Active", None),
    ("mona", key_id(4), "Inactive", 300),
    ("nils", key_id(6), "Active", 2),
    ("nils", key_id(5), "Active", 1),
]


def test_one_report_and_one_question_per_user_tell_everything_about_an_account() -> None:
    by = Iam()
    found = account(by)
    assert table(found) == EVERYBODY
    assert (found.source, found.account_id, found.users, found.missing) == ("report", ACCOUNT, 6, ())
    assert found.as_of == NOW - 3 * 3600
    assert {key.user: key.mfa for key in found.keys} == {
        "jonas": True, "kira": False, "liam": False, "mona": False, "nils": False,
    }  # fmt: skip
    # Nobody without a key is asked about.
    assert by.operations() == ["GenerateCredentialReport", "GetCredentialReport", *["ListAccessKeys"] * 5]


def test_without_ids_two_calls_are_enough() -> None:
    by = Iam()
    found = account(by, ids=False)
    assert [row[0] for row in table(found)] == [row[0] for row in EVERYBODY]
    assert {key.key_id for key in found.keys} == {""}
    assert by.operations() == ["GenerateCredentialReport", "GetCredentialReport"]


def test_the_root_users_key_is_in_the_report_and_nowhere_else() -> None:
    found = account(Iam(root_key=True))
    root = [key for key in found.keys if key.user == ROOT]
    assert [(key.status, key.key_id) for key in root] == [("Active", "")]


def test_what_changed_since_the_report_is_as_the_list_says() -> None:
    by = Iam()
    changed = (
        User("kira", [(key_id(2), "Inactive", 412, 3), (key_id(9), "Active", 0, None)]),
        *(user for user in USERS if user.name not in ("kira", "liam")),
        User("liam"),
    )
    # The report is the old one, the lists are today's.
    now = Iam(changed)
    by._ListAccessKeys = now._ListAccessKeys  # type: ignore[method-assign]
    kira = [key for key in account(by).keys if key.user == "kira"]
    assert [(key.key_id, key.status) for key in kira] == [(key_id(9), "Active"), (key_id(2), "Inactive")]
    assert kira[0].last_use is None, "nothing is known yet of a key that is younger than the report"
    assert kira[1].last_use is not None
    assert not [key for key in account(by).keys if key.user == "liam"]


def test_a_report_that_is_being_made_is_waited_for() -> None:
    by = Iam(states=("STARTED", "INPROGRESS", "COMPLETE"))
    assert table(account(by)) == EVERYBODY
    assert by.waits == [2.0, 2.0]


def test_a_report_that_is_never_ready_leaves_the_calls() -> None:
    by = Iam(states=("INPROGRESS",))
    found = account(by)
    assert (sum(by.waits), found.source) == (60, "calls")
    assert table(found) == EVERYBODY


@pytest.mark.parametrize("code", ["ReportNotPresent", "ReportExpired", "ReportInProgress"])
def test_a_report_that_is_gone_when_it_is_fetched_is_made_again(code: str) -> None:
    by = Iam()
    gone = AwsError(code, status=410, operation="GetCredentialReport")
    by.answers["GetCredentialReport"] = [gone, by._GetCredentialReport({})]
    assert table(account(by)) == EVERYBODY
    assert by.operations()[:4] == ["GenerateCredentialReport", "GetCredentialReport"] * 2


def test_whoever_may_only_fetch_the_report_gets_the_old_one_and_is_told() -> None:
    found = account(Iam(denied=("GenerateCredentialReport",)))
    assert found.source == "report"
    assert "iam:GenerateCredentialReport is not allowed" in found.missing[0]


@pytest.mark.parametrize(
    ("denied", "told"),
    [
        (("GetCredentialReport",), ()),
        (("GetCredentialReport", "GetAccessKeyLastUsed"), ("iam:GetAccessKeyLastUsed",)),
        (("GetCredentialReport", "ListMFADevices"), ("iam:ListMFADevices",)),
        (("GetCredentialReport", "ListAccessKeys"), ("iam:ListAccessKeys",)),
    ],
)
def test_without_the_report_users_are_asked_one_by_one_and_what_is_missing_is_said(
    denied: tuple[str, ...], told: tuple[str, ...]
) -> None:
    by = Iam(denied=denied)
    found = account(by)
    assert (found.source, found.as_of, found.users) == ("calls", NOW, 6)
    assert "root user's keys are not known" in found.missing[0]
    assert len(found.missing) == 1 + len(told)
    assert all(words in sentence for words, sentence in zip(told, found.missing[1:], strict=True))
    if "ListAccessKeys" not in denied:
        assert [row[:3] for row in table(found)] == [row[:3] for row in EVERYBODY]
    if "GetAccessKeyLastUsed" in denied:
        assert {key.last_use for key in found.keys} == {None}
    if "ListMFADevices" in denied:
        assert {key.mfa for key in found.keys} == {None}


def test_whoever_may_look_at_themselves_alone_sees_that_and_is_told_what_is_missing() -> None:
    by = Iam(me="user/kira", denied=("GenerateCredentialReport", "GetCredentialReport", "ListUsers"))
    found = account(by)
    assert table(found) == [("kira", key_id(2), "Active", 3)]
    assert any("iam:ListUsers" in sentence for sentence in found.missing)


def test_whoever_may_nothing_at_all_is_refused() -> None:
    denied = ("GenerateCredentialReport", "GetCredentialReport", "ListUsers", "ListAccessKeys")
    with pytest.raises(Refused) as caught:
        account(Iam(me="user/kira", denied=denied))
    assert caught.value.code == "access-denied"


def test_an_answer_that_never_comes_is_no_missing_permission() -> None:
    by = Iam()
    by.answers["GenerateCredentialReport"] = NoAnswer("timeout", "iam.amazonaws.com")
    with pytest.raises(GuideError) as caught:
        account(by)
    assert caught.value.code == "network-timeout"


@pytest.mark.parametrize("me", ["user/kira", "user/team/blue/kira"])
def test_ones_own_keys_are_found_by_ones_own_name(me: str) -> None:
    found = Iam(me=me)
    keys = found.run(long_term.own_keys(KEYS, "eu-west-1", now=lambda: NOW))
    assert table(keys) == [("kira", key_id(2), "Active", 3)]
    assert (keys.account_id, keys.missing, keys.users) == (ACCOUNT, (), 1)


def test_the_root_user_has_no_name_to_ask_by_and_is_told_of_its_key_all_the_same() -> None:
    listed = {"AccessKeyId": key_id(8), "Status": "Active", "CreateDate": moment(900)}
    by = Iam(me="root", ListAccessKeys={"AccessKeyMetadata": [listed]})
    found = by.run(long_term.own_keys(KEYS, "eu-west-1", now=lambda: NOW))
    assert [(key.user, key.key_id) for key in found.keys] == [(ROOT, key_id(8))]
    assert next(call.params for call in by.calls if call.operation == "ListAccessKeys") == {}


def test_a_role_has_no_keys_of_its_own_and_is_told() -> None:
    with pytest.raises(Refused) as caught:
        Iam(me="assumed-role/Deployer/me").run(long_term.own_keys(KEYS, "eu-west-1", now=lambda: NOW))
    assert caught.value.code == "no-keys-of-its-own"
    assert "Deployer" in caught.value.what


def test_a_user_who_does_not_exist_is_told() -> None:
    with pytest.raises(Refused) as caught:
        Iam().run(long_term.keys_of_user(KEYS, "eu-west-1", "nobody", now=lambda: NOW))
    assert (caught.value.code, "'nobody'" in caught.value.what) == ("user-unknown", True)


def test_a_name_that_cannot_be_is_told_before_any_call() -> None:
    by = Iam()
    with pytest.raises(BadInput):
        by.run(long_term.keys_of_user(KEYS, "eu-west-1", "ki ra", now=lambda: NOW))
    assert by.calls == []


def whose(by: Iam, found: str) -> long_term.KeyOwner:
    return by.run(long_term.whose_key(KEYS, "eu-west-1", found))  # type: ignore[no-any-return]


def test_a_key_of_ones_own_account_leads_to_its_user_and_last_use() -> None:
    by = Iam(GetAccessKeyInfo={"Account": ACCOUNT})
    owner = whose(by, f" {key_id(2)} ")
    assert (owner.user, owner.account_id, owner.own_account, owner.missing) == ("kira", ACCOUNT, True, ())
    assert owner.last_use is not None
    assert owner.last_use.service == "s3"
    assert key_id(2) not in repr(owner)


@pytest.mark.parametrize(
    ("found", "belongs", "said", "asked"),
    [
        (key_id(2), "210987654321", "Only somebody of that account", False),
        (key_id(77), ACCOUNT, "could not be asked for", True),
        ("ASIA" + key_id(2)[4:], ACCOUNT, "temporary keys", False),
    ],
)
def test_what_nobody_here_can_know_of_a_key_is_said(found: str, belongs: str, said: str, asked: bool) -> None:
    by = Iam(GetAccessKeyInfo={"Account": belongs})
    owner = whose(by, found)
    assert (owner.account_id, owner.user) == (belongs, "")
    assert said in owner.missing[0]
    assert ("GetAccessKeyLastUsed" in by.operations()) is asked


@pytest.mark.parametrize(
    ("me", "kind", "name"),
    [
        ("user/team/kira", "user", "kira"),
        ("assumed-role/Deployer/session-1", "assumed-role", "Deployer"),
        ("root", "root", ""),
        ("federated-user/eve", "federated-user", "eve"),
        ("something/new", "something", "new"),
    ],
)
def test_who_somebody_is_is_told_with_what_it_means(me: str, kind: str, name: str) -> None:
    caller = Iam(me=me).run(identity.who_am_i(KEYS, "eu-west-1"))
    assert (caller.kind, caller.name) == (kind, name)
    assert caller.meaning
