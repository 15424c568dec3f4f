"""The same step for the AWS CLI, boto3, JavaScript (SDK v3) and a signed request, made from a flow's own call.

Text only: nothing here runs. A secret never gets into a snippet; a shell variable or a placeholder stands for it.
"""

from __future__ import annotations

from dataclasses import dataclass

from awsguide.core.steps import Call
from awsguide.snippets import boto3_code, cli, federation, javascript, requests


@dataclass(frozen=True)
class Snippets:
    """One step, four ways."""

    cli: str
    boto3: str
    javascript: str
    request: str

    def rows(self) -> tuple[tuple[str, str, str], ...]:
        """(title, language, text) for each way, in the order of AWS's table: CLI, SDKs, APIs."""
        return (
            ("AWS CLI", "bash", self.cli),
            ("boto3", "python", self.boto3),
            ("AWS SDK for JavaScript v3", "javascript", self.javascript),
            ("Signed request", "bash", self.request),
        )


def of_call(call: Call, *, profile: str = "") -> Snippets:
    """The four ways to make this very call. A signed call uses `profile` where a client can read one."""
    if call.service == "federation":
        return Snippets(*federation.ways(call.params, profile, call.region))
    return Snippets(
        cli.command(call, profile),
        boto3_code.program(call, profile),
        javascript.program(call, profile),
        requests.request(call),
    )


def identity(profile: str, region: str) -> Snippets:
    """`GetCallerIdentity` with a saved profile: the shortest proof in each client."""
    return of_call(Call("sts", "GetCallerIdentity", {}, region=region), profile=profile)
