"""IAM's calls that mean the root user when they name no user: who it is, its password, its devices and certificates.

A root user signs them itself, or a session of AssumeRoot does. The sandbox's root users have neither MFA devices nor
signing certificates, so lists of them are empty. This module refuses to give a root user a password: CreateLoginProfile
only lets its owner choose one again, as AWS does; here that is the password it had.

Source: IAM API reference and 'Perform a privileged task on an AWS Organizations member account' (IAM user guide, read
2026-11-26).
"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from moto.organizations.models import organizations_backends

from aws_sandbox.access import permissions
from aws_sandbox.access.principals import PrincipalKind
from aws_sandbox.endpoints.iam.access_keys import no_such_entity
from aws_sandbox.protocol.errors import Refusal
from aws_sandbox.protocol.parameters import text
from aws_sandbox.protocol.xml_answer import date, elements, given

if TYPE_CHECKING:
    from aws_sandbox.access.guard import Admitted
    from aws_sandbox.access.root_users import RootUser
    from aws_sandbox.endpoints.operations import Operations
    from aws_sandbox.state import State

_NO_MORE = elements({"IsTruncated": "false"})


def opened(account_id: str) -> float:
    """Return when an account was opened, and so its root user made; in seconds since 1970, UTC."""
    management = permissions.management_account(account_id)
    if management not in organizations_backends:
        return 0.0
    accounts = list(organizations_backends[management]["aws"].accounts)
    found = next((account for account in accounts if account.id == account_id), None)
    return 0.0 if found is None else float(found.create_time.replace(tzinfo=UTC).timestamp())


def _get_user(sandbox: State, admitted: Admitted) -> str:
    principal = admitted.principal
    used = _root_user(sandbox, admitted).password_used
    members = {
        "UserId": principal.user_id,
        "Arn": principal.arn,
        "CreateDate": date(opened(principal.account_id)),
        **given(PasswordLastUsed="" if used is None else date(used)),
    }
    return f"<User>{elements(members)}</User>"


def _get_login_profile(sandbox: State, admitted: Admitted) -> str:
    _with_password(sandbox, admitted)
    return _login_profile(opened(admitted.principal.account_id))


def _delete_login_profile(sandbox: State, admitted: Admitted) -> None:
    _with_password(sandbox, admitted).has_password = False


def _create_login_profile(sandbox: State, admitted: Admitted) -> str:
    user = _root_user(sandbox, admitted)
    if user.has_password:
        raise Refusal(
            code="EntityAlreadyExists",
            status=409,
            message="Login Profile for user <root_account> already exists.",
        )
    user.has_password = True
    return _login_profile(sandbox.clock.now())


def _deactivate_mfa_device(_sandbox: State, admitted: Admitted) -> None:
    serial_number = text(admitted.call.parameters, "SerialNumber", 9, 256, r"[\w+=/:,.@-]+")
    raise no_such_entity(f"MFA Device {serial_number} does not exist.")


def _delete_signing_certificate(_sandbox: State, admitted: Admitted) -> None:
    certificate_id = text(admitted.call.parameters, "CertificateId", 24, 128, r"[\w]+")
    raise no_such_entity(f"The Certificate with id {certificate_id} cannot be found.")


OPERATIONS: Operations = {
    "GetUser": _get_user,
    "GetLoginProfile": _get_login_profile,
    "DeleteLoginProfile": _delete_login_profile,
    "CreateLoginProfile": _create_login_profile,
    "ListMFADevices": lambda *_: f"<MFADevices/>{_NO_MORE}",
    "DeactivateMFADevice": _deactivate_mfa_device,
    "ListSigningCertificates": lambda *_: f"<Certificates/>{_NO_MORE}",
    "DeleteSigningCertificate": _delete_signing_certificate,
}


def means_root(admitted: Admitted) -> bool:
    """Say whether a call is the root user's own and about the root user."""
    return admitted.principal.kind is PrincipalKind.ROOT and not admitted.request.form.get("UserName")


def _root_user(sandbox: State, admitted: Admitted) -> RootUser:
    return sandbox.roots.of(admitted.principal.account_id)


def _with_password(sandbox: State, admitted: Admitted) -> RootUser:
    user = _root_user(sandbox, admitted)
    if not user.has_password:
        raise no_such_entity("Login Profile for User <root_account> cannot be found.")
    return user


def _login_profile(created: float) -> str:
    members = elements({"CreateDate": date(created), "PasswordResetRequired": "false"})
    return f"<LoginProfile>{members}</LoginProfile>"
