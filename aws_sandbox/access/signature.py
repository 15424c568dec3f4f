"""AWS Signature Version 4, checked from the server's side: header, presigned link, and streamed bodies.

Pure: it is given the request, the secret and the time, and says what is wrong by raising `Refusal`. It refuses
Signature Version 2, of which `older_signature` knows the part that is left, and to know whose key it is or what the
caller may do.

Sources: 'AWS Signature Version 4 for API requests' (IAM user guide), 'Authenticating Requests: Using the Authorization
Header / Query Parameters', 'Signature calculations for chunked uploads' (S3 API reference), read 2026-11-23.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from aws_sandbox.access import canonical
from aws_sandbox.protocol.errors import Refusal
from aws_sandbox.remembering import remembered

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_sandbox.protocol.received import Received

ALGORITHM = "AWS4-HMAC-SHA256"
UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD"
EMPTY_HASH = hashlib.sha256(b"").hexdigest()
LONGEST_LINK = 604800
# How far a signature's date may be from AWS's, in seconds, as measured on AWS for these services (2026-11); where
# nobody measured, the shorter one, as for KMS, Lambda, Route 53 and CloudWatch.
WINDOWS: Mapping[str, int] = dict.fromkeys(
    ("s3", "s3express", "s3-outposts", "s3-object-lambda", "sts", "iam", "dynamodb", "sqs"), 900
)
_WINDOW = 300
_S3_SERVICES = frozenset({"s3", "s3express", "s3-outposts", "s3-object-lambda"})
# Sent unsigned by real clients, and each checked in another way or of no consequence.
_MAY_BE_UNSIGNED = frozenset(
    {"x-amz-content-sha256", "x-amz-security-token", "x-amz-user-agent", "x-amz-date"}
)
_FIELD = re.compile(r"(Credential|SignedHeaders|Signature)=([^,\s]+)")


@dataclass(frozen=True)
class Signed:
    """The signature of a request, taken apart; `date` is the timestamp as sent, `lifetime` seconds of a link.

    `algorithm` is named as `s3:signatureversion` names it: 'AWS' is Version 2.
    """

    access_key_id: str
    scope_date: str
    region: str
    service: str
    signed_headers: tuple[str, ...]
    signature: str
    date: str
    session_token: str | None
    lifetime: int | None = None
    algorithm: str = ALGORITHM

    @property
    def presigned(self) -> bool:
        """Whether the signature is in the query string."""
        return self.lifetime is not None

    @property
    def is_s3(self) -> bool:
        """Whether S3's own rules apply: path encoded once, a hash header, fifteen minutes."""
        return self.service in _S3_SERVICES

    @property
    def scope(self) -> str:
        """The credential scope, 'date/region/service/aws4_request'."""
        return f"{self.scope_date}/{self.region}/{self.service}/aws4_request"


def find(request: Received) -> Signed | None:
    """Take the request's signature apart; None if it carries none. Raises `Refusal`."""
    authorization = request.header("authorization")
    if authorization is not None:
        return _from_header(request, authorization.strip())
    if "X-Amz-Algorithm" in request.arguments or "X-Amz-Signature" in request.arguments:
        return _from_link(request)
    if "AWSAccessKeyId" in request.arguments or request.form.get("SignatureVersion") == "2":
        raise Refusal("signature version")
    return None


def _from_header(request: Received, authorization: str) -> Signed:
    algorithm, _, rest = authorization.partition(" ")
    if algorithm == "AWS" or algorithm.startswith("AWS3"):
        raise Refusal("signature version")
    if algorithm != ALGORITHM:
        raise Refusal("malformed signature", f"Authorization header must begin with '{ALGORITHM}'.")
    fields = dict(_FIELD.findall(rest))
    for name in ("Credential", "Signature", "SignedHeaders"):
        if name not in fields:
            raise Refusal("malformed signature", f"Authorization header requires '{name}' parameter.")
    date = request.header("x-amz-date") or _from_http_date(request.header("date"))
    if not date:
        raise Refusal(
            "malformed signature",
            "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
        )
    return signed_with(
        fields["Credential"],
        fields["SignedHeaders"],
        fields["Signature"],
        date,
        request.header("x-amz-security-token"),
        None,
        "malformed signature",
    )


def _from_link(request: Received) -> Signed:
    arguments = request.arguments
    if arguments.get("X-Amz-Algorithm") != ALGORITHM:
        raise Refusal("malformed link", f'X-Amz-Algorithm only supports "{ALGORITHM}"')
    for name in ("X-Amz-Credential", "X-Amz-Date", "X-Amz-SignedHeaders", "X-Amz-Signature"):
        if not arguments.get(name):
            raise Refusal("malformed link", f"Query-string authentication requires the {name} parameter.")
    expires = arguments.get("X-Amz-Expires", "")
    if not (expires.isascii() and expires.isdigit() and len(expires) < 10):
        if expires or "s3" in arguments["X-Amz-Credential"]:
            raise Refusal("malformed link", "X-Amz-Expires should be a number")
        expires = str(_WINDOW)
    if int(expires) > LONGEST_LINK:
        raise Refusal("malformed link", "X-Amz-Expires must be less than a week (in seconds) that is 604800.")
    return signed_with(
        arguments["X-Amz-Credential"],
        arguments["X-Amz-SignedHeaders"],
        arguments["X-Amz-Signature"],
        arguments["X-Amz-Date"],
        arguments.get("X-Amz-Security-Token"),
        int(expires),
        "malformed link",
    )


def signed_with(  # noqa: PLR0917 - the parts of one signature
    credential: str,
    headers: str,
    signature: str,
    date: str,
    token: str | None,
    lifetime: int | None,
    failure: str,
) -> Signed:
    """Put the parts of a signature together, each as it was sent; raises `Refusal` of the kind `failure`."""
    parts = credential.split("/")
    if len(parts) != 5 or parts[4] != "aws4_request" or not all(parts):
        raise Refusal(
            failure, "Credential must have the form <key id>/<date>/<region>/<service>/aws4_request."
        )
    access_key_id, scope_date, region, service, _ = parts
    if not re.fullmatch(r"\d{8}T\d{6}Z", date):
        raise Refusal(failure, "Date must be in ISO-8601 'basic format': YYYYMMDD'T'HHMMSS'Z'.")
    signed_headers = tuple(headers.lower().split(";"))
    if len(set(signed_headers)) != len(signed_headers):
        # Each name stands for its header's whole value: a short list could stand for gigabytes.
        raise Refusal(failure, "SignedHeaders must name each header once.")
    return Signed(
        access_key_id, scope_date, region, service, signed_headers, signature, date, token, lifetime
    )


def _from_http_date(value: str | None) -> str:
    if not value:
        return ""
    if re.fullmatch(r"\d{8}T\d{6}Z", value):
        return value
    try:
        return parsedate_to_datetime(value).astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    except ValueError:
        return ""


def verify(request: Received, signed: Signed, secret: str, now: float) -> None:
    """Check the signature against `secret` and the date against `now`, real time in seconds; raises `Refusal`."""
    _check_headers(request, signed)
    payload_hash = _payload_hash(request, signed)
    for text in canonical.spellings(request, signed.signed_headers, payload_hash, is_s3=signed.is_s3):
        expected = _sign(secret, signed, _to_sign(signed, text))
        if hmac.compare_digest(expected, signed.signature.encode()):
            check_clock(signed, now)
            return
    # AWS says that the clock is wrong before it says that the signature is.
    check_clock(signed, now)
    raise Refusal("wrong signature")


def check_clock(signed: Signed, now: float) -> None:
    """Refuse a date outside the service's window of 5 or 15 minutes, or a link's own; raises `Refusal`."""
    if signed.date[:8] != signed.scope_date:
        raise Refusal(
            "wrong signature" if signed.is_s3 else "wrong clock",
            ""
            if signed.is_s3
            else "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date "
            f"from HTTP: '{signed.scope_date}' != '{signed.date[:8]}', from '{signed.date}'.",
        )
    try:
        at = datetime.fromisoformat(signed.date).timestamp()
    except ValueError:
        raise Refusal("malformed signature", "Date is not a time.") from None
    window = WINDOWS.get(signed.service, _WINDOW)
    lifetime = window if signed.lifetime is None else signed.lifetime
    if at + lifetime < now:
        early = (
            f"Signature expired: {signed.date} is now earlier than {_stamp(now - lifetime)} ({_stamp(now)} - "
        )
        early += f"{lifetime // 60} min.)" if lifetime % 60 == 0 else f"{lifetime} sec.)"
        raise Refusal("presigned link over" if signed.presigned else "wrong clock", _said(signed, early))
    if at - window > now:
        late = f"Signature not yet current: {signed.date} is still later than {_stamp(now + window)} ({_stamp(now)} "
        raise Refusal("wrong clock", _said(signed, late + f"+ {window // 60} min.)"))


def _said(signed: Signed, text: str) -> str:
    return "" if signed.is_s3 else text


def _stamp(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y%m%dT%H%M%SZ")


def _check_headers(request: Received, signed: Signed) -> None:
    if "host" not in signed.signed_headers:
        raise Refusal(
            "malformed link" if signed.presigned else "malformed signature",
            "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
        )
    # An underscore in a name cannot be told from a hyphen here; the value is signed under either.
    spellings = {header.replace("_", "-") for header in signed.signed_headers}
    for key in request.environ:
        if key.startswith("HTTP_X_AMZ_"):
            name = key[5:].lower().replace("_", "-")
            if name not in spellings and name not in _MAY_BE_UNSIGNED:
                raise Refusal("header not signed")


def _payload_hash(request: Received, signed: Signed) -> str:
    claimed = request.header("x-amz-content-sha256")
    if signed.is_s3:
        claimed = claimed or (UNSIGNED_PAYLOAD if signed.presigned else None)
        if claimed is None:
            raise Refusal("no body hash")
        if claimed == UNSIGNED_PAYLOAD or claimed.startswith("STREAMING-"):
            return claimed
        if not hmac.compare_digest(hashlib.sha256(request.body).hexdigest().encode(), claimed.encode()):
            raise Refusal("body altered")
        return claimed
    return hashlib.sha256(request.body).hexdigest() if request.body else EMPTY_HASH


def _to_sign(signed: Signed, text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
    return f"{ALGORITHM}\n{signed.date}\n{signed.scope}\n{digest}"


def _sign(secret: str, signed: Signed, text: str) -> bytes:
    key = signing_key(secret, signed.scope_date, signed.region, signed.service)
    return hmac.digest(key, text.encode(), "sha256").hex().encode()


@remembered(256)
def signing_key(secret: str, date: str, region: str, service: str) -> bytes:
    """Return the key of one day, region and service (SigV4, 'Calculate the signature')."""
    key = f"AWS4{secret}".encode()
    for part in (date, region, service, "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key
