"""botocore's exceptions in our words: `AwsError` for what AWS said, `NoAnswer` for silence, nothing of the request."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from awsguide.config import ini
from awsguide.edges import files
from awsguide.edges.aws.silences import no_answer
from awsguide.edges.paths import shown
from awsguide.errors import AwsError, GuideError, NoAnswer
from awsguide.explanations import explain
from awsguide.rows.policies.decision import MEMBER


@contextlib.contextmanager
def in_our_words(target: str, operation: str = "", host: str = "") -> Iterator[None]:
    """botocore's exceptions as `AwsError` and `NoAnswer`; theirs are dropped, because they may quote a request.

    `operation` and `host` are for calls of our own; where they are empty, the exception names the operation. Raises
    `CouldNotTry` for a file of the reader's that botocore cannot read.
    """
    from botocore import exceptions as botocore_says
    from botocore.parsers import ResponseParserError

    try:
        yield
        return
    except ResponseParserError:
        ours: Exception = NoAnswer("other-page", host, operation=operation)
    except botocore_says.ClientError as error:
        body = error.response.get("Error", {})
        ours = AwsError(
            str(body.get("Code", "")),
            str(body.get("Message", "") or error.response.get("error_description", "")),
            status=int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)),
            operation=operation or str(error.operation_name),
            reason=str(error.response.get("error", "") or error.response.get("reason", "")),
            decision=decision(target, error.response.get("ResponseMetadata")),
        )
    except (botocore_says.HTTPClientError, botocore_says.ConnectionError) as error:
        ours = no_answer(error, host, operation)
        if target == "sandbox":
            ours = _of_the_sandbox(ours, error)
    except botocore_says.ParamValidationError as error:
        ours = AwsError("ParamValidation", re.sub(r"value: .*", "", str(error)), operation=operation)
    except (botocore_says.SSOError, botocore_says.TokenRetrievalError):
        # A client of the reader's own found no token that is still good.
        ours = AwsError("UnauthorizedException", operation=operation)
    except (botocore_says.LoginError, botocore_says.MissingDependencyException) as error:
        # A profile with a console sign-in, read by a boto3 of the reader's own.
        ours = AwsError(type(error).__name__, operation=operation)
    except botocore_says.ConfigParseError as error:
        ours = _unreadable(Path(error.kwargs["path"]))
    except (
        botocore_says.NoCredentialsError,
        botocore_says.ProfileNotFound,
        botocore_says.InvalidConfigError,
        botocore_says.PartialCredentialsError,
        botocore_says.InfiniteLoopConfigError,
        botocore_says.CredentialRetrievalError,
    ) as error:
        ours = AwsError(type(error).__name__, str(error), operation=operation)
    raise ours


def _of_the_sandbox(silence: NoAnswer, error: Exception) -> NoAnswer:
    """The silence of the sandbox: there is no network on the way to it."""
    from botocore import exceptions as botocore_says

    kind = silence.kind
    if kind == "timeout":
        # Its process is there, and does nothing.
        kind = "sandbox-silent"
    elif isinstance(error, botocore_says.ConnectionError | botocore_says.ConnectionClosedError):
        kind = "sandbox"
    return NoAnswer(kind, silence.host, operation=silence.operation, detail=silence.detail)


def _unreadable(path: Path) -> GuideError:
    """Which lines keep botocore from reading one of the reader's files; it does not say so itself."""
    text = (files.read(path, shown(path)) or b"").decode("utf-8", "surrogateescape")
    found = [problem for problem in ini.parse(text).problems if problem.kind != "trap"]
    told = [f"line {problem.line} {problem.what}" for problem in found[:3]] or ["boto3 does not say which"]
    return explain("config-malformed", detail=f"in {shown(path)}, {'; '.join(told)}")


def decision(target: str, metadata: Any) -> str:
    """The sandbox's own account of its decision; on any other target such a header is not the sandbox's: ''."""
    headers = (metadata or {}).get("HTTPHeaders", {})
    return str(headers.get(MEMBER, "")) if target == "sandbox" else ""
