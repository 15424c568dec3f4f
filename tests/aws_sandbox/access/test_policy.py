from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_sandbox.access.policy import Decision, Limits, decide
from aws_sandbox.access.statements import Caller, Kind, Policy, Request, read
from aws_sandbox.access.wildcards import like

ACCOUNT, OTHER = "111122223333", "444455556666"
ALICE = f"arn:aws:iam::{ACCOUNT}:user/alice"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/deploy"
SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/deploy/s"
CALLER = Caller(ACCOUNT, frozenset({ALICE}))
IN_ROLE = Caller(ACCOUNT, frozenset({SESSION, ROLE}), source=ROLE)
EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}


def policy(*statements: Any, kind: Kind = Kind.IDENTITY, version: str = "2012-10-17") -> tuple[Policy, ...]:
    name = f"a {kind.value}"
    return (read(name, kind, json.dumps({"Version": version, "Statement": list(statements)})),)


def ask(
    action: str = "s3:GetObject",
    resource: str = "arn:aws:s3:::b/k",
    caller: Caller = CALLER,
    **context: str,
) -> Request:
    keys = {name.replace("_", ":", 1).lower(): (value,) for name, value in context.items()}
    return Request(action, resource, keys, caller)


def identity(*statements: Any, request: Request | None = None) -> Decision:
    return decide(request or ask(), Limits(identity=policy(*statements)))


def allow(**elements: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", **elements}


def deny(**elements: Any) -> dict[str, Any]:
    return {"Effect": "Deny", "Action": "s3:GetObject", "Resource": "*", **elements}


@pytest.mark.parametrize(
    "statement",
    [
        allow(),
        allow(Action="S3:getobject"),
        allow(Action=["s3:Put*", "s3:Get?bject"]),
        allow(Action="*"),
        allow(Resource="arn:aws:s3:::b/*"),
        allow(Resource=["arn:aws:s3:::c", "arn:aws:s3:::?/k"]),
        {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"},
        {"Effect": "Allow", "Action": "s3:*", "NotResource": "arn:aws:s3:::c/*"},
        allow(Condition={"StringEquals": {"aws:RequestedRegion": ["eu-west-1", "us-east-1"]}}),
        allow(Condition={"Bool": {"aws:SecureTransport": False}}),
    ],
)
def test_a_statement_that_covers_the_request_allows_it(statement: Any) -> None:
    request = ask(aws_RequestedRegion="us-east-1", aws_SecureTransport="false")
    decision = identity(statement, request=request)
    assert decision.allowed
    assert decision.kind is Kind.IDENTITY
    assert decision.statement is not None
    assert decision.because == ""


@pytest.mark.parametrize(
    ("statement", "mismatch"),
    [
        (allow(Action="s3:PutObject"), "does not name the action"),
        ({"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"}, "does not name the action"),
        (allow(Resource="arn:aws:s3:::B/*"), "does not cover the resource"),
        (allow(Resource="arn:aws:s3:::b"), "does not cover the resource"),
        (
            {"Effect": "Allow", "Action": "*", "NotResource": "arn:aws:s3:::b/*"},
            "does not cover the resource",
        ),
        (allow(Condition={"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}), "is not in the request"),
        (
            allow(Condition={"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}),
            "aws:RequestedRegion is us-east-1",
        ),
        (allow(Condition="nonsense"), "does not hold"),
        (allow(Resource="arn:aws:s3:::${aws:username}/*"), "does not cover the resource"),
    ],
)
def test_a_statement_that_does_not_cover_the_request_says_why(statement: Any, mismatch: str) -> None:
    decision = identity(statement, request=ask(aws_RequestedRegion="us-east-1"))
    assert not decision.allowed
    assert not decision.explicit
    assert decision.because == "because no identity-based policy allows the s3:GetObject action"
    (verdict,) = decision.verdicts
    assert verdict.mismatch is not None
    assert mismatch in verdict.mismatch.words


def test_a_deny_wins_wherever_it_stands() -> None:
    for statements in ([EVERYTHING, deny()], [deny(), EVERYTHING]):
        decision = identity(*statements)
        assert not decision.allowed
        assert decision.because == "with an explicit deny in an identity-based policy"
        assert decision.statement is not None
        assert not decision.statement.allows


def test_a_deny_unless_holds_by_the_value_seen() -> None:
    unless = deny(Action="*", Condition={"StringNotEquals": {"aws:RequestedRegion": "eu-west-1"}})
    assert identity(EVERYTHING, unless, request=ask(aws_RequestedRegion="eu-west-1")).allowed
    assert not identity(EVERYTHING, unless, request=ask(aws_RequestedRegion="us-east-1")).allowed
    no_mfa = deny(Action="*", Condition={"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}})
    assert not identity(EVERYTHING, no_mfa).allowed
    assert identity(EVERYTHING, no_mfa, request=ask(aws_MultiFactorAuthPresent="true")).allowed


def test_the_self_service_policy_reaches_the_own_user_alone() -> None:
    own = allow(Action="iam:*AccessKey*", Resource="arn:aws:iam::*:user/${aws:username}")

    def may(user: str) -> bool:
        request = ask("iam:CreateAccessKey", f"arn:aws:iam::{ACCOUNT}:user/{user}", aws_username="alice")
        return identity(own, request=request).allowed

    assert may("alice")
    assert not may("bob")


def test_variables_are_plain_text_in_policies_of_the_old_version() -> None:
    statements = policy(allow(Resource="arn:aws:s3:::${aws:username}/k"), version="2008-10-17")
    request = ask(resource="arn:aws:s3:::alice/k", aws_username="alice")
    assert not decide(request, Limits(identity=statements)).allowed
    same = allow(Condition={"StringEquals": {"aws:username": "${aws:username}"}})
    assert not decide(request, Limits(identity=policy(same, version="2008-10-17"))).allowed
    assert decide(request, Limits(identity=policy(same))).allowed


def test_a_statement_that_names_a_variable_says_what_it_stood_for() -> None:
    own = allow(Condition={"StringEquals": {"aws:RequestedRegion": "${aws:PrincipalTag/region}"}})
    (verdict,) = identity(own, request=ask(aws_RequestedRegion="us-east-1")).verdicts
    assert verdict.mismatch is not None
    assert "${aws:PrincipalTag/region} (which the request does not have)" in verdict.mismatch.words
    tagged = {"aws:requestedregion": ("us-east-1",), "aws:principaltag/region": ("eu-west-1",)}
    (verdict,) = decide(Request("s3:GetObject", "*", tagged, CALLER), Limits(identity=policy(own))).verdicts
    assert verdict.mismatch is not None
    assert "${aws:PrincipalTag/region} (here eu-west-1)" in verdict.mismatch.words


@pytest.mark.parametrize("limit", ["boundary", "session"])
def test_boundary_and_session_policies_limit_but_do_not_grant(limit: str) -> None:
    kind = Kind[limit.upper()]
    reading = policy(allow(), kind=kind)
    writing = policy(allow(Action="s3:PutObject"), kind=kind)
    denying = policy(deny(), kind=kind)
    granted = policy(EVERYTHING)
    assert decide(ask(), Limits(identity=granted, **{limit: reading})).allowed  # type: ignore[arg-type]
    assert not decide(ask(), Limits(**{limit: reading})).allowed  # type: ignore[arg-type]
    refused = decide(ask(), Limits(identity=granted, **{limit: writing}))  # type: ignore[arg-type]
    assert refused.because == f"because no {kind.value} allows the s3:GetObject action"
    refused = decide(ask(), Limits(identity=granted, **{limit: denying}))  # type: ignore[arg-type]
    assert refused.because == f"with an explicit deny in a {kind.value}"
    assert not decide(ask(), Limits(identity=granted, **{limit: ()})).allowed  # type: ignore[arg-type]


def test_every_level_of_the_organization_has_to_allow() -> None:
    everything = policy(EVERYTHING, kind=Kind.ORGANIZATION)
    s3_only = policy(allow(Action="s3:*"), kind=Kind.ORGANIZATION)
    granted = policy(EVERYTHING)
    assert decide(ask(), Limits(identity=granted, organization=(everything, s3_only))).allowed
    refused = decide(ask("iam:ListUsers", "*"), Limits(identity=granted, organization=(everything, s3_only)))
    assert refused.because == "because no service control policy allows the iam:ListUsers action"
    assert not decide(ask(), Limits(identity=granted, organization=(everything, ()))).allowed


def bucket(principal: Any, effect: str = "Allow") -> tuple[Policy, ...]:
    return policy({**allow(Effect=effect), "Principal": principal}, kind=Kind.RESOURCE)


@pytest.mark.parametrize(
    ("principal", "granted"),
    [
        ({"AWS": ALICE}, True),
        ({"AWS": [ROLE, ALICE]}, True),
        ("*", True),
        ({"AWS": "*"}, True),
        ({"AWS": ACCOUNT}, False),
        ({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, False),
        ({"AWS": ROLE}, False),
        ({"AWS": OTHER}, False),
        ({"Service": "ec2.amazonaws.com"}, False),
        ({"AWS": "arn:aws:iam::*:user/alice"}, False),
    ],
)
def test_within_an_account_a_resource_policy_grants_by_name_and_leaves_the_account_to_its_own_policies(
    principal: Any, granted: bool
) -> None:
    assert decide(ask(), Limits(resource=bucket(principal))).allowed is granted


def test_across_accounts_both_sides_have_to_agree() -> None:
    for principal in ({"AWS": ALICE}, {"AWS": ACCOUNT}):
        both = Limits(identity=policy(EVERYTHING), resource=bucket(principal), same_account=False)
        assert decide(ask(), both).allowed
        refused = decide(ask(), Limits(resource=bucket(principal), same_account=False))
        assert refused.kind is Kind.IDENTITY
    refused = decide(ask(), Limits(identity=policy(EVERYTHING), same_account=False))
    assert refused.because == "because no resource-based policy allows the s3:GetObject action"


def test_a_deny_in_a_resource_policy_beats_every_grant() -> None:
    decision = decide(ask(), Limits(identity=policy(EVERYTHING), resource=bucket("*", "Deny")))
    assert decision.because == "with an explicit deny in a resource-based policy"


ROOT = f"arn:aws:iam::{ACCOUNT}:root"


@pytest.mark.parametrize(
    ("named", "caller", "spared"),
    [
        ([ALICE, ROOT], CALLER, True),
        ([ALICE, ACCOUNT], CALLER, True),
        ("*", CALLER, True),
        ([ALICE], CALLER, False),
        ([ROOT], CALLER, False),
        ([ROLE, ROOT], CALLER, False),
        ([SESSION, ROLE, ROOT], IN_ROLE, True),
        ([ROLE, ROOT], IN_ROLE, False),
        ([SESSION, ROOT], IN_ROLE, False),
        ([SESSION, ROLE], IN_ROLE, False),
    ],
)
def test_a_deny_by_not_principal_spares_whoever_is_named_in_full(
    named: Any, caller: Caller, spared: bool
) -> None:
    others = policy({"Effect": "Deny", "NotPrincipal": {"AWS": named}, "Action": "*"}, kind=Kind.RESOURCE)
    limits = Limits(identity=policy(EVERYTHING), resource=others)
    assert decide(ask(caller=caller), limits).allowed is spared


def test_a_deny_by_not_principal_spares_nobody_who_has_a_boundary() -> None:
    row = {"Effect": "Deny", "NotPrincipal": {"AWS": [ALICE, ROOT]}, "Action": "*"}
    others = policy(row, kind=Kind.RESOURCE)
    bounded = Limits(
        identity=policy(EVERYTHING), boundary=policy(EVERYTHING, kind=Kind.BOUNDARY), resource=others
    )
    assert decide(ask(), bounded).because == "with an explicit deny in a resource-based policy"


def test_what_a_resource_gives_to_anybody_no_boundary_and_no_session_policy_takes_away() -> None:
    nothing = policy(allow(Action="ec2:*"), kind=Kind.BOUNDARY)
    given = Limits(resource=bucket("*"), boundary=nothing, session=nothing)
    assert decide(ask(), given).allowed
    assert decide(ask(caller=IN_ROLE), given).allowed
    both = policy(EVERYTHING)
    across = Limits(identity=both, resource=bucket("*"), boundary=nothing, same_account=False)
    assert decide(ask(), across).kind is Kind.BOUNDARY


def test_a_federated_user_has_what_a_resource_gives_to_the_user_who_asked_within_the_session_policy() -> None:
    guest = f"arn:aws:sts::{ACCOUNT}:federated-user/guest"
    caller = Caller(ACCOUNT, frozenset({guest, ALICE}), source=ALICE)
    reading, nothing = policy(allow(), kind=Kind.SESSION), ()
    by_user, by_guest = bucket({"AWS": ALICE}), bucket({"AWS": guest})
    assert decide(ask(caller=caller), Limits(resource=by_user, session=reading)).allowed
    assert decide(ask(caller=caller), Limits(resource=by_user, session=nothing)).kind is Kind.SESSION
    assert decide(ask(caller=caller), Limits(resource=by_guest, session=nothing)).allowed


def test_naming_the_role_leaves_its_boundary_in_force_and_naming_the_session_does_not() -> None:
    nothing = policy(allow(Action="ec2:*"), kind=Kind.BOUNDARY)
    by_role = Limits(resource=bucket({"AWS": ROLE}), boundary=nothing)
    by_session = Limits(resource=bucket({"AWS": SESSION}), boundary=nothing)
    assert decide(ask(caller=IN_ROLE), by_role).kind is Kind.BOUNDARY
    assert decide(ask(caller=IN_ROLE), by_session).allowed
    assert decide(ask(caller=IN_ROLE), Limits(resource=bucket({"AWS": ROLE}))).allowed


def trust(principal: Any, **condition: Any) -> tuple[Policy, ...]:
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    return policy({**statement, **({"Condition": condition} if condition else {})}, kind=Kind.TRUST)


def test_nobody_assumes_a_role_that_does_not_trust_them_whatever_else_they_may_do() -> None:
    request = ask("sts:AssumeRole", ROLE)
    limits = Limits(identity=policy(EVERYTHING), trust=trust({"Service": "ec2.amazonaws.com"}))
    assert decide(request, limits).kind is Kind.TRUST
    assert (
        decide(request, Limits(identity=policy(EVERYTHING), trust=policy(kind=Kind.TRUST))).kind is Kind.TRUST
    )


def test_trusting_the_account_leaves_it_to_its_identity_policies_and_trusting_the_user_does_not() -> None:
    request = ask("sts:AssumeRole", ROLE)
    assert decide(request, Limits(trust=trust({"AWS": ALICE}))).allowed
    assert decide(request, Limits(trust=trust({"AWS": ACCOUNT}))).kind is Kind.IDENTITY
    both = Limits(identity=policy(EVERYTHING), trust=trust({"AWS": ACCOUNT}))
    assert decide(request, both).allowed


@pytest.mark.parametrize("external_id", [None, "wrong"])
def test_a_trust_policys_condition_counts(external_id: str | None) -> None:
    wanted = trust({"AWS": ALICE}, StringEquals={"sts:ExternalId": "right"})
    context = {"sts:externalid": (external_id,)} if external_id else {}
    assert not decide(Request("sts:AssumeRole", ROLE, context, CALLER), Limits(trust=wanted)).allowed
    right = {"sts:externalid": ("right",)}
    assert decide(Request("sts:AssumeRole", ROLE, right, CALLER), Limits(trust=wanted)).allowed


@pytest.mark.parametrize(
    "document",
    ["", "{", "[]", "null", '"x"', '{"Statement": 1}', '{"Statement": [1, null]}', "[" * 100_000],
)
def test_a_malformed_document_has_no_statements(document: str) -> None:
    assert read("x", Kind.IDENTITY, document).statements == ()


def test_a_statement_with_another_effect_counts_for_nothing() -> None:
    assert (
        read("x", Kind.IDENTITY, json.dumps({"Statement": {**EVERYTHING, "Effect": "allow"}})).statements
        == ()
    )


STATEMENTS = st.builds(
    lambda effect, action, resource: {"Effect": effect, "Action": action, "Resource": resource},
    st.sampled_from(["Allow", "Deny"]),
    st.sampled_from(["*", "s3:*", "s3:Get*", "iam:*", "s3:GetObject"]),
    st.sampled_from(["*", "arn:aws:s3:::b/*", "arn:aws:s3:::c/*"]),
)


@given(st.lists(STATEMENTS, max_size=5))
def test_a_decision_is_what_its_verdicts_say(statements: list[Any]) -> None:
    decision = identity(*statements)
    matched = [verdict.statement.allows for verdict in decision.verdicts if not verdict.mismatch]
    assert len(decision.verdicts) == len(statements)
    assert decision.allowed == (bool(matched) and all(matched))
    assert decision.explicit == bool(matched)


@given(st.lists(STATEMENTS, max_size=5), STATEMENTS)
def test_another_deny_never_opens_anything(statements: list[Any], more: Any) -> None:
    before = identity(*statements)
    after = identity(*statements, {**more, "Effect": "Deny"})
    assert before.allowed or not after.allowed


def test_where_the_resource_decides_its_account_has_to_be_let_in_first() -> None:
    granted = policy(EVERYTHING)
    assert decide(ask(), Limits(identity=granted, resource_decides=True)).kind is Kind.RESOURCE
    for principal, allowed in ((ACCOUNT, True), (ALICE, True), (OTHER, False)):
        limits = Limits(identity=granted, resource=bucket({"AWS": principal}), resource_decides=True)
        assert decide(ask(), limits).allowed is allowed


def test_resource_control_policies_deny_and_never_grant() -> None:
    denying = policy({**deny(), "Principal": "*"}, kind=Kind.RESOURCE_CONTROL)
    refused = decide(ask(), Limits(identity=policy(EVERYTHING), resource_control=denying))
    assert refused.because == "with an explicit deny in a resource control policy"
    allowing = policy({**allow(), "Principal": "*"}, kind=Kind.RESOURCE_CONTROL)
    assert not decide(ask(), Limits(resource_control=allowing)).allowed
    assert decide(ask(), Limits(identity=policy(EVERYTHING), resource_control=allowing)).allowed


def test_every_condition_that_does_not_hold_is_named() -> None:
    condition = {
        "StringEquals": {"aws:RequestedRegion": "eu-west-1"},
        "Bool": {"aws:SecureTransport": "true"},
    }
    (verdict,) = identity(allow(Condition=condition), request=ask(aws_RequestedRegion="us-east-1")).verdicts
    assert verdict.mismatch is not None
    assert "aws:RequestedRegion is us-east-1" in verdict.mismatch.words
    assert "aws:SecureTransport is not in the request" in verdict.mismatch.words


@pytest.mark.parametrize(
    ("operator", "wanted", "given", "said"),
    [
        ("StringEquals", "agreed-upon", None, "is not in the request"),
        ("StringEquals", "agreed-upon", "guessed-by-me", "is another one"),
        ("StringNotEquals", "guessed-by-me", "guessed-by-me", "is in the request"),
        ("Null", "true", "guessed-by-me", "is in the request"),
        ("Null", "false", None, "is not in the request"),
    ],
)
def test_of_an_external_id_it_is_only_said_whether_there_is_one(
    operator: str, wanted: str, given: str | None, said: str
) -> None:
    statements = trust({"AWS": ALICE}, **{operator: {"sts:ExternalId": wanted}})
    context = {} if given is None else {"sts:externalid": (given,)}
    decision = decide(Request("sts:AssumeRole", ROLE, context, CALLER), Limits(trust=statements))
    mismatch = decision.verdicts[0].mismatch
    assert mismatch is not None
    assert mismatch.words.endswith(f"sts:ExternalId {said}")
    assert not any(value in mismatch.words for value in ("agreed-upon", "guessed-by-me"))


ACTIONS = st.sampled_from(
    ["s3:GetObject", "s3:*", "S3:get*", "*", "*:GetObject", "s?:GetObject", "iam:*", "s3"]
)


@given(st.lists(ACTIONS, max_size=4), st.sampled_from(["s3:GetObject", "iam:GetUser", "ec2:RunInstances"]))
def test_action_and_not_action_are_each_others_opposite(actions: list[str], action: str) -> None:
    named = identity({"Effect": "Allow", "Action": actions, "Resource": "*"}, request=ask(action))
    others = identity({"Effect": "Allow", "NotAction": actions, "Resource": "*"}, request=ask(action))
    assert named.allowed is any(like(action, pattern, fold=True) for pattern in actions)
    assert named.allowed is not others.allowed
