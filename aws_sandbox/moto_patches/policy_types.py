"""The types of policies of an organization: a policy can be attached only while its type is enabled on the root.

Disabling a type detaches every policy of it, and enabling service control policies attaches FullAWSAccess everywhere
again. moto attaches whatever it is given, which then does nothing. This module refuses to evaluate policies.

Source: AttachPolicy, EnablePolicyType and DisablePolicyType (Organizations API reference), 'Enabling policy types'
(Organizations user guide), read 2026-11-30. Read in moto 5.2.5: organizations/models.py.
"""

from __future__ import annotations

from functools import cache, wraps
from typing import Any

_SERVICE_CONTROL, _FULL_ACCESS = "SERVICE_CONTROL_POLICY", "p-FullAWSAccess"


@cache
def teach() -> None:
    """Give moto's Organizations the rules; once for the process."""
    from moto.organizations.models import OrganizationsBackend as Backend
    from moto.organizations.responses import OrganizationsResponse

    attach, enable, disable = (
        OrganizationsResponse.attach_policy,
        Backend.enable_policy_type,
        Backend.disable_policy_type,
    )

    # moto itself attaches FullAWSAccess to whatever it makes, whether the type is enabled or not.
    @wraps(attach)
    def attach_enabled(response: Any) -> str:
        backend = response.organizations_backend
        _check_enabled(backend, str(backend.get_policy_by_id(response._get_param("PolicyId")).type))
        return str(attach(response))

    @wraps(enable)
    def enable_with_full_access(backend: Backend, **asked: str) -> dict[str, Any]:
        answer = enable(backend, **asked)
        if asked["PolicyType"] == _SERVICE_CONTROL:
            for target in _targets(backend):
                backend.attach_policy(PolicyId=_FULL_ACCESS, TargetId=target.id)
        return answer

    @wraps(disable)
    def disable_and_detach(backend: Backend, **asked: str) -> dict[str, Any]:
        answer = disable(backend, **asked)
        for target in _targets(backend):
            for policy in list(target.attached_policies):
                if policy.type == asked["PolicyType"]:
                    backend.detach_policy(PolicyId=policy.id, TargetId=target.id)
        return answer

    for owner, name, method in (
        (OrganizationsResponse, "attach_policy", attach_enabled),
        (Backend, "enable_policy_type", enable_with_full_access),
        (Backend, "disable_policy_type", disable_and_detach),
    ):
        setattr(owner, name, method)


def _targets(backend: Any) -> list[Any]:
    return [*backend.ou, *backend.accounts]


def _check_enabled(backend: Any, policy_type: str) -> None:
    from moto.organizations.exceptions import PolicyTypeNotEnabledException

    root = backend.ou[0]
    if not any(row["Type"] == policy_type for row in root.policy_types):
        raise PolicyTypeNotEnabledException
