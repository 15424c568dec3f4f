"""In which accounts a permission set is provisioned: in those for which it is assigned to somebody.

IAM Identity Center provisions a set when it is first assigned in an account. moto counts only what was provisioned by
ProvisionPermissionSet, and for the caller's own account; and it forgets such a request, which programs ask after until
it is done. This module refuses to assign: it reads the assignments.

Sources: IAM Identity Center API reference, ListPermissionSetsProvisionedToAccount,
ListAccountsForProvisionedPermissionSet, ProvisionPermissionSet and DescribePermissionSetProvisioningStatus (read
2026-11-26). Read in moto 5.2.5: ssoadmin/responses.py.
"""

from __future__ import annotations

import json
from functools import cache, wraps
from typing import TYPE_CHECKING, Any

from moto.ssoadmin.exceptions import ResourceNotFoundException
from moto.ssoadmin.responses import SSOAdminResponse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moto.ssoadmin.models import AccountAssignment

_STATUS = "PermissionSetProvisioningStatus"


@cache
def teach() -> None:
    """Let moto's SSO Admin answer from its assignments; once for the process."""
    provision_permission_set = SSOAdminResponse.provision_permission_set

    @wraps(provision_permission_set)
    def provision_and_remember(response: Any) -> str:
        row = json.loads(provision_permission_set(response))[_STATUS]
        account_id = response._get_param("TargetId")
        # For all accounts at once, none is named.
        status = {name: value for name, value in row.items() if name != "AccountId"}
        status.update({"AccountId": account_id} if account_id else {})
        _requests(response)[row["RequestId"]] = status
        return json.dumps({_STATUS: status})

    setattr(SSOAdminResponse, "provision_permission_set", provision_and_remember)  # noqa: B010 - mypy knows no other way
    for method in (
        describe_permission_set_provisioning_status,
        list_permission_sets_provisioned_to_account,
        list_accounts_for_provisioned_permission_set,
    ):
        setattr(SSOAdminResponse, method.__name__, method)


def describe_permission_set_provisioning_status(response: Any) -> str:
    """Return what became of a request to provision a set; it is done at once."""
    request_id = response._get_param("ProvisionPermissionSetRequestId")
    status = _requests(response).get(request_id)
    if status is None:
        raise ResourceNotFoundException(
            f"There is no request to provision a permission set with the id {request_id}."
        )
    return json.dumps({_STATUS: status})


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


def _requests(response: Any) -> dict[str, dict[str, Any]]:
    """Return the requests to provision sets by their ids; they are kept where moto keeps the sets."""
    kept: dict[str, dict[str, Any]] = vars(response.ssoadmin_backend).setdefault("provisioning_requests", {})
    return kept


def _assignments(response: Any) -> Iterator[AccountAssignment]:
    instance_arn = response._get_param("InstanceArn")
    for row in response.ssoadmin_backend.account_assignments:
        if row.instance_arn == instance_arn:
            yield row
