"""Sessions that were opened before a moment can be ended by a policy, as the console of AWS does it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from tests.aws_sandbox.conftest import refused

if TYPE_CHECKING:
    from tests.aws_sandbox.conftest import Reached

REVOKING = "AWSRevokeOlderSessions"


def revoke_older(admin: Any, way: str, document: str) -> None:
    """Attach the policy that ends older sessions, in one of the ways there are."""
    if way == "inline, of a role":
        admin.put_role_policy(RoleName="Deployer", PolicyName=REVOKING, PolicyDocument=document)
    elif way == "inline, of a user":
        admin.put_user_policy(UserName="kira", PolicyName=REVOKING, PolicyDocument=document)
    else:
        arn = admin.create_policy(PolicyName=REVOKING, PolicyDocument=document)["Policy"]["Arn"]
        admin.attach_user_policy(UserName="kira", PolicyArn=arn)


@pytest.mark.parametrize("reached", ["in process"], indirect=True)
@pytest.mark.parametrize("way", ["inline, of a user", "attached to a user", "inline, of a role"])
def test_a_policy_about_the_time_of_issue_ends_sessions_and_spares_later_ones(
    reached: Reached, way: str
) -> None:
    clock, account = reached.sandbox.clock, reached.sandbox.company.accounts["sandbox-dev"]
    arn = f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole"
    keys = reached.client("sts").assume_role(RoleArn=arn, RoleSessionName="trainer")["Credentials"]
    admin = reached.client("iam", keys)

    def open_session() -> Any:
        if way.endswith("user"):
            return reached.client("sts", reached.profile("kira")).get_session_token()["Credentials"]
        sts = reached.client("sts", reached.profile("hana"))
        arn = f"arn:aws:iam::{account}:role/Deployer"
        return sts.assume_role(RoleArn=arn, RoleSessionName="test")["Credentials"]

    old = reached.client("s3", open_session())
    old.list_buckets()
    clock.move(60)
    moment = datetime.fromtimestamp(clock.now(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    condition = {"DateLessThan": {"aws:TokenIssueTime": moment}}
    statement = {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": condition}
    revoke_older(admin, way, json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    assert refused(old.list_buckets)[:2] == (403, "AccessDenied")
    clock.move(60)
    reached.client("s3", open_session()).list_buckets()
    if way.endswith("user"):
        # A long-term key has no time of issue: it goes on, and has to be switched off on its own.
        reached.client("s3", reached.profile("kira")).list_buckets()
    if way == "inline, of a user":
        # Without the policy, whatever of a session is left is good again.
        admin.delete_user_policy(UserName="kira", PolicyName=REVOKING)
        old.list_buckets()
