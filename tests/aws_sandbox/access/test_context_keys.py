from __future__ import annotations

from typing import Any

import pytest

from aws_sandbox.access.context_keys import about_caller, about_resource
from aws_sandbox.access.policy import Limits
from aws_sandbox.access.principals import Principal, PrincipalKind, Session, root
from aws_sandbox.access.statements import Kind, read
from aws_sandbox.server.application import Sandbox

NOW = 1_800_000_000.0
MENTIONING = Limits(
    identity=(read("p", Kind.IDENTITY, '{"Statement": {"Resource": "${aws:ResourceTag/project}"}}'),)
)


@pytest.fixture(scope="module")
def accounts() -> Any:
    return Sandbox().company.accounts


def user(accounts: Any) -> Principal:
    arn = f"arn:aws:iam::{accounts['sandbox-dev']}:user/hana"
    return Principal(PrincipalKind.USER, accounts["sandbox-dev"], arn, "AIDAEXAMPLE", "hana")


def test_long_term_keys_say_who_and_nothing_of_mfa(accounts: Any) -> None:
    keys = about_caller(user(accounts), None, NOW)
    assert keys["aws:username"] == ("hana",)
    assert keys["aws:userid"] == ("AIDAEXAMPLE",)
    assert keys["aws:principaltype"] == ("User",)
    assert keys["aws:epochtime"] == ("1800000000",)
    assert keys["aws:currenttime"] == ("2027-01-15T08:00:00Z",)
    assert keys["aws:principalorgid"][0].startswith("o-")
    assert keys["aws:principalorgpaths"][0].startswith(f"{keys['aws:principalorgid'][0]}/r-")
    assert not {"aws:multifactorauthpresent", "aws:multifactorauthage", "aws:tokenissuetime"} & set(keys)
    # Nobody calls through a service here.
    assert not {"aws:calledvia", "aws:sourcearn", "aws:sourceaccount"} & set(keys)


def test_a_root_user_has_no_user_name(accounts: Any) -> None:
    keys = about_caller(root(accounts["staging"]), None, NOW)
    assert "aws:username" not in keys
    assert keys["aws:userid"] == (accounts["staging"],)
    assert keys["aws:principaltype"] == ("Account",)


@pytest.mark.parametrize(("mfa_at", "present", "age"), [(None, "false", None), (NOW - 90, "true", "90")])
def test_a_session_says_when_it_began_and_whether_mfa_was_shown(
    accounts: Any, mfa_at: float | None, present: str, age: str | None
) -> None:
    session = Session(
        "ASIA", "-", "-", user(accounts), NOW - 100, NOW + 100, mfa_at=mfa_at, tags={"Team": "blue"}
    )
    keys = about_caller(user(accounts), session, NOW)
    assert keys["aws:multifactorauthpresent"] == (present,)
    assert keys.get("aws:multifactorauthage") == (None if age is None else (age,))
    assert keys["aws:tokenissuetime"] == ("2027-01-15T07:58:20Z",)
    assert keys["aws:principaltag/team"] == ("blue",)


def test_a_resource_brings_its_account_and_its_organization(accounts: Any) -> None:
    arn = f"arn:aws:iam::{accounts['production']}:role/Releaser"
    keys = about_resource(arn, Limits())
    assert keys["aws:resourceaccount"] == (accounts["production"],)
    assert keys["aws:resourceorgid"][0].startswith("o-")
    assert about_resource("*", MENTIONING) == {}
