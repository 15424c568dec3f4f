"""What AWS answers when it refuses a request before its service sees it: code, status and words, by wire format.

AWS says the same refusal differently in each protocol: a wrong secret is SignatureDoesNotMatch (403) in XML,
InvalidSignatureException in JSON, AuthFailure (401) in EC2. The rows are data; bodies are made in the shape the
protocol's clients read. No secret, signature or string to sign ever enters one.

Sources: IAM 'Troubleshoot SigV4 signing', 'Common errors' of STS, Lambda and DynamoDB, S3 'Error responses', EC2
'Error codes' (read 2026-11-23); codes per protocol also as botocore's service models name them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4
from xml.sax.saxutils import escape

from aws_sandbox.protocol import cbor_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

JSON, REST_JSON, REST_XML, QUERY, EC2, S3 = "json", "rest-json", "rest-xml", "query", "ec2", "s3"
CBOR = "cbor"
CBOR_HEADERS = (("Content-Type", "application/cbor"), ("smithy-protocol", "rpc-v2-cbor"))


@dataclass(frozen=True)
class Words:
    """One refusal in one wire format; '' as the message means that the refusal's own text is used.

    `region` is the one for which the caller should sign, where S3 says so.
    """

    code: str
    status: int
    message: str = ""
    region: str = ""


@dataclass(frozen=True)
class Answer:
    """A whole HTTP answer."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @classmethod
    def plain(cls, status: int, text: str) -> Answer:
        """Return a line of text."""
        return cls(status, (("Content-Type", "text/plain; charset=utf-8"),), text.encode())


# S3's answer to what is no HTTP request.
BAD_REQUEST = Answer(
    400,
    (("Content-Type", "application/xml"),),
    b'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>BadRequest</Code>'
    b"<Message>An error occurred when parsing the HTTP request.</Message></Error>",
)


class Refusal(Exception):
    """A refusal by the guard or by our own STS: a row of `FAILURES` by name, or a code of its own.

    `headers` go out with the answer.
    """

    def __init__(
        self, failure: str = "", message: str = "", *, code: str = "", status: int = 400, region: str = ""
    ) -> None:
        super().__init__(failure or code)
        self.failure = failure
        self.message = message
        self.code = code
        self.status = status
        self.region = region
        self.headers: tuple[tuple[str, str], ...] = ()

    def words(self, protocol: str) -> Words:
        """Return code, status and message as this protocol says them."""
        if not self.failure:
            return Words(self.code, self.status, self.message, self.region)
        row = FAILURES[self.failure]
        words = row.get(protocol) or row[_SPEAKS_LIKE[protocol]]
        return Words(words.code, words.status, self.message or words.message, self.region)


_SPEAKS_LIKE = {CBOR: JSON, REST_XML: QUERY, EC2: QUERY, S3: QUERY, REST_JSON: JSON, JSON: JSON, QUERY: QUERY}

_INVALID_TOKEN = "The security token included in the request is invalid."  # noqa: S105 - AWS's sentence
_EXPIRED_TOKEN = "The security token included in the request is expired"  # noqa: S105 - AWS's sentence
_NO_MATCH = (
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access "
    "Key and signing method. Consult the service documentation for details."
)
_NOT_VALIDATED = "AWS was not able to validate the provided access credentials"

FAILURES: Mapping[str, Mapping[str, Words]] = {
    "unknown key": {
        QUERY: Words("InvalidClientTokenId", 403, _INVALID_TOKEN),
        S3: Words(
            "InvalidAccessKeyId", 403, "The AWS Access Key Id you provided does not exist in our records."
        ),
        EC2: Words("AuthFailure", 401, _NOT_VALIDATED),
        JSON: Words("UnrecognizedClientException", 400, _INVALID_TOKEN),
        REST_JSON: Words("UnrecognizedClientException", 403, _INVALID_TOKEN),
    },
    "wrong token": {
        QUERY: Words("InvalidClientTokenId", 403, _INVALID_TOKEN),
        S3: Words("InvalidToken", 400, "The provided token is malformed or otherwise invalid."),
        EC2: Words("AuthFailure", 401, _NOT_VALIDATED),
        JSON: Words("UnrecognizedClientException", 400, _INVALID_TOKEN),
        REST_JSON: Words("UnrecognizedClientException", 403, _INVALID_TOKEN),
    },
    "expired session": {
        QUERY: Words("ExpiredToken", 403, _EXPIRED_TOKEN),
        S3: Words("ExpiredToken", 400, "The provided token has expired."),
        EC2: Words("RequestExpired", 400, "Request has expired."),
        JSON: Words("ExpiredTokenException", 400, _EXPIRED_TOKEN),
        REST_JSON: Words("ExpiredTokenException", 403, _EXPIRED_TOKEN),
    },
    "wrong signature": {
        QUERY: Words("SignatureDoesNotMatch", 403, _NO_MATCH),
        S3: Words(
            "SignatureDoesNotMatch",
            403,
            "The request signature we calculated does not match the signature you provided. Check your key and "
            "signing method.",
        ),
        EC2: Words("AuthFailure", 401, _NOT_VALIDATED),
        JSON: Words("InvalidSignatureException", 400, _NO_MATCH),
        REST_JSON: Words("InvalidSignatureException", 403, _NO_MATCH),
    },
    "wrong clock": {
        QUERY: Words("SignatureDoesNotMatch", 403),
        S3: Words(
            "RequestTimeTooSkewed",
            403,
            "The difference between the request time and the current time is too large.",
        ),
        EC2: Words("RequestExpired", 400),
        JSON: Words("InvalidSignatureException", 400),
        REST_JSON: Words("InvalidSignatureException", 403),
    },
    "wrong region": {
        QUERY: Words("SignatureDoesNotMatch", 403),
        EC2: Words("AuthFailure", 401, _NOT_VALIDATED),
        JSON: Words("InvalidSignatureException", 400),
        REST_JSON: Words("InvalidSignatureException", 403),
    },
    "presigned link over": {
        QUERY: Words("SignatureDoesNotMatch", 403),
        S3: Words("AccessDenied", 403, "Request has expired"),
        EC2: Words("RequestExpired", 400),
        JSON: Words("InvalidSignatureException", 400),
        REST_JSON: Words("InvalidSignatureException", 403),
    },
    "malformed signature": {
        QUERY: Words("IncompleteSignature", 400),
        S3: Words("AuthorizationHeaderMalformed", 400),
        JSON: Words("IncompleteSignatureException", 400),
        REST_JSON: Words("IncompleteSignatureException", 403),
    },
    "malformed link": {
        QUERY: Words("IncompleteSignature", 400),
        S3: Words("AuthorizationQueryParametersError", 400),
        JSON: Words("IncompleteSignatureException", 400),
    },
    "signature version": {
        QUERY: Words(
            "SignatureDoesNotMatch",
            403,
            "Signature Version 2 is not accepted: sign the request with AWS Signature Version 4.",
        ),
        S3: Words(
            "InvalidRequest",
            400,
            "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.",
        ),
        JSON: Words(
            "InvalidSignatureException",
            400,
            "Signature Version 2 is not accepted: sign the request with AWS Signature Version 4.",
        ),
    },
    "no signature": {
        QUERY: Words("MissingAuthenticationToken", 403, "Request is missing Authentication Token"),
        S3: Words("AccessDenied", 403, "Access Denied"),
        EC2: Words("MissingAuthenticationToken", 400, "Request is missing Authentication Token"),
        JSON: Words("MissingAuthenticationTokenException", 400, "Missing Authentication Token"),
        REST_JSON: Words("MissingAuthenticationTokenException", 403, "Missing Authentication Token"),
    },
    "header not signed": {
        QUERY: Words("SignatureDoesNotMatch", 403, _NO_MATCH),
        S3: Words("AccessDenied", 403, "There were headers present in the request which were not signed"),
        EC2: Words("AuthFailure", 401, _NOT_VALIDATED),
        JSON: Words("InvalidSignatureException", 400, _NO_MATCH),
        REST_JSON: Words("InvalidSignatureException", 403, _NO_MATCH),
    },
    "no body hash": {
        QUERY: Words("SignatureDoesNotMatch", 403, _NO_MATCH),
        S3: Words("InvalidRequest", 400, "Missing required header for this request: x-amz-content-sha256"),
        JSON: Words("InvalidSignatureException", 400, _NO_MATCH),
    },
    "body altered": {
        QUERY: Words("SignatureDoesNotMatch", 403, _NO_MATCH),
        S3: Words(
            "XAmzContentSHA256Mismatch",
            400,
            "The provided 'x-amz-content-sha256' header does not match what was computed.",
        ),
        JSON: Words("InvalidSignatureException", 400, _NO_MATCH),
        REST_JSON: Words("InvalidSignatureException", 403, _NO_MATCH),
    },
    "body incomplete": {
        QUERY: Words("IncompleteBody", 400),
        S3: Words(
            "IncompleteBody",
            400,
            "You did not provide the number of bytes specified by the Content-Length HTTP header",
        ),
        JSON: Words("SerializationException", 400),
    },
    "body too large": {
        QUERY: Words("RequestEntityTooLarge", 413, "The request is larger than the service takes."),
        S3: Words("EntityTooLarge", 400, "Your proposed upload exceeds the maximum allowed size"),
        EC2: Words("RequestEntityTooLarge", 413, "The request is larger than the service takes."),
        JSON: Words("RequestEntityTooLargeException", 413, "The request is larger than the service takes."),
    },
    "malformed body": {
        QUERY: Words("MalformedInput", 400, "The body of the request cannot be read."),
        S3: Words(
            "MalformedXML",
            400,
            "The XML you provided was not well-formed or did not validate against our published schema",
        ),
        JSON: Words("SerializationException", 400, "The body of the request cannot be read."),
    },
    "invalid input": {
        QUERY: Words("ValidationError", 400),
        S3: Words("InvalidRequest", 400),
        JSON: Words("ValidationException", 400),
    },
    "request timeout": {
        QUERY: Words("RequestTimeout", 400, "The request did not arrive within the time."),
        S3: Words(
            "RequestTimeout",
            400,
            "Your socket connection to the server was not read from or written to within the timeout period. Idle "
            "connections will be closed.",
        ),
        JSON: Words("RequestTimeoutException", 400, "The request did not arrive within the time."),
    },
    "too busy": {
        QUERY: Words("ServiceUnavailable", 503, "Other large requests are being answered: try again."),
        S3: Words("SlowDown", 503, "Please reduce your request rate."),
        JSON: Words(
            "ServiceUnavailableException", 503, "Other large requests are being answered: try again."
        ),
    },
    "checksum wrong": {
        QUERY: Words("BadDigest", 400),
        S3: Words("BadDigest", 400, "The checksum you specified did not match the calculated checksum."),
        JSON: Words("BadDigest", 400),
    },
    "denied": {
        QUERY: Words("AccessDenied", 403),
        EC2: Words("UnauthorizedOperation", 403),
        JSON: Words("AccessDeniedException", 400),
        REST_JSON: Words("AccessDeniedException", 403),
    },
    "not implemented": {
        QUERY: Words("InvalidAction", 400),
        S3: Words("NotImplemented", 501),
        JSON: Words("UnknownOperationException", 400),
        REST_JSON: Words("UnknownOperationException", 404),
    },
    "internal failure": {
        QUERY: Words("InternalFailure", 500, "The sandbox failed while it answered this call."),
        S3: Words("InternalError", 500, "We encountered an internal error. Please try again."),
        EC2: Words("InternalError", 500, "An internal error has occurred."),
        JSON: Words("InternalServerError", 500, "The sandbox failed while it answered this call."),
    },
}


# Services that spoke the query protocol before JSON name their errors in its words too.
_ONCE_QUERY = frozenset({"sqs", "monitoring"})


def answer(
    refusal: Refusal, protocol: str, *, service: str = "", resource: str = "", head: bool = False
) -> Answer:
    """Return the whole answer to a refused request; `head` leaves the body out, as HTTP demands for HEAD."""
    words = refusal.words(protocol)
    request_id = str(uuid4())
    headers, body = _BODIES[protocol](words, request_id, resource)
    if protocol in (JSON, CBOR) and service in _ONCE_QUERY:
        headers = (*headers, ("x-amzn-query-error", f"{refusal.words(QUERY).code};Sender"))
    name = "x-amzn-RequestId" if protocol != S3 else "x-amz-request-id"
    headers = (*headers, (name, request_id), *refusal.headers)
    content = body if isinstance(body, bytes) else body.encode()
    return Answer(words.status, headers, b"" if head else content)


def _xml(text: str) -> tuple[tuple[tuple[str, str], ...], str]:
    return (("Content-Type", "text/xml"),), f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'


def _query(words: Words, request_id: str, _resource: str) -> tuple[tuple[tuple[str, str], ...], str]:
    kind = "Sender" if words.status < 500 else "Receiver"
    return _xml(
        f"<ErrorResponse><Error><Type>{kind}</Type><Code>{escape(words.code)}</Code>"
        f"<Message>{escape(words.message)}</Message></Error><RequestId>{request_id}</RequestId></ErrorResponse>"
    )


def _ec2(words: Words, request_id: str, _resource: str) -> tuple[tuple[tuple[str, str], ...], str]:
    return _xml(
        f"<Response><Errors><Error><Code>{escape(words.code)}</Code><Message>{escape(words.message)}</Message>"
        f"</Error></Errors><RequestID>{request_id}</RequestID></Response>"
    )


def _s3(words: Words, request_id: str, resource: str) -> tuple[tuple[tuple[str, str], ...], str]:
    region = f"<Region>{words.region}</Region>" if words.region else ""
    _, text = _xml(
        f"<Error><Code>{escape(words.code)}</Code><Message>{escape(words.message)}</Message>{region}"
        f"<Resource>{escape(resource)}</Resource><RequestId>{request_id}</RequestId></Error>"
    )
    return (("Content-Type", "application/xml"),), text


def _json(words: Words, _request_id: str, _resource: str) -> tuple[tuple[tuple[str, str], ...], str]:
    headers = (("Content-Type", "application/x-amz-json-1.1"), ("x-amzn-ErrorType", words.code))
    return headers, json.dumps({"__type": words.code, "message": words.message})


def _rest_json(words: Words, _request_id: str, _resource: str) -> tuple[tuple[tuple[str, str], ...], str]:
    headers = (("Content-Type", "application/json"), ("x-amzn-ErrorType", words.code))
    return headers, json.dumps({"message": words.message})


def _cbor(words: Words, _request_id: str, _resource: str) -> tuple[tuple[tuple[str, str], ...], bytes]:
    return CBOR_HEADERS, cbor_texts.written({"__type": words.code, "message": words.message})


_BODIES: Mapping[str, Callable[[Words, str, str], tuple[tuple[tuple[str, str], ...], str | bytes]]] = {
    QUERY: _query,
    REST_XML: _query,
    EC2: _ec2,
    S3: _s3,
    JSON: _json,
    REST_JSON: _rest_json,
    CBOR: _cbor,
}
