"""Credentials on standard output, as a profile's `credential_process` must print them.

The one place that prints secrets: the protocol is to print them, for the tool that started the process. They go to the
stream that is given and nowhere else. Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html,
2026-11-23.
"""

from __future__ import annotations

import json
from typing import TextIO

from awsguide.config.token_cache import moment_text
from awsguide.model import Credentials


def hand_over(credentials: Credentials, stream: TextIO) -> None:
    """Print credentials as one line of JSON, version 1 of the format."""
    document: dict[str, object] = {
        "Version": 1,
        "AccessKeyId": credentials.access_key_id,
        "SecretAccessKey": credentials.secret_access_key.reveal(),
    }
    if credentials.session_token is not None:
        document["SessionToken"] = credentials.session_token.reveal()
    if credentials.expires_at is not None:
        document["Expiration"] = moment_text(credentials.expires_at)
    stream.write(json.dumps(document) + "\n")
