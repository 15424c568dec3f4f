"""The plain functions about access keys, against the sandbox and its users whose keys tell stories."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import boto3
import pytest
from botocore.exceptions import ClientError

import awsguide
from awsguide.api.perform import CALL_LOG
from awsguide.core.access_keys import AccessKey, KeyList
from awsguide.core.errors import BadInput, CouldNotTry, GuideError, Refused
from awsguide.core.model import Credentials
from awsguide.core.secret import Secret
from tests.practice import Practice


@pytest.fixture(scope="module", autouse=True)
def untouched(practice: Practice) -> KeyList:
    """The whole account as petra sees it before anybody here has used a key."""
    return awsguide.keys_of_account("petra", show=lambda _event: None)


def advice(found: KeyList) -> dict[str, list[str]]:
    said: dict[str, list[str]] = {}
    for key in found.keys:
        said.setdefault(key.user, []).append(awsguide.key_verdict(key).text)
    return said


def key_of(profile: str) -> str:
    credentials = boto3.Session(profile_name=profile).get_credentials()
    assert credentials is not None
    return str(credentials.access_key)


def the(found: KeyList, user: str) -> AccessKey:
    return next(key for key in found.keys if key.user == user)


def test_the_whole_account_is_seen_through_one_report(practice: Practice, untouched: KeyList) -> None:
    found = untouched
    assert (found.source, found.missing, found.account_id) == (
        "report", (), practice.sandbox.company.accounts["sandbox-dev"],
    )  # fmt: skip
    said = advice(found)
    assert said["kira"] == ["created 412 days ago, last used 3 days ago from eu-west-1 by s3: rotate"]
    assert said["jonas"] == ["created 12 days ago, last used today from us-east-1 by s3: keep"]
    assert said["liam"] == ["created 230 days ago, never used: deactivate"]
    assert said["mona"][0].startswith("created 320 days ago, inactive, last used 150 days ago")
    assert [line.rpartition(": ")[2] for line in said["nils"]] == ["deactivate", "rotate"]
    assert {key.mfa for key in found.keys if key.user == "otto"} == {True}
    assert {key.mfa for key in found.keys if key.user == "kira"} == {False}
    assert the(found, "kira").key_id == key_of("kira")


def test_the_same_is_found_user_by_user_where_the_report_is_not_allowed(practice: Practice) -> None:
    iam = boto3.Session(profile_name="petra").client("iam")
    denied = (
        '{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Resource": "*",'
        ' "Action": ["iam:GenerateCredentialReport", "iam:GetCredentialReport"]}]}'
    )
    by_report = awsguide.keys_of_account("petra", show=lambda _event: None)
    iam.put_user_policy(UserName="petra", PolicyName="no-report", PolicyDocument=denied)
    try:
        by_calls = awsguide.keys_of_account("petra", show=lambda _event: None)
    finally:
        iam.delete_user_policy(UserName="petra", PolicyName="no-report")
    assert (by_calls.source, len(by_calls.missing)) == ("calls", 1)
    assert [(key.user, key.key_id, key.status, key.mfa) for key in by_calls.keys] == [
        (key.user, key.key_id, key.status, key.mfa) for key in by_report.keys
    ]
    assert advice(by_calls)["mona"] == advice(by_report)["mona"]


def test_a_user_without_rights_over_others_sees_their_own_keys_and_is_told(practice: Practice) -> None:
    found = awsguide.keys_of_account("kira", show=lambda _event: None)
    assert [key.user for key in found.keys] == ["kira"]
    assert any("iam:ListUsers" in sentence for sentence in found.missing)
    # Not the last use: looking is itself a use, and the second look may fall in the next second.
    assert [replace(key, last_use=None) for key in awsguide.own_keys("kira").keys] == [
        replace(key, last_use=None) for key in found.keys
    ]
    assert awsguide.keys_of_user("kira", "petra").keys[0].key_id == found.keys[0].key_id


def test_a_user_who_does_not_exist_is_told(practice: Practice) -> None:
    with pytest.raises(Refused) as caught:
        awsguide.keys_of_user("kyra", "petra")
    assert caught.value.code == "user-unknown"


def test_a_key_stands_in_two_profiles_of_one_file(practice: Practice) -> None:
    found = awsguide.key_places(key_of("kira"))
    assert [place.name for place in found] == ["kira", "kira-backup"]
    lines = (practice.home / ".aws" / "credentials").read_text().splitlines()
    assert all(key_of("kira") in lines[place.line - 1] for place in found)
    assert len(awsguide.key_places()) > len(found)


def test_whose_a_key_is_is_told_within_the_account_and_beyond_it(practice: Practice) -> None:
    own = awsguide.whose_key(key_of("kira"), "petra")
    assert (own.user, own.own_account, own.missing) == ("kira", True, ())
    other = awsguide.whose_key(key_of("staging-root"), "petra")
    assert (other.account_id, other.user, other.own_account) == (
        practice.sandbox.company.accounts["staging"], "", False,
    )  # fmt: skip
    with pytest.raises(BadInput):
        awsguide.whose_key(key_of("kira")[:-1], "petra")


def test_who_i_am_is_told_for_profiles_root_users_and_sessions(practice: Practice) -> None:
    assert (awsguide.who_am_i("kira").kind, awsguide.who_am_i("kira").name) == ("user", "kira")
    assert awsguide.who_am_i("staging-root").kind == "root"
    with pytest.raises(BadInput):
        awsguide.who_am_i("nobody")


def test_a_leaked_key_is_refused_at_once_with_the_sessions_made_from_it_and_can_be_taken_back(
    practice: Practice,
) -> None:
    liam = boto3.Session(profile_name="jonas")
    key_id = key_of("jonas")
    made = liam.client("sts").get_session_token()["Credentials"]
    session = boto3.Session(made["AccessKeyId"], made["SecretAccessKey"], made["SessionToken"])
    assert session.client("s3").list_buckets()
    leak = awsguide.retire_leaked_key(key_id, "petra", show=lambda _event: None)
    assert (leak.user, leak.revoked, leak.missing) == ("jonas", True, ())
    assert leak.powers.names == ("AmazonS3ReadOnlyAccess", "own-keys (of this user alone)")
    with pytest.raises(ClientError) as refused:
        liam.client("sts").get_caller_identity()
    assert refused.value.response["Error"]["Code"] == "InvalidClientTokenId"
    with pytest.raises(ClientError) as revoked:
        session.client("s3").list_buckets()
    assert revoked.value.response["Error"]["Code"] == "AccessDenied"
    awsguide.take_back_key(leak, "petra")
    assert liam.client("sts").get_caller_identity()
    assert session.client("s3").list_buckets()


def test_a_person_without_the_right_cannot_retire_anothers_key(practice: Practice) -> None:
    with pytest.raises(GuideError) as caught:
        awsguide.retire_leaked_key(key_of("nils"), "kira")
    assert caught.value.code == "key-not-here"


def test_a_folder_is_scanned_and_a_key_in_it_leads_to_its_user(practice: Practice, tmp_path: Path) -> None:
    (tmp_path / "deploy.py").write_text(f"client('s3', '{key_of('kira')}')")
    result = awsguide.scan_for_keys(str(tmp_path), show=lambda _event: None)
    (found,) = result.found
    assert awsguide.whose_key(found.key_id, "petra").user == "kira"


NOT_READ = {
    "a section twice": (lambda text: f"{text}\n[kira]\nregion = x\n", "opens [kira] a second time"),
    "a byte order mark": (lambda text: f"\ufeff{text}", "begins with a byte order mark"),
    "another encoding": (lambda text: f"# caf\udce9\n{text}", "line 1 is not UTF-8"),
    "a line of its own kind": (lambda text: f"{text}what is this\n", "is neither a [section]"),
}


@pytest.mark.parametrize("name", NOT_READ)
def test_a_file_that_boto3_cannot_read_is_told_with_its_line_and_left_alone(
    practice: Practice, name: str
) -> None:
    change, words = NOT_READ[name]
    path = practice.home / ".aws" / "credentials"
    before = path.read_bytes()
    broken = change(before.decode()).encode("utf-8", "surrogateescape")
    path.write_bytes(broken)
    try:
        for ask in (awsguide.own_keys, awsguide.key_rotation, awsguide.rotate_key, awsguide.root_user):
            with pytest.raises(CouldNotTry) as told:
                ask("kira")
            assert told.value.code == "config-malformed"
            assert f"{words}" in told.value.what
        assert path.read_bytes() == broken
    finally:
        path.write_bytes(before)


def test_a_comment_behind_a_key_is_told_before_anything_is_signed_with_it(practice: Practice) -> None:
    path = practice.home / ".aws" / "credentials"
    before = path.read_text()
    calls = len(CALL_LOG)
    path.write_text(before.replace(key_of("kira"), f"{key_of('kira')} # since 2024"))
    try:
        for ask in (awsguide.own_keys, awsguide.key_rotation, awsguide.rotate_key, awsguide.root_user):
            with pytest.raises(CouldNotTry) as told:
                ask("kira")
            assert told.value.code == "key-has-remark"
    finally:
        path.write_text(before)
    assert len(CALL_LOG) == calls
    with pytest.raises(Refused) as unreadable:
        awsguide.own_keys(Credentials(f"{key_of('kira')} # since 2024", Secret("x" * 40)))
    assert unreadable.value.code == "signature-unreadable"


def test_no_call_left_a_secret_in_the_trail(practice: Practice) -> None:
    secrets = (practice.home / ".aws" / "credentials").read_text().split("aws_secret_access_key = ")[1:]
    assert CALL_LOG
    assert not [line for line in secrets if line.split()[0] in repr(CALL_LOG)]
