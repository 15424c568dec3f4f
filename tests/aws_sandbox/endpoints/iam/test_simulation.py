from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.aws_sandbox.access.test_explanation import explained
from tests.aws_sandbox.access.test_guard import allow, deny, session
from tests.aws_sandbox.conftest import refused

if TYPE_CHECKING:
    from tests.aws_sandbox.conftest import Reached


def document(*statements: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)}, indent=2)


def arn(reached: Reached, name: str) -> str:
    return f"arn:aws:iam::{reached.sandbox.company.management_account_id}:{name}"


def simulate(reached: Reached, source: str, *actions: str, **more: Any) -> Any:
    return reached.client("iam").simulate_principal_policy(
        PolicySourceArn=arn(reached, source), ActionNames=list(actions), **more
    )


def decisions(answer: Any) -> list[str]:
    return [result["EvalDecision"] for result in answer["EvaluationResults"]]


def test_a_users_policies_are_simulated_as_they_would_decide(reached: Reached) -> None:
    reached.user("dana", allow("s3:*"), deny("s3:Delete*"))
    answer = simulate(reached, "user/dana", "s3:ListAllMyBuckets", "s3:DeleteBucket", "iam:ListUsers")
    assert decisions(answer) == ["allowed", "explicitDeny", "implicitDeny"]
    assert answer["IsTruncated"] is False
    listing, deleting, users = answer["EvaluationResults"]
    (matched,) = listing["MatchedStatements"]
    assert (matched["SourcePolicyId"], matched["SourcePolicyType"]) == ("user_dana_inline", "user")
    assert matched["StartPosition"]["Line"] == matched["EndPosition"]["Line"] == 1
    assert deleting["MatchedStatements"][0]["StartPosition"]["Column"] > matched["EndPosition"]["Column"]
    assert users["MatchedStatements"] == []
    assert listing["EvalResourceName"] == "*"
    assert "ResourceSpecificResults" not in listing


def test_what_is_simulated_is_told_in_the_header_and_not_the_callers_own_permission(reached: Reached) -> None:
    reached.user("dana", allow("s3:*"))
    told = explained(simulate(reached, "user/dana", "s3:ListAllMyBuckets", "iam:ListUsers"))
    assert [(check["action"], check["decision"]) for check in told["checks"]] == [
        ("s3:ListAllMyBuckets", "allowed"),
        ("iam:ListUsers", "implicitDeny"),
    ]


def test_groups_boundaries_and_the_organization_count(reached: Reached) -> None:
    iam = reached.client("iam")
    reached.user("dana")
    iam.create_group(GroupName="makers")
    iam.put_group_policy(GroupName="makers", PolicyName="all", PolicyDocument=document(allow("*")))
    iam.add_user_to_group(GroupName="makers", UserName="dana")
    assert decisions(simulate(reached, "user/dana", "iam:CreateUser")) == ["allowed"]
    (result,) = simulate(reached, "group/makers", "iam:CreateUser")["EvaluationResults"]
    assert (result["EvalDecision"], result["MissingContextValues"]) == ("allowed", [])
    reading = "arn:aws:iam::aws:policy/IAMReadOnlyAccess"
    iam.put_user_permissions_boundary(UserName="dana", PermissionsBoundary=reading)
    made, listed = simulate(reached, "user/dana", "iam:CreateUser", "iam:ListUsers")["EvaluationResults"]
    assert (made["EvalDecision"], listed["EvalDecision"]) == ("implicitDeny", "allowed")
    assert made["PermissionsBoundaryDecisionDetail"] == {"AllowedByPermissionsBoundary": False}
    assert listed["PermissionsBoundaryDecisionDetail"] == {"AllowedByPermissionsBoundary": True}
    assert [row["SourcePolicyType"] for row in listed["MatchedStatements"]] == ["group", "aws-managed"]
    other = simulate(
        reached, "user/dana", "iam:CreateUser", PermissionsBoundaryPolicyInputList=[document(allow("iam:*"))]
    )
    assert decisions(other) == ["allowed"]
    assert other["EvaluationResults"][0]["MatchedStatements"][1]["SourcePolicyId"] == (
        "PermissionsBoundaryPolicyInputList.1"
    )
    organizations = reached.client("organizations")
    (root,) = organizations.list_roots()["Roots"]
    organizations.enable_policy_type(RootId=root["Id"], PolicyType="SERVICE_CONTROL_POLICY")
    account_id = reached.sandbox.company.accounts["sandbox-dev"]
    role = f"arn:aws:iam::{account_id}:role/OrganizationAccountAccessRole"
    member = reached.client("iam", session(reached))
    (result,) = member.simulate_principal_policy(PolicySourceArn=role, ActionNames=["s3:PutObject"])[
        "EvaluationResults"
    ]
    assert (result["EvalDecision"], result["OrganizationsDecisionDetail"]) == (
        "allowed",
        {"AllowedByOrganizations": True},
    )


def test_conditions_are_asked_of_the_entries_and_missing_ones_are_named(reached: Reached) -> None:
    reached.user("dana", allow("s3:*", Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}}))
    (result,) = simulate(reached, "user/dana", "s3:GetObject")["EvaluationResults"]
    assert (result["EvalDecision"], result["MissingContextValues"]) == (
        "implicitDeny",
        ["aws:MultiFactorAuthPresent"],
    )
    entry = {
        "ContextKeyName": "aws:MultiFactorAuthPresent",
        "ContextKeyValues": ["true"],
        "ContextKeyType": "boolean",
    }
    (result,) = simulate(reached, "user/dana", "s3:GetObject", ContextEntries=[entry])["EvaluationResults"]
    assert (result["EvalDecision"], result["MissingContextValues"]) == ("allowed", [])
    names = reached.client("iam").get_context_keys_for_principal_policy(
        PolicySourceArn=arn(reached, "user/dana")
    )
    assert names["ContextKeyNames"] == ["aws:MultiFactorAuthPresent"]
    own = document(allow("s3:*", "arn:aws:s3:::home/${aws:username}/*"))
    names = reached.client("iam").get_context_keys_for_custom_policy(PolicyInputList=[own])
    assert names["ContextKeyNames"] == ["aws:username"]


def test_each_action_is_tried_with_each_resource_in_pages(reached: Reached) -> None:
    reached.user("dana", allow("s3:GetObject", "arn:aws:s3:::notes/*"))
    arns = ["arn:aws:s3:::notes/a", "arn:aws:s3:::other/a"]
    pages = (
        reached.client("iam")
        .get_paginator("simulate_principal_policy")
        .paginate(
            PolicySourceArn=arn(reached, "user/dana"),
            ActionNames=["s3:GetObject", "s3:PutObject"],
            ResourceArns=arns,
            PaginationConfig={"PageSize": 3},
        )
    )
    results = [result for page in pages for result in page["EvaluationResults"]]
    found = [(row["EvalActionName"], row["EvalResourceName"], row["EvalDecision"]) for row in results]
    assert found == [
        ("s3:GetObject", arns[0], "allowed"),
        ("s3:GetObject", arns[1], "implicitDeny"),
        ("s3:PutObject", arns[0], "implicitDeny"),
        ("s3:PutObject", arns[1], "implicitDeny"),
    ]
    (specific,) = results[0]["ResourceSpecificResults"]
    assert (specific["EvalResourceName"], specific["EvalResourceDecision"]) == (arns[0], "allowed")


def test_a_trust_policy_given_as_the_resource_policy_decides_about_assuming_the_role(
    reached: Reached,
) -> None:
    reached.user("dana", allow("sts:AssumeRole"))
    other = reached.sandbox.company.accounts["production"]
    role = f"arn:aws:iam::{other}:role/Somewhere"

    def asked(principal: str, **context: str) -> Any:
        trust = document(
            {
                "Effect": "Allow",
                "Principal": {"AWS": principal},
                "Action": "sts:AssumeRole",
                "Condition": {"StringEquals": {"sts:ExternalId": "agreed-upon"}},
            }
        )
        entries = [
            {"ContextKeyName": key.replace("_", ":"), "ContextKeyValues": [value], "ContextKeyType": "string"}
            for key, value in context.items()
        ]
        return simulate(
            reached,
            "user/dana",
            "sts:AssumeRole",
            ResourceArns=[role],
            ResourcePolicy=trust,
            ContextEntries=entries,
        )

    mine = arn(reached, "user/dana")
    right = asked(mine, sts_ExternalId="agreed-upon")
    assert decisions(right) == ["allowed"]
    assert right["EvaluationResults"][0]["EvalDecisionDetails"] == {
        "IAM Policy": "allowed",
        "Resource Policy": "allowed",
    }
    wrong = asked(mine, sts_ExternalId="something-else")
    assert decisions(wrong) == ["implicitDeny"]
    told = explained(wrong)
    trust = next(row for row in told["checks"][0]["statements"] if row["kind"] == "role trust policy")
    assert trust["why"].endswith("sts:ExternalId is another one")
    assert "agreed-upon" not in json.dumps(told)
    assert "something-else" not in json.dumps(told)
    assert decisions(asked(mine)) == ["implicitDeny"]
    assert decisions(asked(arn(reached, "user/somebody"), sts_ExternalId="agreed-upon")) == ["implicitDeny"]
    without = simulate(reached, "user/dana", "sts:AssumeRole", ResourceArns=[role])
    assert decisions(without) == ["allowed"], "without the trust policy it is about dana's own policies"


def test_policies_given_as_texts_are_simulated_alone(reached: Reached) -> None:
    answer = reached.client("iam").simulate_custom_policy(
        PolicyInputList=[document(allow("s3:*")), document(deny("s3:PutObject"))],
        ActionNames=["s3:GetObject", "s3:PutObject"],
    )
    assert decisions(answer) == ["allowed", "explicitDeny"]
    (matched,) = answer["EvaluationResults"][1]["MatchedStatements"]
    assert matched == {
        "SourcePolicyId": "PolicyInputList.2",
        "SourcePolicyType": "none",
        "StartPosition": {"Line": 4, "Column": 5},
        "EndPosition": {"Line": 8, "Column": 6},
    }


GOOD = document(allow("*"))


@pytest.mark.parametrize(
    ("source", "more", "answer", "said"),
    [
        ("user/nobody", {}, (404, "NoSuchEntity"), "The user with name nobody cannot be found."),
        ("role/nobody", {}, (404, "NoSuchEntity"), "The role with name nobody cannot be found."),
        ("group/nobody", {}, (404, "NoSuchEntity"), "The group with name nobody cannot be found."),
        ("policy/nobody", {}, (400, "InvalidInput"), "does not clearly define entity type and name."),
        ("user/dana", {"ActionNames": ["ListUsers"]}, (400, "InvalidInput"), "Invalid action: ListUsers"),
        (
            "user/dana",
            {"PolicyInputList": ['{"Statement": [,]}']},
            (400, "InvalidInput"),
            "PolicyInputList.1: line 1",
        ),
        ("user/dana", {"PolicyInputList": ['{"Version": 1}']}, (400, "InvalidInput"), "it has no statements"),
        ("user/dana", {"ResourcePolicy": "nonsense"}, (400, "InvalidInput"), "in ResourcePolicy: line 1"),
        ("group/all", {"ResourcePolicy": GOOD}, (400, "InvalidInput"), "CallerArn is required"),
        (
            "user/dana",
            {"CallerArn": "arn:aws:sts::111122223333:assumed-role/a/b"},
            (400, "InvalidInput"),
            "IAM user",
        ),
        ("user/dana", {"ResourceOwner": "somebody"}, (400, "InvalidInput"), "Invalid resource owner"),
        ("user/dana", {"Marker": "beyond"}, (400, "InvalidInput"), "Invalid Marker."),
        (
            "user/dana",
            {
                "ContextEntries": [
                    {"ContextKeyName": "aws:x", "ContextKeyValues": ["1"], "ContextKeyType": "number"}
                ]
            },
            (400, "ValidationError"),
            "Value 'number' at 'contextEntries.1.member.contextKeyType'",
        ),
        (
            "user/dana",
            {
                "ContextEntries": [
                    {"ContextKeyName": "aws:x", "ContextKeyValues": [], "ContextKeyType": "string"}
                ]
            },
            (400, "InvalidInput"),
            "needs exactly one value",
        ),
    ],
)
def test_what_cannot_be_simulated_is_refused(
    reached: Reached, source: str, more: dict[str, Any], answer: tuple[int, str], said: str
) -> None:
    iam = reached.client("iam")
    iam.create_user(UserName="dana")
    iam.create_group(GroupName="all")
    parameters = {"PolicySourceArn": arn(reached, source), "ActionNames": ["iam:ListUsers"], **more}
    got = refused(iam.simulate_principal_policy, **parameters)
    assert got[:2] == answer
    assert said in got[2]


def test_simulating_needs_a_permission_of_its_own(reached: Reached) -> None:
    key = reached.user("dana", allow("iam:SimulatePrincipalPolicy", arn(reached, "user/dana")))
    own = reached.client("iam", key)
    assert own.simulate_principal_policy(
        PolicySourceArn=arn(reached, "user/dana"), ActionNames=["s3:GetObject"]
    )
    got = refused(
        own.simulate_principal_policy,
        PolicySourceArn=arn(reached, "user/trainer"),
        ActionNames=["s3:GetObject"],
    )
    assert got[:2] == (403, "AccessDenied")
