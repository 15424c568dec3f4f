"""The address a container gives its credentials at, and whether a client sends a request with a token there."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

RELATIVE = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
FULL = "AWS_CONTAINER_CREDENTIALS_FULL_URI"
_HOST = "http://169.254.170.2"
_TRUSTED = ("169.254.170.2", "169.254.170.23", "fd00:ec2::23", "localhost")


def container_address(variables: Mapping[str, str], *, empty_counts: bool) -> tuple[str, str] | None:
    """The variable that decides and the address it gives; `empty_counts` for clients that take '' for an address."""
    for variable, before in ((RELATIVE, _HOST), (FULL, "")):
        if variables.get(variable) or (empty_counts and variable in variables):
            return variable, before + variables[variable]
    return None


def trusted_by_python(address: str) -> bool:
    """Whether botocore asks there."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and (host in _TRUSTED or _is_loopback(host)))


def trusted_by_javascript(address: str) -> bool | None:
    """Whether the SDK for JavaScript asks there; None for what is no address that can be asked at all."""
    try:
        parts = urlsplit(address.strip())
        host = parts.hostname or ""
    except ValueError:
        return None
    if parts.scheme not in ("http", "https"):
        return None
    return parts.scheme == "https" or host in _TRUSTED or _is_loopback(host)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
