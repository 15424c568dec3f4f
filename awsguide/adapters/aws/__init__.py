"""AWS, through botocore: this room is the only importer of boto3 and botocore outside the sandbox.

Calls go in as data and come out as mappings whose secrets are wrapped; botocore's exceptions become `AwsError` or
`NoAnswer`. How a client is made, and what keeps the sandbox's on this machine, is in `clients`. Nothing here decides
what an error means.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from awsguide.adapters.aws.clients import Clients, refuse_unless_loopback
from awsguide.adapters.aws.exceptions import decision, in_our_words
from awsguide.adapters.aws.plain_requests import fetch, probe
from awsguide.adapters.aws.wrapping import revealed, wrapped
from awsguide.core.errors import NoAnswer
from awsguide.core.partitions import partition_of
from awsguide.core.secret import Secret
from awsguide.core.steps import Call, ProbeAnswer
from awsguide.flows.policies.decision import MEMBER

__all__ = ["Aws", "refuse_unless_loopback"]


class Aws:
    """One conversation with AWS: `target` is 'sandbox' or 'aws'; clients are made once and kept."""

    def __init__(self, target: str) -> None:
        """Nothing is imported or sent until the first call."""
        self.target = target
        self._clients = Clients(target)

    def call(self, call: Call) -> Mapping[str, Any]:
        """Perform one operation and return its reply, secrets wrapped; raises `AwsError`, `NoAnswer`, `CouldNotTry`."""
        params = revealed(call.params)
        if call.headers:
            client = self._clients.made(call.service, call.region, call.credentials)
            _send_along(client, call)
        else:
            client = self._clients.client(call.service, call.region, call.credentials)
        try:
            with in_our_words(self.target, call.operation):
                reply = client._make_api_call(call.operation, params)
        except NoAnswer as silence:
            if not silence.host:
                address = self._clients.operation_address(call.service, call.operation, call.region)
                silence.host = urlsplit(address).hostname or ""
            raise
        shape = client.meta.service_model.operation_model(call.operation).output_shape
        decided = decision(self.target, reply.pop("ResponseMetadata", None))
        if decided:
            reply[MEMBER] = decided
        return wrapped(reply, shape)  # type: ignore[no-any-return]

    def endpoint(self, service: str, operation: str, region: str) -> str:
        """Scheme and host to which one operation is sent ('https://oidc.eu-west-1.amazonaws.com'), with no path.

        A client's own endpoint is not it: AWS gives some operations a host of their own.
        """
        parts = urlsplit(self._clients.operation_address(service, operation, region))
        return f"{parts.scheme}://{parts.netloc}"

    def regions(self) -> frozenset[str]:
        """Every Region name that this botocore knows, in all partitions."""
        session = self._clients.session()
        known: set[str] = set()
        for partition in session.get_available_partitions():
            for service in ("sts", "sso-oidc"):
                known.update(session.get_available_regions(service, partition, allow_non_regional=False))
        return frozenset(known)

    def server_date(self, region: str) -> str:
        """The date that an answer of STS in this Region carries, '' for none; nothing of the reader's is sent."""
        address = self.endpoint("sts", "GetCallerIdentity", region)
        _status, headers, _text = self.fetch("GET", f"{address}/", "Date")
        return next((value for name, value in headers.items() if name.lower() == "date"), "")

    def federation_endpoint(self, region: str) -> str:
        """Where links to the console are made: AWS's own address in the Region's partition, or the sandbox's."""
        if self.target == "sandbox":
            return f"{self.endpoint('sts', 'GetCallerIdentity', 'us-east-1')}/federation"
        return f"https://signin.{partition_of(region).console}/federation"

    def probe(self, address: str) -> ProbeAnswer:
        """Where a start page leads: one GET, redirects not followed. The sandbox answers for its own company."""
        return probe(self._clients, address)

    def fetch(
        self,
        method: str,
        address: str,
        operation: str,
        host: str = "",
        *,
        content: str = "",
        headers: Mapping[str, Secret] | None = None,
    ) -> tuple[int, Mapping[str, str], str]:
        """Status, headers and text of one plain request that no SDK has, redirects not followed.

        `content` is JSON to send along, `headers` go with it. Raises `NoAnswer`, and `CouldNotTry` when the sandbox
        would be left; `host` is whose name errors give.
        """
        return fetch(self._clients, method, address, operation, host, content=content, headers=headers)


def _send_along(client: Any, call: Call) -> None:
    """Have the call's own headers sent; only on a client made for this one call."""
    given = revealed(call.headers)

    def add(params: dict[str, Any], **_: Any) -> None:
        params["headers"].update(given)

    client.meta.events.register(f"before-call.{call.service}.{call.operation}", add)
