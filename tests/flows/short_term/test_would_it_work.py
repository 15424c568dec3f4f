"""Would it work? Both sides of a request, by hand: what may be looked at, what may not, and what they come to."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from awsguide.core.errors import AwsError, BadInput, NoAnswer
from awsguide.core.model import Credentials, RoleFacts, RoleRequest
from awsguide.core.secret import Secret
from awsguide.flows import short_term
from awsguide.flows.policies import decision
from awsguide.flows.policies.readings import (
    FROM_POLICIES,
    FROM_READING,
    FROM_SANDBOX,
    FROM_SIMULATION,
    Explained,
)
from awsguide.flows.short_term import would_it_work
from tests.flows.by_hand import Hand
from tests.flows.short_term.test_short_term import DEPLOYER, DEV, HANA, RELEASER, SESSION, assumed

WHO = {"Account": DEV, "Arn": f"arn:aws:iam::{DEV}:user/hana", "UserId": "AIDAHANA"}
AS_ROLE = {"Account": DEV, "Arn": f"arn:aws:sts::{DEV}:assumed-role/Other/one", "UserId": "AROAOTHER:one"}
NO = AwsError("AccessDenied", "not authorized", operation="SimulatePrincipalPolicy")


def role(principal: str, **condition: Any) -> dict[str, Any]:
    row: dict[str, Any] = {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "sts:AssumeRole"}
    document = {"Statement": [row | ({"Condition": condition} if condition else {})]}
    return {"Role": {"Arn": DEPLOYER, "Path": "/", "AssumeRolePolicyDocument": document}}


def simulated(decided: str, action: str = "sts:AssumeRole", **more: Any) -> dict[str, Any]:
    matched = (
        [] if decided == "implicitDeny" else [{"SourcePolicyId": "developer", "SourcePolicyType": "user"}]
    )
    result = {"EvalActionName": action, "EvalDecision": decided, "MatchedStatements": matched}
    return {"EvaluationResults": [result | more]}


BY_NAME, BY_ACCOUNT, OTHERS = WHO["Arn"], f"arn:aws:iam::{DEV}:root", "arn:aws:iam::444455556666:root"


def ask(
    trusted: Any,
    own: Any,
    request: RoleRequest | None = None,
    credentials: Credentials = HANA,
    **answers: Any,
) -> tuple[Explained, Hand]:
    lists = {"ListGroupsForUser": {}, "ListUserPolicies": {}, "ListAttachedUserPolicies": {}}
    lists |= {"ListRolePolicies": {}, "ListAttachedRolePolicies": {}}
    by = Hand(
        {"GetCallerIdentity": WHO, "GetRole": trusted, "SimulatePrincipalPolicy": own} | lists | answers
    )
    found = by.run(
        would_it_work.would_it_work(request or RoleRequest(DEPLOYER), credentials, region="us-east-1")
    )
    assert isinstance(found, Explained)
    assert "AssumeRole" not in by.operations()
    return found, by


def simulation(by: Hand) -> Any:
    """What the simulator was asked."""
    return next(call.params for call in by.calls if call.operation == "SimulatePrincipalPolicy")


@pytest.mark.parametrize(
    ("trusted", "own", "verdict", "words"),
    [
        (role(BY_NAME), simulated("allowed"), "yes", "lets you in, and your own policies allow it"),
        (role(BY_NAME), simulated("implicitDeny"), "yes", "by name; within one account that is enough"),
        (role(BY_NAME), simulated("explicitDeny"), "no", "but your own policies do not allow it"),
        (role(BY_ACCOUNT), simulated("allowed"), "yes", "and your own policies allow it"),
        (role(BY_ACCOUNT), simulated("implicitDeny"), "no", "but your own policies do not"),
        (role(OTHERS), simulated("allowed"), "no", "does not let you in, but your own"),
        (role(BY_NAME), NO, "not known here", "what your own policies say is not known"),
        (NO, simulated("allowed"), "not known here", "says to you is not known here"),
        (NO, simulated("implicitDeny"), "no", "do not allow it"),
        (NO, NoAnswer("timeout"), "not known here", "not known here"),
        (
            role(BY_NAME, IpAddress={"aws:SourceIp": "192.0.2.0/24"}),
            simulated("allowed"),
            "not known here",
            "not known",
        ),
        (
            role(BY_ACCOUNT),
            simulated("implicitDeny", MissingContextValues=["aws:PrincipalTag/team"]),
            "not known here",
            "lets you in",
        ),
    ],
)
def test_both_sides_are_heard_and_what_may_not_be_seen_is_said(
    trusted: Any, own: Any, verdict: str, words: str
) -> None:
    found, _ = ask(trusted, own)
    assert found.verdict == verdict
    assert words in found.reason
    assert not found.by_aws
    assert len(found.left_out) == [trusted, own].count(NO) + isinstance(own, NoAnswer)


def test_each_marking_says_where_it_is_from() -> None:
    found, _ = ask(role(BY_NAME), simulated("allowed"))
    first, second, third = str(found).split("\n")
    assert first.startswith("yes: The role's trust policy lets you in, and your own policies allow it.")
    assert second == f"- matched: Allow in role trust policy of role Deployer, statement 1 ({FROM_READING})"
    assert third.endswith(f"({FROM_SIMULATION})")
    assert [reading.source for reading in found.readings] == [FROM_READING, FROM_SIMULATION]


MAY = {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": f"arn:aws:iam::{DEV}:role/*"}
MAY_NOT = {"Sid": "NotThis", "Effect": "Deny", "Action": "sts:*", "Resource": DEPLOYER}
ELSE = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}


def test_ones_own_policies_are_read_statement_by_statement_with_those_of_groups() -> None:
    found, by = ask(
        role(BY_ACCOUNT),
        simulated("explicitDeny"),
        ListGroupsForUser={"Groups": [{"GroupName": "developers"}]},
        ListUserPolicies={"PolicyNames": ["own"]},
        GetUserPolicy={"PolicyDocument": {"Statement": [MAY, ELSE]}},
        ListGroupPolicies={"PolicyNames": []},
        ListAttachedGroupPolicies={"AttachedPolicies": [{"PolicyArn": "arn:aws:iam::aws:policy/Limits"}]},
        GetPolicy={"Policy": {"Arn": "arn", "DefaultVersionId": "v3", "PolicyName": "Limits"}},
        GetPolicyVersion={"PolicyVersion": {"Document": {"Statement": MAY_NOT}}},
    )
    own = [reading for reading in found.readings if reading.source == FROM_POLICIES]
    assert [(reading.policy, reading.which, reading.effect, reading.mark) for reading in own] == [
        ("own of user hana", "statement 1", "Allow", "matched"),
        ("own of user hana", "statement 2", "Allow", "not matched"),
        ("Limits", "statement 1 (NotThis)", "Deny", "matched"),
    ]
    assert (found.verdict, found.left_out) == ("no", ())
    assert by.calls[-1].params["VersionId"] == "v3"


def test_policies_that_may_not_be_read_are_counted_and_the_simulators_matches_stand_in() -> None:
    found, _ = ask(role(BY_NAME), simulated("allowed"), ListUserPolicies=NO)
    assert found.left_out == ("1 of your policies, or lists of them, could not be read.",)
    assert [reading.source for reading in found.readings] == [FROM_READING, FROM_SIMULATION]
    assert found.verdict == "yes"


def test_an_explicit_deny_of_the_simulator_is_a_no_whatever_can_be_read() -> None:
    found, _ = ask(
        role(BY_NAME),
        simulated("explicitDeny"),
        ListUserPolicies={"PolicyNames": ["own"]},
        GetUserPolicy={"PolicyDocument": {"Statement": [MAY]}},
    )
    assert found.verdict == "no"


def test_a_role_of_another_account_cannot_be_looked_at_and_is_not_mistaken_for_one_of_this() -> None:
    found, by = ask(role(BY_NAME), simulated("allowed"), RoleRequest(RELEASER))
    assert by.operations()[:2] == ["GetCallerIdentity", "SimulatePrincipalPolicy"]
    assert found.verdict == "not known here"
    assert "another account" in found.left_out[0]


def test_a_role_session_is_simulated_as_its_role_and_its_boundary_is_not_forgotten() -> None:
    found, by = ask(
        role(f"arn:aws:iam::{DEV}:role/Other"),
        simulated("implicitDeny"),
        credentials=SESSION,
        GetCallerIdentity=AS_ROLE,
    )
    assert simulation(by)["PolicySourceArn"] == f"arn:aws:iam::{DEV}:role/Other"
    assert found.verdict == "not known here"


def test_tags_and_a_source_identity_take_permissions_of_their_own() -> None:
    own = {
        "EvaluationResults": [
            simulated("allowed", action)["EvaluationResults"][0]
            for action in ("sts:AssumeRole", "sts:TagSession")
        ]
    }
    request = RoleRequest(DEPLOYER, tags=(("project", "apollo"),))
    found, by = ask(role(BY_NAME), own, request)
    assert simulation(by)["ActionNames"] == ["sts:AssumeRole", "sts:TagSession"]
    assert (found.action, found.verdict) == ("sts:TagSession", "no")
    assert found.also[0].startswith("sts:AssumeRole: The role's trust policy lets you in")


def test_the_simulator_is_told_what_is_known_of_the_request_and_never_the_code() -> None:
    request = RoleRequest(DEPLOYER, mfa_serial=f"arn:aws:iam::{DEV}:mfa/hana", token_code=Secret("123456"))
    _, by = ask(role(BY_NAME), simulated("allowed"), request)
    entries = {row["ContextKeyName"]: row for row in simulation(by)["ContextEntries"]}
    assert entries["aws:multifactorauthpresent"]["ContextKeyType"] == "boolean"
    assert entries["aws:username"]["ContextKeyValues"] == ["hana"]
    assert "123456" not in repr(by.calls)


def test_what_is_known_of_the_role_already_is_not_asked_again() -> None:
    facts = RoleFacts(DEPLOYER, trust=json.dumps(role(BY_NAME)["Role"]["AssumeRolePolicyDocument"]))
    by = Hand({"GetCallerIdentity": WHO, "SimulatePrincipalPolicy": simulated("allowed")})
    flow = would_it_work.would_it_work(RoleRequest(DEPLOYER), HANA, region="us-east-1", facts=facts)
    assert by.run(flow).verdict == "yes"
    assert "GetRole" not in by.operations()


def test_bad_input_is_told_before_anything_is_asked() -> None:
    by = Hand()
    with pytest.raises(BadInput):
        by.run(would_it_work.would_it_work(RoleRequest("Deployer"), HANA, region="us-east-1"))
    assert by.calls == []


# --- the sandbox's own reasons ----------------------------------------------------------------------------------


def row(sid: str, *, matched: bool, why: str = "", kind: str = "role trust policy") -> dict[str, Any]:
    return {
        "kind": kind,
        "policy": "trust policy",
        "owner": "role Deployer",
        "arn": "",
        "sid": sid,
        "index": 0,
        "effect": "Allow",
        "matched": matched,
        "element": "" if matched else "principal",
        "why": why,
    }


def check(action: str, decided: str, *rows: dict[str, Any]) -> dict[str, Any]:
    return {
        "action": action,
        "resource": DEPLOYER,
        "decision": decided,
        "reason": "Because.",
        "statements": rows,
    }


def encoded(decided: str, *checks: dict[str, Any], **more: Any) -> str:
    told = {"version": 1, "decision": decided, "reason": "Because of that.", "checks": checks} | more
    return base64.urlsafe_b64encode(json.dumps(told).encode()).decode()


def test_the_sandboxs_reasons_are_shown_for_a_yes_and_before_a_no_is_raised() -> None:
    yes = encoded("allowed", check("sts:AssumeRole", "allowed", row("Hana", matched=True)))
    by = Hand({"AssumeRole": assumed() | {decision.MEMBER: yes}})
    by.run(short_term.assume_role(RoleRequest(DEPLOYER), HANA, region="us-east-1"))
    no = encoded(
        "implicitDeny",
        check("sts:AssumeRole", "allowed", row("Hana", matched=True)),
        check("sts:TagSession", "implicitDeny", row("", matched=False, why="does not name the action")),
        truncated=True,
    )
    refused = Hand({"AssumeRole": AwsError("AccessDenied", "no", operation="AssumeRole", decision=no)})
    with pytest.raises(Exception, match="AWS does not let you"):
        refused.run(short_term.assume_role(RoleRequest(DEPLOYER), HANA, region="us-east-1"))
    (told,), (reason,) = by.shown, refused.shown
    assert isinstance(told, Explained)
    assert isinstance(reason, Explained)
    assert (told.verdict, told.by_aws, told.readings[0].source) == ("yes", True, FROM_SANDBOX)
    assert (reason.verdict, reason.action) == ("no", "sts:TagSession")
    assert reason.readings[0].why == "does not name the action"
    assert (len(reason.also), len(reason.left_out)) == (1, 1)


@pytest.mark.parametrize("value", ["", "?", "e30=", encoded("allowed"), base64.b64encode(b"[]").decode()])
def test_what_is_not_of_its_shape_is_no_reason(value: str) -> None:
    assert decision.read(value) is None
