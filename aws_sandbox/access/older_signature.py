"""AWS Signature Version 2 for S3, in the two places where today's clients still write it: links and upload forms.

boto3 signs a link to S3 so in the Regions that S3 had in 2014, us-east-1 among them, unless told to use Version 4.
It refuses the header, which no client writes unless it is told to, and every other service.

Sources: 'Signing and authenticating REST requests (AWS signature version 2)' and 'Browser-based uploads using POST (AWS
signature version 2)' (S3 developer guide), botocore's `generate_presigned_url` (read 2026-11-26).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from aws_sandbox.access import canonical
from aws_sandbox.access.signature import Signed
from aws_sandbox.protocol.errors import Refusal

if TYPE_CHECKING:
    from aws_sandbox.protocol.received import Received

# The signature names no Region. It is that of the sandbox's company, which is one of those that take it.
REGION = "us-east-1"
_TOKEN = "x-amz-security-token"  # noqa: S105 - a header's name
_PART_OF_THE_RESOURCE = frozenset(
    {
        "accelerate",
        "acl",
        "cors",
        "delete",
        "encryption",
        "inventory",
        "lifecycle",
        "location",
        "logging",
        "metrics",
        "notification",
        "object-lock",
        "partNumber",
        "policy",
        "replication",
        "requestPayment",
        "restore",
        "response-cache-control",
        "response-content-disposition",
        "response-content-encoding",
        "response-content-language",
        "response-content-type",
        "response-expires",
        "tagging",
        "torrent",
        "uploadId",
        "uploads",
        "versionId",
        "versioning",
        "versions",
        "website",
    }
)


def find(request: Received) -> Signed | None:
    """Take the signature of a link apart; None if it carries none of Version 2 for S3. Raises `Refusal`."""
    arguments = request.arguments
    if not {"AWSAccessKeyId", "Signature"} <= arguments.keys() or "SignatureVersion" in arguments:
        return None
    expires = arguments.get("Expires", "")
    if not (expires.isascii() and expires.isdigit() and len(expires) < 12):
        raise Refusal(
            code="AccessDenied",
            status=403,
            message="Query-string authentication requires the Expires parameter",
        )
    return signed_by(arguments["AWSAccessKeyId"], arguments["Signature"], expires, arguments.get(_TOKEN))


def signed_by(access_key_id: str, signature: str, expires: str, session_token: str | None) -> Signed:
    """Return a signature of Version 2 as one of S3's; `expires` in seconds since 1970."""
    day = datetime.fromtimestamp(int(expires), UTC).strftime("%Y%m%d")
    return Signed(
        access_key_id,
        day,
        REGION,
        "s3",
        ("host",),
        signature,
        expires,
        session_token,
        lifetime=0,
        algorithm="AWS",
    )


def verify(request: Received, resource: str, signed: Signed, secret: str, now: float) -> None:
    """Check a link for `resource` ('/bucket/key', as sent) against `secret` and `now`; raises `Refusal`."""
    if int(signed.date) < now:
        raise Refusal("presigned link over")
    check(secret, _to_sign(request, resource, signed), signed.signature)


def check(secret: str, text: str, signature: str) -> None:
    """Compare a signature with the one that `secret` makes of a text; raises `Refusal`."""
    expected = base64.b64encode(hmac.new(secret.encode(), text.encode(), hashlib.sha1).digest())
    if not hmac.compare_digest(expected, signature.encode(errors="replace")):
        raise Refusal("wrong signature")


def _to_sign(request: Received, resource: str, signed: Signed) -> str:
    lines = [
        request.method,
        request.header("content-md5") or request.arguments.get("content-md5", ""),
        request.header("content-type") or request.arguments.get("content-type", ""),
        signed.date,
        *(f"{name}:{value}" for name, value in sorted(_amz(request).items())),
    ]
    parts = [
        f"{name}={value}" if value else name
        for name, value in sorted(request.arguments.items())
        if name in _PART_OF_THE_RESOURCE
    ]
    return "\n".join([*lines, resource + ("?" if parts else "") + "&".join(parts)])


def _amz(request: Received) -> dict[str, str]:
    """Return what S3 reads as headers of its own: sent as such, or put into the link.

    Where the two differ neither was signed alone, so that nothing may be sent that the link does not say.
    """
    found = {
        key.removeprefix("HTTP_").lower().replace("_", "-"): canonical.header_value(str(value))
        for key, value in request.environ.items()
        if key.startswith("HTTP_X_AMZ_")
    }
    for name, value in request.arguments.items():
        if name.startswith("x-amz-"):
            found[name] = value if found.get(name, value) == value else f"{found[name]},{value}"
    return found
