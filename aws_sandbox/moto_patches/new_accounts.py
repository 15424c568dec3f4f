"""The role through which a management account enters the accounts it opens: with AWS it may do everything there.

moto makes the role and gives it no policy. This module refuses to open accounts: it only adds what moto leaves out.

Source: 'Accessing member accounts that have OrganizationAccountAccessRole' (AWS Organizations user guide, read
2026-11-26). Read in moto 5.2.5: organizations/models.py, organizations/responses.py.
"""

from __future__ import annotations

import json
from functools import cache, wraps
from typing import Any

from moto.iam.models import iam_backends
from moto.organizations.responses import OrganizationsResponse

from aws_sandbox.moto_patches import managed_policies

ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
DEFAULT_ROLE = "OrganizationAccountAccessRole"


@cache
def teach() -> None:
    """Let moto give the role its policy whenever an account is opened; once for the process."""
    create_account = OrganizationsResponse.create_account

    @wraps(create_account)
    def create_account_with_policy(response: Any) -> str:
        answer = str(create_account(response))
        account_id = json.loads(answer)["CreateAccountStatus"]["AccountId"]
        _attach(account_id, response.request_params.get("RoleName", DEFAULT_ROLE))
        return answer

    setattr(OrganizationsResponse, "create_account", create_account_with_policy)  # noqa: B010 - mypy knows no other way


def _attach(account_id: str, role_name: str) -> None:
    policy = managed_policies.load(account_id, ADMINISTRATOR)
    for role in list(iam_backends[account_id]["aws"].roles.values()):
        if policy is not None and role.name == role_name:
            policy.attach_to(role)
