from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from moto.iam.models import iam_backends
from moto.ssoadmin.models import CustomerManagedPolicy, ManagedPolicy, PermissionSet

from aws_sandbox.seed import company
from aws_sandbox.services.identity_center import reserved_roles

ACCOUNT = "111111111111"
POLICY = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*"}]}
)


@dataclass
class Row:
    """As much of a permission set as a role follows."""

    name: str = "Audit"
    description: str = "Looking at everything"
    session_duration: Any = "PT1H"
    inline_policy: str = ""
    managed_policies: list[ManagedPolicy] = field(default_factory=list)
    customer_managed_policies: list[CustomerManagedPolicy] = field(default_factory=list)


def provision(row: Row, region: str = "us-east-1") -> Any:
    return reserved_roles.provision(ACCOUNT, region, cast("PermissionSet", row))


@pytest.fixture(autouse=True)
def _empty() -> None:
    company.reset()


@pytest.mark.parametrize(
    ("kept", "seconds"),
    [
        ("PT1H", 3600),
        ("PT12H", 43200),
        ("PT4H30M", 16200),
        ("PT90M", 5400),
        ("PT5400S", 5400),
        (3600, 3600),
        ("PT13H", 43200),
        ("PT5M", 3600),
        ("PT", 3600),
        ("nonsense", 3600),
        (None, 3600),
    ],
)
def test_a_session_lasts_one_to_twelve_hours(kept: Any, seconds: int) -> None:
    assert reserved_roles.session_seconds(cast("PermissionSet", Row(session_duration=kept))) == seconds


def test_a_role_is_made_once_with_the_same_name_and_id_every_time() -> None:
    first = provision(Row())
    assert provision(Row()) is first
    assert re.fullmatch("AWSReservedSSO_Audit_[0-9a-f]{16}", first.name)
    assert len(list(iam_backends[ACCOUNT]["aws"].get_roles())) == 1
    company.reset()
    again = provision(Row())
    assert (again.name, again.id) == (first.name, first.id)


def test_only_identity_center_may_use_the_role() -> None:
    (statement,) = json.loads(provision(Row()).assume_role_policy_document)["Statement"]
    assert list(statement["Principal"]) == ["Federated"]
    assert "sts:AssumeRole" not in statement["Action"]


def test_outside_us_east_1_the_path_names_the_region() -> None:
    assert provision(Row()).path == "/aws-reserved/sso.amazonaws.com/"
    assert provision(Row(name="Other"), "eu-west-1").path == "/aws-reserved/sso.amazonaws.com/eu-west-1/"


def test_policies_come_and_go_with_the_permission_set() -> None:
    iam = iam_backends[ACCOUNT]["aws"]
    own = iam.create_policy(description="", path="/team/", policy_document=POLICY, policy_name="own", tags=[])
    read_only = ManagedPolicy("arn:aws:iam::aws:policy/ReadOnlyAccess", "ReadOnlyAccess")
    row = Row(
        inline_policy=POLICY,
        managed_policies=[read_only],
        customer_managed_policies=[
            CustomerManagedPolicy("own", "/team/"),
            CustomerManagedPolicy("missing"),
        ],
    )
    role = provision(row)
    assert set(role.managed_policies) == {read_only.arn, own.arn}
    assert list(role.policies) == [reserved_roles.INLINE_POLICY]
    role = provision(Row())
    assert not role.managed_policies
    assert not role.policies
