"""Settings that have nothing to do with credentials and still keep a client from getting any: rows of data.

Each client reads them when it makes the chain, or when it makes the client that would ask AWS, and stops at a value
that it does not know. Read in botocore 1.44 (`args.py`, `session.py`, `utils.py`) and @smithy/core 3.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from awsguide.config.chains.files import Profile
from awsguide.config.chains.situation import quoted


@dataclass(frozen=True)
class _Row:
    """One setting: its variable, its name in a profile, whether a value is taken, and whether the AWS CLI reads it."""

    variable: str
    setting: str
    takes: Callable[[str], bool]
    read_by_cli: bool = True


def _whole(text: str) -> bool:
    try:
        int(text)
    except ValueError:
        return False
    return True


def _at_least_one(text: str) -> bool:
    return _whole(text) and int(text) >= 1


def _compressed_size(text: str) -> bool:
    return _whole(text) and 1 <= int(text) <= 1048576


def _one_of(*words: str, any_case: bool = True) -> Callable[[str], bool]:
    return lambda text: (text.lower() if any_case else text) in words


_HOST = re.compile(r"((?!-)[A-Z\d_-]{1,63}(?<!-)\.)*((?!-)[A-Z\d_-]{1,63}(?<!-))\Z", re.IGNORECASE)


def is_address(text: str) -> bool:
    """Whether botocore takes this for the address of a service."""
    try:
        host = urlsplit(text).hostname
    except ValueError:
        return False
    if not host or len(host) > 255 or set("\t\r\n") & set(text):
        return False
    return ":" in host or _HOST.match(host.removesuffix(".")) is not None


# Read when the chain is made, whoever provides the credentials in the end.
_FOR_A_CHAIN = (
    _Row("AWS_METADATA_SERVICE_TIMEOUT", "metadata_service_timeout", _whole),
    _Row("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "metadata_service_num_attempts", _whole),
    _Row(
        "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",
        "ec2_metadata_service_endpoint_mode",
        _one_of("ipv4", "ipv6"),
    ),
    _Row(
        "AWS_EC2_METADATA_SERVICE_ENDPOINT",
        "ec2_metadata_service_endpoint",
        lambda text: not text or is_address(text),
    ),
)
_MODES = ("standard", "in-region", "cross-region", "mobile", "auto", "legacy")
_CHECKSUMS = _one_of("when_supported", "when_required")
# Read when a client is made that asks AWS for credentials.
_FOR_A_CLIENT = (
    _Row("AWS_MAX_ATTEMPTS", "max_attempts", _at_least_one),
    _Row("AWS_RETRY_MODE", "retry_mode", _one_of("legacy", "standard", "adaptive", any_case=False)),
    _Row("AWS_DEFAULTS_MODE", "defaults_mode", _one_of(*_MODES), read_by_cli=False),
    _Row(
        "AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES",
        "request_min_compression_size_bytes",
        _compressed_size,
    ),
    _Row("AWS_REQUEST_CHECKSUM_CALCULATION", "request_checksum_calculation", _CHECKSUMS),
    _Row("AWS_RESPONSE_CHECKSUM_VALIDATION", "response_checksum_validation", _CHECKSUMS),
    _Row(
        "AWS_STS_REGIONAL_ENDPOINTS",
        "sts_regional_endpoints",
        _one_of("", "legacy", "regional"),
        read_by_cli=False,
    ),
)
_FOR_SIGNED = (
    _Row(
        "AWS_ACCOUNT_ID_ENDPOINT_MODE",
        "account_id_endpoint_mode",
        _one_of("preferred", "disabled", "required"),
    ),
)
_FOR_JAVASCRIPT = (_Row("AWS_DEFAULTS_MODE", "defaults_mode", _one_of(*_MODES)),)


def chain_problem(variables: Mapping[str, str], profile: Profile) -> tuple[str, str]:
    """Why boto3 and the AWS CLI cannot even make their chain, and where that stands; two times '' for no reason."""
    return _problem(_FOR_A_CHAIN, variables, profile)


def client_problem(
    variables: Mapping[str, str], profile: Profile, *, signed: bool = False, cli: bool = False
) -> str:
    """Why boto3 and the AWS CLI cannot make a client that would ask for credentials, or nothing."""
    rows = (*_FOR_A_CLIENT, *(_FOR_SIGNED if signed else ()))
    read = tuple(row for row in rows if row.read_by_cli or not cli)
    return _problem(read, variables, profile)[0]


def javascript_problem(variables: Mapping[str, str], profile: Profile) -> str:
    """The same for the SDK for JavaScript."""
    return _problem(_FOR_JAVASCRIPT, variables, profile)[0]


def _problem(rows: tuple[_Row, ...], variables: Mapping[str, str], profile: Profile) -> tuple[str, str]:
    for row in rows:
        if row.variable in variables:
            value, name, place = variables[row.variable], row.variable, row.variable
        elif row.setting in profile:
            value, name = profile[row.setting].value, row.setting
            place = profile[row.setting].place
        else:
            continue
        if not row.takes(value):
            return f"{quoted(value)} is not a value that {name} can have.", place
    return "", ""
