from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.aws_sandbox.conftest import Reached, refused

if TYPE_CHECKING:
    from collections.abc import Callable

FIRST, SECOND = b"a" * (5 << 20), b"the second"
LENGTH = len(FIRST) + len(SECOND)


@pytest.fixture
def s3(reached: Reached) -> Any:
    """S3 with an object of one part, and one of two; a third part was uploaded and not used."""
    client = reached.client("s3")
    client.create_bucket(Bucket="in-parts")
    client.put_object(Bucket="in-parts", Key="one", Body=b"12345")
    client.put_object(Bucket="in-parts", Key="empty", Body=b"")
    name = {"Bucket": "in-parts", "Key": "two"}
    upload = {**name, "UploadId": client.create_multipart_upload(**name, Metadata={"of": "all"})["UploadId"]}
    parts = [
        {"PartNumber": number, "ETag": client.upload_part(**upload, PartNumber=number, Body=body)["ETag"]}
        for number, body in ((2, FIRST), (5, SECOND), (7, b"unused"))
    ]
    client.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts[:2]})
    return client


@pytest.mark.parametrize(
    ("number", "span", "body"),
    [
        (1, f"bytes 0-{len(FIRST) - 1}/{LENGTH}", FIRST),
        (2, f"bytes {len(FIRST)}-{LENGTH - 1}/{LENGTH}", SECOND),
    ],
)
def test_a_part_is_a_range_of_the_object_to_get_and_to_head(
    s3: Any, number: int, span: str, body: bytes
) -> None:
    got = s3.get_object(Bucket="in-parts", Key="two", PartNumber=number, ChecksumMode="ENABLED")
    assert got["Body"].read() == body
    headed = s3.head_object(Bucket="in-parts", Key="two", PartNumber=number)
    whole = s3.head_object(Bucket="in-parts", Key="two")
    for answer in (got, headed):
        assert answer["ResponseMetadata"]["HTTPStatusCode"] == 206
        assert (answer["ContentRange"], answer["ContentLength"], answer["PartsCount"]) == (span, len(body), 2)
        assert (answer["ETag"], answer["Metadata"]) == (whole["ETag"], {"of": "all"})


def test_an_object_that_was_put_whole_is_its_own_only_part(s3: Any) -> None:
    got = s3.get_object(Bucket="in-parts", Key="one", PartNumber=1, ChecksumMode="ENABLED")
    assert (got["Body"].read(), got["ContentRange"], "PartsCount" in got) == (b"12345", "bytes 0-4/5", False)
    assert s3.get_object(Bucket="in-parts", Key="empty", PartNumber=1)["Body"].read() == b""


@pytest.mark.parametrize("key", ["one", "two"])
def test_a_part_that_there_is_not_is_refused(s3: Any, key: str) -> None:
    def ask(call: Callable[..., Any], number: int) -> tuple[int, str]:
        return refused(call, Bucket="in-parts", Key=key, PartNumber=number)[:2]

    assert ask(s3.get_object, 3) == (416, "InvalidPartNumber")
    assert ask(s3.head_object, 3)[0] == 416
    assert ask(s3.get_object, 10_001) == (400, "InvalidArgument")
    assert ask(s3.head_object, 10_001)[0] == 400


def test_an_object_comes_without_the_headers_of_the_request_that_brought_it(s3: Any) -> None:
    headers = s3.get_object(Bucket="in-parts", Key="one")["ResponseMetadata"]["HTTPHeaders"]
    assert not {"x-amz-content-sha256", "x-amz-checksum-algorithm", "content-md5"} & headers.keys()
