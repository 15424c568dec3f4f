"""Scoped credentials: what cannot work is told before the call, and two sets of keys are compared by calling."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from awsguide.core.errors import AwsError, GuideError
from awsguide.core.model import Credentials
from awsguide.core.secret import Secret
from awsguide.flows.short_term.scoped import LOOKS, compared, scoped_session
from tests.flows.by_hand import Hand

KEYS = Credentials("AKIAEXAMPLE00000HANA", Secret("the secret"))
SESSION = Credentials("ASIAEXAMPLE00000ROLE", Secret("the secret"), Secret("the token"), 1e9)
LESS = Credentials("ASIAEXAMPLE00000LESS", Secret("another"), Secret("another token"), 1e9)
POLICY = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}'
REPLY = {
    "Credentials": {
        "AccessKeyId": LESS.access_key_id,
        "SecretAccessKey": LESS.secret_access_key,
        "SessionToken": LESS.session_token,
        "Expiration": datetime(2026, 12, 1, tzinfo=UTC),
    },
    "SessionInfo": {
        "ScopedSessionId": "AROA:hana",
        "Arn": "arn:aws:sts::111122223333:assumed-role/Deployer/hana",
    },
    "ScopedPoliciesCount": 1,
}


def test_the_session_is_asked_for_less_of_itself() -> None:
    hand = Hand({"GetScopedCredentials": REPLY})
    asked: dict[str, Any] = {"policy": POLICY, "seconds": 900, "description": "for the night job"}
    found = hand.run(scoped_session(SESSION, region="eu-west-1", **asked))
    (call,) = hand.calls
    assert call.credentials == SESSION
    assert call.params == {
        "Policy": POLICY,
        "DurationSeconds": 900,
        "ScopedSessionDescription": "for the night job",
    }
    assert (found.identity.account_id, found.policies) == ("111122223333", 1)
    assert found.credentials.access_key_id == LESS.access_key_id


@pytest.mark.parametrize(
    ("keys", "asked", "code"),
    [
        (KEYS, {"policy": POLICY}, "scoped-from-keys"),
        (SESSION, {}, "scoped-needs-less"),
        (SESSION, {"seconds": 0}, "scoped-length"),
        (SESSION, {"seconds": 129_601}, "scoped-length"),
        (SESSION, {"policy": "{"}, "policy-json"),
        (SESSION, {"policy": " " * 3000}, "policy-shape"),
    ],
)
def test_what_cannot_work_is_told_before_the_call(keys: Credentials, asked: Any, code: str) -> None:
    hand = Hand()
    with pytest.raises(GuideError) as caught:
        hand.run(scoped_session(keys, region="us-east-1", **asked))
    assert caught.value.code == code
    assert hand.calls == []


def test_a_session_with_less_time_left_says_so() -> None:
    hand = Hand({"GetScopedCredentials": AwsError("InsufficientSessionLifetime", status=400)})
    with pytest.raises(GuideError) as caught:
        hand.run(scoped_session(SESSION, region="us-east-1", seconds=7200))
    assert caught.value.code == "scoped-outlives"


class Both(Hand):
    """The session may make every call, the scoped credentials only S3's and the one that needs no permission."""

    def _next(self, operation: str) -> Any:
        less = self.calls[-1].credentials == LESS
        if less and operation not in ("ListBuckets", "GetCallerIdentity"):
            raise AwsError("AccessDenied", status=403)
        return {}


def test_the_two_are_compared_by_calls_that_only_look() -> None:
    hand = Both()
    tried = hand.run(compared(SESSION, LESS, region="us-east-1"))
    assert [(row.call, row.session, row.scoped) for row in tried] == [
        ("sts:GetCallerIdentity", True, True),
        ("s3:ListBuckets", True, True),
        ("iam:ListRoles", True, False),
        ("organizations:DescribeOrganization", True, False),
    ]
    assert len(hand.calls) == 2 * len(LOOKS)
