"""AWS, through botocore: the only importer of boto3 and botocore outside the sandbox.

Calls go in as data and come out as mappings whose secrets are wrapped; botocore's exceptions become `AwsError` or
`NoAnswer`. On the sandbox kernel a client whose endpoint is not this machine is refused, not sent; on the reader's
own AWS every endpoint override is ignored. Nothing here decides what an error means.
"""

from __future__ import annotations

import contextlib
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from awsguide import __version__
from awsguide.config.token_cache import moment_text
from awsguide.edges import federation, surroundings
from awsguide.errors import AwsError, NoAnswer
from awsguide.explanations import explain
from awsguide.model import Credentials
from awsguide.rows.decision import MEMBER
from awsguide.secret import Secret
from awsguide.steps import Call, ProbeAnswer

if TYPE_CHECKING:
    import boto3
    from botocore.model import Shape

# botocore's models mark most secrets as sensitive; these are the ones they miss.
SECRET_MEMBERS = frozenset(
    {
        "accessToken",
        "clientSecret",
        "code",
        "codeVerifier",
        "deviceCode",
        "idToken",
        "refreshToken",
        "secretAccessKey",
        "sessionToken",
        "SecretAccessKey",
        "SessionToken",
        "SigninToken",
        "WebIdentityToken",
        "SAMLAssertion",
        "TokenCode",
    }
)
# Marked as sensitive for being personal, like the name of an account; no secret, and a reader has to see it.
SHOWN_SHAPES = frozenset({"AccountName"})
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
# A session that renews itself asks for new credentials this long before the end, and insists on them this long before.
RENEW_SECONDS = 5 * 60
LATE_SECONDS = 60

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
        if call.service == "federation":
            return federation.sign_in_token(self, call)
        client = self._client(call)
        params = _revealed(call.params)
        if call.headers:
            client = self._made(call.service, call.region, call.credentials)
            _send_along(client, call)
        with in_our_words(self.target, call.operation, _host(client)):
            reply = client._make_api_call(call.operation, params)
        shape = client.meta.service_model.operation_model(call.operation).output_shape
        decided = _decision(self.target, reply.pop("ResponseMetadata", None))
        if decided:
            reply[MEMBER] = decided
        return _wrapped(reply, shape)  # type: ignore[no-any-return]

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
            keys = _keys(credentials)
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


def boto3_session(credentials: Credentials, region: str) -> boto3.Session:
    """A boto3 session that signs with these credentials and with nothing else on this machine."""
    import boto3

    return boto3.Session(region_name=region, **_keys(credentials))


def renewing_session(current: Callable[[], Credentials], region: str) -> boto3.Session:
    """A boto3 session that asks `current` for credentials, again whenever the ones it has are near their end.

    It signs with these and with nothing else on this machine, and needs no more than boto3 itself. What `current`
    raises comes out of the call that needed credentials.
    """
    import boto3
    from botocore.credentials import CredentialProvider, CredentialResolver, RefreshableCredentials
    from botocore.session import Session

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

    core = Session(session_vars={"profile": (None, None, None, None)})
    core.register_component("credential_provider", CredentialResolver([Provider()]))
    return boto3.Session(botocore_session=core, region_name=region)


def held_credentials(profile: str = "") -> Credentials | None:
    """What boto3 would sign with here: a profile's credentials, or what it finds without one when `profile` is ''.

    None when there are none. Raises `AwsError` for a profile that is not there or whose sign-in has ended, `NoAnswer`.
    """
    from botocore.session import Session

    with in_our_words(surroundings.target()):
        session = Session(profile=profile or None)
        # botocore would ask for a code at the terminal, which nobody sees beside a notebook, and wait for ever.
        session.get_component("credential_provider").get_provider("assume-role")._prompter = _no_one_to_ask
        found = session.get_credentials()
        frozen = found.get_frozen_credentials() if found is not None else None
    if frozen is None or not frozen.secret_key:
        return None
    # botocore keeps the end of credentials that it can renew, and has no public name for it.
    ends = getattr(found, "_expiry_time", None)
    return Credentials(
        frozen.access_key,
        Secret(frozen.secret_key),
        Secret(frozen.token) if frozen.token else None,
        ends.timestamp() if ends is not None else None,
    )


def _no_one_to_ask(_prompt: str) -> str:
    raise AwsError("MfaCodeWanted", operation="AssumeRole")


def has_common_runtime() -> bool:
    """Whether this Python's botocore found the AWS Common Runtime (awscrt), which `login_session` profiles need."""
    from botocore.compat import HAS_CRT

    return bool(HAS_CRT)


def refuse_unless_loopback(endpoint: str, service: str) -> None:
    """Raises `CouldNotTry` when a sandbox client would leave this machine."""
    host = urlsplit(endpoint).hostname or ""
    if host not in LOOPBACK and host != IN_PROCESS:
        raise explain("endpoint-not-loopback", service=service, host=host)


def _keys(credentials: Credentials) -> dict[str, str | None]:
    token = credentials.session_token
    return {
        "aws_access_key_id": credentials.access_key_id,
        "aws_secret_access_key": credentials.secret_access_key.reveal(),
        "aws_session_token": token.reveal() if token else None,
    }


def _send_along(client: Any, call: Call) -> None:
    """Have the call's own headers sent; only on a client made for this one call."""
    given = _revealed(call.headers)

    def add(params: dict[str, Any], **_: Any) -> None:
        params["headers"].update(given)

    client.meta.events.register(f"before-call.{call.service}.{call.operation}", add)


def _host(client: Any) -> str:
    return urlsplit(client.meta.endpoint_url).hostname or ""


def _proxies(address: str) -> dict[str, str]:
    from botocore.utils import get_environ_proxies

    return get_environ_proxies(address)  # type: ignore[no-any-return]


def _revealed(value: Any) -> Any:
    if isinstance(value, Secret):
        return value.reveal()
    if isinstance(value, Mapping):
        return {name: _revealed(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_revealed(item) for item in value]
    return value


def _wrapped(value: Any, shape: Shape | None, name: str = "") -> Any:
    """The reply with every secret string in a `Secret`: what the model marks sensitive, and what it misses."""
    if isinstance(value, str):
        marked = shape is not None and shape.metadata.get("sensitive") and shape.name not in SHOWN_SHAPES
        sensitive = name in SECRET_MEMBERS or bool(marked)
        return Secret(value) if sensitive and value else value
    if isinstance(value, Mapping):
        members = getattr(shape, "members", {})
        fallback = getattr(shape, "value", None)
        return {key: _wrapped(item, members.get(key, fallback), key) for key, item in value.items()}
    if isinstance(value, list):
        return [_wrapped(item, getattr(shape, "member", None), name) for item in value]
    return value


@contextlib.contextmanager
def in_our_words(target: str, operation: str = "", host: str = "") -> Iterator[None]:
    """botocore's exceptions as `AwsError` and `NoAnswer`; theirs are dropped, because they may quote a request.

    `operation` and `host` are for calls of our own; where they are empty, the exception names the operation.
    """
    from botocore import exceptions as botocore_says

    try:
        yield
        return
    except botocore_says.ClientError as error:
        body = error.response.get("Error", {})
        ours: Exception = AwsError(
            str(body.get("Code", "")),
            str(body.get("Message", "") or error.response.get("error_description", "")),
            status=int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)),
            operation=operation or str(error.operation_name),
            reason=str(error.response.get("error", "") or error.response.get("reason", "")),
            decision=_decision(target, error.response.get("ResponseMetadata")),
        )
    except (botocore_says.HTTPClientError, botocore_says.ConnectionError) as error:
        ours = NoAnswer(_silence(error), host, operation=operation)
        if target == "sandbox" and isinstance(
            error, botocore_says.ConnectionError | botocore_says.ConnectionClosedError
        ):
            ours = NoAnswer("sandbox", host, operation=operation)
    except botocore_says.ParamValidationError as error:
        ours = AwsError("ParamValidation", re.sub(r"value: .*", "", str(error)), operation=operation)
    except (botocore_says.SSOError, botocore_says.TokenRetrievalError):
        # A client of the reader's own found no token that is still good.
        ours = AwsError("UnauthorizedException", operation=operation)
    except (botocore_says.LoginError, botocore_says.MissingDependencyException) as error:
        # A profile with a console sign-in, read by a boto3 of the reader's own.
        ours = AwsError(type(error).__name__, operation=operation)
    except (
        botocore_says.NoCredentialsError,
        botocore_says.ProfileNotFound,
        botocore_says.InvalidConfigError,
        botocore_says.PartialCredentialsError,
        botocore_says.InfiniteLoopConfigError,
        botocore_says.CredentialRetrievalError,
    ) as error:
        ours = AwsError(type(error).__name__, str(error), operation=operation)
    raise ours


def _decision(target: str, metadata: Any) -> str:
    """The sandbox's own account of its decision; on any other target such a header is not the sandbox's: ''."""
    headers = (metadata or {}).get("HTTPHeaders", {})
    return str(headers.get(MEMBER, "")) if target == "sandbox" else ""


def _silence(error: Exception) -> str:
    from botocore import exceptions as botocore_says

    if isinstance(error, botocore_says.ProxyConnectionError):
        return "proxy"
    if isinstance(error, botocore_says.SSLError):
        return "tls"
    if isinstance(error, botocore_says.ConnectTimeoutError | botocore_says.ReadTimeoutError):
        return "timeout"
    cause = str(getattr(error, "kwargs", {}).get("error", ""))
    if re.search(r"NameResolution|getaddrinfo|Name or service|nodename|resolve", cause):
        return "name"
    return "connection"
