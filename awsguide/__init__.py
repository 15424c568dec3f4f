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
    "BoardPanel": "awsguide.panels.lessons.board",
    "Chooser": "awsguide.panels.chooser",
    "CleanUpPanel": "awsguide.panels.lessons.clean_up",
    "ConsolePanel": "awsguide.panels.console.row",
    "CreateKeyPanel": "awsguide.panels.long_term.create_key",
    "DecisionTable": "awsguide.panels.chooser",
    "DiagnosePanel": "awsguide.panels.diagnose",
    "GuideError": "awsguide.core.errors",
    "LessonPanel": "awsguide.panels.lessons.lesson",
    "InventoryPanel": "awsguide.panels.inventory",
    "LongTermPanel": "awsguide.panels.long_term.row",
    "PredictPanel": "awsguide.panels.lessons.predict",
    "RoleRequest": "awsguide.core.model",
    "RootPanel": "awsguide.panels.root.row",
    "RotationPanel": "awsguide.panels.long_term.rotation",
    "ShortTermPanel": "awsguide.panels.short_term.row",
    "SsoSession": "awsguide.core.model",
    "WhichPanel": "awsguide.panels.which",
    "WorkforcePanel": "awsguide.panels.workforce.row",
    "accounts_and_roles": "awsguide.api.workforce",
    "arm": "awsguide.lessons.trainer",
    "ask_real_clients": "awsguide.api.which",
    "assume_chain": "awsguide.api.short_term",
    "assume_role": "awsguide.api.short_term",
    "boto3_session": "awsguide.api.perform",
    "check": "awsguide.lessons.lesson",
    "clean_up": "awsguide.lessons.ledger",
    "console_session": "awsguide.api.console",
    "console_sign_in": "awsguide.api.console",
    "console_sign_out": "awsguide.api.console",
    "create_key": "awsguide.api.long_term.rotation",
    "credentials_on_this_machine": "awsguide.api.inventory",
    "deactivate_root_key": "awsguide.api.root",
    "delete_member_root_keys": "awsguide.api.root",
    "delete_root_key": "awsguide.api.root",
    "diagnose": "awsguide.api.diagnosis",
    "disarm": "awsguide.lessons.trainer",
    "error_report": "awsguide.api.reporting",
    "explained": "awsguide.panels.cells",
    "export_progress": "awsguide.lessons.trainer",
    "faults": "awsguide.lessons.trainer",
    "federation_token": "awsguide.api.short_term.session_token",
    "glossary": "awsguide.panels.lessons.course",
    "hint": "awsguide.lessons.lesson",
    "insist_on_rotation": "awsguide.api.long_term.rotation",
    "key_places": "awsguide.api.long_term",
    "key_rotation": "awsguide.api.long_term.rotation",
    "key_verdict": "awsguide.api.long_term",
    "keys_of_account": "awsguide.api.long_term",
    "keys_of_user": "awsguide.api.long_term",
    "lesson_folder": "awsguide.adapters.files.lesson_folder",
    "lesson_token": "awsguide.api.short_term.web_identity",
    "member_roots": "awsguide.api.root",
    "mfa_devices": "awsguide.api.short_term.session_token",
    "objectives": "awsguide.panels.lessons.course",
    "open_console": "awsguide.api.console.link",
    "own_keys": "awsguide.api.long_term",
    "progress_view": "awsguide.panels.lessons.course",
    "quiz": "awsguide.panels.lessons.course",
    "reactivate_root_key": "awsguide.api.root",
    "remove_credentials": "awsguide.api.inventory",
    "renewing_role_session": "awsguide.api.short_term.renewal",
    "reset": "awsguide.lessons.lesson",
    "retire_leaked_key": "awsguide.api.long_term",
    "role_request": "awsguide.api.short_term",
    "role_session": "awsguide.api.workforce",
    "roles_one_can_see": "awsguide.api.short_term",
    "root_user": "awsguide.api.root",
    "rotate_key": "awsguide.api.long_term.rotation",
    "run_check": "awsguide.api.diagnosis",
    "run_program": "awsguide.adapters.programs",
    "save_console_profile": "awsguide.api.console",
    "save_every_role": "awsguide.api.workforce",
    "save_process_profile": "awsguide.api.short_term.renewal",
    "save_profile": "awsguide.api.workforce",
    "save_role_profile": "awsguide.api.short_term.renewal",
    "save_session_profile": "awsguide.api.short_term.session_token",
    "save_web_identity_profile": "awsguide.api.short_term.renewal",
    "scan_for_keys": "awsguide.api.long_term",
    "scoped_session": "awsguide.api.short_term.session_token",
    "session_with_mfa": "awsguide.api.short_term.session_token",
    "session_without_mfa": "awsguide.api.short_term.session_token",
    "sign_in": "awsguide.api.workforce",
    "sign_out": "awsguide.api.workforce",
    "sign_out_credentials": "awsguide.api.inventory",
    "signed_request": "awsguide.api.workforce",
    "solution": "awsguide.lessons.lesson",
    "start": "awsguide.lessons.lesson",
    "start_over": "awsguide.lessons.ledger",
    "take_back_key": "awsguide.api.long_term",
    "takeaways": "awsguide.panels.lessons.course",
    "trust_explained": "awsguide.api.short_term",
    "undo": "awsguide.api.perform",
    "undo_rotation": "awsguide.api.long_term.rotation",
    "web_claims": "awsguide.api.short_term.web_identity",
    "web_identity_role": "awsguide.api.short_term.web_identity",
    "web_identity_session": "awsguide.api.short_term.web_identity",
    "web_token": "awsguide.api.short_term.web_identity",
    "which_aws": "awsguide.panels.cells",
    "which_credentials": "awsguide.api.which",
    "who_am_i": "awsguide.api.long_term",
    "whose_key": "awsguide.api.long_term",
}

__all__ = sorted(_HOMES)  # noqa: PLE0605 - the table above is the list


# What notebooks that were copied earlier import: the old name -> the name of today.
_EARLIER_NAMES = {"TemporaryPanel": "ShortTermPanel"}


def __getattr__(name: str) -> Any:
    name = _EARLIER_NAMES.get(name, name)
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"awsguide has no {name!r}; it has {', '.join(__all__)}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
