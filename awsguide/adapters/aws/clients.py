"""botocore's sessions and clients, made as each target needs them: the one place where a client's settings are chosen.

In the sandbox a request that is about to leave this machine is refused when it is sent, whatever its client was made
for. On the reader's own AWS every endpoint override is ignored, in variables and files, in the kernel and outside it.
"""

from __future__ import annotations

import os
import threading
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from awsguide import __version__
from awsguide.adapters.aws.exceptions import in_our_words
from awsguide.adapters.aws.wrapping import key_arguments
from awsguide.core.errors import AwsError, NoAnswer
from awsguide.core.model import Credentials
from awsguide.core.outside_text import THIS_MACHINE
from awsguide.explanations import explain

POOL = 16
# How many clients are kept for further calls.
KEPT = 16
# Seconds until a connection stands, and until an answer is there.
CONNECT_SECONDS, ANSWER_SECONDS = 10, 30


class Clients:
    """The clients of one conversation with AWS, made when they are needed and kept for further calls."""

    def __init__(self, target: str) -> None:
        """Nothing is imported or sent until the first client."""
        self.target = target
        self._session: Any = None
        self._kept: dict[tuple[str, str, str], tuple[Credentials | None, Any]] = {}
        self._making = threading.Lock()

    def client(self, service: str, region: str = "", credentials: Credentials | None = None) -> Any:
        """The client for this service, Region and these very credentials; the last few are kept.

        A client may be used by many threads at once, and making one costs more than many calls do.
        """
        key = (service, region, credentials.access_key_id if credentials else "")
        with self._making:
            kept = self._kept.pop(key, None)
            if kept is None or kept[0] != credentials:
                kept = credentials, self.made(service, region, credentials)
            self._kept[key] = kept
            while len(self._kept) > KEPT:
                del self._kept[next(iter(self._kept))]
            return kept[1]

    def made(
        self, service: str, region: str = "", credentials: Credentials | None = None, **settings: Any
    ) -> Any:
        """A new client; without `credentials` it signs nothing. `settings` are botocore's own, beside ours."""
        from botocore import UNSIGNED
        from botocore.config import Config

        chosen: dict[str, Any] = {
            "connect_timeout": CONNECT_SECONDS,
            "read_timeout": ANSWER_SECONDS,
            "max_pool_connections": POOL,
            # The driver tries again where the person can see it; botocore would do so in silence.
            "retries": {"total_max_attempts": 1, "mode": "standard"},
            "user_agent_extra": f"awsguide/{__version__}",
            **settings,
        }
        if self.target == "sandbox":
            chosen["proxies"] = {}
        keys: dict[str, str | None] = {}
        if credentials is None:
            chosen["signature_version"] = UNSIGNED
        else:
            keys = key_arguments(credentials)
        with in_our_words(self.target):
            made = self.session().create_client(
                service, region_name=region or "us-east-1", config=Config(**chosen), **keys
            )
        if self.target == "sandbox":
            refuse_unless_loopback(made.meta.endpoint_url, service)
            made.meta.events.register_first("before-send", _stays_here)
        else:
            made.meta.events.register_first("before-parse", _is_from_aws)
        return made

    def session(self) -> Any:
        """botocore's session: it finds no credentials by itself, and needs no profile."""
        if self._session is None:
            self._session = own_session(self.target)
            self._session.register_component("data_loader", _descriptions())
            self._session.get_component("credential_provider").providers.clear()
        return self._session

    def operation_address(self, service: str, operation: str, region: str) -> str:
        """Where one operation is sent, with its path; another operation of the service may be sent elsewhere."""
        from botocore import xform_name

        # The address depends on which operation it is, and for none of ours on what it is given.
        client = self.made(service, region, parameter_validation=False)
        with in_our_words(self.target, operation):
            return str(client.generate_presigned_url(xform_name(operation), Params={})).partition("?")[0]

    def trusted(self) -> str | bool:
        """Which certificates botocore trusts here: the file or folder that is set, or True for its own list."""
        return self.session().get_config_variable("ca_bundle") or os.environ.get("REQUESTS_CA_BUNDLE") or True


def own_session(target: str, profile: str | None = None) -> Any:
    """A botocore session in which every client keeps to the rule of this module, whoever makes it.

    Without `profile`, settings are those of the profile that AWS_PROFILE names, if there is one: a name without a
    profile must keep nobody from making it.
    """
    from botocore.config import Config
    from botocore.session import Session

    if profile is not None:
        session = Session(profile=profile)
    else:
        named = _profile_with_settings() if target != "sandbox" else None
        session = Session(session_vars={"profile": (None, None, named, None)})
    if target != "sandbox":
        session.set_default_client_config(Config(ignore_configured_endpoint_urls=True))
    return session


def _profile_with_settings() -> str | None:
    """The profile that AWS_PROFILE names, if there is one: its CA bundle and kinds of endpoints count for us too."""
    from botocore.exceptions import BotoCoreError
    from botocore.session import Session

    try:
        session = Session()
        named = session.get_config_variable("profile")
        return named if named in session.full_config["profiles"] else None
    except BotoCoreError:
        # What cannot be read is told when something of it is needed.
        return None


@cache
def _descriptions() -> Any:
    """botocore's descriptions of services, shared by all sessions: reading them is most of what a client costs."""
    from botocore.loaders import create_loader

    return create_loader()


def refuse_unless_loopback(endpoint: str, service: str) -> None:
    """Raises `CouldNotTry` when a sandbox client would leave this machine."""
    host = urlsplit(endpoint).hostname or ""
    if host not in THIS_MACHINE:
        raise explain("endpoint-not-loopback", service=service, host=host)


def _stays_here(request: Any, event_name: str, **_: Any) -> None:
    # The last word, with the very address: an operation may have another one than its client.
    refuse_unless_loopback(request.url, event_name.split(".")[1])


_REQUEST_IDS = frozenset({"x-amzn-requestid", "x-amz-request-id"})


def _is_from_aws(response_dict: Any, **_: Any) -> None:
    """Raises `NoAnswer` for a web page where a service's answer should be: AWS gives each answer an id.

    Proxies, hotels and content filters answer so, with any status; what their page says is not AWS's word. AWS's own
    load balancers do too while a service is too busy: that is an `AwsError`.
    """
    headers = {name.lower(): str(value) for name, value in response_dict["headers"].items()}
    written = headers.get("content-type", "").partition(";")[0]
    if written not in ("text/html", "text/plain") or _REQUEST_IDS & headers.keys():
        return
    status = int(response_dict["status_code"])
    if status == 429 or status >= 500:
        raise AwsError("Throttling" if status == 429 else "ServiceUnavailable", status=status)
    raise NoAnswer("other-page")
