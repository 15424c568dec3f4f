from __future__ import annotations

import re
from typing import Any

import pytest
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from tests.aws_sandbox.conftest import Reached, refused


@pytest.mark.parametrize(
    ("service", "operation", "answer", "region"),
    [
        ("sqs", "list_queues", (400, "SignatureDoesNotMatch"), "US"),
        ("iam", "list_users", (403, "SignatureDoesNotMatch"), "us-east-99"),
        ("ec2", "describe_vpcs", (401, "AuthFailure"), "sa-west-1"),
        ("dynamodb", "list_tables", (400, "InvalidSignatureException"), "us-east-99"),
        ("lambda", "list_functions", (403, "InvalidSignatureException"), "sa-west-1"),
        ("s3", "list_buckets", (400, "AuthorizationHeaderMalformed"), "US"),
    ],
)
def test_a_signature_for_a_region_that_there_is_not_is_refused(
    reached: Reached, service: str, operation: str, answer: tuple[int, str], region: str
) -> None:
    client = reached.client(service, region=region)
    status, code, message = refused(getattr(client, operation))
    assert (status, code) == answer
    assert f"'{region}'" in message


@pytest.mark.parametrize("region", ["eu-central-2", "us-gov-west-1", "cn-north-1", "eusc-de-east-1"])
def test_every_region_of_aws_is_one(reached: Reached, region: str) -> None:
    assert reached.client("sqs", region=region).list_queues()


def test_s3_says_for_which_region_to_sign_and_s3cmd_does(reached: Reached) -> None:
    # What s3cmd does: it signs for 'US', reads the Region in the answer, and signs again.
    def put(region: str) -> tuple[int, str]:
        request = AWSRequest("PUT", f"{reached.endpoint}/told-the-region")
        S3SigV4Auth(Credentials(*reached.trainer), "s3", region).add_auth(request)
        status, _, body = reached.send("PUT", "/told-the-region", dict(request.headers.items()))
        found = re.search("<Region>(.*)</Region>", body.decode())
        return status, found[1] if found else ""

    status, expected = put("US")
    assert (status, expected) == (400, "us-east-1")
    assert put(expected)[0] == 200


def test_a_link_for_a_region_that_there_is_not_says_so(reached: Reached) -> None:
    client: Any = reached.client("s3", signature_version="s3v4", region="moon-1")
    link = client.generate_presigned_url("get_object", Params={"Bucket": "some", "Key": "thing"})
    status, _, body = reached.send("GET", link.removeprefix(reached.endpoint))
    assert status == 400
    assert b"<Code>AuthorizationQueryParametersError</Code>" in body
    assert b"<Region>us-east-1</Region>" in body
