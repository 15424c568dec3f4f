from __future__ import annotations

import hashlib
import io
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth, SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import given
from hypothesis import strategies as st

from aws_sandbox.access import signature
from aws_sandbox.protocol.errors import JSON, QUERY, REST_JSON, S3, Refusal
from aws_sandbox.protocol.received import Received

if TYPE_CHECKING:
    from collections.abc import Callable

SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYSECRETKEY0"
NAMES = st.text(alphabet="abc ~-._/+%ü&=*'()!", min_size=1, max_size=8)


def received(method: str, target: str, headers: dict[str, str], body: bytes = b"") -> Received:
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "RAW_URI": target,
        "wsgi.input": io.BytesIO(body),
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_HOST": "127.0.0.1:4566",
    }
    for name, value in headers.items():
        key = name.upper().replace("-", "_")
        environ[key if key == "CONTENT_TYPE" else f"HTTP_{key}"] = value
    return Received.read(environ)


def signed(
    method: str = "POST",
    target: str = "/",
    headers: dict[str, str] | None = None,
    body: bytes = b"",
    *,
    service: str = "sts",
    auth: Any = None,
    at: float | None = None,
    token: str | None = None,
) -> Received:
    """A request as botocore signs it, as it arrives."""
    request = AWSRequest(method, f"http://127.0.0.1:4566{target}", headers or {}, body)
    kind = auth or (S3SigV4Auth if service == "s3" else SigV4Auth)
    signer = kind(Credentials("AKIDEXAMPLE", SECRET, token), service, "us-east-1")
    signer.add_auth(request)
    if at is not None:
        stamp = datetime.fromtimestamp(at, UTC).strftime("%Y%m%dT%H%M%SZ")
        request = AWSRequest(method, f"http://127.0.0.1:4566{target}", headers or {}, body)
        request.context["timestamp"] = stamp
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("botocore.auth.get_current_datetime", lambda: datetime.fromtimestamp(at, UTC))
            signer.add_auth(request)
    sent = request.prepare()
    fields = {
        name: value.decode() if isinstance(value, bytes) else value for name, value in sent.headers.items()
    }
    return received(method, sent.url.removeprefix("http://127.0.0.1:4566"), fields, body)


def check(request: Received, now: float | None = None, secret: str = SECRET) -> None:
    found = signature.find(request)
    assert found is not None
    signature.verify(request, found, secret, now or time.time())


def altered(request: Received, **changes: Any) -> Received:
    environ = {**request.environ, "wsgi.input": io.BytesIO(changes.pop("body", request.body)), **changes}
    environ["CONTENT_LENGTH"] = str(len(environ["wsgi.input"].getvalue()))
    return Received.read(environ)


@given(st.lists(NAMES, max_size=3), st.dictionaries(NAMES, NAMES, max_size=3), st.binary(max_size=20))
def test_what_botocore_signs_for_s3_is_right(parts: list[str], query: dict[str, str], body: bytes) -> None:
    path = "/" + "/".join(quote(part, safe="~") for part in parts)
    arguments = "&".join(
        f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}" for name, value in query.items()
    )
    check(signed("PUT", f"{path}?{arguments}" if arguments else path, body=body, service="s3"))


@given(st.lists(NAMES, max_size=3), st.binary(max_size=20))
def test_what_botocore_signs_for_other_services_is_right(parts: list[str], body: bytes) -> None:
    path = "/" + "/".join(quote(part, safe="~") for part in parts)
    check(signed("POST", path, {"Content-Type": "application/json"}, body, service="lambda"))


@given(st.text("aàÅé日\xa0 ", max_size=8))
def test_a_header_in_any_language_is_right_as_it_arrives(value: str) -> None:
    request = signed("PUT", "/b/k", {"x-amz-meta-a": value}, service="s3")
    check(altered(request, HTTP_X_AMZ_META_A=value.encode().decode("latin-1")))


CHANGES: list[Callable[[Received], Received]] = [
    lambda request: altered(request, body=request.body + b"x"),
    lambda request: altered(request, REQUEST_METHOD="PUT"),
    lambda request: altered(request, RAW_URI="/other"),
    lambda request: altered(request, RAW_URI="/?Action=DeleteUser"),
    lambda request: altered(request, HTTP_HOST="127.0.0.1:9"),
    lambda request: altered(request, HTTP_X_AMZ_TARGET="DynamoDB_20120810.DeleteTable"),
    lambda request: altered(request, HTTP_X_AMZ_ACL="public-read"),
    lambda request: altered(request, CONTENT_TYPE="text/plain"),
]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("service", ["sts", "s3", "dynamodb"])
def test_a_request_altered_on_its_way_is_refused(
    service: str, change: Callable[[Received], Received]
) -> None:
    request = signed(headers={"Content-Type": "application/x-amz-json-1.0"}, body=b"{}", service=service)
    check(request)
    with pytest.raises(Refusal) as caught:
        check(change(request))
    assert caught.value.failure in ("wrong signature", "header not signed", "body altered")


def test_a_wrong_secret_is_refused() -> None:
    with pytest.raises(Refusal) as caught:
        check(signed(), secret=SECRET[::-1])
    assert caught.value.words(QUERY).code == "SignatureDoesNotMatch"
    assert SECRET not in str(caught.value) + caught.value.words(QUERY).message


@pytest.mark.parametrize(
    ("service", "minutes"),
    [
        *((name, 15) for name in ("s3", "sts", "iam", "dynamodb", "sqs")),
        *((name, 5) for name in ("kms", "lambda", "route53", "monitoring", "never-measured")),
    ],
)
@pytest.mark.parametrize("ahead", [1, -1])
def test_the_clock_may_be_off_as_far_as_the_service_takes_it(service: str, minutes: int, ahead: int) -> None:
    now = 1_800_000_000.0
    check(signed("GET", service=service, at=now + ahead * (minutes * 60 - 1)), now)
    with pytest.raises(Refusal) as caught:
        check(signed("GET", service=service, at=now + ahead * (minutes * 60 + 2)), now)
    assert caught.value.failure == "wrong clock"
    if service != "s3":
        assert f"{minutes} min." in caught.value.words(QUERY).message


def test_the_sentence_about_the_clock_is_awss() -> None:
    now = 1_800_000_000.0
    with pytest.raises(Refusal) as early:
        check(signed(service="kms", at=now - 1200), now)
    assert early.value.words(QUERY).message == (
        "Signature expired: 20270115T074000Z is now earlier than 20270115T075500Z (20270115T080000Z - 5 min.)"
    )
    with pytest.raises(Refusal) as early:
        check(signed(service="sts", at=now - 1200), now)
    assert early.value.words(QUERY).message == (
        "Signature expired: 20270115T074000Z is now earlier than 20270115T074500Z (20270115T080000Z - 15 min.)"
    )
    with pytest.raises(Refusal) as late:
        check(signed(service="kms", at=now + 1200), now)
    assert late.value.words(JSON).message == (
        "Signature not yet current: 20270115T082000Z is still later than 20270115T080500Z "
        "(20270115T080000Z + 5 min.)"
    )
    with pytest.raises(Refusal) as s3:
        check(signed("GET", service="s3", at=now - 1200), now)
    assert s3.value.words(S3).code == "RequestTimeTooSkewed"


def presigned(
    service: str = "s3", expires: int = 60, at: float | None = None, token: str | None = None
) -> Received:
    kind = S3SigV4QueryAuth if service == "s3" else SigV4QueryAuth

    def auth(credentials: Any, name: str, region: str) -> Any:
        return kind(credentials, name, region, expires=expires)

    return signed("GET", "/bucket/a%20key?versionId=1", service=service, auth=auth, at=at, token=token)


@pytest.mark.parametrize("service", ["s3", "polly"])
def test_a_presigned_link_is_good_for_its_time(service: str) -> None:
    now = 1_800_000_000.0
    request = presigned(service, 60, now, token="a token/+")
    check(request, now + 59)
    found = signature.find(request)
    assert found is not None
    assert found.presigned
    assert found.session_token == "a token/+"
    with pytest.raises(Refusal) as caught:
        check(request, now + 61)
    assert caught.value.failure == "presigned link over"
    with pytest.raises(Refusal):
        check(altered(request, RAW_URI=request.environ["RAW_URI"].replace("versionId=1", "versionId=2")), now)


def test_a_link_for_more_than_a_week_is_refused() -> None:
    with pytest.raises(Refusal) as caught:
        signature.find(presigned(expires=604801))
    assert caught.value.words(S3).code == "AuthorizationQueryParametersError"


@pytest.mark.parametrize(
    ("authorization", "failure"),
    [
        ("AWS AKID:c2lnbmF0dXJl", "signature version"),
        ("AWS3-HTTPS AWSAccessKeyId=AKID", "signature version"),
        ("Bearer x", "malformed signature"),
        ("AWS4-HMAC-SHA256", "malformed signature"),
        ("AWS4-HMAC-SHA256 Credential=a/b/c/d, SignedHeaders=host, Signature=0", "malformed signature"),
        (
            "AWS4-HMAC-SHA256 Credential=a/20270115/us-east-1/sts/aws4_request, SignedHeaders=host",
            "malformed signature",
        ),
    ],
)
def test_a_header_that_is_no_version_4_signature_is_refused(authorization: str, failure: str) -> None:
    with pytest.raises(Refusal) as caught:
        signature.find(
            received("GET", "/", {"Authorization": authorization, "X-Amz-Date": "20270115T080000Z"})
        )
    assert caught.value.failure == failure


@pytest.mark.parametrize(
    "target",
    [
        "/b/k?AWSAccessKeyId=AKID&Signature=x&Expires=1",
        "/?Action=X&SignatureVersion=2&AWSAccessKeyId=AKID",
    ],
)
def test_signature_version_2_in_the_query_string_is_refused(target: str) -> None:
    with pytest.raises(Refusal) as caught:
        signature.find(received("GET", target, {}))
    assert caught.value.failure == "signature version"


def test_a_request_without_a_signature_has_none() -> None:
    assert signature.find(received("GET", "/bucket", {})) is None


def test_a_host_may_be_signed_without_its_port_and_no_other_may() -> None:
    portless = altered(signed(), HTTP_HOST="127.0.0.1")
    assert not verified(portless)
    request = AWSRequest("POST", "http://127.0.0.1/", {}, b"")
    SigV4Auth(Credentials("AKIDEXAMPLE", SECRET), "sts", "us-east-1").add_auth(request)
    sent = received("POST", "/", dict(request.headers.items()))
    assert sent.header("host") == "127.0.0.1:4566"
    assert verified(sent)
    assert not verified(altered(sent, HTTP_HOST="127.0.0.2:4566"))


def verified(request: Received) -> bool:
    try:
        check(request)
    except Refusal:
        return False
    return True


def test_the_host_has_to_be_signed() -> None:
    request = signed()
    authorization = request.environ["HTTP_AUTHORIZATION"].replace("host;", "")
    with pytest.raises(Refusal) as caught:
        check(altered(request, HTTP_AUTHORIZATION=authorization))
    assert caught.value.failure == "malformed signature"


def test_s3_needs_the_hash_of_the_body_and_compares_it() -> None:
    request = signed("PUT", "/b/k", body=b"one", service="s3")
    with pytest.raises(Refusal) as caught:
        check(altered(request, body=b"two"))
    assert caught.value.words(S3).code == "XAmzContentSHA256Mismatch"
    bare = received("GET", "/", {})
    bare.environ["HTTP_AUTHORIZATION"] = (
        "AWS4-HMAC-SHA256 Credential=a/20270115/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0"
    )
    bare.environ["HTTP_X_AMZ_DATE"] = "20270115T080000Z"
    with pytest.raises(Refusal) as caught:
        check(bare, 1_800_000_000.0)
    assert caught.value.failure == "no body hash"


def test_a_date_of_another_day_than_the_scope_is_refused() -> None:
    request = signed()
    other = altered(request, HTTP_X_AMZ_DATE="20200101T000000Z")
    with pytest.raises(Refusal) as caught:
        check(other)
    assert "Date in Credential scope does not match" in caught.value.words(REST_JSON).message


@given(st.text(max_size=120))
def test_no_authorization_header_makes_it_stumble(text: str) -> None:
    request = received("GET", "/", {"Authorization": text, "X-Amz-Date": "20270115T080000Z"})
    with pytest.raises(Refusal):
        signature.find(request)


def test_the_signing_key_is_that_of_the_documentations_example() -> None:
    key = signature.signing_key("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "20150830", "us-east-1", "iam")
    # 'Deriving the signing key', AWS General Reference.
    assert key.hex() == "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9"
    assert hashlib.sha256(b"").hexdigest() == signature.EMPTY_HASH
