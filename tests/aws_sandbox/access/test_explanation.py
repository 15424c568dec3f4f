from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import given
from hypothesis import strategies as st

from aws_sandbox.access import explanation
from aws_sandbox.access.policy import Decision, Limits, decide
from aws_sandbox.access.statements import Caller, Kind, Request, read

if TYPE_CHECKING:
    from tests.aws_sandbox.conftest import Reached

AGREED, GUESSED = "agreed-between-companies", "guessed-by-somebody"


def decoded(value: str) -> Any:
    return json.loads(base64.urlsafe_b64decode(value))


def explained(answer: Any) -> Any:
    return decoded(answer["ResponseMetadata"]["HTTPHeaders"][explanation.HEADER])


def assume(reached: Reached, keys: Any, role: str, **parameters: Any) -> Any:
    """Assume a role of the management account; returns what the header says, whether it was allowed or not."""
    arn = f"arn:aws:iam::{reached.sandbox.company.management_account_id}:role/{role}"
    try:
        answer = reached.client("sts", keys).assume_role(RoleArn=arn, RoleSessionName="test", **parameters)
    except ClientError as error:
        return explained(error.response)
    return explained(answer)


def trusting(reached: Reached, **elements: Any) -> None:
    """Make the role 'partner' that trusts the account under a condition."""
    statement = {
        "Sid": "Partners",
        "Effect": "Allow",
        "Principal": {"AWS": reached.sandbox.company.management_account_id},
        "Action": "sts:AssumeRole",
        **elements,
    }
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    reached.client("iam").create_role(RoleName="partner", AssumeRolePolicyDocument=document)


def test_a_refused_and_a_granted_role_are_told_statement_by_statement(reached: Reached) -> None:
    trusting(reached, Condition={"StringEquals": {"sts:ExternalId": AGREED}})
    identity = {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}
    keys = reached.user("gina", identity)
    found = assume(reached, keys, "partner")
    assert (found["version"], found["decision"]) == (1, "implicitDeny")
    assert found["reason"] == "No role trust policy allows the sts:AssumeRole action."
    trust, own = found["checks"][0]["statements"]
    assert trust == {
        "kind": "role trust policy",
        "policy": "trust policy",
        "owner": "role partner",
        "arn": "",
        "sid": "Partners",
        "index": 0,
        "effect": "Allow",
        "matched": False,
        "element": "condition",
        "why": "its condition StringEquals sts:ExternalId does not hold: sts:ExternalId is not in the request",
    }
    assert own["matched"]
    assert (own["kind"], own["policy"], own["owner"]) == ("identity-based policy", "inline", "user gina")
    granted = assume(reached, keys, "partner", ExternalId=AGREED)
    assert granted["decision"] == "allowed"
    assert granted["reason"] == (
        "Statement 1 of the identity-based policy 'inline' of the user gina allows the sts:AssumeRole action."
    )
    assert [row["matched"] for row in granted["checks"][0]["statements"]] == [True, True]


def test_an_external_id_is_never_said_neither_the_given_nor_the_wanted(reached: Reached) -> None:
    trusting(reached, Condition={"StringEquals": {"sts:ExternalId": AGREED}})
    keys = reached.user("gina", {"Effect": "Allow", "Action": "sts:*", "Resource": "*"})
    found = assume(reached, keys, "partner", ExternalId=GUESSED)
    assert found["checks"][0]["statements"][0]["why"].endswith("sts:ExternalId is another one")
    for said in (AGREED, GUESSED):
        assert said not in json.dumps(found)


def test_nothing_else_that_was_typed_in_secret_is_said(reached: Reached) -> None:
    trusting(reached, Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}})
    keys = reached.user("gina", {"Effect": "Allow", "Action": "sts:*", "Resource": "*"})
    device = f"arn:aws:iam::{reached.sandbox.company.management_account_id}:mfa/gina"
    arn = device.replace("mfa/gina", "role/partner")
    with pytest.raises(ClientError) as caught:
        reached.client("sts", keys).assume_role(
            RoleArn=arn, RoleSessionName="test", SerialNumber=device, TokenCode="314159"
        )
    answer = json.dumps(caught.value.response)
    value = caught.value.response["ResponseMetadata"]["HTTPHeaders"].get(explanation.HEADER, "")
    said = answer + base64.urlsafe_b64decode(value).decode()
    for secret in ("314159", keys["SecretAccessKey"]):
        assert secret not in said


def test_a_role_that_does_not_exist_is_said_not_to(reached: Reached) -> None:
    found = assume(reached, None, "nowhere")
    assert found["decision"] == "implicitDeny"
    assert found["reason"].startswith("There is no role arn:aws:iam::")


def test_every_permission_of_a_call_is_a_check_of_its_own(reached: Reached) -> None:
    trusting(reached)
    keys = reached.user("gina", {"Effect": "Allow", "Action": "*", "Resource": "*"})
    found = assume(reached, keys, "partner", Tags=[{"Key": "project", "Value": "x"}], SourceIdentity="gina")
    checks = [(check["action"], check["decision"]) for check in found["checks"]]
    assert checks == [("sts:AssumeRole", "allowed"), ("sts:TagSession", "implicitDeny")]
    assert found["decision"] == "implicitDeny"
    assert found["checks"][1]["statements"][0]["element"] == "action"


def test_a_refusal_of_any_service_is_told_and_an_answer_that_asked_no_policy_is_not(reached: Reached) -> None:
    keys = reached.user("gina", {"Sid": "No", "Effect": "Deny", "Action": "s3:*", "Resource": "*"})
    with pytest.raises(ClientError) as caught:
        reached.client("s3", keys).list_buckets()
    found = explained(caught.value.response)
    assert found["decision"] == "explicitDeny"
    assert found["reason"] == (
        "Statement 1 ('No') of the identity-based policy 'inline' of the user gina explicitly denies the "
        "s3:ListAllMyBuckets action."
    )
    headers = reached.client("sts", keys).get_caller_identity()["ResponseMetadata"]["HTTPHeaders"]
    assert explanation.HEADER not in headers


def decision(actions: list[str], action: str, sid: str) -> Decision:
    statements = [
        {"Sid": sid, "Effect": "Allow", "Action": name, "Resource": f"arn:aws:s3:::{'b' * 50}/*"}
        for name in actions
    ]
    document = json.dumps({"Version": "2012-10-17", "Statement": statements})
    request = Request(action, f"arn:aws:s3:::{'b' * 50}/k", {}, Caller("111122223333", frozenset()))
    return decide(request, Limits(identity=(read("p", Kind.IDENTITY, document),)))


ACTIONS = st.sampled_from(["s3:GetObject", "s3:PutObject", "iam:*"])


@given(st.lists(st.lists(ACTIONS, max_size=60), min_size=1, max_size=60), st.text(max_size=40))
def test_the_header_is_short_ascii_and_keeps_what_matched(rows: list[list[str]], sid: str) -> None:
    decisions = [decision(actions, "s3:GetObject", sid) for actions in rows]
    whole = explanation.told(decisions)
    ((name, value),) = explanation.headers(decisions)
    assert (name, value.isascii(), len(value) <= explanation.LONGEST) == (explanation.HEADER, True, True)
    found = decoded(value)
    assert (found["decision"], found["reason"]) == (whole["decision"], whole["reason"])
    if "truncated" not in found:
        assert found == whole
        return
    assert found["truncated"] is True
    kept = [row for check in found["checks"] for row in check["statements"]]
    if not all(row["matched"] for row in kept):
        shown = whole["checks"][: len(found["checks"])]
        matched = [row for check in shown for row in check["statements"] if row["matched"]]
        assert [row for row in kept if row["matched"]] == matched
