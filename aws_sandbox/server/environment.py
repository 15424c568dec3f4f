"""The environment in which every AWS client meets the sandbox, and nothing else.

One function makes it, for kernels, terminals and commands alike. It refuses to keep any `AWS_*` variable and any proxy
of the parent's: an inherited `AWS_ENDPOINT_URL_STS` or `HTTPS_PROXY` would carry signed requests out of the sandbox.
It reads and changes no process: mappings in, mappings out.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# Named even where the parent does not have them: a client may be started by another parent than the one asked.
ALWAYS_UNSET = (
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_SECURITY_TOKEN",
    "AWS_CREDENTIAL_EXPIRATION",
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_ROLE_ARN",
    "AWS_ROLE_SESSION_NAME",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
    "AWS_CA_BUNDLE",
    "AWS_ENDPOINT_URL_S3",
    "AWS_ENDPOINT_URL_IAM",
    "AWS_ENDPOINT_URL_STS",
    "AWS_ENDPOINT_URL_SSO",
    "AWS_ENDPOINT_URL_SSO_OIDC",
    "AWS_ENDPOINT_URL_SIGNIN",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
    "AWS_USE_FIPS_ENDPOINT",
    "AWS_USE_DUALSTACK_ENDPOINT",
    "AWS_BEARER_TOKEN_BEDROCK",
    "AWSGUIDE_SANDBOX",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "http_proxy",
    "https_proxy",
    "all_proxy",
)

# With NO_PROXY set, urllib takes proxies from the environment alone, and not from the settings of macOS or Windows.
LOOPBACK_ONLY = "127.0.0.1,localhost,::1"


def leads_outside(name: str) -> bool:
    """Whether a variable of this name could give a client other credentials, another endpoint or a proxy."""
    upper = name.upper()
    return upper.startswith("AWS_") or upper.endswith("_PROXY")


def files_in(home: str) -> dict[str, str]:
    """The variables by which an AWS client reads its settings and credentials in `home`, and in no other folder."""
    aws_folder = Path(home) / ".aws"
    return {
        "HOME": home,
        "USERPROFILE": home,
        "AWS_CONFIG_FILE": str(aws_folder / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(aws_folder / "credentials"),
        "AWS_LOGIN_CACHE_DIRECTORY": str(aws_folder / "login" / "cache"),
    }


def sandbox_environment(
    parent: Mapping[str, str], *, endpoint: str, home: str, region: str
) -> dict[str, str | None]:
    """What to change in `parent` so that a program started with the result stays inside the sandbox.

    `endpoint` is 'http://127.0.0.1:PORT', `home` the sandbox's own home folder, `region` a region name ('us-east-1').
    A value of None means that the variable is to be unset. No profile is chosen: which credentials win is the lesson.
    """
    changes: dict[str, str | None] = dict.fromkeys(ALWAYS_UNSET)
    changes.update((name, None) for name in parent if leads_outside(name))
    changes.update(
        {
            **files_in(home),
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_REGION": region,
            "AWS_DEFAULT_REGION": region,
            "AWS_EC2_METADATA_DISABLED": "true",
            # Otherwise a client puts an account or a word before the host, and 1234.127.0.0.1 is nobody's name.
            "AWS_DISABLE_HOST_PREFIX_INJECTION": "true",
            "NO_PROXY": LOOPBACK_ONLY,
            "no_proxy": LOOPBACK_ONLY,
            "AWSGUIDE_TARGET": "sandbox",
        }
    )
    return changes


def changed(parent: Mapping[str, str], changes: Mapping[str, str | None]) -> dict[str, str]:
    """A whole environment: the parent's with the changes made, and without the variables that they unset."""
    environment = {name: value for name, value in parent.items() if name not in changes}
    environment.update((name, value) for name, value in changes.items() if value is not None)
    return environment
