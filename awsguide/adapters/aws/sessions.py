"""Sessions of boto3 for the reader's own code, and the credentials that boto3 would find here without us."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from awsguide.adapters import surroundings
from awsguide.adapters.aws.clients import own_session
from awsguide.adapters.aws.exceptions import in_our_words
from awsguide.adapters.aws.wrapping import key_arguments
from awsguide.config.names import check_stored_key
from awsguide.config.token_cache import moment_text
from awsguide.core.errors import AwsError
from awsguide.core.model import Credentials
from awsguide.core.secret import Secret

if TYPE_CHECKING:
    import boto3

# A session that renews itself asks for new credentials this long before the end, and insists on them this long before.
RENEW_SECONDS = 5 * 60
LATE_SECONDS = 60


def boto3_session(credentials: Credentials, region: str) -> boto3.Session:
    """A boto3 session that signs with these credentials and with nothing else on this machine."""
    import boto3

    core = own_session(surroundings.target())
    return boto3.Session(botocore_session=core, region_name=region, **key_arguments(credentials))


def renewing_session(current: Callable[[], Credentials], region: str) -> boto3.Session:
    """A boto3 session that asks `current` for credentials, again whenever the ones it has are near their end.

    It signs with these and with nothing else on this machine, and needs no more than boto3 itself. What `current`
    raises comes out of the call that needed credentials.
    """
    import boto3
    from botocore.credentials import CredentialProvider, CredentialResolver, RefreshableCredentials

    def fetched() -> dict[str, str]:
        found = current()
        assert found.session_token is not None  # noqa: S101 - what can be renewed is temporary
        assert found.expires_at is not None  # noqa: S101 - and has an end
        return {
            "access_key": found.access_key_id,
            "secret_key": found.secret_access_key.reveal(),
            "token": found.session_token.reveal(),
            "expiry_time": moment_text(found.expires_at),
        }

    class Provider(CredentialProvider):  # type: ignore[misc]
        METHOD = "awsguide"

        def load(self) -> RefreshableCredentials:
            return RefreshableCredentials.create_from_metadata(
                fetched(),
                fetched,
                self.METHOD,
                advisory_timeout=RENEW_SECONDS,
                mandatory_timeout=LATE_SECONDS,
            )

    core = own_session(surroundings.target())
    core.register_component("credential_provider", CredentialResolver([Provider()]))
    return boto3.Session(botocore_session=core, region_name=region)


def source_credentials(profile: str = "") -> Credentials | None:
    """What boto3 would sign with here: a profile's credentials, or what it finds without one when `profile` is ''.

    None when there are none. Raises `AwsError` for a profile that is not there or whose sign-in has ended, `NoAnswer`,
    and `CouldNotTry` for a key with a comment behind it.
    """
    target = surroundings.target()
    with in_our_words(target):
        session = own_session(target, profile) if profile else _as_boto3_begins(target)
        # botocore would ask for a code at the terminal, which nobody sees beside a notebook, and wait for ever.
        session.get_component("credential_provider").get_provider("assume-role")._prompter = _no_one_to_ask
        found = session.get_credentials()
        frozen = found.get_frozen_credentials() if found is not None else None
    if frozen is None or not frozen.secret_key:
        return None
    check_stored_key(profile, frozen.access_key, frozen.secret_key)
    # botocore keeps the end of credentials that it can renew, and has no public name for it.
    ends = getattr(found, "_expiry_time", None)
    return Credentials(
        frozen.access_key,
        Secret(frozen.secret_key),
        Secret(frozen.token) if frozen.token else None,
        ends.timestamp() if ends is not None else None,
        str(session.get_config_variable("region") or surroundings.environment("AWS_REGION")),
    )


def _no_one_to_ask(_prompt: str) -> str:
    raise AwsError("MfaCodeWanted", operation="AssumeRole")


def has_common_runtime() -> bool:
    """Whether this Python's botocore found the AWS Common Runtime (awscrt), which `login_session` profiles need."""
    from botocore.compat import HAS_CRT

    return bool(HAS_CRT)


def _as_boto3_begins(target: str) -> Any:
    """A session with the profile that the environment names, although there may be none of that name."""
    from botocore.session import Session

    return own_session(target, Session().get_config_variable("profile"))
