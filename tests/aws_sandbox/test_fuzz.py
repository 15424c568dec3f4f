"""Whatever arrives is answered within a second of the processor's time, and never with a 500.

Documents, bodies and config files are made by Hypothesis: the same ones in each run of the suite, others with
`--hypothesis-profile=search`. What was once answered wrongly stands here as an example for good.
"""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from aws_sandbox.access.conditions import OPERATORS
from aws_sandbox.server import in_process
from aws_sandbox.server.application import Sandbox
from awsguide.config import ini
from awsguide.config.diff import masked
from awsguide.flows.policies import condition

FORM = "application/x-www-form-urlencoded; charset=utf-8"
# One sandbox for all examples of a test: what one of them left behind is part of the next.
together = settings(max_examples=60, suppress_health_check=list(HealthCheck), deadline=None)

odd = st.text(alphabet="*?${}:/,'\"[]\\ \t\x00aAé-.0", max_size=60)
words = st.one_of(
    odd,
    st.sampled_from(
        ("*", "s3:*", "S3:GetObject", "iam:Pass*", "arn:aws:s3:::b/*", "arn:aws:iam::111122223333:root")
    ),
    st.sampled_from(("*a" * 30, "?" * 200 + "*", "${" * 50, "${aws:username, '" * 9, "arn" + ":" * 90)),
)
values = st.recursive(
    st.one_of(
        words, st.none(), st.booleans(), st.integers(-(10**30), 10**30), st.floats(), st.just([]), st.just({})
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(words, inner, max_size=4)),
    max_leaves=12,
)
conditions = st.dictionaries(
    st.one_of(st.sampled_from(sorted(OPERATORS)), st.just("ForAllValues:StringLikeIfExists"), words),
    st.one_of(values, st.dictionaries(words, values, max_size=3)),
    max_size=3,
)
statements = st.fixed_dictionaries(
    {"Effect": st.one_of(st.sampled_from(("Allow", "Deny")), values)},
    optional={
        "Sid": values, "Action": values, "NotAction": values, "Resource": values, "NotResource": values,
        "Principal": values, "NotPrincipal": values, "Condition": st.one_of(conditions, values),
    },
)  # fmt: skip
documents = st.one_of(
    st.builds(
        lambda version, rows: json.dumps({"Version": version, "Statement": rows}),
        st.one_of(st.sampled_from(("2012-10-17", "2008-10-17")), values),
        st.one_of(statements, st.lists(statements, max_size=5), values),
    ),
    odd,
    st.just("[" * 5000),
    st.just('{"Version":"2012-10-17","Statement":' + "[" * 900),
)


class Caller:
    """Signs whatever it is given with the trainer's key, and looks at how it is answered."""

    def __init__(self) -> None:
        self.sandbox = Sandbox()
        company = self.sandbox.company
        self._keys = Credentials(company.trainer_access_key_id, company.trainer_secret_access_key)

    def send(
        self,
        service: str,
        method: str,
        path: str,
        headers: dict[str, str],
        body: bytes,
        *,
        signs: bool = True,
    ) -> tuple[int, bytes]:
        url = in_process.ENDPOINT + path
        request = AWSRequest(method, url, headers=headers, data=body)
        if signs:
            signer = S3SigV4Auth if service == "s3" else SigV4Auth
            signer(self._keys, service, "us-east-1").add_auth(request)
        # The first call of a service imports it, which is not the request's doing.
        took = 0.0
        for _ in range(2):
            began = time.process_time()
            status, _headers, said = in_process.call(
                self.sandbox, method, url, dict(request.headers.items()), body
            )
            assert status != 500, said
            took = time.process_time() - began
            if took < 1:
                break
        assert took < 1
        return status, said

    def form(self, service: str, **parameters: str) -> tuple[int, bytes]:
        from urllib.parse import urlencode

        return self.send(service, "POST", "/", {"Content-Type": FORM}, urlencode(parameters).encode())


@pytest.fixture(scope="module")
def caller() -> Caller:
    return Caller()


@together
@given(document=documents)
@example(
    document='{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "s3:*", "Resource": "%s*b"}}'
    % ("*a" * 8)
)
def test_any_policy_document_is_simulated_or_refused(caller: Caller, document: str) -> None:
    for resource in ("*", "arn:aws:s3:::b/" + "a" * 60):
        caller.form(
            "iam", Action="SimulateCustomPolicy", Version="2010-05-08",
            **{"PolicyInputList.member.1": document, "ActionNames.member.1": "s3:GetObject"},
            **{"ResourceArns.member.1": resource},
        )  # fmt: skip


@together
@given(document=documents)
def test_any_policy_document_is_stored_or_refused_and_then_decided_by(caller: Caller, document: str) -> None:
    named = {"Version": "2010-05-08", "PolicyName": "fuzz", "PolicyDocument": document}
    caller.form("iam", Action="PutUserPolicy", UserName="trainer", **named)
    caller.send("s3", "GET", "/fuzz-bucket/" + "a" * 60, {}, b"")
    caller.form("iam", Action="PutRolePolicy", RoleName="Deployer", **named)
    trust = {"RoleName": "Deployer", "PolicyDocument": document}
    caller.form("iam", Action="UpdateAssumeRolePolicy", Version="2010-05-08", **trust)
    caller.form("iam", Action="CreatePolicy", **named)
    caller.form("sts", Action="GetFederationToken", Version="2011-06-15", Name="fuzz", Policy=document)
    # Whatever the policy denies its own user, the next example begins without it.
    del caller.sandbox
    caller.__init__()  # type: ignore[misc]


KINDS = ("application/x-amz-json-1.1", "application/json", FORM, "multipart/form-data; boundary=b", "")
SERVICES = ("dynamodb", "lambda", "iam", "sts", "s3", "kms", "organizations", "sso", "route53", "ec2", "sqs")
TARGETS = (
    "",
    "DynamoDB_20120810.PutItem",
    "TrentService.Encrypt",
    "AWSOrganizationsV20161128.CreatePolicy",
    "x.y",
)
PATHS = (
    "/", "/bucket", "/bucket/key", "/bucket?tagging", "/bucket?policy", "/token", "/device", "/authorize", "/v1/token",
    "/2015-03-31/functions", "/federation", "/start?x=%00", "/2013-04-01/hostedzone",
)  # fmt: skip
requests = st.fixed_dictionaries(
    {
        "body": st.one_of(st.binary(max_size=300), values.map(lambda value: json.dumps(value).encode())),
        "headers": st.fixed_dictionaries(
            {},
            optional={
                "Content-Type": st.sampled_from(KINDS),
                "X-Amz-Target": st.sampled_from(TARGETS),
                "Content-Encoding": st.sampled_from(("gzip", "aws-chunked")),
            },
        ),
        "service": st.sampled_from(SERVICES),
        "path": st.sampled_from(PATHS),
        "method": st.sampled_from(("POST", "PUT", "GET", "DELETE")),
        "signs": st.booleans(),
    }
)


@together
@given(request=requests)
@example(
    request={"body": b"", "headers": {}, "service": "dynamodb", "path": "/", "method": "POST", "signs": True}
)
@example(
    request={
        "body": b"{}",
        "headers": {"X-Amz-Target": TARGETS[1]},
        "service": "dynamodb",
        "path": "/",
        "method": "POST",
        "signs": True,
    }
)
@example(
    request={"body": b"", "headers": {}, "service": "s3", "path": "/bucket", "method": "POST", "signs": True}
)
def test_any_body_is_answered(caller: Caller, request: dict[str, Any]) -> None:
    caller.send(**request)


LINES = (
    "[profile a]", "[", "aws_access_key_id = AKIA", " = ", "a" + " " * 30_000 + "b", "=" * 9000, " " * 30_000,
    "[" * 9000, "x = " + "#" * 9000, "\ufeff", "s3 =\n  a = b", "#" + " #" * 9000,
)  # fmt: skip
texts = st.one_of(
    st.text(max_size=300),
    st.lists(
        st.one_of(
            odd,
            st.sampled_from(LINES),
        ),
        max_size=8,
    ).map("\n".join),
)  # fmt: skip


@together
@given(text=texts)
@example(text="[default]\nkey" + " " * 30_000 + "value")
def test_any_config_file_is_read_and_shown(text: str) -> None:
    began = time.process_time()
    assert ini.parse(text).text() == text
    masked(text)
    assert time.process_time() - began < 1


@together
@given(value=words, pattern=words)
@example(value="a" * 60, pattern="*a" * 8 + "*b")
@example(value="a" * 2000, pattern="*a" * 1000 + "*b")
def test_any_pattern_is_matched_by_the_guide_too(value: str, pattern: str) -> None:
    began = time.process_time()
    condition.like(value, pattern)
    condition.arn_like(value, pattern)
    assert time.process_time() - began < 1
