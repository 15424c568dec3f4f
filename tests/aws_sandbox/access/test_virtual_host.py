from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials

from tests.aws_sandbox.access.test_post_form import KIND, body_of
from tests.aws_sandbox.conftest import Reached


def sent(reached: Reached, method: str, host: str, target: str, body: bytes = b"") -> tuple[int, bytes]:
    """Sign a request for a host as botocore does, and send it under that name to where the sandbox listens."""
    request = AWSRequest(method, f"http://{host}{target}", {}, body)
    S3SigV4Auth(Credentials(*reached.trainer), "s3", "us-east-1").add_auth(request)
    status, _, content = reached.send(method, target, {**dict(request.headers.items()), "Host": host}, body)
    return status, content


@pytest.mark.parametrize("host", ["notes.one.localhost:9", "notes.one.s3.localhost:9", "notes.one.localhost"])
def test_a_bucket_may_be_named_by_the_host(reached: Reached, host: str) -> None:
    assert sent(reached, "PUT", host, "/")[0] == 200
    assert sent(reached, "PUT", host, "/a%20b/%C3%BC%2B", b"text")[0] == 200
    assert sent(reached, "GET", host, "/a%20b/%C3%BC%2B") == (200, b"text")
    s3 = reached.client("s3")
    assert s3.get_object(Bucket="notes.one", Key="a b/ü+")["Body"].read() == b"text"
    status, listed = sent(reached, "GET", host, "/?list-type=2&prefix=a")
    assert (status, "<Key>a b/ü+</Key>".encode() in listed) == (200, True)


def test_links_and_forms_may_name_it_there_too(reached: Reached) -> None:
    reached.client("s3").create_bucket(Bucket="notes-one")
    key_id, secret = reached.trainer
    for version in ("s3", "s3v4"):
        signer = reached.session.client(
            "s3",
            endpoint_url="http://localhost:9",
            aws_access_key_id=key_id,
            aws_secret_access_key=secret,
            region_name="us-east-1",
            config=Config(signature_version=version, s3={"addressing_style": "virtual"}),
        )
        link = urlsplit(signer.generate_presigned_url("put_object", {"Bucket": "notes-one", "Key": "a b"}))
        assert link.netloc == "notes-one.localhost:9"
        assert reached.send("PUT", f"{link.path}?{link.query}", {"Host": link.netloc}, b"text")[0] == 200
        made = signer.generate_presigned_post("notes-one", "c")
        host = {"Host": urlsplit(made["url"]).netloc}
        assert reached.send("POST", "/", {**KIND, **host}, body_of(made["fields"]))[0] == 204
    keys = [row["Key"] for row in reached.client("s3").list_objects_v2(Bucket="notes-one")["Contents"]]
    assert keys == ["a b", "c"]


@pytest.mark.parametrize(
    "host",
    ["notes-one.localhost.example:9", "localhost.example", "notes-one.127.0.0.1", ".localhost", "s3.example"],
)
def test_no_other_name_is_answered(reached: Reached, host: str) -> None:
    assert sent(reached, "GET", host, "/")[0] == 403
    assert b"this Host is another one" in sent(reached, "GET", host, "/")[1]


def test_names_below_localhost_are_for_signed_requests_alone(reached: Reached) -> None:
    assert sent(reached, "GET", "s3.localhost:9", "/")[0] == 200
    for path in ("/authenticator", "/", "/moto-api/", "/_awsguide/clock"):
        assert reached.send("GET", path, {"Host": "notes-one.localhost"})[0] in (403, 404)
    assert reached.send("GET", "/authenticator")[0] == 200
