from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.aws_sandbox.conftest import Reached

BOUNDARY = "a-line-between"
KIND = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}


def body_of(fields: dict[str, str], content: bytes | None = b"text", name: str = "note.txt") -> bytes:
    """A form as a browser sends it, and behind its file a field that does not count."""
    rows = [f'name="{field}"\r\n\r\n{value}'.encode() for field, value in fields.items()]
    if content is not None:
        rows.append(f'name="file"; filename="{name}"\r\nContent-Type: text/plain\r\n\r\n'.encode() + content)
        rows.append(b'name="acl"\r\n\r\npublic-read')
    parts = (f"--{BOUNDARY}\r\nContent-Disposition: form-data; ".encode() + row + b"\r\n" for row in rows)
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def form(
    reached: Reached,
    version: str | None = "s3v4",
    keys: Any = None,
    key: str = "up/${filename}",
    **asked: str,
) -> dict[str, str]:
    """The fields of a form for the bucket that boto3 signs, in either version."""
    signer = reached.client("s3", keys, signature_version=version) if version else reached.client("s3", keys)
    conditions: list[Any] = [{name: value} for name, value in asked.items()]
    conditions.append(["content-length-range", 1, 10])
    made = signer.generate_presigned_post("notes-one", key, dict(asked), conditions, ExpiresIn=600)
    return dict(made["fields"])


def post(reached: Reached, body: bytes, target: str = "/notes-one") -> tuple[int, str, bytes]:
    """Status, the code of a refusal, and the body."""
    status, _, content = reached.send("POST", target, KIND, body)
    code = re.search(rb"<Code>(.*)</Code>", content)
    return status, code[1].decode() if code else "", content


@pytest.fixture(autouse=True)
def _bucket(reached: Reached) -> None:
    reached.client("s3").create_bucket(Bucket="notes-one")


@pytest.mark.parametrize("version", [None, "s3v4"])
def test_a_signed_form_uploads_what_its_fields_say(reached: Reached, version: str | None) -> None:
    session = reached.client("sts").get_session_token()["Credentials"]
    tags = "<Tagging><TagSet><Tag><Key>a b</Key><Value>c=d+e</Value></Tag></TagSet></Tagging>"
    asked = {"Content-Type": "text/markdown", "x-amz-meta-from": "a form", "tagging": tags, "acl": "private"}
    fields = form(reached, version, session, **asked)
    assert ("x-amz-signature" in fields) is (version is not None)
    assert post(reached, body_of(fields, "ü".encode(), "docs/ä +.txt")) == (204, "", b"")
    s3 = reached.client("s3")
    place = {"Bucket": "notes-one", "Key": "up/ä +.txt"}
    found = s3.get_object(**place)
    assert found["Body"].read() == "ü".encode()
    assert (found["ContentType"], found["Metadata"]) == ("text/markdown", {"from": "a form"})
    assert s3.get_object_tagging(**place)["TagSet"] == [{"Key": "a b", "Value": "c=d+e"}]
    assert [grant["Permission"] for grant in s3.get_object_acl(**place)["Grants"]] == ["FULL_CONTROL"]


def test_the_answer_is_the_one_that_the_form_asks_for(reached: Reached) -> None:
    status, _, content = post(reached, body_of(form(reached, success_action_status="201")))
    assert status == 201
    assert b"<Bucket>notes-one</Bucket><Key>up/note.txt</Key>" in content
    assert b"/notes-one/up/note.txt</Location>" in content
    assert post(reached, body_of(form(reached, success_action_status="200")))[::2] == (200, b"")
    assert post(reached, body_of(form(reached, success_action_status="404")))[::2] == (204, b"")
    fields = form(reached, success_action_redirect="http://app.example/done?a=b")
    status, headers, _ = reached.send("POST", "/notes-one", KIND, body_of(fields))
    assert status == 303
    assert urlsplit(headers["location"]).netloc == "app.example"
    given = parse_qs(urlsplit(headers["location"]).query)
    assert (given["a"], given["bucket"], given["key"]) == (["b"], ["notes-one"], ["up/note.txt"])
    script = form(reached, success_action_redirect="javascript:alert(1)")
    assert post(reached, body_of(script))[0] == 204


def test_a_form_that_somebody_changed_is_refused(reached: Reached) -> None:
    fields = form(reached, acl="private")
    nobody = "AKIANOBODY" + fields["x-amz-credential"][fields["x-amz-credential"].index("/") :]
    cases: list[tuple[tuple[int, str], bytes]] = [
        ((403, "AccessDenied"), body_of({**fields, "acl": "public-read"})),
        ((403, "AccessDenied"), body_of({**fields, "key": "elsewhere"})),
        ((403, "AccessDenied"), body_of({**fields, "x-amz-meta-more": "1"})),
        ((400, "EntityTooLarge"), body_of(fields, b"x" * 11)),
        ((400, "EntityTooSmall"), body_of(fields, b"")),
        ((403, "SignatureDoesNotMatch"), body_of({**fields, "policy": fields["policy"][:-4] + "AAAA"})),
        ((403, "SignatureDoesNotMatch"), body_of({**fields, "x-amz-signature": "0" * 64})),
        ((403, "InvalidAccessKeyId"), body_of({**fields, "x-amz-credential": nobody})),
        ((400, "InvalidArgument"), body_of({**fields, "x-amz-algorithm": "AWS4-HMAC-SHA1"})),
        ((400, "InvalidArgument"), body_of({name: value for name, value in fields.items() if name != "key"})),
        ((400, "InvalidArgument"), body_of({name: value for name, value in fields.items() if name != "x-amz-date"})),
        ((400, "InvalidArgument"), body_of(fields, None)),
        ((400, "MalformedPOSTRequest"), body_of(fields).partition(b"text\r\n--")[0]),
        ((403, "AccessDenied"), body_of({"key": "up/note.txt"})),
    ]  # fmt: skip
    for expected, body in cases:
        assert post(reached, body)[:2] == expected
    assert post(reached, body_of(form(reached)), "/notes-two")[:2] == (403, "AccessDenied")
    assert "Contents" not in reached.client("s3").list_objects_v2(Bucket="notes-one")


def test_a_form_may_do_what_its_signer_may_at_the_moment(reached: Reached) -> None:
    key = reached.user("walter", {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"})
    assert post(reached, body_of(form(reached, keys=key)))[0] == 204
    status, code, content = post(reached, body_of(form(reached, keys=key, acl="private")))
    assert (status, code) == (403, "AccessDenied")
    assert b"is not authorized to perform: s3:PutObjectAcl" in content


@pytest.mark.parametrize(
    ("key", "value", "versions"),
    [
        ("s3:signatureversion", "AWS", {None}),
        ("s3:signatureversion", "AWS4-HMAC-SHA256", {"s3v4"}),
        ("s3:authType", "POST", {None, "s3v4"}),
    ],
)
def test_a_policy_may_ask_how_a_form_was_signed(
    reached: Reached, key: str, value: str, versions: set[str | None]
) -> None:
    asked = {"StringEquals": {key: value}}
    may = {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "*", "Condition": asked}
    keys = reached.user("walter", may)
    for version in (None, "s3v4"):
        status = post(reached, body_of(form(reached, version, keys)))[0]
        assert (status == 204) is (version in versions)
