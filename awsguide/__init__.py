"""From 'I need to call AWS from code' to credentials that work, safely, and why.

What a notebook imports is listed in ``__all__`` and nothing else is public. Importing this package
imports neither boto3 nor ipywidgets: each name is looked up when it is first used.
"""

from __future__ import annotations

# What `typing.TYPE_CHECKING` is, without importing typing: that alone would be most of what this import costs.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__version__ = "0.1.0"

# Public name -> the module it lives in.
_HOMES = {
    "Chooser": "awsguide.widgets.chooser",
    "ConsolePanel": "awsguide.widgets.console",
    "CreateKeyPanel": "awsguide.widgets.create_key",
    "DecisionTable": "awsguide.widgets.chooser",
    "GuideError": "awsguide.errors",
    "LongTermPanel": "awsguide.widgets.long_term",
    "RoleRequest": "awsguide.model",
    "RootPanel": "awsguide.widgets.root",
    "RotationPanel": "awsguide.widgets.rotation",
    "SsoSession": "awsguide.model",
    "TemporaryPanel": "awsguide.widgets.temporary",
    "WorkforcePanel": "awsguide.widgets.workforce",
    "accounts_and_roles": "awsguide.functions",
    "assume_chain": "awsguide.functions_temporary",
    "assume_role": "awsguide.functions_temporary",
    "boto3_session": "awsguide.functions",
    "console_session": "awsguide.functions_console",
    "console_sign_in": "awsguide.functions_console",
    "console_sign_out": "awsguide.functions_console",
    "create_key": "awsguide.functions_rotation",
    "deactivate_root_key": "awsguide.functions_root",
    "delete_member_root_keys": "awsguide.functions_root",
    "delete_root_key": "awsguide.functions_root",
    "explained": "awsguide.widgets.cells",
    "federation_token": "awsguide.functions_session_token",
    "insist_on_rotation": "awsguide.functions_rotation",
    "key_places": "awsguide.functions_long_term",
    "key_rotation": "awsguide.functions_rotation",
    "key_verdict": "awsguide.functions_long_term",
    "keys_of_account": "awsguide.functions_long_term",
    "keys_of_user": "awsguide.functions_long_term",
    "lesson_token": "awsguide.functions_web_identity",
    "member_roots": "awsguide.functions_root",
    "mfa_devices": "awsguide.functions_session_token",
    "open_console": "awsguide.functions_console_link",
    "own_keys": "awsguide.functions_long_term",
    "reactivate_root_key": "awsguide.functions_root",
    "renewing_role_session": "awsguide.functions_renewal",
    "retire_leaked_key": "awsguide.functions_long_term",
    "role_request": "awsguide.functions_temporary",
    "role_session": "awsguide.functions",
    "roles_one_can_see": "awsguide.functions_temporary",
    "root_user": "awsguide.functions_root",
    "rotate_key": "awsguide.functions_rotation",
    "run_program": "awsguide.edges.programs",
    "save_console_profile": "awsguide.functions_console",
    "save_process_profile": "awsguide.functions_renewal",
    "save_profile": "awsguide.functions",
    "save_role_profile": "awsguide.functions_renewal",
    "save_session_profile": "awsguide.functions_session_token",
    "save_web_identity_profile": "awsguide.functions_renewal",
    "scan_for_keys": "awsguide.functions_long_term",
    "session_with_mfa": "awsguide.functions_session_token",
    "session_without_mfa": "awsguide.functions_session_token",
    "sign_in": "awsguide.functions",
    "sign_out": "awsguide.functions",
    "signed_request": "awsguide.functions",
    "take_back_key": "awsguide.functions_long_term",
    "trust_explained": "awsguide.functions_temporary",
    "undo": "awsguide.functions",
    "undo_rotation": "awsguide.functions_rotation",
    "web_claims": "awsguide.functions_web_identity",
    "web_identity_role": "awsguide.functions_web_identity",
    "web_identity_session": "awsguide.functions_web_identity",
    "web_token": "awsguide.functions_web_identity",
    "which_aws": "awsguide.widgets.cells",
    "who_am_i": "awsguide.functions_long_term",
    "whose_key": "awsguide.functions_long_term",
}

__all__ = sorted(_HOMES)  # noqa: PLE0605 - the table above is the list


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"awsguide has no {name!r}; it has {', '.join(__all__)}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
