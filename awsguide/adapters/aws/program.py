"""A program as botocore sees it: what it finds in an environment and in the files, and what AWS says to it then.

It stands for the reader's own code in puzzles and exercises. It runs in this process, in the sandbox alone; its
variables are there while it runs and gone afterwards.
"""

from __future__ import annotations

import contextlib
import logging
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from awsguide.adapters import surroundings
from awsguide.adapters.aws import refuse_unless_loopback
from awsguide.adapters.aws.exceptions import decision
from awsguide.adapters.aws.wrapping import revealed
from awsguide.core.errors import AwsError
from awsguide.core.secret import Secret
from awsguide.explanations import explain

# A program says for itself who it is: what this kernel has of these is not its own.
_ITS_OWN = (
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
    "AWS_ROLE_ARN",
    "AWS_ROLE_SESSION_NAME",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
)
_ONE_AT_A_TIME = threading.Lock()


@contextlib.contextmanager
def _environment(variables: Mapping[str, str | Secret]) -> Iterator[None]:
    with _ONE_AT_A_TIME:
        before = {name: os.environ.pop(name, None) for name in _ITS_OWN}
        # What leads to an AWS stays as it is: a program of a puzzle may bring credentials, and no endpoint.
        os.environ.update({name: revealed(value) for name, value in variables.items() if name in _ITS_OWN})
        try:
            yield
        finally:
            for name, value in before.items():
                os.environ.pop(name, None)
                if value is not None:
                    os.environ[name] = value


@contextlib.contextmanager
def _said_once() -> Iterator[None]:
    """What goes wrong is raised; botocore would also log a traceback of it, which the notebook would show."""
    logger = logging.getLogger("botocore.credentials")
    silence = logging.Filter("nothing.is.called.this")
    logger.addFilter(silence)
    try:
        yield
    finally:
        logger.removeFilter(silence)


def run(
    variables: Mapping[str, str | Secret],
    calls: Sequence[tuple[str, str, Mapping[str, Any]]],
    *,
    code: str = "",
) -> str:
    """Run a program that makes `calls` (service, operation, parameters); returns the ARN it has.

    `code` answers the question for an MFA code. Raises `AwsError` with AWS's code, or with the name of botocore's own
    exception, and `CouldNotTry` outside the sandbox.
    """
    if surroundings.target() != "sandbox":
        raise explain("lesson-needs-sandbox", name="This program")
    from botocore import exceptions as botocore_says
    from botocore.session import Session

    with _environment(variables), _said_once():
        try:
            session = Session()
            provider = session.get_component("credential_provider").get_provider("assume-role")
            provider._prompter = lambda _prompt: code or _nobody()
            arn: str = _client(session, "sts").get_caller_identity()["Arn"]
            for service, operation, params in calls:
                _client(session, service)._make_api_call(operation, revealed(params))
        except botocore_says.ClientError as error:
            said = error.response.get("Error", {})
            raise AwsError(
                str(said.get("Code", "")),
                str(said.get("Message", "")),
                operation=str(error.operation_name),
                decision=decision("sandbox", error.response.get("ResponseMetadata")),
            ) from None
        except botocore_says.BotoCoreError as error:
            raise AwsError(type(error).__name__, str(error)) from None
        except (OSError, ValueError, KeyError) as error:
            # Files and helpers of the program that are not what botocore takes them for.
            raise AwsError(type(error).__name__, str(error)[:200]) from None
    return arn


def _nobody() -> str:
    raise AwsError("MfaCodeWanted", "the profile asks for an MFA code", operation="AssumeRole")


def _client(session: Any, service: str) -> Any:
    from botocore.config import Config

    client = session.create_client(service, config=Config(retries={"total_max_attempts": 1}, proxies={}))
    refuse_unless_loopback(client.meta.endpoint_url, service)
    return client
