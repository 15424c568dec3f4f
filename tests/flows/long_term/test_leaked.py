"""What happens to a key that has leaked, driven by hand."""

from __future__ import annotations

import json
from typing import Any

import pytest

from awsguide.core.errors import AwsError, BadInput, Cancelled, GuideError, NoAnswer, Refused
from awsguide.core.model import Credentials
from awsguide.core.secret import Secret
from awsguide.core.steps import Ask
from awsguide.flows.long_term import leaked
from tests.flows.iam_by_hand import KEYS, Iam, key_id

KIRA = key_id(2)
ANSWERS: dict[str, Any] = {
    "UpdateAccessKey": {},
    "PutUserPolicy": {},
    "DeleteUserPolicy": {},
    "ListAttachedUserPolicies": {"AttachedPolicies": [{"PolicyName": "S3", "PolicyArn": "arn"}]},
    "ListUserPolicies": {"PolicyNames": ["OwnKeys"]},
    "ListGroupsForUser": {"Groups": [{"GroupName": "devs"}]},
    "ListAttachedGroupPolicies": {"AttachedPolicies": [{"PolicyName": "ReadOnly", "PolicyArn": "arn"}]},
    "ListGroupPolicies": {"PolicyNames": ["Extra"]},
    "GetUser": {"User": {"PermissionsBoundary": {"PermissionsBoundaryArn": "arn:aws:iam::aws:policy/Edge"}}},
}


def account(**changes: Any) -> Iam:
    denied = changes.pop("denied", ())
    return Iam(denied=denied, **(ANSWERS | changes))


def retire(by: Iam, key: str = KIRA, credentials: Credentials = KEYS, ask: bool = False) -> leaked.Leak:
    flow = leaked.retire_leaked(credentials, "eu-west-1", key, now=lambda: by.now, ask=ask)
    return by.run(flow)  # type: ignore[no-any-return]


def test_the_key_is_inactive_before_anything_else_is_looked_at() -> None:
    by = account()
    leak = retire(by)
    assert by.operations()[:2] == ["GetAccessKeyLastUsed", "UpdateAccessKey"]
    assert by.calls[1].params == {"UserName": "kira", "AccessKeyId": KIRA, "Status": "Inactive"}
    assert (leak.user, leak.last_use.service, leak.revoked, leak.policy_added) == ("kira", "s3", True, True)
    assert leak.powers.names == (
        "S3",
        "OwnKeys (of this user alone)",
        "ReadOnly (through the group devs)",
        "Extra (through the group devs)",
    )
    assert leak.powers.boundary == "Edge"
    assert leak.missing == ()
    assert KIRA not in repr(leak)


def test_sessions_made_until_now_are_refused_and_long_term_keys_are_not_touched() -> None:
    by = account()
    retire(by)
    (call,) = [call for call in by.calls if call.operation == "PutUserPolicy"]
    (statement,) = json.loads(call.params["PolicyDocument"])["Statement"]
    # 2023-11-14T22:13:20Z is NOW.
    assert statement["Condition"] == {"DateLessThan": {"aws:TokenIssueTime": "2023-11-14T22:14:20Z"}}
    assert (statement["Effect"], call.params["PolicyName"]) == ("Deny", "AWSRevokeOlderSessions")


def test_a_key_that_signs_its_own_end_does_it_last() -> None:
    by = account()
    leak = retire(by, credentials=Credentials(KIRA, Secret("canary")))
    assert by.operations()[-1] == "UpdateAccessKey"
    assert "other credentials" in leak.missing[-1]


def test_nothing_is_written_when_the_answer_is_no() -> None:
    by = account(Ask="cancel")
    with pytest.raises(Cancelled):
        retire(by, ask=True)
    assert by.operations() == ["GetAccessKeyLastUsed"]


def test_the_question_says_whose_key_it_is() -> None:
    class Asked(Iam):
        def perform(self, step: Any) -> Any:
            if isinstance(step, Ask):
                self.question = step
                return "deactivate"
            return super().perform(step)

    by = Asked(**ANSWERS)
    retire(by, ask=True)
    assert "kira" in by.question.question
    assert isinstance(by.question.about, leaked.LeakedKey)
    assert "UpdateAccessKey" in by.operations()


@pytest.mark.parametrize(
    ("denied", "told"),
    [
        ("PutUserPolicy", "could not be revoked"),
        ("ListGroupsForUser", "iam:ListGroupsForUser"),
        ("ListUserPolicies", "iam:ListUserPolicies"),
        ("ListGroupPolicies", "the group devs"),
        ("GetUser", "iam:GetUser"),
    ],
)
def test_what_is_not_allowed_is_said_and_the_key_is_inactive_all_the_same(denied: str, told: str) -> None:
    by = account(denied=(denied,))
    leak = retire(by)
    assert "UpdateAccessKey" in by.operations()
    assert told in leak.missing[0]
    assert leak.revoked is (denied != "PutUserPolicy")


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"GetAccessKeyLastUsed": AwsError("AccessDenied", status=403)}, "key-not-here"),
        ({"UpdateAccessKey": AwsError("NoSuchEntity", status=404)}, "key-not-here"),
        ({"UpdateAccessKey": AwsError("AccessDenied", status=403)}, "access-denied"),
        ({"UpdateAccessKey": NoAnswer("timeout")}, "network-timeout"),
        ({"GetAccessKeyLastUsed": NoAnswer("name")}, "network-name"),
    ],
)
def test_a_key_that_cannot_be_made_inactive_is_an_error_and_nothing_else_is_written(
    answers: dict[str, Any], code: str
) -> None:
    by = account(**answers)
    with pytest.raises(GuideError) as caught:
        retire(by)
    assert caught.value.code == code
    assert "PutUserPolicy" not in by.operations()


def test_a_temporary_key_is_told_apart_before_any_call() -> None:
    by = account()
    with pytest.raises(BadInput) as caught:
        retire(by, "ASIA" + KIRA[4:])
    assert (caught.value.code, by.calls) == ("key-temporary", [])


def test_everything_can_be_taken_back() -> None:
    by = account()
    leak = retire(by)
    by.calls.clear()
    by.run(leaked.taken_back(leak, KEYS, "eu-west-1"))
    assert [(call.operation, call.params.get("Status")) for call in by.calls] == [
        ("UpdateAccessKey", "Active"),
        ("DeleteUserPolicy", None),
    ]


def test_a_revocation_that_was_there_before_stays_when_the_key_is_taken_back() -> None:
    by = account(ListUserPolicies={"PolicyNames": [leaked.REVOKING_POLICY]})
    leak = retire(by)
    by.calls.clear()
    by.run(leaked.taken_back(leak, KEYS, "eu-west-1"))
    assert by.operations() == ["UpdateAccessKey"]


def test_a_refusal_of_taking_it_back_is_explained() -> None:
    by = account()
    leak = retire(by)
    by.denied = ("UpdateAccessKey",)
    with pytest.raises(Refused):
        by.run(leaked.taken_back(leak, KEYS, "eu-west-1"))


def test_the_checklist_names_a_page_for_everything_a_person_has_to_do() -> None:
    assert all(item.source.startswith("https://") and item.how for item in leaked.CHECKLIST)
