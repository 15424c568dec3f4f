"""Sessions of a user, with MFA and without, against a sandbox over real HTTP."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

import awsguide
from awsguide.api.mfa_codes import typed_code
from awsguide.api.perform import boto3_session
from awsguide.core.errors import CouldNotTry, GuideError
from awsguide.core.model import Credentials
from awsguide.core.secret import Secret
from tests.practice import Practice


def client(session: Any, service: str) -> Any:
    return boto3_session(session, "us-east-1").client(service)


def code_of(work: Any) -> str:
    with pytest.raises(GuideError) as caught:
        work()
    return caught.value.code


def test_a_user_s_devices_are_listed_where_they_may_be(practice: Practice) -> None:
    assert [device.serial for device in awsguide.mfa_devices("hana").devices] == [practice.device()]
    nobody = awsguide.mfa_devices("ivan")
    assert (nobody.devices, bool(nobody.problem)) == ((), True)


def test_mfa_opens_a_session_to_what_asks_for_it(practice: Practice) -> None:
    plain = awsguide.session_without_mfa("hana", duration="15m")
    proved = awsguide.session_with_mfa("hana", code=practice.code())
    assert (plain.kind, proved.kind) == ("session-token", "mfa-session-token")
    assert plain.identity.arn == proved.identity.arn
    auditor = {"RoleArn": practice.role("Auditor"), "RoleSessionName": "hana"}
    with pytest.raises(ClientError, match="AccessDenied"):
        client(plain, "sts").assume_role(**auditor)
    assert client(proved, "sts").assume_role(**auditor)["Credentials"]
    assert client(proved, "iam").get_user()["User"]["UserName"] == "hana"


def test_a_session_without_mfa_may_do_nothing_in_iam_as_the_rows_say(practice: Practice) -> None:
    plain = awsguide.session_without_mfa("hana")
    with pytest.raises(ClientError):
        client(plain, "iam").get_user()


def test_codes_that_are_wrong_used_or_another_s_are_told_apart(practice: Practice) -> None:
    code = practice.code()
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    assert code_of(lambda: awsguide.session_with_mfa("hana", code=wrong)) == "mfa-code-refused"
    other = practice.device("nobody")
    assert code_of(lambda: awsguide.session_with_mfa("hana", mfa_serial=other, code=code)) == (
        "mfa-device-refused"
    )
    awsguide.session_with_mfa("hana", code=f"{code[:3]} {code[3:]}")
    assert code_of(lambda: awsguide.session_with_mfa("hana", code=code)) == "mfa-code-used"
    assert code_of(lambda: awsguide.session_with_mfa("hana", code=code + "1")) == "mfa-code-shape"


def test_nobody_can_type_a_code_where_there_is_no_keyboard(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(_question: str) -> str:
        raise EOFError

    with pytest.raises(CouldNotTry) as caught:
        typed_code(nobody)
    assert caught.value.code == "nobody-with-a-code"
    assert typed_code(lambda _question: " 123456 ") == Secret("123456")
    assert code_of(lambda: typed_code(lambda _question: "")) == "mfa-half"


def test_a_federation_token_may_do_what_both_policies_allow(practice: Practice) -> None:
    statement = {"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    guest = awsguide.federation_token("guest", "trainer", policy=policy, duration="1h")
    assert guest.identity.arn.endswith(":federated-user/guest")
    assert client(guest, "s3").list_buckets()["Buckets"] == []
    with pytest.raises(ClientError):
        client(guest, "ec2").describe_regions()
    bare = awsguide.federation_token("guest", "trainer")
    with pytest.raises(ClientError):
        client(bare, "s3").list_buckets()


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("no-such-profile", "profile-unknown"),
        (Credentials("AKIAEXAMPLE000000000", Secret("nobody's")), "credentials-unknown"),
    ],
)
def test_a_beginning_that_does_not_work_is_explained(
    source: str | Credentials, code: str, practice: Practice
) -> None:
    assert code_of(lambda: awsguide.session_without_mfa(source)) == code
