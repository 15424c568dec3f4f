"""Which of AWS's hosts each step asks, over their own names: what a company's firewall has to let through."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import awsguide
from awsguide.api import console
from awsguide.core.model import SsoSession, Way

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


@pytest.mark.parametrize("way", ["device-code", "authorization-code"])
def test_workforce(network: Network, person: Person, home: Path, way: Way) -> None:
    token = awsguide.sign_in(CORP, way=way, show=person)
    assert network.hosts() == [START_PAGE, OIDC]
    account = awsguide.accounts_and_roles(token)[0]
    assert network.hosts() == [PORTAL]
    session = awsguide.role_session(token, account.account_id, account.roles[0].role_name)
    assert session.identity.arn.endswith("/alice")
    assert network.hosts() == [PORTAL, STS]
    awsguide.sign_out(token)
    assert network.hosts() == [PORTAL]


@pytest.mark.parametrize("way", ["same-device", "cross-device"])
def test_console(network: Network, person: Person, home: Path, way: ConsoleWay) -> None:
    session = awsguide.console_sign_in(
        REGION, way=way, show=person, keep=lambda _: True, paste=lambda: person.code
    )
    assert network.hosts() == [SIGN_IN, STS]
    assert console.console_credentials(session, always=True).session_token
    assert network.hosts() == [SIGN_IN]
