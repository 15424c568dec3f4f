"""A refusal of AWS is read by its words, and opened by its authorization id, the same way everywhere."""

from __future__ import annotations

from typing import Any

import pytest

from awsguide.core.errors import AwsError
from awsguide.core.model import Credentials
from awsguide.core.secret import Secret
from awsguide.flows.policies import refusal
from awsguide.flows.policies.refusal import Refusal, read
from tests.flows.by_hand import Hand

ME = "arn:aws:iam::111122223333:user/hana"
KEYS = Credentials("AKIAEXAMPLE00000HANA", Secret("the secret"))
NO_USERS = "arn:aws:iam::111122223333:policy/NoUsers"
PAGE = "https://us-east-1.console.aws.amazon.com/iam/home?region=us-east-1#/authorization-details/abc123"
DETAILS = (
    f". Go to {PAGE} for complete details, or call the GetRequestAuthorizationDetails API with the following "
    "authorization id: abc123"
)


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (
            f"User: {ME} is not authorized to perform: iam:ListUsers on resource: arn:aws:iam::111122223333:user/ "
            "because no identity-based policy allows the iam:ListUsers action",
            Refusal(ME, "iam:ListUsers", "arn:aws:iam::111122223333:user/", "identity-based policy"),
        ),
        (
            f"User: {ME} is not authorized to perform: iam:GetRole on resource: role worker because no permissions "
            "boundary allows the iam:GetRole action",
            Refusal(ME, "iam:GetRole", "role worker", "permissions boundary"),
        ),
        (
            f"User: {ME} is not authorized to perform: iam:CreateUser on resource: {ME} with an explicit deny in an "
            f"identity-based policy: {NO_USERS}",
            Refusal(ME, "iam:CreateUser", ME, "identity-based policy", True, NO_USERS),
        ),
        (
            f"You are not authorized to perform this operation. User: {ME} is not authorized to perform: "
            "ec2:DescribeInstances with an explicit deny in a service control policy",
            Refusal(ME, "ec2:DescribeInstances", "", "service control policy", True),
        ),
        (
            f'User: {ME} is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::b/a key" because no '
            "session policy allows the s3:GetObject action",
            Refusal(ME, "s3:GetObject", "arn:aws:s3:::b/a key", "session policy"),
        ),
        (
            f"User: {ME} is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::111122223333:role/R",
            Refusal(ME, "sts:AssumeRole", "arn:aws:iam::111122223333:role/R"),
        ),
        ("The security token included in the request is expired", None),
        ("x" * 5000, None),
    ],
)
def test_the_sentence_says_who_what_and_which_kind_of_policy(message: str, expected: Refusal | None) -> None:
    assert read(message) == expected


def denied(message: str) -> AwsError:
    return AwsError("AccessDenied", message + DETAILS, status=403)


def test_the_id_is_no_part_of_the_message_that_is_shown() -> None:
    error = denied("no")
    assert (error.message, error.authorization_id) == ("no", "abc123")
    assert "abc123" not in str(error)


SENTENCE = (
    f"User: {ME} is not authorized to perform: iam:CreateUser on resource: {ME} with an explicit deny in an "
    f"identity-based policy: {NO_USERS}"
)
REPLY: dict[str, Any] = {
    "requestContext": {},
    "policies": [
        {"type": "IDENTITY_BASED_POLICY", "inline": False, "uri": NO_USERS, "attachedTo": [{"arn": ME}]},
        {"type": "SERVICE_CONTROL_POLICY", "inline": False, "uri": "arn:aws:organizations::1:policy/p"},
    ],
    "evaluations": [
        {"action": "iam:PassRole", "resource": "", "evaluatedEffect": "ALLOW"},
        {
            "action": "iam:CreateUser",
            "resource": ME,
            "evaluatedEffect": "EXPLICIT_DENY",
            "checks": [
                {"checkType": "SESSION", "evaluatedEffect": "IMPLICIT_DENY", "matchedPolicies": []},
                {
                    "checkType": "PRINCIPAL",
                    "evaluatedEffect": "EXPLICIT_DENY",
                    "matchedPolicies": [
                        {
                            "uri": NO_USERS,
                            "matchedStatements": [{"sid": "NoUsers", "evaluatedEffect": "DENY"}],
                        }
                    ],
                },
            ],
        },
    ],
}


def test_the_details_say_which_statement_of_which_policy_denied() -> None:
    hand = Hand({"GetRequestAuthorizationDetails": REPLY})
    told = hand.run(refusal.explained(denied(SENTENCE), KEYS, region="us-east-1"))
    assert hand.calls[0].params == {"authorizationId": "abc123"}
    assert (told.action, told.verdict, told.by_aws) == ("iam:CreateUser", "no", True)
    (reading,) = told.readings
    assert (reading.effect, reading.which, reading.kind) == ("Deny", "NoUsers", "identity-based policy")
    assert NO_USERS in reading.policy
    assert told.also == ("No session policy allows it.",)


@pytest.mark.parametrize("code", ["AccessDeniedException", "ResourceNotFoundException"])
def test_who_may_not_look_gets_what_the_words_say(code: str) -> None:
    hand = Hand({"GetRequestAuthorizationDetails": AwsError(code)})
    told = hand.run(refusal.explained(denied(SENTENCE), KEYS, region="us-east-1"))
    assert told.reason == f"A statement of an identity-based policy denies iam:CreateUser: {NO_USERS}."
    assert [reading.policy for reading in told.readings] == [NO_USERS]


def test_another_error_is_not_explained_and_no_call_is_made() -> None:
    hand = Hand()
    assert (
        hand.run(refusal.explained(AwsError("Throttling", "Rate exceeded"), KEYS, region="us-east-1")) is None
    )
    assert hand.calls == []
