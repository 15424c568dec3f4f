"""Why there was no answer: botocore's connection errors told apart by who is in the way, as kinds of `NoAnswer`.

A certificate that is not trusted is looked at once more, to name who made it: that connection checks nothing, sends
nothing and is closed again. What others wrote is shortened and made harmless before it is shown.
"""

from __future__ import annotations

import http.client
import os
import re
from base64 import b64encode
from collections.abc import Iterator
from urllib.parse import SplitResult, unquote, urlsplit

from awsguide.core.errors import NoAnswer
from awsguide.core.outside_text import harmless

# Seconds for the second look at a certificate.
_LOOK = 5
_NAME = re.compile(r"NameResolution|getaddrinfo|Name or service|nodename|resolve")
_REFUSED = re.compile(r"Tunnel connection failed: (\d{3})")
_NO_FILE = (FileNotFoundError, IsADirectoryError, NotADirectoryError, PermissionError)
_UNTRUSTED = re.compile(r"CERTIFICATE_VERIFY_FAILED|certificate verify failed")
# How a handshake ends that somebody on the way has cut off.
_CUT_OFF = re.compile(r"EOF|reset|aborted|WRONG_VERSION_NUMBER|record layer|Connection broken", re.IGNORECASE)


def no_answer(error: Exception, host: str, operation: str) -> NoAnswer:
    """The `NoAnswer` for botocore's `HTTPClientError` or `ConnectionError`; `host` where the error names none."""
    told = getattr(error, "kwargs", {})
    host = urlsplit(str(told.get("endpoint_url", ""))).hostname or host
    kind, detail = _kind(error, host)
    return NoAnswer(kind, host, operation=operation, detail=detail)


def _kind(error: Exception, host: str) -> tuple[str, str]:
    from botocore import exceptions as botocore_says

    causes = list(_causes(error))
    words = " ".join(f"{type(cause).__name__} {cause}" for cause in causes)
    if isinstance(error, botocore_says.ProxyConnectionError):
        return _at_the_proxy(words, host)
    if _UNTRUSTED.search(words):
        return "tls", issuer(host)
    late = botocore_says.ConnectTimeoutError | botocore_says.ReadTimeoutError
    no_bundle = any(isinstance(cause, _NO_FILE) for cause in causes)
    in_handshake = isinstance(error, botocore_says.SSLError)
    rows = (
        (no_bundle or (in_handshake and not _CUT_OFF.search(words)), "tls-bundle"),
        (in_handshake, "tls-cut-off"),
        (isinstance(error, late), "timeout"),
        (_NAME.search(words), "name"),
    )
    kind = next((kind for found, kind in rows if found), "connection")
    # The first of the settings that botocore looks at.
    bundle = os.environ.get("AWS_CA_BUNDLE", "") if kind == "tls-bundle" else ""
    return kind, f"AWS_CA_BUNDLE ({bundle})" if bundle else ""


def _at_the_proxy(words: str, host: str) -> tuple[str, str]:
    if found := _REFUSED.search(words):
        if found.group(1) == "407":
            proxy = _proxy(host)
            return "proxy-password-wrong" if proxy and proxy.username else "proxy-password", ""
        return "proxy-refused", found.group(1)
    if _NAME.search(words):
        return "proxy-name", (proxy.hostname or "") if (proxy := _proxy(host)) else ""
    return "proxy", ""


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what it was made of, at most a dozen."""
    waiting: list[object] = [error]
    for _ in range(12):
        if not waiting:
            return
        found = waiting.pop(0)
        if not isinstance(found, BaseException):
            continue
        yield found
        waiting += [
            getattr(found, "kwargs", {}).get("error"),
            getattr(found, "reason", None),
            getattr(found, "original_error", None),
            *found.args,
            found.__cause__,
            found.__context__,
        ]


def _proxy(host: str) -> SplitResult | None:
    from botocore.utils import get_environ_proxies

    found = get_environ_proxies(f"https://{host}").get("https", "")
    return urlsplit(found if "//" in found else f"//{found}") if found else None


def issuer(host: str) -> str:
    """Who made the certificate that `host` shows here, '' when that cannot be seen."""
    if not host:
        return ""
    import ssl  # a browser's Python has none until it is asked for

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    proxy = _proxy(host)
    reached = (proxy.hostname or "", proxy.port) if proxy is not None else (host, 443)
    try:
        connection = http.client.HTTPSConnection(*reached, timeout=_LOOK, context=context)
        if proxy is not None:
            connection.set_tunnel(host, 443, _credentials(proxy))
        try:
            connection.connect()
            shown = connection.sock.getpeercert(binary_form=True)
        finally:
            connection.close()
        return _issuer(shown) if shown else ""
    except (OSError, ValueError, http.client.HTTPException):
        return ""


def _credentials(proxy: SplitResult) -> dict[str, str]:
    if not proxy.username:
        return {}
    both = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}"
    return {"Proxy-Authorization": f"Basic {b64encode(both.encode()).decode()}"}


def _issuer(certificate: bytes) -> str:
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    names = x509.load_der_x509_certificate(certificate).issuer
    found = [
        str(part.value)
        for kind in (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME)
        for part in names.get_attributes_for_oid(kind)
    ]
    return harmless(", ".join(dict.fromkeys(found)), 120)
