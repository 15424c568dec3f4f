"""A sandbox in a process of its own starts without what it never calls; whoever imports that later has it."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys
from aws_sandbox.moto_patches import left_out
with left_out.standing_in(left_out.MOCKING):
    from aws_sandbox.server.application import Sandbox
    from aws_sandbox.server.in_process import call
    sandbox = Sandbox()
status, headers, body = call(sandbox, "GET", "http://127.0.0.1/", {"Authorization": (
    "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20261130/us-east-1/s3/aws4_request, "
    "SignedHeaders=host, Signature=00"), "X-Amz-Date": "20261130T000000Z", "Host": "127.0.0.1"})
assert status == 403, (status, body)
left = {"boto3", "responses", "flask", "s3transfer", "multiprocessing"} & sys.modules.keys()
assert not left, left
import boto3, responses
assert boto3.client and responses.registries.FirstMatchRegistry.add
"""


def test_a_sandbox_starts_without_flask_and_without_what_mocks_clients() -> None:
    done = subprocess.run([sys.executable, "-P", "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
