"""The credentials that a person has to begin with: keys that stand in a profile, or in environment variables.

Read at the moment they are used, so that a key which was just rotated is the new one. Profiles that get their
credentials another way - a sign-in, a role, a program - are not begun with here: their own rows are for that.
"""

from __future__ import annotations

from awsguide.config import profiles
from awsguide.edges import home
from awsguide.explanations import explain
from awsguide.model import Credentials, Start
from awsguide.secret import Secret

# As boto3 without any setting; IAM is the same in all of them.
REGION = "us-east-1"


def names() -> tuple[str, ...]:
    """The profiles that hold a key, in the order of the files; '' first when the environment holds one.

    Raises `CouldNotTry` for a file that cannot be read.
    """
    found: dict[str, None] = {}
    if _in_environment() is not None:
        found[""] = None
    places: tuple[profiles.File, ...] = ("credentials", "config")
    for file in places:
        for section in profiles.sections(home.read_text(file), file):
            if section.kind in ("credentials", "profile") and "aws_access_key_id" in section.values:
                found[section.name] = None
    return tuple(found)


def start(profile: str) -> Start:
    """The key of a profile, or of the environment for ''; raises `CouldNotTry` ('no-key-in-profile')."""
    credentials = home.load_key(profile) if profile else _in_environment()
    if credentials is None:
        raise explain("no-key-in-profile", profile=profile or "environment variables")
    region = (home.load_profile(profile) or {}).get("region") if profile else ""
    named = region or home.environment("AWS_REGION") or home.environment("AWS_DEFAULT_REGION")
    return Start(profile, credentials, str(named or REGION))


def _in_environment() -> Credentials | None:
    key_id, secret = home.environment("AWS_ACCESS_KEY_ID"), home.environment("AWS_SECRET_ACCESS_KEY")
    token = home.environment("AWS_SESSION_TOKEN")
    return (
        Credentials(key_id, Secret(secret), Secret(token) if token else None) if key_id and secret else None
    )
