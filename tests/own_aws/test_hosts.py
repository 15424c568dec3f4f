"""Which of AWS's hosts each step asks, over their own names: what a company's firewall has to let through."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

import awsguide
from awsguide.api import console
from awsguide.core.model import Credentials, SsoSession, Way
from awsguide.core.secret import Secret
from awsguide.core.steps import Ask

if TYPE_CHECKING:
    from pathlib import Path

    from awsguide.flows.console.token_calls import ConsoleWay
    from tests.own_aws.conftest import Person
    from tests.own_aws.network import Network

REGION = "us-east-1"
START_PAGE = "d-sandbox0001.awsapps.com"
OIDC, PORTAL = f"oidc.{REGION}.amazonaws.com", f"portal.sso.{REGION}.amazonaws.com"
STS, IAM = f"sts.{REGION}.amazonaws.com", "iam.amazonaws.com"
SIGN_IN = f"{REGION}.signin.aws.amazon.com"
CORP = SsoSession("corp", f"https://{START_PAGE}/start", REGION)


def yes(question: Ask) -> object:
    """The answer that goes on."""
    return question.choices[0]


def keys(network: Network, name: str) -> Credentials:
    """The long-term key of somebody in the company."""
    (row,) = (row for row in network.company.profiles if row.name == name)
    return Credentials(row.access_key_id, Secret(row.secret_access_key))


@pytest.mark.parametrize("way", ["device-code", "authorization-code"])
def test_workforce(network: Network, person: Person, home: Path, way: Way) -> None:
    token = awsguide.sign_in(CORP, way=way, show=person, ask=yes)
    assert network.hosts() == [START_PAGE, OIDC]
    account = awsguide.accounts_and_roles(token)[0]
    assert network.hosts() == [PORTAL]
    session = awsguide.role_session(token, account.account_id, account.roles[0].role_name)
    assert session.identity.arn.endswith("/alice")
    assert network.hosts() == [PORTAL, STS]
    awsguide.sign_out(token, ask=yes)
    assert network.hosts() == [PORTAL]


@pytest.mark.parametrize("way", ["same-device", "cross-device"])
def test_console(network: Network, person: Person, home: Path, way: ConsoleWay) -> None:
    session = awsguide.console_sign_in(
        REGION, way=way, show=person, keep=lambda _: True, paste=lambda: person.code
    )
    assert network.hosts() == [SIGN_IN, STS]
    assert console.console_credentials(session, always=True).session_token
    assert network.hosts() == [SIGN_IN]


def test_roles_and_sessions(network: Network, home: Path) -> None:
    owner = keys(network, "hana")
    session = awsguide.assume_role(network.role("Deployer"), owner)
    assert network.hosts() == [STS]
    for step in (
        lambda: awsguide.federation_token("guest", owner),
        lambda: awsguide.session_without_mfa(owner),
        lambda: awsguide.who_am_i(session.credentials),
    ):
        with suppress(awsguide.GuideError):
            step()
        assert network.hosts() == [STS]
    awsguide.trust_explained(network.role("Deployer"), owner)
    assert set(network.hosts()) == {STS, IAM}


def test_keys_and_root(network: Network, home: Path) -> None:
    with suppress(awsguide.GuideError):
        awsguide.keys_of_user("kira", keys(network, "kira"))
    assert set(network.hosts()) <= {STS, IAM}
    awsguide.root_user(keys(network, "staging-root"))
    assert set(network.hosts()) == {STS, IAM}
    with suppress(awsguide.GuideError):
        awsguide.member_roots(keys(network, "trainer"))
    assert set(network.hosts()) <= {STS, IAM, "organizations.us-east-1.amazonaws.com"}


def test_the_console_in_a_browser(network: Network, person: Person, home: Path) -> None:
    session = awsguide.assume_role(network.role("Deployer"), keys(network, "hana"))
    network.hosts()
    followed: list[str] = []

    def browser(link: str) -> None:
        followed.append(person.reader.get(link).headers["location"])

    assert awsguide.open_console(session, "s3", show=browser)
    assert network.hosts() == ["signin.aws.amazon.com"]
    assert followed[0].startswith("https://signin.aws.amazon.com/federation?Action=login")
    assert "console.aws.amazon.com%2Fs3" in followed[0]
    assert person.reader.get(followed[0]).title == "Signed in to the console"
