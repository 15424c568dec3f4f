"""S3 bodies that arrive in signed or unsigned chunks (`aws-chunked`): checked, put together, handed on whole.

Every chunk of a signed body is checked, and the trailing headers too. It refuses a body that is cut short, a chunk
that was altered, and a CRC32, SHA-1 or SHA-256 that does not match; CRC32C and CRC64NVME need more than the standard
library and are passed on as they came.

Source: 'Signature calculations for chunked uploads', with and without trailing headers (S3 API reference), read
2026-11-23.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import zlib
from typing import TYPE_CHECKING

from aws_sandbox.access.signature import ALGORITHM, EMPTY_HASH, signing_key
from aws_sandbox.protocol.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from aws_sandbox.access.signature import Signed
    from aws_sandbox.protocol.received import Received

SIGNED = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
SIGNED_TRAILER = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"
UNSIGNED_TRAILER = "STREAMING-UNSIGNED-PAYLOAD-TRAILER"

_CHECKSUMS: dict[str, Callable[[bytes], bytes]] = {
    "x-amz-checksum-crc32": lambda body: zlib.crc32(body).to_bytes(4, "big"),
    "x-amz-checksum-sha1": lambda body: hashlib.sha1(body, usedforsecurity=False).digest(),
    "x-amz-checksum-sha256": lambda body: hashlib.sha256(body).digest(),
}


def is_streamed(request: Received) -> bool:
    """Whether the body is in chunks."""
    return (request.header("x-amz-content-sha256") or "").startswith("STREAMING-")


def unpack(request: Received, signed: Signed, secret: str) -> tuple[bytes, dict[str, str]]:
    """Return the body without its chunks, and the trailing headers by lower-case name; raises `Refusal`."""
    mode = request.header("x-amz-content-sha256") or ""
    if mode not in (SIGNED, SIGNED_TRAILER, UNSIGNED_TRAILER):
        raise Refusal("malformed signature", f"x-amz-content-sha256 must not be {mode[:80]}.")
    chain = None if mode == UNSIGNED_TRAILER else _Chain(signed, secret)
    body, rest = _chunks(request.body, chain)
    trailers = _trailers(rest, chain) if mode != SIGNED else {}
    length = request.header("x-amz-decoded-content-length")
    if length is not None and length != str(len(body)):
        raise Refusal("body incomplete")
    for name, digest in _CHECKSUMS.items():
        claimed = trailers.get(name)
        if claimed is not None and claimed != base64.b64encode(digest(body)).decode():
            raise Refusal("checksum wrong")
    return body, trailers


class _Chain:
    """The chain of chunk signatures: each covers the one before it."""

    def __init__(self, signed: Signed, secret: str) -> None:
        self._signed = signed
        self._key = signing_key(secret, signed.scope_date, signed.region, signed.service)
        self._previous = signed.signature

    def check(self, signature: str, kind: str, *hashes: str) -> None:
        text = "\n".join(
            (f"{ALGORITHM}-{kind}", self._signed.date, self._signed.scope, self._previous, *hashes)
        )
        expected = hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()
        if not hmac.compare_digest(expected.encode(), signature.encode(errors="replace")):
            raise Refusal("wrong signature")
        self._previous = expected


def _chunks(sent: bytes, chain: _Chain | None) -> tuple[bytes, bytes]:
    body, at = bytearray(), 0
    while True:
        end = sent.find(b"\r\n", at)
        if end < 0:
            raise Refusal("body incomplete")
        size_text, _, extension = sent[at:end].decode("latin-1").partition(";")
        try:
            size = int(size_text.strip(), 16)
        except ValueError:
            raise Refusal("body incomplete") from None
        start = end + 2
        data = sent[start : start + size]
        if size < 0 or len(data) != size:
            raise Refusal("body incomplete")
        if chain is not None:
            signature = extension.partition("chunk-signature=")[2].strip()
            chain.check(signature, "PAYLOAD", EMPTY_HASH, hashlib.sha256(data).hexdigest())
        if size == 0:
            return bytes(body), sent[start:]
        body += data
        at = start + size
        if sent[at : at + 2] != b"\r\n":
            raise Refusal("body incomplete")
        at += 2


def _trailers(rest: bytes, chain: _Chain | None) -> dict[str, str]:
    lines = [line for line in rest.decode("latin-1").replace("\r\n", "\n").split("\n") if line.strip()]
    pairs = [
        (name.strip().lower(), value.strip()) for name, _, value in (line.partition(":") for line in lines)
    ]
    trailers = {name: value for name, value in pairs if name != "x-amz-trailer-signature"}
    if chain is not None:
        canonical = "".join(f"{name}:{value}\n" for name, value in trailers.items())
        given = dict(pairs).get("x-amz-trailer-signature", "")
        chain.check(given, "TRAILER", hashlib.sha256(canonical.encode("latin-1")).hexdigest())
    return trailers
