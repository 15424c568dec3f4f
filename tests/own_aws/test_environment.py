"""What stands in variables and files on the way to one's own AWS: other endpoints, kinds of endpoints, profiles."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

import awsguide
from awsguide.api import long_term, root
from tests.own_aws.test_faults import closed_port
from tests.own_aws.test_hosts import CORP, IAM, OIDC, PORTAL, START_PAGE, STS, keys, yes

if TYPE_CHECKING:
    from pathlib import Path

    from tests.own_aws.conftest import Person
    from tests.own_aws.network import Network


def config(home: Path, text: str) -> None:
    (home / ".aws").mkdir(exist_ok=True)
    (home / ".aws" / "config").write_text(text)


def begun(network: Network, home: Path, *names: str) -> None:
    """Profiles with the keys of these people, in the file."""
    (home / ".aws").mkdir(exist_ok=True)
    lines = []
    for name in names or ("hana",):
        found = keys(network, name)
        lines.append(
            f"[{name}]\naws_access_key_id = {found.access_key_id}\n"
            f"aws_secret_access_key = {found.secret_access_key.reveal()}\n"
        )
    (home / ".aws" / "credentials").write_text("\n".join(lines))


# Where somebody else would like requests to go: nothing answers there, and to be asked there is to fail.
PLANTED = {
    "variables": ({"AWS_ENDPOINT_URL": "{trap}", "AWS_ENDPOINT_URL_STS": "{trap}"}, ""),
    "default profile": ({}, "[default]\nendpoint_url = {trap}\n[profile hana]\nendpoint_url = {trap}\n"),
    "services": ({}, "[profile hana]\nservices = mine\n[services mine]\nsts =\n  endpoint_url = {trap}\n"),
}


@pytest.mark.parametrize("planted", PLANTED)
@pytest.mark.parametrize("kernel", [True, False], ids=["in our kernel", "outside"])
def test_no_endpoint_but_aws_s_own_gets_a_signed_request(
    planted: str, kernel: bool, network: Network, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    variables, text = PLANTED[planted]
    trap = f"http://127.0.0.1:{closed_port()}"
    begun(network, home)
    config(
        home,
        text.format(trap=trap)
        + f"[profile chained]\nrole_arn = {network.role('Deployer')}\nsource_profile = hana\n",
    )
    for name, value in variables.items():
        monkeypatch.setenv(name, value.format(trap=trap))
    if not kernel:
        monkeypatch.delenv("AWSGUIDE_TARGET")
        monkeypatch.delenv("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")
    # A call of ours, one that boto3's own chain makes, and those of the reader's own session.
    assert long_term.who_am_i("hana").name == "hana"
    assert ":assumed-role/Deployer/" in long_term.who_am_i("chained").identity.arn
    session = awsguide.assume_role(network.role("Deployer"), "hana")
    found = awsguide.boto3_session(session).client("sts").get_caller_identity()
    assert ":assumed-role/Deployer/" in found["Arn"]
    # boto3 itself takes the global host where no Region is set.
    assert set(network.hosts()) == {STS, "sts.amazonaws.com"}


def test_a_profile_that_is_not_there_keeps_nobody_from_explicit_credentials(
    network: Network, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "gone")
    session = awsguide.assume_role(network.role("Deployer"), keys(network, "hana"))
    for made in (awsguide.boto3_session(session), awsguide.boto3_session(session, "eu-west-1")):
        assert ":assumed-role/Deployer/" in made.client("sts").get_caller_identity()["Arn"]
    with pytest.raises(awsguide.GuideError) as caught:
        long_term.who_am_i()
    assert caught.value.code == "profile-unknown"
    assert "gone" in str(caught.value)


KINDS = {
    "AWS_USE_FIPS_ENDPOINT": ("sts-fips.us-east-1.amazonaws.com", "iam-fips.amazonaws.com"),
    "AWS_USE_DUALSTACK_ENDPOINT": ("sts.us-east-1.api.aws", "iam.global.api.aws"),
}


@pytest.mark.parametrize("variable", KINDS)
@pytest.mark.parametrize("place", ["variable", "profile"])
def test_the_kind_of_endpoint_that_is_asked_for_is_used(
    variable: str, place: str, network: Network, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if place == "variable":
        monkeypatch.setenv(variable, "true")
    else:
        config(home, f"[profile corp]\n{variable.removeprefix('AWS_').lower()} = true\n")
        monkeypatch.setenv("AWS_PROFILE", "corp")
    sts, iam = KINDS[variable]
    owner = keys(network, "hana")
    long_term.who_am_i(owner)
    assert network.hosts() == [sts]
    with suppress(awsguide.GuideError):
        # Whether hana may is not the question.
        long_term.own_keys(owner)
    assert network.hosts() == [sts, iam]


PARTITIONS = {
    "us-gov-east-1": ("sts.us-gov-west-1.amazonaws.com", "iam.us-gov.amazonaws.com"),
    "cn-northwest-1": ("sts.cn-north-1.amazonaws.com.cn", "iam.cn-north-1.amazonaws.com.cn"),
    "eusc-de-east-1": ("sts.eusc-de-east-1.amazonaws.eu", "iam.eusc-de-east-1.amazonaws.eu"),
    "eu-west-1": (STS, IAM),
}


@pytest.mark.parametrize("region", PARTITIONS)
@pytest.mark.parametrize("place", ["profile", "variable"])
def test_root_credentials_are_asked_in_their_own_partition(
    place: str, region: str, network: Network, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(network, home, "staging-root")
    if place == "profile":
        config(home, f"[profile staging-root]\nregion = {region}\n")
    else:
        monkeypatch.setenv("AWS_DEFAULT_REGION", region)
    # The sandbox plays the standard partition and may refuse another's; what counts is whom it is asked as.
    with suppress(awsguide.GuideError):
        root.root_user("staging-root")
    sts, iam = PARTITIONS[region]
    asked = network.hosts()
    assert asked[0] == sts
    assert set(asked) <= {sts, iam}


def test_a_sign_in_that_ended_at_aws_is_seen_and_begun_anew(
    network: Network, person: Person, home: Path
) -> None:
    first = awsguide.sign_in(CORP, way="device-code", show=person, ask=yes)
    assert network.hosts() == [START_PAGE, OIDC]
    again = awsguide.sign_in(CORP, way="device-code", show=person, ask=yes)
    assert again.access_token == first.access_token
    assert network.hosts() == [PORTAL]
    # An administrator ends it; nothing on this machine says so.
    known = network.sandbox.sign_in.access(first.access_token.reveal())
    network.sandbox.sign_in.close_session(known.session)
    with pytest.raises(awsguide.GuideError) as caught:
        awsguide.accounts_and_roles(first)
    assert caught.value.code == "session-ended"
    fresh = awsguide.sign_in(CORP, way="device-code", show=person, ask=yes)
    assert fresh.access_token != first.access_token
    assert awsguide.accounts_and_roles(fresh)


def test_a_company_s_own_address_keeps_its_place_and_the_reader_s_line(
    network: Network, person: Person, home: Path
) -> None:
    network.signposts["aws.corp.example"] = f"https://{START_PAGE}/start/"
    line = "sso_start_url = https://aws.corp.example/\n"
    config(home, f"[sso-session corp]\n{line}sso_region = us-east-1\n")
    token = awsguide.sign_in(way="device-code", show=person, ask=yes)
    assert network.hosts() == ["aws.corp.example", START_PAGE, OIDC]
    assert awsguide.sign_in(way="device-code", ask=yes).access_token == token.access_token
    assert network.hosts() == [PORTAL]
    account = awsguide.accounts_and_roles(token)[0]
    awsguide.save_profile(token, account.roles[0], "dev", ask=yes)
    written = (home / ".aws" / "config").read_text()
    assert line in written
    assert written.count("sso_start_url") == 1
