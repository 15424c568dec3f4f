"""botocore's exceptions in our words: `AwsError` for what AWS said, `NoAnswer` for silence, nothing of the request."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from awsguide.adapters.aws.connection_errors import no_answer
from awsguide.adapters.aws.provider_errors import while_looking
from awsguide.adapters.files import one_file
from awsguide.adapters.files.paths import shown
from awsguide.adapters.surroundings import sandbox_is_gone
from awsguide.config import ini
from awsguide.core.errors import AwsError, GuideError, NoAnswer
from awsguide.explanations import explain
from awsguide.flows.policies.decision import MEMBER


@contextlib.contextmanager
def in_our_words(target: str, operation: str = "", host: str = "") -> Iterator[None]:
    """botocore's exceptions as `AwsError` and `NoAnswer`; theirs are dropped, because they may quote a request.

    `operation` and `host` are for calls of our own; where they are empty, the exception names the operation. Raises
    `CouldNotTry` for a file of the reader's that botocore cannot read, and for a helper or a variable that it cannot
    get credentials from.
    """
    try:
        yield
        return
    except (GuideError, AwsError, NoAnswer):
        raise
    except Exception as error:
        ours = _ours(error, target, operation, host)
        if ours is None:
            raise
        if target == "sandbox" and sandbox_is_gone():
            ours = NoAnswer("sandbox", host, operation=operation)
    raise ours


def _ours(error: Exception, target: str, operation: str, host: str) -> Exception | None:
    """Our words for an exception; None for one that has nothing to do with AWS or with finding credentials."""
    from botocore import exceptions as botocore_says
    from botocore.parsers import ResponseParserError

    def by_name(error: Exception) -> Exception:
        return AwsError(type(error).__name__, operation=operation)

    def by_name_and_words(error: Exception) -> Exception:
        return AwsError(type(error).__name__, str(error), operation=operation)

    def silent(error: Exception) -> Exception:
        cut_off = isinstance(error, botocore_says.ConnectionError | botocore_says.ConnectionClosedError)
        if target == "sandbox" and cut_off:
            return NoAnswer("sandbox", host, operation=operation)
        silence = no_answer(error, host, operation)
        if target == "sandbox" and silence.kind == "timeout":
            # There is no network on the way: its process is there, and does nothing.
            return NoAnswer("sandbox-silent", host, operation=operation)
        return silence

    rows: tuple[tuple[tuple[type[Exception], ...], Callable[[Any], Exception | None]], ...] = (
        ((ResponseParserError,), lambda _: NoAnswer("other-page", host, operation=operation)),
        ((botocore_says.ClientError,), lambda error: _refused(error, target, operation)),
        ((botocore_says.HTTPClientError, botocore_says.ConnectionError), silent),
        (
            (botocore_says.ParamValidationError,),
            lambda error: AwsError(
                "ParamValidation", re.sub(r"value: .*", "", str(error)), operation=operation
            ),
        ),
        # A client of the reader's own found no token that is still good.
        (
            (botocore_says.SSOError, botocore_says.TokenRetrievalError),
            lambda _: AwsError("UnauthorizedException", operation=operation),
        ),
        # A profile with a console sign-in, read by a boto3 of the reader's own.
        ((botocore_says.LoginError, botocore_says.MissingDependencyException), by_name),
        ((botocore_says.ConfigParseError,), lambda error: _unreadable(Path(error.kwargs["path"]))),
        (
            (
                botocore_says.NoCredentialsError,
                botocore_says.ProfileNotFound,
                botocore_says.InvalidConfigError,
                botocore_says.PartialCredentialsError,
                botocore_says.InfiniteLoopConfigError,
                botocore_says.CredentialRetrievalError,
            ),
            by_name_and_words,
        ),
        ((botocore_says.BotoCoreError,), lambda _: None),
        ((Exception,), while_looking),
    )
    return next(told(error) for kinds, told in rows if isinstance(error, kinds))


def _refused(error: Any, target: str, operation: str) -> AwsError:
    body, metadata = error.response.get("Error", {}), error.response.get("ResponseMetadata", {})
    return AwsError(
        str(body.get("Code", "")),
        str(body.get("Message", "") or error.response.get("error_description", "")),
        status=int(metadata.get("HTTPStatusCode", 0)),
        operation=operation or str(error.operation_name),
        reason=str(error.response.get("error", "") or error.response.get("reason", "")),
        decision=decision(target, metadata),
    )


def _unreadable(path: Path) -> GuideError:
    """Which lines keep botocore from reading one of the reader's files; it does not say so itself."""
    text = (one_file.read(path, shown(path)) or b"").decode("utf-8", "surrogateescape")
    found = [problem for problem in ini.parse(text).problems if problem.kind != "trap"]
    told = [f"line {problem.line} {problem.what}" for problem in found[:3]] or ["boto3 does not say which"]
    return explain("config-malformed", file=path.name, detail=f"in {shown(path)}, {'; '.join(told)}")


def decision(target: str, metadata: Any) -> str:
    """The sandbox's own account of its decision; on any other target such a header is not the sandbox's: ''."""
    headers = (metadata or {}).get("HTTPHeaders", {})
    return str(headers.get(MEMBER, "")) if target == "sandbox" else ""
