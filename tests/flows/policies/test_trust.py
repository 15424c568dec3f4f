"""Trust policies read statement by statement: a table of what matches, what does not, and what is not known."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aws_sandbox.access.statements import Caller as SandboxCaller
from aws_sandbox.access.statements import Kind, Request
from aws_sandbox.access.statements import read as sandbox_read
from awsguide.core.model import Credentials, Identity, RoleRequest
from awsguide.core.secret import Secret
from awsguide.flows.policies import trust
from awsguide.flows.policies.readings import (
    FROM_POLICIES,
    MATCHED,
    NOT_MATCHED,
    UNKNOWN,
    Mark,
    Reading,
    both,
    verdict_of,
)

ACCOUNT = "111122223333"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/Deployer"
HANA = Identity(ACCOUNT, f"arn:aws:iam::{ACCOUNT}:user/hana", "AIDAHANA")
SESSION = Identity(ACCOUNT, f"arn:aws:sts::{ACCOUNT}:assumed-role/Deployer/one", "AROADEPLOYER:one")
KEYS = Credentials("AKIAHANA", Secret("s"))
TEMPORARY = Credentials("ASIAHANA", Secret("s"), Secret("t"), 1.0)
DEVICE = {"mfa_serial": f"arn:aws:iam::{ACCOUNT}:mfa/hana", "token_code": Secret("123456")}


def statement(
    principal: Any = None, action: Any = "sts:AssumeRole", effect: str = "Allow", **condition: Any
) -> dict[str, Any]:
    made = {"Effect": effect, "Principal": principal or {"AWS": HANA.arn}, "Action": action}
    return made | ({"Condition": condition} if condition else {})


def policy(*statements: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def marked(
    row: dict[str, Any],
    identity: Identity = HANA,
    credentials: Credentials = KEYS,
    action: str = "sts:AssumeRole",
    **request: Any,
) -> Reading:
    seen = trust.context(RoleRequest(ROLE, **request), credentials, identity)
    (reading,) = trust.read_trust(policy(row), action, trust.Caller(identity), seen)
    return reading


@pytest.mark.parametrize(
    ("principal", "identity", "mark"),
    [
        ({"AWS": HANA.arn}, HANA, MATCHED),
        ({"AWS": [ROOT, "x"]}, HANA, MATCHED),
        ({"AWS": ACCOUNT}, SESSION, MATCHED),
        ({"AWS": "*"}, HANA, MATCHED),
        ("*", HANA, MATCHED),
        ({"AWS": "AIDAHANA"}, HANA, MATCHED),
        ({"AWS": ROLE}, SESSION, MATCHED),
        ({"AWS": SESSION.arn}, SESSION, MATCHED),
        ({"AWS": f"arn:aws:iam::{ACCOUNT}:role/team/x/Deployer"}, SESSION, MATCHED),
        ({"AWS": ROLE}, HANA, NOT_MATCHED),
        ({"AWS": f"arn:aws:iam::{ACCOUNT}:user/ivan"}, HANA, NOT_MATCHED),
        ({"AWS": "arn:aws:iam::444455556666:root"}, HANA, NOT_MATCHED),
        ({"AWS": f"arn:aws:iam::{ACCOUNT}:user/*"}, HANA, NOT_MATCHED),
        ({"Service": "ec2.amazonaws.com"}, HANA, NOT_MATCHED),
        ({"Federated": "arn:aws:iam::1:oidc-provider/x"}, HANA, NOT_MATCHED),
    ],
)
def test_a_principal_element_is_read_for_who_asks(principal: Any, identity: Identity, mark: Mark) -> None:
    credentials = KEYS if identity is HANA else TEMPORARY
    reading = marked(statement(principal), identity, credentials)
    assert reading.mark == mark
    assert (identity.arn in reading.why) is (mark == NOT_MATCHED)


@pytest.mark.parametrize(
    ("action", "wanted", "mark"),
    [
        ("sts:AssumeRole", "sts:AssumeRole", MATCHED),
        ("STS:assume*", "sts:AssumeRole", MATCHED),
        ("*", "sts:TagSession", MATCHED),
        (["sts:AssumeRole"], "sts:TagSession", NOT_MATCHED),
        ("sts:AssumeRoleWithWebIdentity", "sts:AssumeRole", NOT_MATCHED),
    ],
)
def test_an_action_element_is_read_with_its_wildcards(action: Any, wanted: str, mark: Mark) -> None:
    assert marked(statement(action=action), action=wanted).mark == mark


EXTERNAL = {"StringEquals": {"sts:ExternalId": "awsguide-4711"}}
MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
TAG = {"StringLike": {"aws:RequestTag/project": "?*"}}


@pytest.mark.parametrize(
    ("condition", "credentials", "request_", "mark", "words"),
    [
        (EXTERNAL, KEYS, {}, NOT_MATCHED, "you gave none"),
        (EXTERNAL, KEYS, {"external_id": "awsguide-4712"}, NOT_MATCHED, "you gave another one"),
        (EXTERNAL, KEYS, {"external_id": "awsguide-4711"}, MATCHED, ""),
        (MFA, KEYS, {}, NOT_MATCHED, "is not in the request"),
        (MFA, KEYS, DEVICE, MATCHED, ""),
        (MFA, TEMPORARY, {}, UNKNOWN, "not known"),
        ({"NumericLessThan": {"aws:MultiFactorAuthAge": "300"}}, KEYS, DEVICE, UNKNOWN, "cannot be judged"),
        (TAG, KEYS, {}, NOT_MATCHED, "is not in the request"),
        (TAG, KEYS, {"tags": (("project", "apollo"),)}, MATCHED, ""),
        (TAG, TEMPORARY, {}, UNKNOWN, "not known"),
        ({"StringEquals": {"sts:RoleSessionName": "${aws:username}"}}, KEYS, {}, NOT_MATCHED, "is awsguide"),
        (
            {"StringEquals": {"sts:RoleSessionName": "${aws:username}"}},
            KEYS,
            {"session_name": "hana"},
            MATCHED,
            "",
        ),
        ({"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}, KEYS, {}, UNKNOWN, "aws:SourceIp is not known"),
        ({"StringEquals": {"aws:PrincipalOrgID": "o-x"}}, KEYS, {}, UNKNOWN, "not known"),
        ({"StringEquals": "odd"}, KEYS, {}, UNKNOWN, "cannot be read"),
        ({**EXTERNAL, "IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}, KEYS, {}, NOT_MATCHED, "you gave none"),
    ],
)
def test_a_condition_is_judged_where_its_value_is_known(
    condition: Any, credentials: Credentials, request_: dict[str, Any], mark: Mark, words: str
) -> None:
    reading = marked(statement(**condition), HANA, credentials, **request_)
    assert (reading.mark, reading.element) == (mark, "" if mark == MATCHED else "condition")
    assert words in reading.why


def test_an_external_id_is_in_nothing_that_is_shown() -> None:
    for request in ({}, {"external_id": "awsguide-4712"}, {"external_id": "awsguide-4711"}):
        reading = marked(statement(**EXTERNAL), **request)
        assert "4711" not in repr(reading)
        assert "4712" not in repr(reading)


def test_who_is_not_meant_is_not_judged() -> None:
    row = {"Effect": "Deny", "NotPrincipal": {"AWS": HANA.arn}, "Action": "sts:AssumeRole"}
    assert marked(row).mark == UNKNOWN


@pytest.mark.parametrize(
    "document", ["", "no json", "[]", "{}", '{"Statement": 3}', '{"Statement": [1, {}]}']
)
def test_what_is_no_policy_has_no_statements(document: str) -> None:
    assert trust.statements(document) == ()


PRINCIPALS = st.sampled_from(
    [HANA.arn, ROOT, ACCOUNT, "*", ROLE, SESSION.arn, f"arn:aws:iam::{ACCOUNT}:user/ivan", "AIDAHANA"]
)
ACTIONS = st.sampled_from(["sts:AssumeRole", "sts:*", "sts:TagSession", "*", "s3:*"])
CONDITIONS = st.sampled_from(
    [
        {},
        EXTERNAL,
        TAG,
        {"StringNotEquals": {"sts:ExternalId": "x"}},
        {"Null": {"sts:ExternalId": "true"}},
        {"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}},
        {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
        {"StringEquals": {"aws:username": "hana", "sts:RoleSessionName": ["awsguide", "other"]}},
    ]
)


@given(
    st.lists(PRINCIPALS, min_size=1, max_size=2),
    st.lists(ACTIONS, min_size=1, max_size=2),
    CONDITIONS,
    st.sampled_from(["", "awsguide-4711", "x1"]),
    st.sampled_from([(), (("project", "apollo"),)]),
)
@settings(max_examples=300, deadline=None)
def test_what_is_marked_without_a_doubt_is_what_the_sandbox_decides(
    principals: list[str],
    actions: list[str],
    condition: dict[str, Any],
    external_id: str,
    tags: tuple[tuple[str, str], ...],
) -> None:
    row = statement({"AWS": principals}, actions, **condition)
    request = RoleRequest(ROLE, external_id=external_id, tags=tags)
    seen = trust.context(request, KEYS, HANA)
    (reading,) = trust.read_trust(policy(row), "sts:AssumeRole", trust.Caller(HANA), seen)
    (theirs,) = sandbox_read("trust", Kind.TRUST, policy(row)).statements
    context = {key: values for key, values in seen.values.items() if values}
    caller = SandboxCaller(ACCOUNT, frozenset({HANA.arn, HANA.user_id}))
    asked = Request("sts:AssumeRole", ROLE, context, caller)
    assert reading.mark == (NOT_MATCHED if theirs.mismatch(asked) else MATCHED)


@pytest.mark.parametrize(
    ("resources", "mark"),
    [
        ({"Resource": ROLE}, MATCHED),
        ({"Resource": [f"arn:aws:iam::{ACCOUNT}:role/*"]}, MATCHED),
        ({"Resource": ["arn:aws:iam::*:role/${aws:PrincipalTag/role}", "*"]}, MATCHED),
        ({"Resource": "arn:aws:iam::*:role/${aws:PrincipalTag/role}"}, UNKNOWN),
        ({"Resource": "arn:aws:iam::*:role/${aws:username}"}, NOT_MATCHED),
        ({"Resource": "arn:aws:s3:::*"}, NOT_MATCHED),
        ({"NotResource": ROLE}, NOT_MATCHED),
        ({"NotResource": "arn:aws:s3:::*"}, MATCHED),
    ],
)
def test_an_identity_based_statement_is_read_with_its_resources(
    resources: dict[str, Any], mark: Mark
) -> None:
    seen = trust.context(RoleRequest(ROLE), KEYS, HANA)
    row = {"Effect": "Allow", "Action": "sts:*"} | resources
    (reading,) = trust.read_identity(policy(row), "sts:AssumeRole", ROLE, seen, policy="own")
    assert (reading.mark, reading.source) == (mark, FROM_POLICIES)


def reading(effect: str, mark: Mark) -> Reading:
    return Reading("role trust policy", "p", "statement 1", effect, mark)


@pytest.mark.parametrize(
    ("readings", "verdict"),
    [
        ([], "no"),
        ([reading("Allow", NOT_MATCHED)], "no"),
        ([reading("Allow", MATCHED)], "yes"),
        ([reading("Allow", UNKNOWN)], "not known here"),
        ([reading("Allow", MATCHED), reading("Allow", UNKNOWN)], "yes"),
        ([reading("Allow", MATCHED), reading("Deny", UNKNOWN)], "not known here"),
        ([reading("Allow", MATCHED), reading("Deny", MATCHED)], "no"),
        ([reading("Allow", MATCHED), reading("Deny", NOT_MATCHED)], "yes"),
    ],
)
def test_statements_add_up_as_aws_adds_them(readings: list[Reading], verdict: str) -> None:
    assert verdict_of(readings) == verdict


def test_a_yes_takes_both_sides() -> None:
    assert [both(one, other) for one in ("yes", "no") for other in ("yes", "no", "not known here")] == [
        "yes",
        "no",
        "not known here",
        "no",
        "no",
        "no",
    ]
