"""A form with which a browser uploads to S3 (POST, multipart/form-data): taken apart, proved, read as the PUT it means.

The request itself is not signed: a policy is, which says what the form may hold. What comes after the field `file` is
left out, as S3 does. This module refuses a form without a file or key, one whose signature or policy does not hold, and
to know what whoever signed it may do.

Sources: 'POST Object' and 'Browser-based uploads using POST' (S3 API reference, read 2026-11-26).
"""

from __future__ import annotations

import hashlib
import hmac
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlencode
from xml.etree import ElementTree

from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.http import parse_options_header
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder

from aws_sandbox.access import older_signature, post_policy, signature, virtual_host
from aws_sandbox.protocol.errors import Refusal
from aws_sandbox.protocol.received import Received, bounded_xml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_sandbox.access.signature import Signed

_KIND = "multipart/form-data"
_MOST_PARTS = 1000
_FILE_NAME = "${filename}"
_VERSION_4 = ("x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-signature")
_VERSION_2 = ("awsaccesskeyid", "signature")
_NOT_FOR_THE_OBJECT = frozenset({*_VERSION_4, *_VERSION_2, "policy", "x-amz-security-token"})
# Fields that become headers of the upload under another name than their own, or without S3's prefix.
_HEADERS: Mapping[str, str] = {
    "acl": "HTTP_X_AMZ_ACL",
    "cache-control": "HTTP_CACHE_CONTROL",
    "content-disposition": "HTTP_CONTENT_DISPOSITION",
    "content-encoding": "HTTP_CONTENT_ENCODING",
    "content-language": "HTTP_CONTENT_LANGUAGE",
    "content-type": "CONTENT_TYPE",
    "expires": "HTTP_EXPIRES",
}


@dataclass(frozen=True)
class Form:
    """An upload form; `fields` by names in lower case, `bucket` among them."""

    sent: Received
    fields: Mapping[str, str]
    file: bytes
    signed: Signed

    @property
    def bucket(self) -> str:
        """The bucket's name."""
        return self.fields["bucket"]

    @property
    def key(self) -> str:
        """The object's key."""
        return self.fields["key"]

    def verify(self, secret: str, now: float) -> None:
        """Check the policy's signature against `secret`, then the form against the policy; raises `Refusal`."""
        policy = self.fields.get("policy", "")
        if "x-amz-signature" in self.fields:
            key = signature.signing_key(
                secret, self.signed.scope_date, self.signed.region, self.signed.service
            )
            expected = hmac.new(key, policy.encode(), hashlib.sha256).hexdigest()
            if not hmac.compare_digest(expected.encode(), self.signed.signature.encode(errors="replace")):
                raise Refusal("wrong signature")
            signature.check_clock(self.signed, now)
        else:
            older_signature.check(secret, policy, self.signed.signature)
        post_policy.check(policy, self.fields, len(self.file), now)

    def upload(self) -> Received:
        """Return the PUT of the object that the form stands for."""
        path = f"/{self.bucket}/{quote(self.key)}"
        environ = {
            name: value
            for name, value in self.sent.environ.items()
            if not name.startswith("HTTP_X_AMZ_") and name not in ("HTTP_TRANSFER_ENCODING", "REQUEST_URI")
        }
        environ.update(
            REQUEST_METHOD="PUT",
            PATH_INFO=unquote(path, "latin-1"),
            QUERY_STRING="",
            RAW_URI=path,
            CONTENT_TYPE="binary/octet-stream",
        )
        for name, value in self.fields.items():
            if name in _HEADERS:
                environ[_HEADERS[name]] = value
            elif name == "tagging":
                environ["HTTP_X_AMZ_TAGGING"] = _tags(value)
            elif name.startswith("x-amz-") and name not in _NOT_FOR_THE_OBJECT:
                environ[f"HTTP_{name.upper().replace('-', '_')}"] = value
        environ["wsgi.input"] = io.BytesIO(self.file)
        environ["wsgi.input_terminated"] = True
        return Received.read(environ)


def read(request: Received) -> Form | None:
    """Take an upload form apart; None if the request is none, or nobody signed it. Raises `Refusal`."""
    if request.method != "POST" or request.query:
        return None
    sent = request.header("content-type") or ""
    if not sent.lower().startswith(_KIND):
        return None
    kind, options = parse_options_header(sent)
    bucket = virtual_host.bucket(request) or unquote(request.path.strip("/"))
    if kind != _KIND or not bucket or "/" in bucket:
        return None
    fields, file, file_name = _parts(request.body, options.get("boundary", "").encode())
    if not ({*_VERSION_4, *_VERSION_2} & fields.keys()):
        return None
    if file is None:
        raise Refusal(code="InvalidArgument", message="POST requires exactly one file upload per request.")
    if not fields.get("key"):
        raise _missing("key")
    shown = {
        name: value if name in _NOT_FOR_THE_OBJECT else value.replace(_FILE_NAME, file_name)
        for name, value in fields.items()
    }
    return Form(request, {**shown, "bucket": bucket}, file, _signed(fields))


def _parts(body: bytes, boundary: bytes) -> tuple[dict[str, str], bytes | None, str]:
    """Return the fields before the file, the file, and what it is called where it comes from."""
    fields: dict[str, str] = {}
    part: Field | File | None = None
    content = bytearray()
    try:
        decoder = MultipartDecoder(boundary, max_parts=_MOST_PARTS)
        decoder.receive_data(body)
        decoder.receive_data(None)
        while not isinstance(event := decoder.next_event(), Epilogue):
            if isinstance(event, (Field, File)):
                part, content = event, bytearray()
            elif isinstance(event, Data) and part is not None:
                content += event.data
                if event.more_data:
                    continue
                if part.name == "file":
                    called = part.filename if isinstance(part, File) else ""
                    return fields, bytes(content), called.rpartition("/")[2]
                fields[(part.name or "").lower()] = content.decode("utf-8", "replace")
    except (ValueError, RequestEntityTooLarge):
        raise Refusal(
            code="MalformedPOSTRequest",
            message="The body of your POST request is not well-formed multipart/form-data.",
        ) from None
    return fields, None, ""


def _signed(fields: Mapping[str, str]) -> Signed:
    token = fields.get("x-amz-security-token")
    if not set(_VERSION_4) & fields.keys():
        return older_signature.signed_by(
            _field(fields, "AWSAccessKeyId"), _field(fields, "signature"), "0", token
        )
    if _field(fields, "x-amz-algorithm") != signature.ALGORITHM:
        raise Refusal(code="InvalidArgument", message=f"X-Amz-Algorithm only supports {signature.ALGORITHM}")
    return signature.signed_with(
        _field(fields, "x-amz-credential"),
        "host",
        _field(fields, "x-amz-signature"),
        _field(fields, "x-amz-date"),
        token,
        signature.LONGEST_LINK,
        "malformed link",
    )


def _field(fields: Mapping[str, str], name: str) -> str:
    value = fields.get(name.lower(), "")
    if not value:
        raise _missing(name)
    return value


def _missing(name: str) -> Refusal:
    text = f"Bucket POST must contain a field named '{name}'."
    more = "If it is specified, please check the order of the fields."
    return Refusal(code="InvalidArgument", message=f"{text}  {more}")


def _tags(text: str) -> str:
    """Return the tags of a form, an XML text, as an upload names them in a header."""
    try:
        root = ElementTree.fromstring(bounded_xml(text.encode()))  # noqa: S314 - of the caller's own form, and expat bounds entities
    except ElementTree.ParseError:
        raise Refusal(code="MalformedXML", message="The XML you provided was not well-formed.") from None
    tags = [element for element in root.iter() if element.tag.rpartition("}")[2] == "Tag"]
    return urlencode([(_child(tag, "Key"), _child(tag, "Value")) for tag in tags])


def _child(element: ElementTree.Element, name: str) -> str:
    return next((child.text or "" for child in element if child.tag.rpartition("}")[2] == name), "")
