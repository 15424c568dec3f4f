from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import botocore.model
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import given
from hypothesis import strategies as st

from aws_sandbox.access import cbor
from aws_sandbox.protocol import cbor_texts
from tests.aws_sandbox.conftest import Reached, refused

FORMATS = ("json", "smithy-rpc-v2-cbor")
AT = datetime(2026, 11, 26, 12, tzinfo=UTC)


def speaking(
    reached: Reached,
    monkeypatch: pytest.MonkeyPatch,
    spoken: str,
    keys: Any = None,
    service: str = "cloudwatch",
) -> Any:
    """A client that speaks this format, which leaves a note of what it sends."""
    monkeypatch.setattr(botocore.model, "PRIORITY_ORDERED_SUPPORTED_PROTOCOLS", (spoken,))
    client = reached.client(service, keys)
    client.sent = []
    client.meta.events.register("before-send", lambda request, **_: client.sent.append(dict(request.headers)))
    return client


@pytest.mark.parametrize("spoken", FORMATS)
def test_what_is_said_in_either_format_is_understood_alike(
    reached: Reached, monkeypatch: pytest.MonkeyPatch, spoken: str
) -> None:
    metrics = speaking(reached, monkeypatch, spoken)
    one = {"MetricName": "one", "Timestamp": AT, "Value": 1.5, "Unit": "Count"}
    metrics.put_metric_data(Namespace="lesson", MetricData=[one, {**one, "Value": 2}])
    statistics = metrics.get_metric_statistics(
        Namespace="lesson",
        MetricName="one",
        StartTime=AT.replace(hour=11),
        EndTime=AT.replace(hour=13),
        Period=7200,
        Statistics=["Sum", "SampleCount"],
    )
    (point,) = statistics["Datapoints"]
    assert (point["Sum"], point["SampleCount"], point["Unit"]) == (3.5, 2.0, "Count")
    assert point["Timestamp"].tzinfo is not None
    many = [{"MetricName": f"{number}", "Value": 1.0, "Unit": "Count"} for number in range(400)]
    metrics.put_metric_data(Namespace="many", MetricData=many)
    pages = metrics.get_paginator("list_metrics").paginate(Namespace="many")
    assert len({row["MetricName"] for page in pages for row in page["Metrics"]}) == 400
    assert any("Content-Encoding" in headers for headers in metrics.sent)
    assert all(("smithy-protocol" in headers) is (spoken != "json") for headers in metrics.sent)
    assert metrics.describe_alarms()["MetricAlarms"] == []


def test_a_refusal_is_said_in_the_callers_format(reached: Reached, monkeypatch: pytest.MonkeyPatch) -> None:
    limited = reached.user(
        "walter", {"Effect": "Allow", "Action": "cloudwatch:PutMetricData", "Resource": "*"}
    )
    key_id, secret = limited["AccessKeyId"], limited["SecretAccessKey"]
    cases = (
        ((key_id, secret), "list_metrics", {}, "is not authorized to perform: cloudwatch:ListMetrics"),
        (("AKIANOBODY", secret), "list_metrics", {}, "security token"),
        ((key_id, secret[::-1]), "list_metrics", {}, "signature"),
        (None, "get_dashboard", {"DashboardName": "none"}, ""),
        (None, "list_metric_streams", {}, "does not know the operation"),
    )
    for keys, call, parameters, said in cases:
        answers = []
        for spoken in FORMATS:
            client = speaking(reached, monkeypatch, spoken, keys)
            status, code, message = refused(getattr(client, call), **parameters)
            answers.append((status, code, message))
            assert said in message
        assert answers[0] == answers[1], call


def send(reached: Reached, path: str, body: bytes, service: str = "monitoring") -> tuple[int, bytes]:
    url = f"http://{reached.endpoint.removeprefix('http://')}{path}"
    request = AWSRequest("POST", url, {cbor.HEADER: cbor.NAME, "Content-Type": "application/cbor"}, body)
    SigV4Auth(Credentials(*reached.trainer), service, "us-east-1").add_auth(request)
    status, headers, content = reached.send("POST", path, dict(request.headers.items()), body)
    assert headers["smithy-protocol"] == cbor.NAME
    return status, content


@pytest.mark.parametrize(
    ("path", "body", "service", "code"),
    [
        ("/service/S/operation/ListMetrics", b"\xbf", "monitoring", b"SerializationException"),
        ("/service/S/operation/ListMetrics", b"\xff\x00", "monitoring", b"SerializationException"),
        ("/somewhere", b"\xa0", "monitoring", b"UnknownOperationException"),
        (
            "/service/AWSIdentityManagementV20100508/operation/ListUsers",
            b"\xa0",
            "iam",
            b"UnknownOperationException",
        ),
        ("/service/S/operation/Do", b"\xa0", "nobody", b"UnknownOperationException"),
    ],
)
def test_what_is_no_call_in_cbor_is_refused_in_cbor(
    reached: Reached, path: str, body: bytes, service: str, code: bytes
) -> None:
    status, content = send(reached, path, body, service)
    assert status == 400
    assert code in content


@given(st.dictionaries(st.text(max_size=30), st.text(max_size=400), max_size=20))
def test_texts_are_read_as_they_were_written(members: dict[str, str]) -> None:
    assert cbor._members(cbor_texts.written(members)) == members
    assert cbor._members(cbor_texts.written({"long": "ü" * 40_000})) == {"long": "ü" * 40_000}
