"""AWS, through botocore: this room is the only importer of boto3 and botocore outside the sandbox.

Calls go in as data and come out as mappings whose secrets are wrapped; botocore's exceptions become `AwsError` or
`NoAnswer`. On the sandbox kernel a client whose endpoint is not this machine is refused, not sent; on the reader's
own AWS every endpoint override is ignored. Nothing here decides what an error means.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import quote, urlsplit

from awsguide import __version__
from awsguide.adapters.aws.exceptions import decision, in_our_words
from awsguide.adapters.aws.wrapping import key_arguments, revealed, wrapped
from awsguide.core.errors import NoAnswer
from awsguide.core.model import Credentials
from awsguide.core.steps import Call, ProbeAnswer
from awsguide.explanations import explain
from awsguide.flows.policies.decision import MEMBER

UNSIGNED_SERVICES = frozenset({"sso", "sso-oidc"})
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
# The in-process sandbox has no address; a name under .invalid never resolves (RFC 2606).
IN_PROCESS = "sandbox.invalid"
# AWS's sign-in, by partition.
SIGN_IN_HOSTS = {
    "aws": "signin.aws.amazon.com",
    "aws-cn": "signin.amazonaws.cn",
    "aws-us-gov": "signin.amazonaws-us-gov.com",
}
POOL = 16
# How many clients are kept for further calls.
KEPT = 16

_REGION_META = re.compile(r'<meta\s+name="region"\s+content="([a-z0-9-]+)"', re.IGNORECASE)


class Aws:
    """One conversation with AWS: `target` is 'sandbox' or 'aws'; clients are made once and kept."""

    def __init__(self, target: str) -> None:
        """Nothing is imported or sent until the first call."""
        self.target = target
        self._session: Any = None
        self._clients: dict[tuple[str, str, str], tuple[Credentials | None, Any]] = {}
        self._making = threading.Lock()

    def call(self, call: Call) -> Mapping[str, Any]:
        """Perform one operation and return its reply, secrets wrapped; raises `AwsError`, `NoAnswer`, `CouldNotTry`."""
        client = self._client(call)
        params = revealed(call.params)
        if call.headers:
            client = self._made(call.service, call.region, call.credentials)
            _send_along(client, call)
        with in_our_words(self.target, call.operation, _host(client)):
            reply = client._make_api_call(call.operation, params)
        shape = client.meta.service_model.operation_model(call.operation).output_shape
        decided = decision(self.target, reply.pop("ResponseMetadata", None))
        if decided:
            reply[MEMBER] = decided
        return wrapped(reply, shape)  # type: ignore[no-any-return]

    def endpoint(self, service: str, region: str) -> str:
        """Scheme and host of a service ('https://oidc.eu-west-1.amazonaws.com'), with no path."""
        parts = urlsplit(self._client(Call(service, "", region=region)).meta.endpoint_url)
        return f"{parts.scheme}://{parts.netloc}"

    def regions(self) -> frozenset[str]:
        """Every Region name that this botocore knows, in all partitions."""
        session = self._botocore()
        partitions = session.get_available_partitions()
        known: set[str] = set()
        for partition in partitions:
            for service in ("sts", "sso-oidc"):
                known.update(session.get_available_regions(service, partition, allow_non_regional=False))
        return frozenset(known)

    def federation_endpoint(self, region: str) -> str:
        """Where links to the console are made: AWS's own address in the Region's partition, or the sandbox's."""
        if self.target == "sandbox":
            return f"{self.endpoint('sts', 'us-east-1')}/federation"
        partition = self._botocore().get_partition_for_region(region or "us-east-1")
        return f"https://{SIGN_IN_HOSTS.get(partition, SIGN_IN_HOSTS['aws'])}/federation"

    def probe(self, address: str) -> ProbeAnswer:
        """Where a start page leads: one GET, redirects not followed. The sandbox answers for its own company."""
        target = address
        if self.target == "sandbox":
            target = f"{self.endpoint('sso-oidc', 'us-east-1')}/start-url?address={quote(address, safe='')}"
        host = urlsplit(address).hostname or ""
        status, headers, text = self.fetch("GET", target, "Probe", host)
        if status == 404 and headers.get("x-awsguide-host") == "unknown":
            raise NoAnswer("name", host, operation="Probe")
        found = _REGION_META.search(text[:65536])
        return ProbeAnswer(
            status,
            headers.get("location", "") if 300 <= status < 400 else "",
            found.group(1) if found else "",
        )

    def fetch(
        self, method: str, address: str, operation: str, host: str = "", *, content: str = ""
    ) -> tuple[int, Mapping[str, str], str]:
        """Status, headers and text of one plain request that no SDK has, redirects not followed.

        `content` is JSON to send along. Raises `NoAnswer`, and `CouldNotTry` when the sandbox would be left; `host` is
        whose name errors give.
        """
        from botocore.awsrequest import AWSRequest
        from botocore.httpsession import URLLib3Session

        own = self.target != "sandbox"
        if not own:
            refuse_unless_loopback(address, operation)
        http = URLLib3Session(timeout=10, proxies=_proxies(address) if own else {})
        with in_our_words(self.target, operation, host or urlsplit(address).hostname or ""):
            client = self._client(Call("sso-oidc", "", region="us-east-1"))
            headers = {"User-Agent": f"awsguide/{__version__}"}
            if content:
                headers["Content-Type"] = "application/json"
            prepared = AWSRequest(method, address, headers=headers, data=content.encode() or None).prepare()
            # Handlers first, as botocore itself does: that is how the in-process sandbox answers.
            answers = client.meta.events.emit("before-send.sso-oidc.Probe", request=prepared)
            response = next((answer for _, answer in answers if answer is not None), None)
            response = response or http.send(prepared)
        return response.status_code, response.headers, response.content.decode("utf-8", "replace")

    def _client(self, call: Call) -> Any:
        """The client for this service, Region and these very credentials; the last few are kept.

        A client may be used by many threads at once, and making one costs more than many calls do.
        """
        key = (call.service, call.region, call.credentials.access_key_id if call.credentials else "")
        with self._making:
            kept = self._clients.pop(key, None)
            if kept is None or kept[0] != call.credentials:
                kept = call.credentials, self._made(call.service, call.region, call.credentials)
            self._clients[key] = kept
            while len(self._clients) > KEPT:
                del self._clients[next(iter(self._clients))]
            return kept[1]

    def _made(self, service: str, region: str, credentials: Credentials | None) -> Any:
        from botocore import UNSIGNED
        from botocore.config import Config

        own = self.target != "sandbox"
        settings: dict[str, Any] = {
            "connect_timeout": 10,
            "read_timeout": 30,
            "max_pool_connections": POOL,
            # The driver tries again where the person can see it; botocore would do so in silence.
            "retries": {"total_max_attempts": 1, "mode": "standard"},
            "user_agent_extra": f"awsguide/{__version__}",
            "ignore_configured_endpoint_urls": own,
        }
        if not own:
            settings["proxies"] = {}
        keys: dict[str, str | None] = {}
        if credentials is None:
            settings["signature_version"] = UNSIGNED
        else:
            keys = key_arguments(credentials)
        with in_our_words(self.target):
            client = self._botocore().create_client(
                service, region_name=region or "us-east-1", config=Config(**settings), **keys
            )
        if not own:
            refuse_unless_loopback(client.meta.endpoint_url, service)
        return client

    def _botocore(self) -> Any:
        if self._session is None:
            from botocore.session import Session

            # A profile named by AWS_PROFILE that does not exist must not keep a person from making it.
            self._session = Session(session_vars={"profile": (None, None, None, None)})
            self._session.register_component("data_loader", _descriptions())
            self._session.get_component("credential_provider").providers.clear()
        return self._session


@cache
def _descriptions() -> Any:
    """botocore's descriptions of services, shared by all sessions: reading them is most of what a client costs."""
    from botocore.loaders import create_loader

    return create_loader()


def refuse_unless_loopback(endpoint: str, service: str) -> None:
    """Raises `CouldNotTry` when a sandbox client would leave this machine."""
    host = urlsplit(endpoint).hostname or ""
    if host not in LOOPBACK and host != IN_PROCESS:
        raise explain("endpoint-not-loopback", service=service, host=host)


def _send_along(client: Any, call: Call) -> None:
    """Have the call's own headers sent; only on a client made for this one call."""
    given = revealed(call.headers)

    def add(params: dict[str, Any], **_: Any) -> None:
        params["headers"].update(given)

    client.meta.events.register(f"before-call.{call.service}.{call.operation}", add)


def _host(client: Any) -> str:
    return urlsplit(client.meta.endpoint_url).hostname or ""


def _proxies(address: str) -> dict[str, str]:
    from botocore.utils import get_environ_proxies

    return get_environ_proxies(address)  # type: ignore[no-any-return]
