"""AWS's partitions as data: which Regions each one has, and under which names its sign-in and its console are reached.

What botocore knows of it (Regions, suffixes, the sign-in service's domain) a test holds against botocore; the rest is
AWS's own page. Source of the start pages: 'AWS IAM Identity Center in AWS GovCloud (US)' and what AWS's own tools take
(AWS CLI 2.35, AWS SDK for .NET), read 2026-11-30. Nothing here asks a network.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Partition:
    """One of AWS's separate worlds, with accounts, Regions and ARNs of its own.

    `regions` is a pattern of its Regions' names, `suffix` what its services' hosts end in, `console` the domain that
    its console and console sign-in are under. IAM, which has no Region, is at `iam` and signed for `iam_region`;
    Organizations is in `organizations_region`.
    """

    name: str
    regions: re.Pattern[str]
    suffix: str
    console: str
    iam: str
    iam_region: str
    organizations_region: str

    @property
    def console_address(self) -> str:
        """Where the console begins."""
        return f"https://console.{self.console}/"


def _partition(name: str, regions: str, suffix: str, console: str, iam: str, *signed_for: str) -> Partition:
    return Partition(name, re.compile(regions), suffix, console, iam, signed_for[0], signed_for[-1])


PARTITIONS: tuple[Partition, ...] = (
    _partition(
        "aws", r"(us|eu|ap|sa|ca|me|af|il|mx)-\w+-\d+", "amazonaws.com", "aws.amazon.com",
        "iam.amazonaws.com", "us-east-1",
    ),
    _partition(
        "aws-cn", r"cn-\w+-\d+", "amazonaws.com.cn", "amazonaws.cn",
        "iam.cn-north-1.amazonaws.com.cn", "cn-north-1", "cn-northwest-1",
    ),
    _partition(
        "aws-us-gov", r"us-gov-\w+-\d+", "amazonaws.com", "amazonaws-us-gov.com",
        "iam.us-gov.amazonaws.com", "us-gov-west-1",
    ),
    _partition(
        "aws-eusc", r"eusc-(de)-\w+-\d+", "amazonaws.eu", "amazonaws-eusc.eu",
        "iam.eusc-de-east-1.amazonaws.eu", "eusc-de-east-1",
    ),
    _partition(
        "aws-iso", r"us-iso-\w+-\d+", "c2s.ic.gov", "c2shome.ic.gov",
        "iam.us-iso-east-1.c2s.ic.gov", "us-iso-east-1",
    ),
    _partition(
        "aws-iso-b", r"us-isob-\w+-\d+", "sc2s.sgov.gov", "sc2shome.sgov.gov",
        "iam.us-isob-east-1.sc2s.sgov.gov", "us-isob-east-1",
    ),
    _partition(
        "aws-iso-e", r"eu-isoe-\w+-\d+", "cloud.adc-e.uk", "csphome.adc-e.uk",
        "iam.eu-isoe-west-1.cloud.adc-e.uk", "eu-isoe-west-1",
    ),
    _partition(
        "aws-iso-f", r"us-isof-\w+-\d+", "csp.hci.ic.gov", "csphome.hci.ic.gov",
        "iam.us-isof-south-1.csp.hci.ic.gov", "us-isof-south-1",
    ),
)  # fmt: skip
STANDARD = PARTITIONS[0]


def partition_of(region: str) -> Partition:
    """The partition that a Region is of; AWS's standard one for a name that none of them has."""
    return next((partition for partition in PARTITIONS if partition.regions.fullmatch(region)), STANDARD)


def home_region(region: str) -> str:
    """The Region in which what belongs to a whole partition lives (IAM, root), for one of its Regions."""
    return partition_of(region).iam_region


def named(name: str) -> Partition:
    """The partition that an ARN names ('aws-us-gov'); AWS's standard one for a name that none of them has."""
    return next((partition for partition in PARTITIONS if partition.name == name), STANDARD)


def console_partition(host: str) -> Partition | None:
    """The partition whose console a host belongs to, None when it belongs to none."""
    lower = host.lower()
    return next(
        (
            partition
            for partition in PARTITIONS
            if lower == f"console.{partition.console}" or lower.endswith(f".console.{partition.console}")
        ),
        None,
    )


@dataclass(frozen=True)
class StartPage:
    """One shape that a start page's address has; `pattern` is that of host and path, and may catch the Region."""

    shown: str
    pattern: re.Pattern[str]


def _start_page(shape: str) -> StartPage:
    pattern = re.escape(shape)
    for part in ("name", "region"):
        pattern = pattern.replace(rf"\{{{part}\}}", rf"(?P<{part}>[\w-]+)")
    # What a browser adds behind it is no part of it.
    ending = r"/?" if "/" in shape else r"(?:/start)?/?"
    return StartPage(shape, re.compile(rf"(?P<page>{pattern}){ending}(?:/.*)?", re.ASCII | re.IGNORECASE))


# {name} is a directory's id, its alias, or an Identity Center instance's id.
START_PAGES: tuple[StartPage, ...] = tuple(
    _start_page(shape)
    for shape in (
        "{name}.awsapps.com/start",
        "{name}.awsapps.cn/start",
        "start.us-gov-home.awsapps.com/directory/{name}",
        "start.{region}.us-gov-home.awsapps.com/directory/{name}",
        "start.home.awsapps.cn/directory/{name}",
        "start.{region}.home.awsapps.cn/directory/{name}",
        "{name}.portal.{region}.app.aws",
        "{name}.{region}.portal.amazonaws.com",
        "{name}.portal.{region}.app.amazonwebservices.com.cn",
        "{name}.{region}.portal.amazonaws.com.cn",
        "{name}.portal.{region}.api.amazonwebservices.eu",
        "{name}.{region}.portal.amazonaws.eu",
        "identitycenter.amazonaws.com/{name}",
        "identitycenter.us-gov.amazonaws.com/{name}",
        "identitycenter.amazonaws.com.cn/{name}",
        "identitycenter.amazonaws.eu/{name}",
    )
)
# Domains that AWS alone has; a company's own address is under none of them.
_AWS_DOMAINS = (
    ".awsapps.com", ".awsapps.cn", ".app.aws", ".portal.amazonaws.com", ".portal.amazonaws.com.cn",
    ".portal.amazonaws.eu", ".app.amazonwebservices.com.cn", ".api.amazonwebservices.eu",
)  # fmt: skip
_ISSUERS = frozenset(
    page.shown.partition("/")[0] for page in START_PAGES if page.shown.startswith("identitycenter.")
)


def is_aws_portal(host: str) -> bool:
    """Whether a host is under one of the domains of AWS's access portal."""
    lower = host.lower()
    return lower.endswith(_AWS_DOMAINS) or lower in _ISSUERS


def start_page(address: str) -> re.Match[str] | None:
    """The parts of a start page's address: `page` (host and path), `name`, and `region` where the shape has one.

    None for an address of another shape.
    """
    parts = urlsplit(address)
    place = f"{parts.hostname or ''}{parts.path}"
    return next((found for page in START_PAGES if (found := page.pattern.fullmatch(place))), None)


def region_in(address: str) -> str:
    """The Region that a start page's address names, '' when it names none."""
    found = start_page(address)
    return (found.groupdict().get("region") or "").lower() if found else ""
