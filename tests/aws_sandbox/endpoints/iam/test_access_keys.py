from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from moto.iam.models import iam_backends

from aws_sandbox.key_material import new_key_id
from aws_sandbox.seed.lessons_long_term import OTTO_MFA_SEED
from tests.aws_sandbox.conftest import refused
from tests.aws_sandbox.device import Device

if TYPE_CHECKING:
    from tests.aws_sandbox.conftest import Reached

# Both transports are tried with keys in the table of refusals and by the other clients' tests.
pytestmark = pytest.mark.parametrize("reached", ["in process"], indirect=True)

DAY = 86400.0
NOBODYS = "AKIAQAAAAAAAQWERTYUI"


def ids(iam: Any, **who: str) -> list[tuple[str, str]]:
    rows = iam.list_access_keys(**who)["AccessKeyMetadata"]
    return [(row["AccessKeyId"], row["Status"]) for row in rows]


def last_used(iam: Any, key_id: str) -> tuple[Any, str, str]:
    used = iam.get_access_key_last_used(AccessKeyId=key_id)["AccessKeyLastUsed"]
    return used.get("LastUsedDate"), used["ServiceName"], used["Region"]


def now(reached: Reached) -> datetime:
    return datetime.fromtimestamp(reached.sandbox.clock.now(), UTC)


@pytest.mark.parametrize("who", ["kira", "staging-root"])
def test_a_key_is_made_used_switched_off_and_on_and_deleted_by_whose_it_is(
    reached: Reached, who: str
) -> None:
    old = reached.profile(who)
    iam = reached.client("iam", old)
    made = iam.create_access_key()["AccessKey"]
    assert made["Status"] == "Active"
    assert abs(made["CreateDate"] - now(reached)) < timedelta(seconds=10)
    assert len(made["SecretAccessKey"]) == 40
    assert ids(iam) == [(old[0], "Active"), (made["AccessKeyId"], "Active")]
    new = reached.client("sts", made)
    assert new.get_caller_identity()["Arn"] == reached.client("sts", old).get_caller_identity()["Arn"]

    iam.update_access_key(AccessKeyId=made["AccessKeyId"], Status="Inactive")
    assert refused(new.get_caller_identity)[:2] == (403, "InvalidClientTokenId")
    assert ids(iam)[1] == (made["AccessKeyId"], "Inactive")
    iam.update_access_key(AccessKeyId=made["AccessKeyId"], Status="Active")
    assert new.get_caller_identity()

    reached.client("iam", made).delete_access_key(AccessKeyId=old[0])
    assert refused(iam.list_access_keys)[:2] == (403, "InvalidClientTokenId")
    assert ids(reached.client("iam", made)) == [(made["AccessKeyId"], "Active")]


def test_the_secret_is_in_no_other_answer(reached: Reached) -> None:
    iam = reached.client("iam")
    iam.create_user(UserName="zoe")
    made = iam.create_access_key(UserName="zoe")["AccessKey"]
    answers = [
        iam.list_access_keys(UserName="zoe"),
        iam.get_access_key_last_used(AccessKeyId=made["AccessKeyId"]),
        iam.get_user(UserName="zoe"),
        iam.get_account_authorization_details(),
    ]
    assert all(made["SecretAccessKey"] not in str(answer) for answer in answers)


def test_two_keys_are_the_limit_and_inactive_ones_count(reached: Reached) -> None:
    iam = reached.client("iam", reached.profile("nils"))
    status, code, message = refused(iam.create_access_key)
    assert (status, code) == (409, "LimitExceeded")
    assert message == "Cannot exceed quota for AccessKeysPerUser: 2"
    unused = ids(iam)[1][0]
    iam.update_access_key(AccessKeyId=unused, Status="Inactive")
    assert refused(iam.create_access_key)[1] == "LimitExceeded"
    iam.delete_access_key(AccessKeyId=unused)
    assert iam.create_access_key()["AccessKey"]["UserName"] == "nils"


def test_whoever_may_look_after_their_own_keys_may_not_touch_anybody_elses(reached: Reached) -> None:
    iam, theirs = reached.client("iam", reached.profile("kira")), reached.profile("jonas")[0]
    for call, arguments in (
        (iam.list_access_keys, {}),
        (iam.create_access_key, {}),
        (iam.update_access_key, {"AccessKeyId": theirs, "Status": "Inactive"}),
        (iam.delete_access_key, {"AccessKeyId": theirs}),
    ):
        status, code, message = refused(call, UserName="jonas", **arguments)
        assert (status, code) == (403, "AccessDenied")
        assert "user/jonas because no identity-based policy allows" in message
    # Without a name it is her own keys that are meant, and this is none of them.
    assert refused(iam.delete_access_key, AccessKeyId=theirs)[:2] == (404, "NoSuchEntity")
    assert "user/jonas" in refused(iam.get_access_key_last_used, AccessKeyId=theirs)[2]
    assert iam.get_access_key_last_used(AccessKeyId=reached.profile("kira")[0])["UserName"] == "kira"


@pytest.mark.parametrize("invented", ["UserName", "RootUser"])
def test_nobody_gets_round_that_by_saying_whom_a_call_is_about(reached: Reached, invented: str) -> None:
    iam, theirs = reached.client("iam", reached.profile("kira")), reached.profile("jonas")[0]

    def say(params: Any, **_: Any) -> None:
        params["body"][invented] = "kira" if invented == "UserName" else "arn:aws:iam::1:user/kira"

    iam.meta.events.register("before-call.iam.GetAccessKeyLastUsed", say)
    assert "user/jonas" in refused(iam.get_access_key_last_used, AccessKeyId=theirs)[2]


def test_with_temporary_keys_the_user_has_to_be_named(reached: Reached) -> None:
    account_id = reached.sandbox.company.accounts["sandbox-dev"]
    role = f"arn:aws:iam::{account_id}:role/OrganizationAccountAccessRole"
    keys = reached.client("sts").assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
    iam = reached.client("iam", keys)
    key_id = reached.profile("kira")[0]
    for call, arguments in (
        (iam.list_access_keys, {}),
        (iam.create_access_key, {}),
        (iam.update_access_key, {"AccessKeyId": key_id, "Status": "Inactive"}),
        (iam.delete_access_key, {"AccessKeyId": key_id}),
    ):
        assert refused(call, **arguments)[:2] == (400, "ValidationError")
    assert ids(iam, UserName="kira") == [(key_id, "Active")]


@pytest.mark.parametrize(
    ("operation", "arguments", "status", "code"),
    [
        ("list_access_keys", {"UserName": "nobody"}, 404, "NoSuchEntity"),
        ("list_access_keys", {"UserName": "no body"}, 400, "ValidationError"),
        ("list_access_keys", {"UserName": "mona", "MaxItems": 0}, 400, "ValidationError"),
        ("list_access_keys", {"UserName": "mona", "Marker": "!"}, 400, "ValidationError"),
        ("create_access_key", {"UserName": "nobody"}, 404, "NoSuchEntity"),
        ("delete_access_key", {"UserName": "mona", "AccessKeyId": NOBODYS}, 404, "NoSuchEntity"),
        (
            "delete_access_key",
            {"UserName": "mona", "AccessKeyId": "AKIA WITH A SPACE IN"},
            400,
            "ValidationError",
        ),
        (
            "update_access_key",
            {"UserName": "mona", "AccessKeyId": NOBODYS, "Status": "Off"},
            400,
            "ValidationError",
        ),
        (
            "update_access_key",
            {"UserName": "mona", "AccessKeyId": NOBODYS, "Status": "Active"},
            404,
            "NoSuchEntity",
        ),
        ("get_access_key_last_used", {"AccessKeyId": NOBODYS}, 403, "AccessDenied"),
        ("get_access_key_last_used", {"AccessKeyId": "short"}, 400, "ValidationError"),
    ],
)
def test_what_is_wrong_with_a_call_is_said_as_aws_says_it(
    reached: Reached, operation: str, arguments: dict[str, Any], status: int, code: str
) -> None:
    iam = reached.client("iam", reached.profile("petra"), parameter_validation=False)
    assert refused(getattr(iam, operation), **arguments)[:2] == (status, code)


def test_every_use_is_noted_with_its_true_service_and_region(reached: Reached) -> None:
    iam = reached.client("iam")
    iam.create_user(UserName="zoe")
    iam.attach_user_policy(UserName="zoe", PolicyArn="arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess")
    made = iam.create_access_key(UserName="zoe")["AccessKey"]
    key_id = made["AccessKeyId"]
    assert last_used(iam, key_id) == (None, "N/A", "N/A")
    reached.sandbox.clock.move(30 * DAY)
    reached.client("s3", made, "eu-west-1").list_buckets()
    used, service, region = last_used(iam, key_id)
    assert (service, region) == ("s3", "eu-west-1")
    assert abs(used - now(reached)) < timedelta(seconds=10)
    # A call that is refused for want of a permission was made with the key all the same.
    assert refused(reached.client("dynamodb", made, "us-east-2").list_tables)[1] == "AccessDeniedException"
    assert last_used(iam, key_id)[1:] == ("dynamodb", "us-east-2")
    reached.client("sts", made).get_caller_identity()
    assert last_used(iam, key_id)[1:] == ("sts", "us-east-1")


def test_a_call_with_a_wrong_secret_and_a_call_of_a_session_are_no_use_of_the_key(reached: Reached) -> None:
    key_id, secret = reached.profile("kira")
    iam = reached.client("iam", reached.profile("petra"))
    before = last_used(iam, key_id)
    assert (
        refused(reached.client("sts", (key_id, secret[::-1])).get_caller_identity)[1]
        == "SignatureDoesNotMatch"
    )
    assert last_used(iam, key_id) == before
    keys = reached.client("sts", (key_id, secret)).get_session_token()["Credentials"]
    reached.client("s3", keys, "eu-central-1").list_buckets()
    assert last_used(iam, key_id)[1:] == ("sts", "us-east-1")


def test_a_users_session_without_mfa_calls_nothing_of_iam_and_one_with_mfa_does(reached: Reached) -> None:
    otto = reached.profile("otto")
    (device,) = reached.client("iam", otto).list_mfa_devices()["MFADevices"]
    assert refused(reached.client("iam", otto).create_access_key)[:2] == (403, "AccessDenied")
    sts = reached.client("sts", otto)
    without = reached.client("iam", sts.get_session_token()["Credentials"])
    assert refused(without.list_access_keys, UserName="otto")[:2] == (403, "InvalidClientTokenId")
    code = Device(reached.sandbox, OTTO_MFA_SEED).code()
    shown = sts.get_session_token(SerialNumber=device["SerialNumber"], TokenCode=code)["Credentials"]
    iam = reached.client("iam", shown)
    made = iam.create_access_key(UserName="otto")["AccessKey"]
    assert reached.client("sts", made).get_caller_identity()["Arn"].endswith(":user/otto")


def test_an_armed_fault_lets_a_new_key_be_unknown_for_some_seconds(reached: Reached) -> None:
    reached.sandbox.faults.arm("propagation=8")
    iam = reached.client("iam", reached.profile("kira"))
    sts = reached.client("sts", iam.create_access_key()["AccessKey"])
    assert refused(sts.get_caller_identity)[:2] == (403, "InvalidClientTokenId")
    assert iam.list_access_keys()
    reached.sandbox.clock.move(9)
    assert sts.get_caller_identity()
    reached.sandbox.faults.arm("propagation=3600:1")
    assert refused(sts.get_caller_identity)[1] == "InvalidClientTokenId"
    assert sts.get_caller_identity()


def test_the_story_of_kiras_key_is_told_as_it_was_seeded(reached: Reached) -> None:
    iam = reached.client("iam", reached.profile("petra"))
    (row,) = iam.list_access_keys(UserName="kira")["AccessKeyMetadata"]
    assert (now(reached) - row["CreateDate"]).days == 412
    used, service, region = last_used(iam, row["AccessKeyId"])
    assert ((now(reached) - used).days, service, region) == (3, "s3", "eu-west-1")
    reached.sandbox.clock.move(10 * DAY)
    (row,) = iam.list_access_keys(UserName="kira")["AccessKeyMetadata"]
    assert (now(reached) - row["CreateDate"]).days == 422


def test_whose_key_an_id_is_can_be_asked_of_any_id_and_of_nothing_else(reached: Reached) -> None:
    sts = reached.client("sts", reached.profile("kira"), parameter_validation=False)
    accounts = reached.sandbox.company.accounts
    known = reached.profile("staging-root")[0]
    assert sts.get_access_key_info(AccessKeyId=known)["Account"] == accounts["staging"]
    never_made = new_key_id("ASIA", "123456789012")
    assert sts.get_access_key_info(AccessKeyId=never_made)["Account"] == "123456789012"
    for wrong in ("AROA" + known[4:], known[:10] + " " + known[11:], known[:10], "AKIA1" + known[5:]):
        assert refused(sts.get_access_key_info, AccessKeyId=wrong)[:2] == (400, "ValidationError")


def test_a_thousand_users_are_listed_page_by_page(reached: Reached) -> None:
    iam, kept = reached.client("iam"), iam_backends[reached.sandbox.company.management_account_id]["aws"]
    for number in range(230):
        kept.create_user("us-east-1", f"user-{number:04d}", "/many/" if number % 2 else "/")
    pages = list(iam.get_paginator("list_users").paginate(PaginationConfig={"PageSize": 100}))
    assert [len(page["Users"]) for page in pages] == [100, 100, 31]
    names = [user["UserName"] for page in pages for user in page["Users"]]
    assert names == sorted({*names})
    assert {"trainer", "user-0000", "user-0229"} <= {*names}
    assert len(iam.list_users(PathPrefix="/many/", MaxItems=1000)["Users"]) == 115


def test_keys_come_in_pages_too_and_what_is_deleted_between_two_pages_is_not_missed(reached: Reached) -> None:
    iam = reached.client("iam", reached.profile("petra"))
    first = iam.list_access_keys(UserName="nils", MaxItems=1)
    assert first["IsTruncated"]
    iam.delete_access_key(UserName="nils", AccessKeyId=first["AccessKeyMetadata"][0]["AccessKeyId"])
    second = iam.list_access_keys(UserName="nils", MaxItems=1, Marker=first["Marker"])
    assert [len(second["AccessKeyMetadata"]), second["IsTruncated"]] == [1, False]


def test_a_user_who_still_has_something_is_not_deleted(reached: Reached) -> None:
    iam = reached.client("iam", reached.profile("petra"))
    first: list[tuple[str, Any]] = [
        (
            "delete access keys",
            lambda: iam.delete_access_key(UserName="otto", AccessKeyId=reached.profile("otto")[0]),
        ),
        ("delete login profile", lambda: iam.delete_login_profile(UserName="otto")),
        (
            "delete MFA device",
            lambda: iam.deactivate_mfa_device(
                UserName="otto",
                SerialNumber=iam.list_mfa_devices(UserName="otto")["MFADevices"][0]["SerialNumber"],
            ),
        ),
        (
            "detach all policies",
            lambda: iam.detach_user_policy(
                UserName="otto", PolicyArn="arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
            ),
        ),
        (
            "delete policies",
            lambda: iam.delete_user_policy(
                UserName="otto", PolicyName=iam.list_user_policies(UserName="otto")["PolicyNames"][0]
            ),
        ),
    ]
    for what, remove in first:
        assert refused(iam.delete_user, UserName="otto") == (
            409,
            "DeleteConflict",
            f"Cannot delete entity, must {what} first.",
        )
        remove()
    iam.delete_user(UserName="otto")
    assert refused(iam.get_user, UserName="otto")[1] == "NoSuchEntity"
