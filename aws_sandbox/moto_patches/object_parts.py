"""One part of an S3 object, as GetObject and HeadObject with a part number give it: a range of the object.

Several SDKs download in parts (Java, Ruby); moto answers their GET with the whole object, and their HEAD without the
range. Of a completed upload the parts count that were named in its completion, one after the other. This module refuses
to tell a part's own checksum: moto keeps the whole object's.

It leaves out, too, what moto returns with an object though it was only about the request that brought it.

Sources: S3 API reference, GetObject and HeadObject (read 2026-11-30). Read in moto 5.2.5: s3/responses.py,
s3/models.py, s3/utils.py.
"""

from __future__ import annotations

from functools import cache, wraps
from typing import TYPE_CHECKING, Any

from moto.s3.exceptions import InvalidArgumentError
from moto.s3.models import FakeMultipart
from moto.s3.responses import S3Response
from moto.s3.utils import user_settable_fields

from aws_sandbox.protocol import errors
from aws_sandbox.protocol.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from moto.s3.models import FakeKey

_MOST = 10_000
_OF_THE_REQUEST = frozenset({"content-md5", "x-amz-checksum-algorithm", "x-amz-content-sha256"})


@cache
def teach() -> None:
    """Let moto's S3 answer with parts; once for the process."""
    get_object, head_object, complete = S3Response.get_object, S3Response.head_object, FakeMultipart.complete

    @wraps(get_object)
    def get_part(response: Any) -> Any:
        wanted = response.querystring.pop("partNumber", [""])[0]
        answer = get_object(response)
        return _part(response, response._get_key()[0], wanted, answer) if wanted else answer

    @wraps(head_object)
    def head_part(response: Any, bucket: str, query: dict[str, Any], key_name: str, headers: Any) -> Any:
        wanted = query.get("partNumber", [""])[0]
        whole = {name: value for name, value in query.items() if name != "partNumber"}
        answer = head_object(response, bucket, whole, key_name, headers)
        if not wanted or answer[0] != 200:
            return answer
        version = query.get("versionId", [None])[0]
        key = response.backend.head_object(bucket, key_name, version_id=version)
        return _part(response, key, wanted, answer)

    @wraps(complete)
    def complete_of(upload: Any, body: Iterable[tuple[int, str]]) -> Any:
        named = list(body)
        completed = complete(upload, iter(named))
        upload.partlist = [number for number, _ in named]
        return completed

    for owner, name, method in (
        (S3Response, "get_object", get_part),
        (S3Response, "head_object", head_part),
        (FakeMultipart, "complete", complete_of),
    ):
        setattr(owner, name, method)
    user_settable_fields.difference_update(_OF_THE_REQUEST)


def _refused(response: Any) -> Any:
    # By its status too: moto would look that up in the model, which does not have this one.
    refusal = Refusal(
        code="InvalidPartNumber", status=416, message="The requested partnumber is not satisfiable"
    )
    answer = errors.answer(refusal, errors.S3, resource=response.path)
    return answer.status, dict(answer.headers), answer.body


def _part(response: Any, key: FakeKey, wanted: str, whole: tuple[int, dict[str, Any], Any]) -> Any:
    """Return the answer with this part of the object, given the one with all of it; raises what moto answers."""
    status, headers, content = whole
    if status != 200:
        return status, headers, content
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 6 and 1 <= int(wanted) <= _MOST):
        raise InvalidArgumentError(
            f"Part number must be an integer between 1 and {_MOST}, inclusive", "partNumber", wanted[:64]
        )
    upload = key.multipart
    sizes = [upload.parts[number].size for number in upload.partlist] if upload else [key.size]
    if int(wanted) > len(sizes):
        return _refused(response)
    if not key.size:
        return status, headers, content
    begin = sum(sizes[: int(wanted) - 1])
    end = begin + sizes[int(wanted) - 1]
    headers = {
        **headers,
        "content-range": f"bytes {begin}-{end - 1}/{key.size}",
        "content-length": str(end - begin),
    }
    if upload:
        headers = {name: value for name, value in headers.items() if not name.startswith("x-amz-checksum-")}
        headers["x-amz-mp-parts-count"] = str(len(sizes))
    return 206, headers, content[begin:end]
