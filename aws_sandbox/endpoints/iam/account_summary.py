"""IAM's GetAccountSummary: how much there is in the account, how much there may be, and what its root user has.

The quotas are AWS's as they are before anybody asks for more. This module refuses to enforce them.

Source: IAM API reference, GetAccountSummary; 'IAM and AWS STS quotas' (IAM user guide, read 2026-11-26).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from moto.iam.models import iam_backends

from aws_sandbox.protocol.xml_answer import elements

if TYPE_CHECKING:
    from collections.abc import Mapping

    from moto.iam.models import IAMBackend

    from aws_sandbox.access.guard import Admitted
    from aws_sandbox.access.root_users import RootUser
    from aws_sandbox.endpoints.operations import Operations
    from aws_sandbox.state import State

QUOTAS: Mapping[str, int] = {
    "AccessKeysPerUserQuota": 2,
    "AssumeRolePolicySizeQuota": 2048,
    "AttachedPoliciesPerGroupQuota": 10,
    "AttachedPoliciesPerRoleQuota": 10,
    "AttachedPoliciesPerUserQuota": 10,
    "GroupPolicySizeQuota": 5120,
    "GroupsPerUserQuota": 10,
    "GroupsQuota": 300,
    "InstanceProfilesQuota": 1000,
    "PoliciesQuota": 1500,
    "PolicySizeQuota": 6144,
    "PolicyVersionsInUseQuota": 10000,
    "RolePolicySizeQuota": 10240,
    "RolesQuota": 1000,
    "ServerCertificatesQuota": 20,
    "SigningCertificatesPerUserQuota": 2,
    "UserPolicySizeQuota": 2048,
    "UsersQuota": 5000,
    "VersionsPerPolicyQuota": 5,
}


def _counts(iam: IAMBackend, root_user: RootUser) -> Mapping[str, int]:
    users = list(iam.users.values())
    own = [policy for arn, policy in list(iam.managed_policies.items()) if ":aws:policy/" not in arn]
    return {
        "AccountAccessKeysPresent": int(bool(root_user.keys)),
        "AccountMFAEnabled": 0,
        "AccountPasswordPresent": int(root_user.has_password),
        "AccountSigningCertificatesPresent": 0,
        # 1: tokens of STS's global endpoint are good in the Regions that are on by default.
        "GlobalEndpointTokenVersion": 1,
        "Groups": len(iam.groups),
        "InstanceProfiles": len(iam.instance_profiles),
        "MFADevices": len(iam.virtual_mfa_devices),
        "MFADevicesInUse": sum(len(user.mfa_devices) for user in users),
        "Policies": len(own),
        "PolicyVersionsInUse": sum(policy.attachment_count for policy in list(iam.managed_policies.values())),
        "Providers": len(iam.saml_providers) + len(iam.open_id_providers),
        "Roles": len(iam.roles),
        "ServerCertificates": len(iam.certificates),
        "Users": len(users),
    }


def _summary(sandbox: State, admitted: Admitted) -> str:
    account_id = admitted.principal.account_id
    counts = _counts(iam_backends[account_id]["aws"], sandbox.roots.of(account_id))
    entries = "".join(
        f"<entry>{elements({'key': key, 'value': str(value)})}</entry>"
        for key, value in sorted({**QUOTAS, **counts}.items())
    )
    return f"<SummaryMap>{entries}</SummaryMap>"


OPERATIONS: Operations = {"GetAccountSummary": _summary}
