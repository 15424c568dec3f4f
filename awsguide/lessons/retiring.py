"""Closes the account of a lesson together with what hangs on it from outside: organization policies and assignments.

An account is the undo of everything in it; what the management account holds about it would stay. A policy belongs to
an account when its name ends in the account's number. It touches no other account.
"""

from __future__ import annotations

import json

from awsguide.core.errors import AwsError
from awsguide.lessons.practice import Practice

_KIND = "SERVICE_CONTROL_POLICY"
# The value that a scene keeps, by `keep`, when it was the one to switch these policies on: the organization's root.
ENABLED = "enabled"


def retire(practice: Practice, account_id: str) -> None:
    """Close one account, and take back what the organization and Identity Center hold about it."""
    # A scene that was built by half keeps no values yet, and may have a policy all the same.
    values = json.loads(practice.tags(account_id).get("values", "{}"))
    _policies(practice, account_id, values.get(ENABLED, ""))
    _assignments(practice, account_id)
    practice.close_account(account_id)


def _policies(practice: Practice, account_id: str, root: str) -> None:
    left = 0
    for policy in practice.call("organizations", "ListPolicies", Filter=_KIND)["Policies"]:
        if policy["AwsManaged"]:
            continue
        if not policy["Name"].endswith(f"-{account_id}"):
            left += 1
            continue
        for target in practice.call("organizations", "ListTargetsForPolicy", PolicyId=policy["Id"])[
            "Targets"
        ]:
            practice.call("organizations", "DetachPolicy", PolicyId=policy["Id"], TargetId=target["TargetId"])
        practice.call("organizations", "DeletePolicy", PolicyId=policy["Id"])
    if root and not left:
        try:
            practice.call("organizations", "DisablePolicyType", RootId=root, PolicyType=_KIND)
        except AwsError as error:
            if error.code != "PolicyTypeNotEnabledException":
                raise


def _assignments(practice: Practice, account_id: str) -> None:
    for instance in practice.call("sso-admin", "ListInstances")["Instances"]:
        where = {"InstanceArn": instance["InstanceArn"]}
        for one in practice.call("sso-admin", "ListPermissionSets", **where)["PermissionSets"]:
            which = {**where, "PermissionSetArn": one}
            found = practice.call("sso-admin", "ListAccountAssignments", AccountId=account_id, **which)
            for row in found["AccountAssignments"]:
                who = {name: row[name] for name in ("PrincipalType", "PrincipalId")}
                practice.call(
                    "sso-admin",
                    "DeleteAccountAssignment",
                    TargetId=account_id,
                    TargetType="AWS_ACCOUNT",
                    **who,
                    **which,
                )


def retire_all(practice: Practice, item: str) -> None:
    """Close every open account of an item."""
    for account_id in practice.accounts():
        if practice.tags(account_id).get("") == item:
            retire(practice, account_id)
