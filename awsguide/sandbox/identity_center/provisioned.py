"""In which accounts a permission set is provisioned: in those for which it is assigned to somebody.

IAM Identity Center provisions a set when it is first assigned in an account. moto counts only what was provisioned by
ProvisionPermissionSet, and for the caller's own account. This module refuses to assign: it reads the assignments.

Sources: IAM Identity Center API reference, ListPermissionSetsProvisionedToAccount and
ListAccountsForProvisionedPermissionSet (read 2026-11-26). Read in moto 5.2.5: ssoadmin/responses.py.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from moto.ssoadmin.responses import SSOAdminResponse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moto.ssoadmin.models import AccountAssignment


@cache
def teach() -> None:
    """Let moto's SSO Admin answer from its assignments; once for the process."""
    for method in (list_permission_sets_provisioned_to_account, list_accounts_for_provisioned_permission_set):
        setattr(SSOAdminResponse, method.__name__, method)


def list_permission_sets_provisioned_to_account(response: Any) -> str:
    """Return the ARNs of the sets that are assigned in an account, each once."""
    account_id = response._get_param("AccountId")
    arns = [row.permission_set_arn for row in _assignments(response) if row.target_id == account_id]
    return json.dumps({"PermissionSets": list(dict.fromkeys(arns))})


def list_accounts_for_provisioned_permission_set(response: Any) -> str:
    """Return the ids of the accounts in which a set is assigned, each once."""
    arn = response._get_param("PermissionSetArn")
    account_ids = [row.target_id for row in _assignments(response) if row.permission_set_arn == arn]
    return json.dumps({"AccountIds": list(dict.fromkeys(account_ids))})


def _assignments(response: Any) -> Iterator[AccountAssignment]:
    instance_arn = response._get_param("InstanceArn")
    for row in response.ssoadmin_backend.account_assignments:
        if row.instance_arn == instance_arn:
            yield row
