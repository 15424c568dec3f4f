"""The flows for temporary credentials, driven by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from awsguide.core.errors import AwsError, BadInput, GuideError, NoAnswer
from awsguide.core.model import AssumedRole, Credentials, RoleFacts, RoleRequest
from awsguide.core.secret import Secret
from awsguide.flows import short_term
from tests.flows.by_hand import Hand

DEV, PRODUCTION = "111122223333", "444455556666"
DEPLOYER = f"arn:aws:iam::{DEV}:role/Deployer"
RELEASER = f"arn:aws:iam::{PRODUCTION}:role/Releaser"
HANA = Credentials("AKIAHANA", Secret("s"))
SESSION = Credentials("ASIAHANA", Secret("s"), Secret("t"), 2_000_000.0)
EVERYTHING = RoleRequest(
    DEPLOYER,
    "release-7",
    seconds=1800,
    external_id="awsguide-4711",
    mfa_serial=f"arn:aws:iam::{DEV}:mfa/hana",
    token_code=Secret("123456"),
    tags=(("project", "apollo"), ("stage", "")),
    transitive=("project",),
    source_identity="hana",
    policy='{"Version":"2012-10-17","Statement":[]}',
    policy_arns=("arn:aws:iam::aws:policy/ReadOnlyAccess",),
)


def assumed(arn: str = DEPLOYER, session_name: str = "awsguide", **more: Any) -> dict[str, Any]:
    account, name = arn.split(":")[4], arn.rpartition("/")[2]
    return {
        "AssumedRoleUser": {
            "Arn": f"arn:aws:sts::{account}:assumed-role/{name}/{session_name}",
            "AssumedRoleId": f"AROA:{session_name}",
        },
        "Credentials": {
            "AccessKeyId": f"ASIA{name.upper()}",
            "SecretAccessKey": Secret("s2"),
            "SessionToken": Secret("t2"),
            "Expiration": datetime.fromtimestamp(1_003_600, UTC),
        },
    } | more


def run(by: Hand, request: RoleRequest, credentials: Credentials = HANA, **more: Any) -> AssumedRole:
    found = by.run(short_term.assume_role(request, credentials, region="eu-west-1", **more))
    assert isinstance(found, AssumedRole)
    return found


def test_a_role_is_assumed_in_one_call_and_only_what_was_asked_for_is_sent() -> None:
    by = Hand({"AssumeRole": assumed()})
    found = run(by, RoleRequest(DEPLOYER))
    (call,) = by.calls
    assert dict(call.params) == {"RoleArn": DEPLOYER, "RoleSessionName": "awsguide"}
    assert call.credentials is HANA
    assert (found.identity.account_id, found.credentials.expires_at) == (DEV, 1_003_600)
    assert (found.chained, found.packed_percent) == (False, None)


def test_every_option_arrives_in_awss_own_names_and_the_code_is_not_kept() -> None:
    by = Hand({"AssumeRole": assumed(PackedPolicySize=7, SourceIdentity="hana")})
    found = run(by, EVERYTHING)
    assert dict(by.calls[0].params) == {
        "RoleArn": DEPLOYER,
        "RoleSessionName": "release-7",
        "DurationSeconds": 1800,
        "ExternalId": "awsguide-4711",
        "SerialNumber": f"arn:aws:iam::{DEV}:mfa/hana",
        "TokenCode": Secret("123456"),
        "Tags": [{"Key": "project", "Value": "apollo"}, {"Key": "stage", "Value": ""}],
        "TransitiveTagKeys": ["project"],
        "SourceIdentity": "hana",
        "Policy": EVERYTHING.policy,
        "PolicyArns": [{"arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}],
    }
    assert (found.packed_percent, found.source_identity, found.request.token_code) == (7, "hana", None)


def test_a_session_is_asked_who_it_is_and_a_role_session_makes_a_chain() -> None:
    arn = f"arn:aws:sts::{DEV}:assumed-role/Deployer/one"
    by = Hand(
        {
            "AssumeRole": assumed(RELEASER),
            "GetCallerIdentity": {"Account": DEV, "Arn": arn, "UserId": "AROA:one"},
        }
    )
    found = run(by, RoleRequest(RELEASER), SESSION)
    assert by.operations() == ["GetCallerIdentity", "AssumeRole"]
    assert (found.chained, found.caller) == (True, arn)


def test_a_chain_goes_from_link_to_link_and_asks_nobody_twice() -> None:
    by = Hand({"AssumeRole": [assumed(), assumed(RELEASER)]})
    requests = (RoleRequest(DEPLOYER), RoleRequest(RELEASER, external_id="awsguide-4711"))
    first, second = by.run(short_term.assume_chain(requests, HANA, region="us-east-1"))
    assert by.operations() == ["AssumeRole", "AssumeRole"]
    assert by.calls[1].credentials == first.credentials
    assert (first.chained, second.chained, second.caller) == (False, True, first.identity.arn)


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (RoleRequest(f"arn:aws:iam::{DEV}:user/hana"), "role-arn-shape"),
        (RoleRequest(DEPLOYER, mfa_serial="GAHT12345678", token_code=Secret("1234567")), "mfa-code-shape"),
        (RoleRequest(DEPLOYER, policy='{"Statement": [],}'), "policy-json"),
    ],
)
def test_bad_input_is_told_before_any_call_even_from_a_session(request_: RoleRequest, code: str) -> None:
    by = Hand()
    with pytest.raises(BadInput) as caught:
        run(by, request_, SESSION)
    assert (caught.value.code, by.calls) == (code, [])


def test_a_mistake_in_the_last_link_is_told_before_the_first_is_assumed() -> None:
    by = Hand()
    requests = (RoleRequest(DEPLOYER), RoleRequest(RELEASER, seconds=7200))
    with pytest.raises(BadInput) as caught:
        by.run(short_term.assume_chain(requests, HANA, region="us-east-1"))
    assert (caught.value.code, by.calls) == ("chained-hour", [])


def test_more_than_the_roles_own_maximum_is_told_where_that_is_known() -> None:
    by = Hand()
    with pytest.raises(BadInput) as caught:
        run(by, RoleRequest(DEPLOYER, seconds=7200), facts=RoleFacts(DEPLOYER, 3600))
    assert (caught.value.code, by.calls) == ("duration-out-of-range", [])


WHO = "User: arn:aws:iam::111122223333:user/hana is not authorized to perform:"


@pytest.mark.parametrize(
    ("code", "message", "explanation"),
    [
        ("AccessDenied", f"{WHO} sts:AssumeRole on resource: {DEPLOYER}", "role-not-trusting"),
        ("AccessDenied", f"{WHO} sts:TagSession on resource: {DEPLOYER}", "tag-session-refused"),
        ("AccessDenied", f"{WHO} sts:SetSourceIdentity on resource: {DEPLOYER}", "source-identity-refused"),
        (
            "AccessDenied",
            f"{WHO} sts:AssumeRole on resource: {DEPLOYER} because no identity-based policy allows the "
            "sts:AssumeRole action",
            "assume-not-allowed",
        ),
        (
            "AccessDenied",
            "MultiFactorAuthentication failed with invalid MFA one time pass code. ",
            "mfa-code-refused",
        ),
        ("AccessDenied", "Roles may not be assumed by root accounts.", "root-assumes-no-role"),
        (
            "ValidationError",
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
            "chain-too-long",
        ),
        (
            "ValidationError",
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
            "longer-than-role",
        ),
        ("ValidationError", "1 validation error detected: ...", "sts-parameter-refused"),
        ("MalformedPolicyDocument", "The policy is not in the valid JSON format.", "policy-refused"),
        ("PackedPolicyTooLarge", "Packed size is 140%", "packed-too-large"),
        ("RegionDisabledException", "STS is not activated in this region", "region-switched-off"),
        ("ExpiredToken", "The security token included in the request is expired", "source-credentials-ended"),
        (
            "InvalidClientTokenId",
            "The security token included in the request is invalid",
            "credentials-unknown",
        ),
        ("Throttling", "Rate exceeded", "too-many-requests"),
        ("SomethingNew", "words", "aws-said"),
    ],
)
def test_what_sts_refuses_is_explained(code: str, message: str, explanation: str) -> None:
    refusal = AwsError(code, message, status=403, operation="AssumeRole")
    with pytest.raises(GuideError) as caught:
        run(Hand({"AssumeRole": refusal}), RoleRequest(DEPLOYER))
    assert caught.value.code == explanation


@pytest.mark.parametrize("silence", [NoAnswer("timeout"), AwsError("AccessDenied", "not authorized")])
def test_what_becomes_of_a_refused_call_is_a_sentence(silence: Exception) -> None:
    with pytest.raises(GuideError):
        run(Hand({"AssumeRole": silence}), RoleRequest(DEPLOYER))


def role(name: str, path: str = "/", **more: Any) -> dict[str, Any]:
    return {"Arn": f"arn:aws:iam::{DEV}:role{path}{name}", "Path": path, "RoleName": name} | more


def test_roles_are_listed_over_pages_in_order_and_without_those_of_services() -> None:
    pages = [
        {"Roles": [role("b"), role("x", "/aws-service-role/x/")], "IsTruncated": True, "Marker": "m"},
        {"Roles": [role("A", MaxSessionDuration=7200, AssumeRolePolicyDocument={"Statement": []})]},
    ]
    by = Hand({"ListRoles": pages})
    found = by.run(short_term.roles_one_can_see(HANA, region="us-east-1"))
    assert [(each.arn[-6:], each.longest) for each in found.roles] == [("role/A", 7200), ("role/b", 3600)]
    assert '"Statement"' in found.roles[0].trust
    assert by.calls[1].params["Marker"] == "m"
    assert found.problem == ""


def test_who_may_not_list_roles_is_told_so_and_can_go_on() -> None:
    by = Hand({"ListRoles": AwsError("AccessDenied", "no", operation="ListRoles")})
    found = by.run(short_term.roles_one_can_see(HANA, region="us-east-1"))
    assert found.roles == ()
    assert "ListRoles" in found.problem


@pytest.mark.parametrize(
    ("answer", "known"),
    [
        ({"Role": role("Deployer", MaxSessionDuration=14400)}, True),
        ({"Role": role("Deployer", "/other/")}, False),
        (AwsError("NoSuchEntity"), False),
    ],
)
def test_a_role_of_the_same_name_elsewhere_is_not_taken_for_the_one_that_was_meant(
    answer: Any, known: bool
) -> None:
    found = Hand({"GetRole": answer}).run(short_term.role_facts(DEPLOYER, HANA, region="us-east-1"))
    assert (found is not None) is known
