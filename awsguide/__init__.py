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
    "ConsolePanel": "awsguide.widgets.console.row",
    "CreateKeyPanel": "awsguide.widgets.long_term.create_key",
    "DecisionTable": "awsguide.widgets.chooser",
    "GuideError": "awsguide.errors",
    "LessonPanel": "awsguide.widgets.lessons.lesson",
    "LongTermPanel": "awsguide.widgets.long_term.row",
    "RoleRequest": "awsguide.model",
    "RootPanel": "awsguide.widgets.root.row",
    "RotationPanel": "awsguide.widgets.long_term.rotation",
    "SsoSession": "awsguide.model",
    "TemporaryPanel": "awsguide.widgets.temporary.row",
    "WorkforcePanel": "awsguide.widgets.workforce.row",
    "accounts_and_roles": "awsguide.functions",
    "assume_chain": "awsguide.functions.temporary",
    "assume_role": "awsguide.functions.temporary",
    "boto3_session": "awsguide.functions",
    "check": "awsguide.lessons.lesson",
    "console_session": "awsguide.functions.console",
    "console_sign_in": "awsguide.functions.console",
    "console_sign_out": "awsguide.functions.console",
    "create_key": "awsguide.functions.rotation",
    "deactivate_root_key": "awsguide.functions.root",
    "delete_member_root_keys": "awsguide.functions.root",
    "delete_root_key": "awsguide.functions.root",
    "explained": "awsguide.widgets.cells",
    "federation_token": "awsguide.functions.session_token",
    "hint": "awsguide.lessons.lesson",
    "insist_on_rotation": "awsguide.functions.rotation",
    "key_places": "awsguide.functions.long_term",
    "key_rotation": "awsguide.functions.rotation",
    "key_verdict": "awsguide.functions.long_term",
    "keys_of_account": "awsguide.functions.long_term",
    "keys_of_user": "awsguide.functions.long_term",
    "lesson_folder": "awsguide.edges.lesson_folder",
    "lesson_token": "awsguide.functions.web_identity",
    "member_roots": "awsguide.functions.root",
    "mfa_devices": "awsguide.functions.session_token",
    "open_console": "awsguide.functions.console_link",
    "own_keys": "awsguide.functions.long_term",
    "reactivate_root_key": "awsguide.functions.root",
    "renewing_role_session": "awsguide.functions.renewal",
    "reset": "awsguide.lessons.lesson",
    "retire_leaked_key": "awsguide.functions.long_term",
    "role_request": "awsguide.functions.temporary",
    "role_session": "awsguide.functions",
    "roles_one_can_see": "awsguide.functions.temporary",
    "root_user": "awsguide.functions.root",
    "rotate_key": "awsguide.functions.rotation",
    "run_program": "awsguide.edges.programs",
    "save_console_profile": "awsguide.functions.console",
    "save_process_profile": "awsguide.functions.renewal",
    "save_profile": "awsguide.functions",
    "save_role_profile": "awsguide.functions.renewal",
    "save_session_profile": "awsguide.functions.session_token",
    "save_web_identity_profile": "awsguide.functions.renewal",
    "scan_for_keys": "awsguide.functions.long_term",
    "session_with_mfa": "awsguide.functions.session_token",
    "session_without_mfa": "awsguide.functions.session_token",
    "sign_in": "awsguide.functions",
    "sign_out": "awsguide.functions",
    "signed_request": "awsguide.functions",
    "solution": "awsguide.lessons.lesson",
    "start": "awsguide.lessons.lesson",
    "take_back_key": "awsguide.functions.long_term",
    "trust_explained": "awsguide.functions.temporary",
    "undo": "awsguide.functions",
    "undo_rotation": "awsguide.functions.rotation",
    "web_claims": "awsguide.functions.web_identity",
    "web_identity_role": "awsguide.functions.web_identity",
    "web_identity_session": "awsguide.functions.web_identity",
    "web_token": "awsguide.functions.web_identity",
    "which_aws": "awsguide.widgets.cells",
    "who_am_i": "awsguide.functions.long_term",
    "whose_key": "awsguide.functions.long_term",
}

__all__ = sorted(_HOMES)  # noqa: PLE0605 - the table above is the list


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"awsguide has no {name!r}; it has {', '.join(__all__)}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
