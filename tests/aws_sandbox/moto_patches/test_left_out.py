"""A sandbox in a process of its own starts without what it never calls; whoever imports that later has it."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import trustme
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from tests.aws_sandbox.conftest import Reached

PROGRAM = """
import sys
from aws_sandbox.moto_patches import left_out
left_out.import_botocore()
with left_out.standing_in(left_out.MOCKING):
    from aws_sandbox.server.application import Sandbox
    from aws_sandbox.server.in_process import call
    sandbox = Sandbox()
status, headers, body = call(sandbox, "GET", "http://127.0.0.1/", {"Authorization": (
    "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20261130/us-east-1/s3/aws4_request, "
    "SignedHeaders=host, Signature=00"), "X-Amz-Date": "20261130T000000Z", "Host": "127.0.0.1"})
assert status == 403, (status, body)
left = {"boto3", "responses", "flask", "s3transfer", "multiprocessing", "awscrt", "cryptography", "unittest", "asyncio"}
assert not left & sys.modules.keys(), left & sys.modules.keys()
keep = {name for name, module in list(sys.modules.items()) for value in list(vars(module).values())
    if isinstance(value, left_out._StandIn) or (isinstance(value, type) and issubclass(value, left_out._Nothing))}
assert {name.partition(".")[0] for name in keep - {left_out.__name__}} == {"moto"}, keep
import awscrt.auth, boto3, cryptography.x509, responses, unittest.mock
assert boto3.client and responses.registries.FirstMatchRegistry.add
assert unittest.mock.patch and cryptography.x509.load_pem_x509_certificate
"""


def test_a_sandbox_starts_without_what_it_never_calls_and_nobody_but_moto_keeps_what_stood_in() -> None:
    done = subprocess.run([sys.executable, "-P", "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


EC2 = """
import sys
from aws_sandbox.moto_patches import caching_and_memory, left_out, moto_core
left_out.import_botocore()
with left_out.standing_in(left_out.MOCKING):
    moto_core.prepare()
caching_and_memory.import_ec2()
assert "boto3" not in sys.modules
import boto3
from moto.ec2.models.availability_zones_and_regions import RegionsAndZonesBackend
there = [boto3.Session().get_available_regions("ec2", name) for name in ("aws", "aws-us-gov", "aws-cn")]
assert [region.name for region in RegionsAndZonesBackend.regions] == sum(there, [])
"""


def test_ec2_has_the_regions_that_boto3_knows_and_starts_without_it() -> None:
    done = subprocess.run([sys.executable, "-P", "-c", EC2], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_certificate_is_looked_into_when_it_is_uploaded(reached: Reached) -> None:
    iam = reached.client("iam")
    iam.create_user(UserName="signer")
    body = trustme.CA().cert_pem.bytes().decode()
    uploaded = iam.upload_signing_certificate(UserName="signer", CertificateBody=body)["Certificate"]
    assert uploaded["CertificateBody"].strip() == body.strip()
    with pytest.raises(ClientError, match="MalformedCertificate"):
        iam.upload_signing_certificate(UserName="signer", CertificateBody=body.replace("M", "-", 1))
