"""How a request shows who sent it: by a header, a link, an older link to S3, or a form for S3.

This module refuses to judge: it says whose key it is said to be, how to check that, and which request is meant.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from aws_sandbox.access import cbor, older_signature, post_form, signature, virtual_host
from aws_sandbox.access.signature import Signed

if TYPE_CHECKING:
    from collections.abc import Callable

    from aws_sandbox.access.post_form import Form
    from aws_sandbox.protocol.received import Received


@dataclass(frozen=True)
class Proof:
    """What shows who sent a request.

    `request` is the one that is meant: with the bucket in its path, in JSON, the upload for a form. `verify` is given
    the secret and the time in seconds since 1970, and raises `Refusal`.
    """

    signed: Signed
    request: Received
    verify: Callable[[str, float], None]
    form: Form | None = None


def find(request: Received) -> Proof | None:
    """Return what shows who sent the request; None if nothing does. Raises `Refusal`."""
    form = post_form.read(request)
    if form is not None:
        return Proof(form.signed, form.upload(), form.verify, form)
    signed = older_signature.find(request)
    if signed is not None:
        resource = virtual_host.resource(request)
        check = partial(older_signature.verify, request, resource, signed)
        return Proof(signed, _with_headers(virtual_host.path_style(request)), check)
    signed = signature.find(request)
    if signed is None:
        return None
    meant = request
    if signed.is_s3:
        meant = virtual_host.path_style(request)
        meant = _with_headers(meant) if signed.presigned else meant
    elif cbor.is_spoken(request):
        meant = cbor.as_json(request, signed.service)
    return Proof(signed, meant, partial(signature.verify, request, signed))


def _with_headers(request: Received) -> Received:
    """Return a link's request with the headers that the link brings: S3 reads `x-amz-acl=private` as one."""
    brought = {
        f"HTTP_{name.upper().replace('-', '_')}": value
        for name, value in request.arguments.items()
        if name.startswith("x-amz-") and name != "x-amz-security-token"
    }
    return replace(request, environ={**brought, **request.environ}) if brought else request


def nobody(request: Received) -> Proof:
    """Return what stands for a signature in a request to S3 that has none."""
    day = datetime.now(UTC).strftime("%Y%m%d")
    signed = Signed("anonymous", day, "us-east-1", "s3", (), "", day, None, algorithm="")
    return Proof(signed, virtual_host.path_style(request), lambda _secret, _now: None)


def context(signed: Signed, form: Form | None) -> dict[str, tuple[str, ...]]:
    """Return the condition keys about the signature of a request to S3, in lower case; none where it has none."""
    if not signed.algorithm:
        return {}
    by_link = "REST-QUERY-STRING" if signed.presigned else "REST-HEADER"
    return {
        "s3:authtype": ("POST" if form is not None else by_link,),
        "s3:signatureversion": (signed.algorithm,),
    }
