"""Quotas on the size of policies, at the boundary: as large as AWS takes is taken, one character more is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from aws_sandbox.moto_patches.policy_sizes import INLINE, MANAGED, ORGANIZATION, TRUST, size
from tests.aws_sandbox.conftest import Reached, refused


def document(characters: int, *, trust: bool = False) -> str:
    """A policy of so many characters that count, and some that do not."""
    statement: dict[str, Any] = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/"}
    if trust:
        statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "*"}, "Sid": ""}
    short = {"Version": "2012-10-17", "Statement": [statement]}
    missing = characters - size(json.dumps(short))
    statement["Sid" if trust else "Resource"] += "x" * missing
    text = json.dumps(short, indent=4)
    assert size(text) == characters < len(text)
    return text


@pytest.mark.parametrize("kind", INLINE)
def test_inline_policies_of_one_owner_count_together(reached: Reached, kind: str) -> None:
    iam, limit = reached.client("iam"), INLINE[kind]
    name = {f"{kind.capitalize()}Name": "owner"}
    more = {"AssumeRolePolicyDocument": document(200, trust=True)} if kind == "role" else {}
    getattr(iam, f"create_{kind}")(**name, **more)
    put = getattr(iam, f"put_{kind}_policy")
    put(**name, PolicyName="one", PolicyDocument=document(limit - 500))
    put(**name, PolicyName="two", PolicyDocument=document(500))
    put(**name, PolicyName="one", PolicyDocument=document(limit - 500))
    said = refused(put, **name, PolicyName="two", PolicyDocument=document(501))
    assert said == (409, "LimitExceeded", f"Maximum policy size of {limit} bytes exceeded for {kind} owner")


def test_a_managed_policy_and_each_version_of_it_have_a_size(reached: Reached) -> None:
    iam = reached.client("iam")
    policy = iam.create_policy(PolicyName="large", PolicyDocument=document(MANAGED))["Policy"]["Arn"]
    iam.create_policy_version(PolicyArn=policy, PolicyDocument=document(MANAGED))
    for call, named in (
        (iam.create_policy, {"PolicyName": "larger"}),
        (iam.create_policy_version, {"PolicyArn": policy}),
    ):
        said = refused(call, **named, PolicyDocument=document(MANAGED + 1))
        assert said == (409, "LimitExceeded", "Cannot exceed quota for PolicySize: 6144")


def test_a_trust_policy_has_a_size(reached: Reached) -> None:
    iam = reached.client("iam")
    iam.create_role(RoleName="trusting", AssumeRolePolicyDocument=document(TRUST, trust=True))
    large = document(TRUST + 1, trust=True)
    expected = (409, "LimitExceeded", "Cannot exceed quota for ACLSizePerRole: 2048")
    assert refused(iam.create_role, RoleName="more", AssumeRolePolicyDocument=large) == expected
    assert refused(iam.update_assume_role_policy, RoleName="trusting", PolicyDocument=large) == expected


@pytest.mark.parametrize("kind", ORGANIZATION)
def test_policies_of_an_organization_have_a_size(reached: Reached, kind: str) -> None:
    organizations = reached.client("organizations")
    text = document(300)
    content = text + " " * (ORGANIZATION[kind] - len(text))
    named = {"Name": f"large {kind}", "Description": "", "Type": kind}
    made = organizations.create_policy(**named, Content=content)["Policy"]["PolicySummary"]
    assert refused(organizations.create_policy, **named | {"Name": "more"}, Content=content + " ")[1] == (
        "ConstraintViolationException"
    )
    said = refused(organizations.update_policy, PolicyId=made["Id"], Content=content + " ")
    assert said[1] == "ConstraintViolationException"
