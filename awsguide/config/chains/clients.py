"""How each client chooses a profile and a Region: rows of data, and one reading of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from awsguide.config.chains.files import Profile
from awsguide.config.chains.situation import Situation


@dataclass(frozen=True)
class Client:
    """One client: what it is called, and the variables it reads, in its order.

    `empty_counts`: whether a profile variable that is set to nothing names a profile, or is as if it were not there;
    `empty_option_counts`: the same for a profile given to the client itself.
    """

    name: str
    title: str
    profile_variables: tuple[str, ...]
    region_variables: tuple[str, ...]
    empty_counts: bool
    empty_option_counts: bool


CLIENTS: Mapping[str, Client] = {
    client.name: client
    for client in (
        Client("boto3", "boto3", ("AWS_DEFAULT_PROFILE", "AWS_PROFILE"), ("AWS_DEFAULT_REGION",), True, True),
        Client(
            "aws-cli",
            "the AWS CLI",
            ("AWS_PROFILE", "AWS_DEFAULT_PROFILE"),
            ("AWS_REGION", "AWS_DEFAULT_REGION"),
            True,
            False,
        ),
        Client("javascript", "the SDK for JavaScript", ("AWS_PROFILE",), ("AWS_REGION",), False, False),
    )
}


@dataclass(frozen=True)
class Chosen:
    """A profile's name and where it comes from: 'option', a variable's name, or '' for the default."""

    name: str
    source: str = ""

    @property
    def named(self) -> bool:
        """Whether somebody named it; `default` may also be nobody's choice."""
        return bool(self.source)

    @property
    def explicit(self) -> bool:
        """Whether it was given to the client itself, as `--profile` is."""
        return self.source == "option"


def profile_for(client: Client, situation: Situation) -> Chosen:
    """The profile that a client uses."""
    if situation.profile or (situation.profile is not None and client.empty_option_counts):
        return Chosen(situation.profile, "option")
    for variable in client.profile_variables:
        if variable in situation.variables and (client.empty_counts or situation.variables[variable]):
            return Chosen(situation.variables[variable], variable)
    return Chosen("default")


def region_for(client: Client, situation: Situation, profile: Profile) -> tuple[str | None, str]:
    """The Region and where it comes from; None for none, '' where a variable is set to nothing and ends the search."""
    for variable in client.region_variables:
        if variable in situation.variables:
            return situation.variables[variable], variable
    setting = profile.get("region")
    if setting is None:
        return None, ""
    return setting.value, setting.place


_LABEL = re.compile(r"(?![0-9]+\Z)(?!-)[a-zA-Z0-9-]{1,63}(?<!-)\Z")


_JAVASCRIPT_LABEL = re.compile(r"(?!-)[a-zA-Z0-9-]{1,63}(?<!-)\Z")
_FIPS = re.compile(r"fips-(?:dkr-|prod-)?|-fips")


def javascript_region(text: str | None) -> str | None:
    """The Region that the SDK for JavaScript makes of this text; None for one that it refuses."""
    if not text:
        return None
    if text.startswith("fips-") or text.endswith("-fips"):
        text = "us-east-1" if text in ("fips-aws-global", "aws-fips") else _FIPS.sub("", text, count=1)
    return text if _JAVASCRIPT_LABEL.match(text) else None


def is_region(text: str) -> bool:
    """Whether clients take this for a Region at all: it has to be a part of a host name."""
    return _LABEL.match(text) is not None
