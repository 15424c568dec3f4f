from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from aws_sandbox.endpoints.sts import security_tokens
from tests.aws_sandbox.conftest import Reached, refused
from tests.aws_sandbox.device import Device
from tests.aws_sandbox.seeded import arn_of, keys_of

if TYPE_CHECKING:
    from aws_sandbox.server.application import Sandbox


def role(reached: Reached, name: str, *trusts: dict[str, Any], **options: Any) -> str:
    """Make a role in the management account; returns its ARN."""
    document = json.dumps({"Version": "2012-10-17", "Statement": list(trusts)})
    iam = reached.client("iam")
    return str(iam.create_role(RoleName=name, AssumeRolePolicyDocument=document, **options)["Role"]["Arn"])


def trusts(principal: Any, *actions: str, **condition: Any) -> dict[str, Any]:
    statement = {
        "Effect": "Allow",
        "Principal": principal,
        "Action": [*actions] if actions else "sts:AssumeRole",
    }
    return {**statement, "Condition": condition} if condition else statement


def allow(action: Any, resource: Any = "*") -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource}


def assume(reached: Reached, arn: str, keys: Any = None, **options: Any) -> Any:
    # What is wrong on purpose is to reach the sandbox, and not to be caught by boto3.
    sts = reached.client("sts", keys, parameter_validation=False)
    return sts.assume_role(**{"RoleArn": arn, "RoleSessionName": "test", **options})


@pytest.fixture
def account_id(sandbox: Sandbox) -> str:
    return sandbox.company.management_account_id


def test_who_you_are_needs_no_permission_not_even_against_a_deny(reached: Reached, account_id: str) -> None:
    key = reached.user("dana", {"Effect": "Deny", "Action": "*", "Resource": "*"})
    identity = reached.client("sts", key).get_caller_identity()
    assert identity["Account"] == account_id
    assert identity["Arn"] == f"arn:aws:iam::{account_id}:user/dana"
    assert identity["UserId"] == reached.client("iam").get_user(UserName="dana")["User"]["UserId"]


def test_an_assumed_role_has_an_identity_permissions_and_an_end_of_its_own(
    reached: Reached, account_id: str
) -> None:
    arn = role(reached, "deploy", trusts({"AWS": account_id}))
    reached.client("iam").put_role_policy(
        RoleName="deploy",
        PolicyName="p",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": allow("iam:ListUsers")}),
    )
    answer = assume(reached, arn, DurationSeconds=900)
    keys, user = answer["Credentials"], answer["AssumedRoleUser"]
    assert user["Arn"] == f"arn:aws:sts::{account_id}:assumed-role/deploy/test"
    assert user["AssumedRoleId"].startswith("AROA")
    assert user["AssumedRoleId"].endswith(":test")
    assert keys["AccessKeyId"].startswith("ASIA")
    assert keys["Expiration"].timestamp() == int(reached.sandbox.clock.now() + 900)
    identity = reached.client("sts", keys).get_caller_identity()
    assert (identity["Arn"], identity["UserId"]) == (user["Arn"], user["AssumedRoleId"])
    iam = reached.client("iam", keys)
    assert iam.list_users()["Users"]
    assert "User: arn:aws:sts::" in refused(iam.create_user, UserName="x")[2]
    reached.sandbox.clock.move(899)
    iam.list_users()
    reached.sandbox.clock.move(2)
    assert refused(iam.list_users)[:2] == (403, "ExpiredToken")


@pytest.mark.parametrize("form", ["{account}", "arn:aws:iam::{account}:root"])
def test_trusting_the_account_needs_the_callers_own_permission_too(
    reached: Reached, account_id: str, form: str
) -> None:
    arn = role(reached, "deploy", trusts({"AWS": form.format(account=account_id)}))
    key = reached.user("dana")
    message = refused(assume, reached, arn, key)[2]
    assert message.endswith("because no identity-based policy allows the sts:AssumeRole action")
    allowed = reached.user("erik", allow("sts:AssumeRole", arn))
    assert assume(reached, arn, allowed)
    elsewhere = reached.user("eva", allow("sts:AssumeRole", arn + "2"))
    assert refused(assume, reached, arn, elsewhere)[1] == "AccessDenied"


def test_another_account_needs_trust_and_permission(reached: Reached, account_id: str) -> None:
    dev = reached.sandbox.company.accounts["sandbox-dev"]
    arn = f"arn:aws:iam::{dev}:role/OrganizationAccountAccessRole"
    assert assume(reached, arn)["AssumedRoleUser"]["Arn"].split(":")[4] == dev
    assert refused(assume, reached, arn, reached.user("dana"))[1] == "AccessDenied"
    assert assume(reached, arn, reached.user("erik", allow("sts:*")))


def test_a_policy_that_is_no_policy_is_refused(reached: Reached, account_id: str) -> None:
    arn = role(reached, "deploy", trusts({"AWS": account_id}))
    for document in ('{"Statement": [,]}', "[]", '"text"', "{}"):
        assert refused(assume, reached, arn, Policy=document)[:2] == (400, "MalformedPolicyDocument")


def test_a_longer_session_needs_a_role_that_allows_it(reached: Reached, account_id: str) -> None:
    arn = role(reached, "long", trusts({"AWS": account_id}), MaxSessionDuration=7200)
    keys = assume(reached, arn, DurationSeconds=7200)["Credentials"]
    reached.sandbox.clock.move(7190)
    assert reached.client("sts", keys).get_caller_identity()


def test_a_chained_session_lasts_an_hour_at_most(reached: Reached, account_id: str) -> None:
    first = role(reached, "first", trusts({"AWS": account_id}))
    second = role(reached, "second", trusts({"AWS": first}), MaxSessionDuration=7200)
    keys = assume(reached, first)["Credentials"]
    assert assume(reached, second, keys)["AssumedRoleUser"]["Arn"].endswith("/second/test")
    status, code, message = refused(assume, reached, second, keys, DurationSeconds=3601)
    assert (status, code) == (400, "ValidationError")
    assert "1 hour session limit for roles assumed by role chaining" in message
    assert refused(assume, reached, second)[1] == "AccessDenied"


def test_a_session_policy_takes_away_and_never_adds(reached: Reached, account_id: str) -> None:
    arn = role(reached, "deploy", trusts({"AWS": account_id}))
    reached.client("iam").attach_role_policy(
        RoleName="deploy", PolicyArn="arn:aws:iam::aws:policy/IAMReadOnlyAccess"
    )
    document = json.dumps(
        {"Version": "2012-10-17", "Statement": [allow("iam:ListUsers"), allow("iam:CreateUser")]}
    )
    answer = assume(reached, arn, Policy=document)
    assert 1 <= answer["PackedPolicySize"] <= 100
    iam = reached.client("iam", answer["Credentials"])
    assert iam.list_users()["Users"]
    assert refused(iam.list_roles)[2].endswith("because no session policy allows the iam:ListRoles action")
    assert refused(iam.create_user, UserName="x")[2].endswith(
        "because no identity-based policy allows the iam:CreateUser action"
    )
    managed = [{"arn": "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"}]
    none = reached.client("iam", assume(reached, arn, PolicyArns=managed)["Credentials"])
    assert refused(none.list_users)[1] == "AccessDenied"


def test_tags_need_leave_from_the_role_and_stay_with_the_session(reached: Reached, account_id: str) -> None:
    tags = [{"Key": "team", "Value": "blue"}]
    plain = role(reached, "plain", trusts({"AWS": account_id}))
    status, code, message = refused(assume, reached, plain, Tags=tags)
    assert (status, code) == (403, "AccessDenied")
    assert "perform: sts:TagSession" in message
    tagged = role(reached, "tagged", trusts({"AWS": account_id}, "sts:AssumeRole", "sts:TagSession"))
    own = {
        **allow("iam:ListUsers"),
        "Condition": {"StringEquals": {"aws:PrincipalTag/team": "blue"}},
    }
    reached.client("iam").put_role_policy(
        RoleName="tagged",
        PolicyName="p",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": own}),
    )
    blue = reached.client("iam", assume(reached, tagged, Tags=tags)["Credentials"])
    assert blue.list_users()["Users"]
    red = reached.client("iam", assume(reached, tagged)["Credentials"])
    assert refused(red.list_users)[1] == "AccessDenied"


def test_a_session_token_is_the_user_but_not_for_iam(reached: Reached, account_id: str) -> None:
    key = reached.user("dana", allow("*"))
    keys = reached.client("sts", key).get_session_token(DurationSeconds=900)["Credentials"]
    sts = reached.client("sts", keys)
    assert sts.get_caller_identity()["Arn"] == f"arn:aws:iam::{account_id}:user/dana"
    assert reached.client("s3", keys).list_buckets()
    assert refused(reached.client("iam", keys).list_users)[:2] == (403, "InvalidClientTokenId")
    assert refused(sts.get_session_token)[:2] == (403, "AccessDenied")
    assert refused(sts.get_federation_token, Name="guest")[:2] == (403, "AccessDenied")
    assert assume(reached, role(reached, "deploy", trusts({"AWS": account_id})), keys)
    reached.sandbox.clock.move(901)
    assert refused(sts.get_caller_identity)[1] == "ExpiredToken"


def test_a_federated_user_has_what_the_issuer_and_the_policy_both_allow(
    reached: Reached, account_id: str
) -> None:
    key = reached.user("dana", allow("sts:GetFederationToken"), allow("s3:*"))
    sts = reached.client("sts", key)
    document = json.dumps({"Version": "2012-10-17", "Statement": [allow("s3:List*"), allow("ec2:*")]})
    answer = sts.get_federation_token(Name="guest", Policy=document, DurationSeconds=900)
    keys, user = answer["Credentials"], answer["FederatedUser"]
    assert user["Arn"] == f"arn:aws:sts::{account_id}:federated-user/guest"
    assert user["FederatedUserId"] == f"{account_id}:guest"
    assert reached.client("sts", keys).get_caller_identity()["Arn"] == user["Arn"]
    assert "Buckets" in reached.client("s3", keys).list_buckets()
    assert refused(reached.client("s3", keys).create_bucket, Bucket="a-bucket")[1] == "AccessDenied"
    assert refused(reached.client("ec2", keys).describe_instances)[1] == "UnauthorizedOperation"
    assert refused(reached.client("iam", keys).list_users)[1] == "InvalidClientTokenId"
    bare = sts.get_federation_token(Name="guest")["Credentials"]
    assert refused(reached.client("s3", bare).list_buckets)[1] == "AccessDenied"
    nobody = reached.user("erik")
    assert refused(reached.client("sts", nobody).get_federation_token, Name="guest")[1] == "AccessDenied"


def test_a_key_id_tells_its_account(reached: Reached, account_id: str) -> None:
    key = reached.user("dana")
    sts = reached.client("sts")
    assert sts.get_access_key_info(AccessKeyId=key["AccessKeyId"])["Account"] == account_id
    assert refused(reached.client("sts", key).get_access_key_info, AccessKeyId="AKIAIOSFODNN7EXAMPLE")[1] == (
        "AccessDenied"
    )


def chain(reached: Reached, account_id: str, *options: dict[str, Any]) -> Any:
    """Go from one role to the next, each trusting the account for everything; returns the last answer."""
    actions = ("sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity")
    answer, keys = None, None
    for number, given_options in enumerate(options):
        name = f"link-{number}"
        try:
            arn = role(reached, name, trusts({"AWS": account_id}, *actions))
            reached.client("iam").attach_role_policy(
                RoleName=name, PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess"
            )
        except reached.client("iam").exceptions.EntityAlreadyExistsException:
            arn = f"arn:aws:iam::{account_id}:role/{name}"
        answer = assume(reached, arn, keys, **given_options)
        keys = answer["Credentials"]
    return answer


def session_of(reached: Reached, answer: Any) -> Any:
    found = reached.sandbox.keys.find(answer["Credentials"]["AccessKeyId"])
    assert found is not None
    return found.session


def tags(**pairs: str) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in pairs.items()]


def test_transitive_tags_go_along_and_others_do_not(reached: Reached, account_id: str) -> None:
    first = {"Tags": tags(Team="blue", shift="late"), "TransitiveTagKeys": ["team"]}
    assert dict(session_of(reached, chain(reached, account_id, first)).tags) == {
        "Team": "blue",
        "shift": "late",
    }
    answer = chain(reached, account_id, first, {"Tags": tags(shift="early")}, {})
    assert dict(session_of(reached, answer).tags) == {"Team": "blue"}
    with pytest.raises(ClientError, match="conflicts with a transitive tag key from the calling session"):
        chain(reached, account_id, first, {"Tags": tags(TEAM="red")})


def test_a_chain_with_tags_needs_roles_that_take_them(reached: Reached, account_id: str) -> None:
    first = chain(reached, account_id, {"Tags": tags(team="blue"), "TransitiveTagKeys": ["team"]})
    plain = role(reached, "plain", trusts({"AWS": account_id}))
    assert "perform: sts:TagSession" in refused(assume, reached, plain, first["Credentials"])[2]


def test_a_source_identity_stays_through_a_chain_and_cannot_be_changed(
    reached: Reached, account_id: str
) -> None:
    hana = {"SourceIdentity": "hana"}
    assert chain(reached, account_id, hana)["SourceIdentity"] == "hana"
    assert chain(reached, account_id, hana, {}, hana)["SourceIdentity"] == "hana"
    with pytest.raises(ClientError, match="AccessDenied"):
        chain(reached, account_id, hana, {"SourceIdentity": "ivan"})
    plain = role(reached, "plain", trusts({"AWS": account_id}))
    kept = chain(reached, account_id, hana)["Credentials"]
    assert "perform: sts:SetSourceIdentity" in refused(assume, reached, plain, kept)[2]


def test_policies_and_tags_share_a_room_that_can_be_too_small(reached: Reached, account_id: str) -> None:
    few = chain(reached, account_id, {"Tags": tags(team="blue")})["PackedPolicySize"]
    letters = "abcdefghijklmnopqrstuvwxyz0123456789"
    varied = {
        f"key-{number}": "".join(letters[(number * 7 + place**2 * 13) % 36] for place in range(200))
        for number in range(20)
    }
    more = chain(reached, account_id, {"Tags": tags(**dict(list(varied.items())[:4]))})["PackedPolicySize"]
    assert 1 <= few < more <= 100
    many = {key: secrets.token_urlsafe(190) for key in varied}
    with pytest.raises(
        ClientError, match=r"\(PackedPolicyTooLarge\).*Packed policy consumes \d{3}% of allotted space"
    ):
        chain(reached, account_id, {"Tags": tags(**many)})


@pytest.mark.parametrize("size", [0, 341, 4096])
def test_a_token_is_as_long_as_was_asked_for(reached: Reached, account_id: str, size: int) -> None:
    answer = chain(reached, account_id, {"MinimumSessionTokenSize": size})
    token = answer["Credentials"]["SessionToken"]
    assert answer["SessionTokenSize"] == len(token) == max(340, size)
    assert answer["SessionTokenUtilization"] == len(token) * 100 // 4096
    assert reached.client("sts", answer["Credentials"]).get_caller_identity()


def test_mfa_that_was_shown_for_a_role_is_no_part_of_its_session(reached: Reached) -> None:
    device, hana = Device(reached.sandbox), keys_of(reached, "hana")
    audit = arn_of(reached, "Auditor")
    shown = {"SerialNumber": device.serial_number(), "TokenCode": device.code()}
    answer = assume(reached, audit, hana, **shown)
    assert session_of(reached, answer).mfa_at is None
    device.wait()
    token = reached.client("sts", hana).get_session_token(**{**shown, "TokenCode": device.code()})
    assert session_of(reached, token).mfa_at is not None
    assert assume(reached, audit, token["Credentials"])
    assert reached.client("iam", token["Credentials"]).get_user()["User"]["UserName"] == "hana"


def test_a_code_is_good_one_step_early_or_late_and_once(reached: Reached) -> None:
    device, sts = Device(reached.sandbox), reached.client("sts", keys_of(reached, "hana"))

    def ask(code: str) -> Any:
        return sts.get_session_token(SerialNumber=device.serial_number(), TokenCode=code)

    for step in (-2, 2):
        assert "invalid MFA one time pass code" in refused(ask, device.code(step))[2]
    for step in (-1, 0, 1):
        assert ask(device.code(step))
        assert "invalid MFA one time pass code" in refused(ask, device.code(step))[2]


def test_a_federated_user_has_the_tags_of_whoever_asked_and_those_given(
    reached: Reached, account_id: str
) -> None:
    key = reached.user("dana", allow(["sts:GetFederationToken", "sts:TagSession"]))
    reached.client("iam").tag_user(UserName="dana", Tags=tags(team="blue", office="north"))
    sts = reached.client("sts", key)
    answer = sts.get_federation_token(Name="guest", Tags=tags(team="red"))
    assert dict(session_of(reached, answer).tags) == {"team": "red", "office": "north"}
    untagged = reached.client("sts", reached.user("erik", allow("sts:GetFederationToken")))
    assert (
        "perform: sts:TagSession" in refused(untagged.get_federation_token, Name="guest", Tags=tags(a="b"))[2]
    )


def test_keys_that_are_issued_without_a_question_belong_to_the_role(
    reached: Reached, account_id: str
) -> None:
    from moto.iam.models import iam_backends

    role(reached, "deploy", trusts({"Service": "ec2.amazonaws.com"}))
    found = iam_backends[account_id]["aws"].get_role("deploy")
    keys = security_tokens.issue(reached.sandbox, role=found, session_name="dana", duration_seconds=900)
    assert keys.secret_access_key not in repr(keys)
    assert keys.session_token not in repr(keys)
    sts = reached.client(
        "sts",
        {
            "AccessKeyId": keys.access_key_id,
            "SecretAccessKey": keys.secret_access_key,
            "SessionToken": keys.session_token,
        },
    )
    assert sts.get_caller_identity()["Arn"] == f"arn:aws:sts::{account_id}:assumed-role/deploy/dana"
    assert keys.expiration == reached.sandbox.clock.now() + 900


def test_no_repr_of_a_session_or_credential_holds_a_secret(sandbox: Sandbox) -> None:
    key_id = sandbox.company.trainer_access_key_id
    credential = sandbox.keys.find(key_id)
    assert credential is not None
    assert sandbox.company.trainer_secret_access_key not in repr(credential)
    session = sandbox.keys.issue(credential.principal, 0.0, 900)
    held = sandbox.keys.find(session.access_key_id)
    for text in (repr(session), repr(held)):
        assert session.secret_access_key not in text
        assert session.session_token not in text
