from __future__ import annotations

import io
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from botocore.auth import HmacV1QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import given
from hypothesis import strategies as st

from aws_sandbox.access import older_signature
from aws_sandbox.protocol.errors import S3, Refusal
from aws_sandbox.protocol.received import Received
from tests.aws_sandbox.conftest import Reached

SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYSECRETKEY0"
NOW = 1_800_000_000
NAMES = st.text(alphabet="abc ~-._/+%ü&=*'()!", min_size=1, max_size=8)


def received(method: str, target: str, **environ: Any) -> Received:
    return Received.read(
        {
            "REQUEST_METHOD": method,
            "RAW_URI": target,
            "wsgi.input": io.BytesIO(b""),
            "CONTENT_LENGTH": "0",
            "HTTP_HOST": "127.0.0.1:4566",
            **environ,
        }
    )


def link(
    method: str = "GET",
    path: str = "/bucket/key",
    parameters: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
    token: str | None = None,
) -> str:
    """The target of a link as botocore makes it, which ends at NOW."""
    request = AWSRequest(method, f"http://127.0.0.1:4566{path}", headers or {}, params=parameters or {})
    auth = HmacV1QueryAuth(Credentials("AKIDEXAMPLE", SECRET, token), expires=0)
    auth._get_date = lambda: str(NOW)
    prepared = request.prepare()
    again = AWSRequest(method, prepared.url, headers or {})
    auth.add_auth(again)
    parts = urlsplit(again.url)
    return f"{parts.path}?{parts.query}"


def verify(request: Received, now: float = NOW - 1) -> None:
    signed = older_signature.find(request)
    assert signed is not None
    older_signature.verify(request, request.path, signed, SECRET, now)


@given(
    st.lists(NAMES, max_size=3),
    st.sampled_from([{}, {"versionId": "a b"}, {"response-content-type": "text/plain"}, {"prefix": "x"}]),
    st.one_of(st.none(), st.text(alphabet="aZ0+/=", min_size=1, max_size=8)),
)
def test_what_botocore_signs_is_right(
    parts: list[str], parameters: dict[str, str], token: str | None
) -> None:
    path = "/bucket/" + "/".join(quote(part, safe="~") for part in parts)
    verify(received("GET", link("GET", path, parameters, token=token)))


def test_a_link_is_good_until_its_end_and_for_nothing_else() -> None:
    target = link("PUT", headers={"Content-Type": "text/plain", "x-amz-acl": "private"})
    sent = {"CONTENT_TYPE": "text/plain", "HTTP_X_AMZ_ACL": "private"}
    verify(received("PUT", target, **sent), NOW)
    later = NOW + 3600
    cases = (
        ("presigned link over", received("PUT", target, **sent), NOW + 1),
        ("wrong signature", received("GET", target, **sent), NOW),
        ("wrong signature", received("PUT", target.replace("/key", "/other"), **sent), NOW),
        ("wrong signature", received("PUT", f"{target}&uploadId=1", **sent), NOW),
        ("wrong signature", received("PUT", f"{target}&x-amz-storage-class=GLACIER", **sent), NOW),
        ("wrong signature", received("PUT", target, **{**sent, "HTTP_X_AMZ_META_A": "b"}), NOW),
        ("wrong signature", received("PUT", target.replace(str(NOW), str(later)), **sent), NOW),
    )
    for failure, request, now in cases:
        with pytest.raises(Refusal) as caught:
            verify(request, now)
        assert caught.value.failure == failure


@pytest.mark.parametrize("expires", ["", "soon", "²", "-1", "9" * 20])
def test_a_link_without_an_end_is_refused(expires: str) -> None:
    with pytest.raises(Refusal) as caught:
        older_signature.find(received("GET", f"/b/k?AWSAccessKeyId=A&Signature=x&Expires={expires}"))
    assert caught.value.words(S3).code == "AccessDenied"


def test_other_services_links_are_none_of_its() -> None:
    target = "/?Action=ListQueues&AWSAccessKeyId=A&Signature=x&SignatureVersion=2&Expires=1"
    assert older_signature.find(received("GET", target)) is None


def test_the_link_that_boto3_makes_by_itself_gets_and_puts(reached: Reached) -> None:
    s3 = reached.client("s3")
    s3.create_bucket(Bucket="notes-one")
    session = reached.client("sts").get_session_token()["Credentials"]
    for keys in (None, session):
        signer = reached.client("s3", keys, s3={"addressing_style": "path"})
        place = {"Bucket": "notes-one", "Key": "a b/ü+"}
        put, get = (
            urlsplit(signer.generate_presigned_url(call, place, ExpiresIn=600))
            for call in ("put_object", "get_object")
        )
        assert "AWSAccessKeyId=" in put.query
        assert reached.send("PUT", f"{put.path}?{put.query}", body=b"text")[0] == 200
        assert reached.send("GET", f"{get.path}?{get.query}")[::2] == (200, b"text")
        status, _, body = reached.send("GET", f"{get.path}x?{get.query}")
        assert (status, b"SignatureDoesNotMatch" in body) == (403, True)


def test_a_link_may_do_what_its_signer_may_at_the_moment(reached: Reached) -> None:
    reached.client("s3").create_bucket(Bucket="notes-one")
    key = reached.user("walter", {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"})
    place = {"Bucket": "notes-one", "Key": "new"}
    put = urlsplit(reached.client("s3", key).generate_presigned_url("put_object", place))
    status, _, body = reached.send("PUT", f"{put.path}?{put.query}", body=b"text")
    assert (status, b"is not authorized to perform: s3:PutObject" in body) == (403, True)


def test_a_header_that_says_other_than_the_link_is_no_part_of_what_was_signed() -> None:
    target = link("PUT", headers={"x-amz-acl": "private"})
    verify(received("PUT", target))
    verify(received("PUT", target, HTTP_X_AMZ_ACL="private"))
    for header in ("HTTP_X_AMZ_ACL", "HTTP_X_AMZ_TAGGING"):
        with pytest.raises(Refusal) as caught:
            verify(received("PUT", target, **{header: "public-read"}))
        assert caught.value.words(S3).code == "SignatureDoesNotMatch"
