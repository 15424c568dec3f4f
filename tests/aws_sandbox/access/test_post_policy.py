from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from aws_sandbox.access import post_policy
from aws_sandbox.protocol.errors import Refusal

NOW = 1_800_000_000.0
FIELDS = {
    "bucket": "b",
    "key": "up/x",
    "content-type": "text/plain,text/html",
    "policy": "p",
    "x-ignore-me": "1",
}
CONDITIONS = [{"bucket": "b"}, ["starts-with", "$key", "up/"], ["starts-with", "$Content-Type", "text/"]]


def encoded(conditions: Any, expiration: str = "2027-01-15T08:00:01Z") -> str:
    return base64.b64encode(
        json.dumps({"expiration": expiration, "conditions": conditions}).encode()
    ).decode()


def why(policy: str, fields: dict[str, str] | None = None, size: int = 5) -> tuple[str, str]:
    """The code and message with which a form is refused, ('', '') if it is not."""
    try:
        post_policy.check(policy, fields or FIELDS, size, NOW)
    except Refusal as refusal:
        return refusal.code, refusal.message
    return "", ""


@pytest.mark.parametrize(
    ("conditions", "code", "said"),
    [
        (CONDITIONS, "", ""),
        ([*CONDITIONS, ["content-length-range", 5, 5]], "", ""),
        ([*CONDITIONS, ["content-length-range", 1, 4]], "EntityTooLarge", "maximum"),
        ([*CONDITIONS, ["content-length-range", "6", "9"]], "EntityTooSmall", "minimum"),
        ([*CONDITIONS, {"acl": "private"}], "AccessDenied", 'Condition failed: ["eq", "$acl", "private"]'),
        ([*CONDITIONS, ["eq", "$KEY", "up/x"]], "", ""),
        ([*CONDITIONS, ["eq", "$key", "up/"]], "AccessDenied", 'Condition failed: ["eq", "$key", "up/"]'),
        ([["starts-with", "$key", ""]], "AccessDenied", "Extra input fields: content-type"),
        ([*CONDITIONS, ["starts-with", "$Content-Type", "text/p"]], "AccessDenied", "Condition failed"),
        ([*CONDITIONS, ["ends-with", "$key", "x"]], "InvalidPolicyDocument", "condition"),
        ([*CONDITIONS, ["eq", "key", "x"]], "InvalidPolicyDocument", "condition"),
        ([*CONDITIONS, ["eq", "$key"]], "InvalidPolicyDocument", "condition"),
        ([*CONDITIONS, {"key": 3}], "InvalidPolicyDocument", "condition"),
        ([*CONDITIONS, "key"], "InvalidPolicyDocument", "condition"),
        ([*CONDITIONS, ["content-length-range", 1, "many"]], "InvalidPolicyDocument", "condition"),
        ({"key": "up/x"}, "InvalidPolicyDocument", "condition"),
    ],
)
def test_a_form_is_held_to_each_condition(conditions: Any, code: str, said: str) -> None:
    found, message = why(encoded(conditions))
    assert found == code
    assert said in message


@pytest.mark.parametrize(
    ("expiration", "code"),
    [
        ("2027-01-15T08:00:00Z", "AccessDenied"),
        ("2027-01-15T08:00:01.000Z", ""),
        ("2027-01-15T08:00:01", ""),
        ("2027-01-15T10:00:00+02:00", "AccessDenied"),
        ("tomorrow", "InvalidPolicyDocument"),
    ],
)
def test_a_policy_ends_when_it_says(expiration: str, code: str) -> None:
    assert why(encoded(CONDITIONS, expiration))[0] == code


@pytest.mark.parametrize("policy", ["", "%", "bm8gSlNPTg==", "W10=", "e30="])
def test_what_is_no_policy_is_refused_as_one(policy: str) -> None:
    assert why(policy)[0] == "InvalidPolicyDocument"
