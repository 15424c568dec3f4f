"""What is told about a request for a role before it is sent."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from awsguide.core.errors import BadInput
from awsguide.core.model import RoleFacts, RoleRequest
from awsguide.core.secret import Secret
from awsguide.flows.short_term import role_input

ARN = "arn:aws:iam::111122223333:role/team/Deployer"
REQUEST = RoleRequest(ARN)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("", "empty"),
        ("Deployer", "the parts of one"),
        ("arn:aws:iam::111122223333:user/hana", "a user"),
        ("arn:aws:iam::111122223333:group/all", "a group"),
        ("arn:aws:iam::aws:policy/ReadOnlyAccess", "a policy"),
        ("arn:aws:iam::111122223333:root", "root user"),
        ("arn:aws:iam::111122223333:instance-profile/x", "instance profile"),
        ("arn:aws:sts::111122223333:assumed-role/Deployer/one", "a session of the role Deployer"),
        ("arn:aws:iam:eu-west-1:111122223333:role/x", "no Region"),
        ("arn:aws:iam::11112222333:role/x", "12 digits"),
        ("arn:aws:iam::111122223333:role/", "its end"),
        ("arn:aws:iam::111122223333:role/a b", "its end"),
        ("arn:aws:iam::111122223333:role", "its end"),
    ],
)
def test_what_is_no_role_is_told_what_it_is_instead(given: str, words: str) -> None:
    with pytest.raises(BadInput) as caught:
        role_input.read_role_arn(given)
    assert caught.value.code == "role-arn-shape"
    assert words in caught.value.what


def test_the_parts_of_a_roles_arn_are_read_without_its_path() -> None:
    assert role_input.read_role_arn(ARN) == role_input.RoleArn("aws", "111122223333", "Deployer")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"session_name": "no good"}, "session-name-shape"),
        ({"seconds": 899}, "duration-out-of-range"),
        ({"seconds": 43_201}, "duration-out-of-range"),
        ({"external_id": "x"}, "external-id-shape"),
        ({"external_id": "a b"}, "external-id-shape"),
        ({"external_id": "x" * 1225}, "external-id-shape"),
        (
            {"mfa_serial": "arn:aws:iam::111122223333:mfa/h", "token_code": Secret("1234567")},
            "mfa-code-shape",
        ),
        ({"token_code": Secret("123456")}, "mfa-half"),
        ({"tags": tuple((str(at), "") for at in range(51))}, "session-tags-shape"),
        ({"transitive": ("other",)}, "transitive-unknown"),
        ({"source_identity": "aws:x"}, "source-identity-shape"),
        ({"source_identity": "x"}, "source-identity-shape"),
        ({"policy": '{"Statement": [],}'}, "policy-json"),
        ({"policy_arns": ("x",)}, "policy-arns-shape"),
    ],
)
def test_every_option_is_looked_at_before_anything_is_sent(change: dict[str, Any], code: str) -> None:
    with pytest.raises(BadInput) as caught:
        role_input.check_request(replace(REQUEST, **change))
    assert caught.value.code == code


def test_a_session_that_is_too_short_is_told_with_the_bounds_of_the_very_role() -> None:
    short = replace(REQUEST, seconds=300)
    for facts, chained, most in (
        (RoleFacts(ARN, 4 * 3600), False, "4 hours"),
        (RoleFacts(ARN, 4 * 3600), True, "1 hour"),
        (None, False, "12 hours"),
    ):
        with pytest.raises(BadInput) as caught:
            role_input.check_request(short, facts=facts, chained=chained)
        assert f"between 15 minutes and {most}" in caught.value.next_step


def test_another_partition_is_told_by_who_asks() -> None:
    china = replace(REQUEST, role_arn=ARN.replace("arn:aws:", "arn:aws-cn:"))
    role_input.check_request(china)
    role_input.check_request(china, caller_arn="arn:aws-cn:iam::111122223333:user/hana")
    with pytest.raises(BadInput) as caught:
        role_input.check_request(china, caller_arn="arn:aws:iam::111122223333:user/hana")
    assert "'aws-cn'" in caught.value.what


def test_what_was_typed_becomes_a_request() -> None:
    found = role_input.read_request(
        f" {ARN}\n",
        "release-7 ",
        duration="1h",
        external_id=" awsguide-4711 ",
        tags="project=apollo\nstage=test",
        transitive="project, stage",
        policy_arns="arn:aws:iam::aws:policy/A\narn:aws:iam::aws:policy/B",
        policy='\n{"Statement": []}\n',
    )
    assert (found.role_arn, found.session_name, found.seconds) == (ARN, "release-7", 3600)
    assert found.external_id == "awsguide-4711"
    assert found.tags == (("project", "apollo"), ("stage", "test"))
    assert found.transitive == ("project", "stage")
    assert len(found.policy_arns) == 2
    assert role_input.check_request(found).name == "Deployer"


@pytest.mark.parametrize(
    ("seconds", "known", "chained", "code"),
    [
        (None, 3600, True, ""),
        (3600, 3600, True, ""),
        (3601, 14400, True, "chained-hour"),
        (14400, 14400, False, ""),
        (14401, 14400, False, "duration-out-of-range"),
        (43200, None, False, ""),
    ],
)
def test_the_roles_maximum_and_a_chains_hour_are_known_before_aws_says_them(
    seconds: int | None, known: int | None, chained: bool, code: str
) -> None:
    facts = RoleFacts(ARN, known) if known else None
    request = replace(REQUEST, seconds=seconds)
    if not code:
        role_input.check_duration(request, facts, chained=chained)
        return
    with pytest.raises(BadInput) as caught:
        role_input.check_duration(request, facts, chained=chained)
    assert caught.value.code == code


def test_a_role_of_another_partition_is_told_by_the_region_where_nobody_knows_who_asks() -> None:
    with pytest.raises(BadInput, match="partition 'aws', and AWS is asked in 'aws-cn'"):
        role_input.check_request(REQUEST, region="cn-north-1")
    role_input.check_request(REQUEST, region="eu-central-1")
