"""The answer to an upload form: nothing, a page elsewhere, or where the object is now, as the form asks for.

This module refuses to store: moto puts the object as it puts every other.

Source: 'POST Object', success_action_redirect and success_action_status (S3 API reference, read 2026-11-26).
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode, urlsplit
from xml.sax.saxutils import escape

from aws_sandbox.protocol.errors import Answer
from aws_sandbox.server import forwarding

if TYPE_CHECKING:
    from aws_sandbox.access.guard import Admitted
    from aws_sandbox.access.post_form import Form


def answer(admitted: Admitted, form: Form) -> Answer:
    """Put the form's object; raises `Refusal` as any upload does."""
    said = forwarding.answer(admitted)
    headers = tuple(row for row in said.headers if row[0].lower() != "content-length")
    if said.status != 200:
        return Answer(said.status, headers, said.body)
    etag = next((value for name, value in headers if name.lower() == "etag"), "")
    host = form.sent.header("host") or ""
    place = f"http://{host}{form.sent.path.rstrip('/')}/{quote(form.key)}"
    status, location, body = _asked_for(form, place, etag)
    kept = tuple((name, value) for name, value in headers if name.lower() not in ("content-type", "location"))
    kind = (("Content-Type", "application/xml"),) if body else ()
    return Answer(status, (*kept, *kind, ("Location", location)), body)


def _asked_for(form: Form, place: str, etag: str) -> tuple[int, str, bytes]:
    """Return status, address and body as the form's own fields say."""
    named = {"bucket": form.bucket, "key": form.key, "etag": etag}
    elsewhere = form.fields.get("success_action_redirect") or form.fields.get("redirect", "")
    # What cannot be an address counts as if it were not there.
    if urlsplit(elsewhere).scheme in ("http", "https") and elsewhere.isprintable() and elsewhere.isascii():
        joined = "&" if urlsplit(elsewhere).query else "?"
        return 303, f"{elsewhere}{joined}{urlencode(named)}", b""
    status = form.fields.get("success_action_status", "")
    if status != "201":
        return (200 if status == "200" else 204), place, b""
    rows = {"Location": place, "Bucket": form.bucket, "Key": form.key, "ETag": etag}
    inner = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in rows.items())
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<PostResponse>{inner}</PostResponse>'
    return 201, place, body.encode()
