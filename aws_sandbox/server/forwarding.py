"""What the guard has admitted goes on to moto: with the verified account, a whole body, IAM's implied user name.

It refuses to trust anything the caller said about the account: `x-moto-account-id` is written here and nowhere else.
What moto cannot do, and where it fails, is answered as AWS would: no page of Flask's and no traceback gets out.
"""

from __future__ import annotations

import io
import logging
import re
from json import JSONDecodeError
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError

from aws_sandbox.access import permissions, reserved, resources
from aws_sandbox.access.action_table import OWN_USER
from aws_sandbox.access.principals import PrincipalKind
from aws_sandbox.access.signature import ALGORITHM
from aws_sandbox.moto_patches import managed_policies, moto_core
from aws_sandbox.moto_patches.dispatch import NoSuchService
from aws_sandbox.protocol.errors import JSON, QUERY, S3, Answer, Refusal
from aws_sandbox.protocol.received import FORM, IN_PROCESS_HOST
from aws_sandbox.server import input_shape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from aws_sandbox.access.guard import Admitted

    StartResponse = Callable[..., Any]

_log = logging.getLogger("aws_sandbox")
_AWS_POLICY = "arn:aws:iam::aws:policy/"
_NO_VERSION = ("x-amz-version-id", "null")
_GRANTS = frozenset(
    {
        "HTTP_X_AMZ_ACL",
        "HTTP_X_AMZ_GRANT_FULL_CONTROL",
        "HTTP_X_AMZ_GRANT_READ",
        "HTTP_X_AMZ_GRANT_READ_ACP",
        "HTTP_X_AMZ_GRANT_WRITE_ACP",
    }
)
# What a header may hold: no control characters but the tab, and no letter beyond ISO 8859-1.
_HEADER_VALUE = re.compile(r"[\t -~\xa0-\xff]*")
_POLICY_PARAMETERS = ("PolicyArn", "PermissionsBoundary")


def forward(admitted: Admitted, start_response: StartResponse) -> Iterable[bytes]:
    """Let moto answer; raises `Refusal` where it has no answer."""
    from botocore.model import OperationNotFoundError

    call = admitted.call
    environ = prepare(admitted)
    try:
        return _answered(admitted, environ, start_response)
    except (NotImplementedError, OperationNotFoundError) as error:
        raise _unknown_operation(admitted) from error
    except NoSuchService as error:
        text = f"The sandbox does not have the service {call.service}."
        raise Refusal("not implemented", text) from error
    except ImportError as error:
        # Some of moto's services, and some operations of others, need packages that the sandbox does without.
        text = f"The sandbox does not have what {call.operation} of the service {call.service} needs."
        raise Refusal("not implemented", text) from error
    except Refusal:
        raise
    except (JSONDecodeError, UnicodeDecodeError, ExpatError, ParseError) as error:
        raise Refusal("malformed body") from error
    except Exception as error:
        told = input_shape.refusal(call, admitted.request)
        if told is not None:
            raise told from error
        # moto's own mistakes end here: a traceback would show the request to whoever asks.
        _log.warning("%s failed: %s", call.action, type(error).__name__)
        raise Refusal("internal failure") from error


def answer(admitted: Admitted) -> Answer:
    """Let moto answer, and return the whole of it; raises `Refusal` where it has none."""
    said: dict[str, Any] = {}

    def start(status: str, headers: list[tuple[str, str]], *_: Any) -> None:
        said.update(status=int(status[:3]), headers=tuple(headers))

    body = b"".join(forward(admitted, start))
    return Answer(said["status"], said["headers"], body)


def _answered(admitted: Admitted, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
    def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        if status.startswith(("404", "405")) and admitted.call.protocol != S3 and _is_page(headers):
            raise _unknown_operation(admitted)
        if admitted.call.operation == "CompleteMultipartUpload":
            # Only where versions are kept has an object one; clients ask for what they are told.
            headers = [row for row in headers if (row[0].lower(), row[1]) != _NO_VERSION]
        return start_response(status, headers, *rest)

    return moto_core.application()(environ, start)


def _is_page(headers: list[tuple[str, str]]) -> bool:
    return any(name.lower() == "content-type" and value.startswith("text/html") for name, value in headers)


def _unknown_operation(admitted: Admitted) -> Refusal:
    return Refusal("not implemented", f"The sandbox does not know the operation {admitted.call.operation}.")


def prepare(admitted: Admitted) -> dict[str, Any]:
    """Return the WSGI environment for moto; raises `Refusal` where IAM needs a user name and none is implied."""
    environ = admitted.request.environ
    if admitted.call.protocol == JSON and not isinstance(admitted.request.json, dict):
        raise Refusal("malformed body")
    environ[moto_core.ACCOUNT_HEADER] = _account(admitted)
    if environ.get("HTTP_HOST") == IN_PROCESS_HOST:
        # moto takes a name with a dot in it for a bucket's own.
        environ["HTTP_HOST"] = "127.0.0.1"
    # Presigned or not, moto finds the service by this header; written anew, it cannot name two.
    environ["HTTP_AUTHORIZATION"] = (
        f"{ALGORITHM} Credential={admitted.signed.access_key_id}/{admitted.signed.scope}, "
        f"SignedHeaders={';'.join(admitted.signed.signed_headers)}, Signature={admitted.signed.signature}"
    )
    if environ.get("CONTENT_TYPE", "").startswith(FORM):
        # A form is in UTF-8 whatever it says; to read what it says takes longer than the form.
        environ["CONTENT_TYPE"] = FORM
    if admitted.unpacked is not None:
        _unpack(environ, *admitted.unpacked)
    if admitted.call.protocol == S3:
        _check_headers_asked_for(admitted)
        environ["HTTP_HOST"] = moto_core.PATH_STYLE_HOST
        if admitted.call.operation == "CreateMultipartUpload" and not _GRANTS & environ.keys():
            # An object is private unless its upload says otherwise; moto forgets that for an upload in parts.
            environ["HTTP_X_AMZ_ACL"] = "private"
    if admitted.call.service == "iam" and admitted.call.protocol == QUERY:
        _iam(admitted, environ)
    return environ


def _check_headers_asked_for(admitted: Admitted) -> None:
    """Refuse a `response-...` parameter that cannot be the header it asks for; raises `Refusal`."""
    for name, value in admitted.request.arguments.items():
        if name.startswith("response-") and not _HEADER_VALUE.fullmatch(value):
            raise Refusal(
                code="InvalidArgument", message="Header value cannot be represented using ISO-8859-1."
            )


def _account(admitted: Admitted) -> str:
    """Return the account in which moto is to look: the resource's owner's, where its policy let somebody else in.

    What a delegated administrator may read of an organization lies with its management account.
    """
    if admitted.call.service == "organizations" and reserved.is_of_management(admitted.call):
        return permissions.management_account(admitted.principal.account_id)
    for decision in admitted.decisions:
        found = resources.thing(decision.request.resource)
        # moto itself finds buckets of other accounts, and makes new ones in the caller's.
        if (
            found is not None
            and found.account_id
            and found.service in resources.POLICIES
            and found.service != "s3"
        ):
            return found.account_id
    return admitted.principal.account_id


def _unpack(environ: dict[str, Any], body: bytes, trailers: dict[str, str]) -> None:
    _set_body(environ, body)
    environ["HTTP_X_AMZ_CONTENT_SHA256"] = "UNSIGNED-PAYLOAD"
    for name in ("HTTP_X_AMZ_DECODED_CONTENT_LENGTH", "HTTP_X_AMZ_TRAILER", "HTTP_TRAILER"):
        environ.pop(name, None)
    encodings = [part.strip() for part in environ.get("HTTP_CONTENT_ENCODING", "").split(",")]
    kept = ",".join(part for part in encodings if part and part != "aws-chunked")
    environ.pop("HTTP_CONTENT_ENCODING", None)
    if kept:
        environ["HTTP_CONTENT_ENCODING"] = kept
    for name, value in trailers.items():
        if name.startswith("x-amz-checksum-"):
            environ[f"HTTP_{name.upper().replace('-', '_')}"] = value


def _iam(admitted: Admitted, environ: dict[str, Any]) -> None:
    call, principal = admitted.call, admitted.principal
    if call.operation == "ListPolicies" and call.parameters.get("Scope") != "Local":
        managed_policies.load_all(principal.account_id)
    for name in _POLICY_PARAMETERS:
        arn = call.parameters.get(name, "")
        if arn.startswith(_AWS_POLICY):
            managed_policies.load(principal.account_id, arn)
    if call.operation in OWN_USER and not admitted.request.form.get("UserName"):
        if principal.kind is not PrincipalKind.USER:
            raise Refusal(
                code="ValidationError", message="Must specify userName when calling with non-User credentials"
            )
        implied = urlencode({"UserName": principal.name}).encode()
        body = admitted.request.body
        if body:
            _set_body(environ, body + b"&" + implied)
        else:
            environ["QUERY_STRING"] = f"{environ.get('QUERY_STRING', '')}&{implied.decode()}"
            environ["RAW_URI"] = f"{admitted.request.path}?{environ['QUERY_STRING']}"


def _set_body(environ: dict[str, Any], body: bytes) -> None:
    environ["wsgi.input"] = io.BytesIO(body)
    environ["CONTENT_LENGTH"] = str(len(body))
