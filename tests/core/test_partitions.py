"""The table of partitions against what botocore knows, and the shapes of start pages in all of them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import botocore.session
import pytest

from aws_sandbox.services.identity_center import directory
from awsguide.adapters.aws import Aws
from awsguide.core.partitions import (
    PARTITIONS,
    Partition,
    console_partition,
    is_aws_portal,
    named,
    partition_of,
    region_in,
    start_page,
)


@pytest.fixture(scope="module")
def session() -> Any:
    return botocore.session.Session()


def a_region(session: Any, partition: Partition) -> str:
    return str(session.get_available_regions("sts", partition.name, allow_non_regional=False)[0])


def test_every_partition_of_botocore_is_in_the_table_with_its_regions(session: Any) -> None:
    assert {partition.name for partition in PARTITIONS} == set(session.get_available_partitions())
    for partition in PARTITIONS:
        assert named(partition.name) == partition
        regions = session.get_available_regions("sts", partition.name, allow_non_regional=False)
        assert regions
        assert {partition_of(region) for region in regions} == {partition}


@pytest.mark.parametrize("partition", PARTITIONS, ids=lambda partition: partition.name)
def test_hosts_are_those_of_botocore_s_endpoint_rules(session: Any, partition: Partition) -> None:
    aws, region = Aws("aws"), a_region(session, partition)

    def host(service: str, operation: str) -> str:
        return urlsplit(aws.endpoint(service, operation, region)).hostname or ""

    assert host("sts", "GetCallerIdentity") == f"sts.{region}.{partition.suffix}"
    assert host("sso-oidc", "CreateToken") == f"oidc.{region}.{partition.suffix}"
    assert host("sso", "ListAccounts") == f"portal.sso.{region}.{partition.suffix}"
    assert host("signin", "CreateOAuth2Token") == f"{region}.signin.{partition.console}"
    assert host("iam", "ListUsers") == partition.iam
    organizations = f"organizations.{partition.organizations_region}.{partition.suffix}"
    assert host("organizations", "ListAccounts") == organizations
    assert partition_of(partition.iam_region) == partition
    assert aws.federation_endpoint(region) == f"https://signin.{partition.console}/federation"


def test_a_console_belongs_to_one_partition_and_what_looks_like_one_to_none() -> None:
    for partition in PARTITIONS:
        for host in (f"console.{partition.console}", f"eu-west-1.Console.{partition.console}"):
            assert console_partition(host) == partition
        for host in (
            f"console.{partition.console}.example",
            f"xconsole.{partition.console}",
            partition.console,
        ):
            assert console_partition(host) is None


@pytest.mark.parametrize(
    ("address", "name", "region"),
    [
        ("https://acme.awsapps.com/start", "acme", ""),
        ("https://start.us-gov-home.awsapps.com/directory/d-1234567890", "d-1234567890", ""),
        ("https://start.us-gov-east-1.us-gov-home.awsapps.com/directory/acme", "acme", "us-gov-east-1"),
        ("https://start.home.awsapps.cn/directory/d-1234567890", "d-1234567890", ""),
        ("https://start.cn-north-1.home.awsapps.cn/directory/acme", "acme", "cn-north-1"),
        ("https://ssoins-1.portal.us-gov-west-1.app.aws", "ssoins-1", "us-gov-west-1"),
        ("https://ssoins-1.eu-west-1.portal.amazonaws.com", "ssoins-1", "eu-west-1"),
        ("https://ssoins-1.cn-north-1.portal.amazonaws.com.cn", "ssoins-1", "cn-north-1"),
        ("https://ssoins-1.portal.cn-north-1.app.amazonwebservices.com.cn", "ssoins-1", "cn-north-1"),
        ("https://ssoins-1.eusc-de-east-1.portal.amazonaws.eu", "ssoins-1", "eusc-de-east-1"),
        ("https://ssoins-1.portal.eusc-de-east-1.api.amazonwebservices.eu", "ssoins-1", "eusc-de-east-1"),
        ("https://identitycenter.amazonaws.com/ssoins-1", "ssoins-1", ""),
    ],
)
def test_a_start_page_of_every_partition_is_known_to_the_guide_and_to_the_sandbox(
    address: str, name: str, region: str
) -> None:
    found = start_page(f"{address}/")
    assert found is not None
    assert (found["name"], region_in(address)) == (name, region)
    assert is_aws_portal(urlsplit(address).hostname or "")
    assert directory._instance_name(address) == (name, region)
