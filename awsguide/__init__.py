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
    "DecisionTable": "awsguide.widgets.chooser",
    "GuideError": "awsguide.errors",
    "RoleRequest": "awsguide.model",
    "SsoSession": "awsguide.model",
    "WorkforcePanel": "awsguide.widgets.workforce",
    "accounts_and_roles": "awsguide.functions",
    "boto3_session": "awsguide.functions",
    "console_session": "awsguide.functions_console",
    "console_sign_in": "awsguide.functions_console",
    "console_sign_out": "awsguide.functions_console",
    "explained": "awsguide.widgets.cells",
    "federation_token": "awsguide.functions_session_token",
    "mfa_devices": "awsguide.functions_session_token",
    "open_console": "awsguide.functions_console_link",
    "renewing_role_session": "awsguide.functions_renewal",
    "role_session": "awsguide.functions",
    "run_program": "awsguide.edges.programs",
    "save_console_profile": "awsguide.functions_console",
    "save_process_profile": "awsguide.functions_renewal",
    "save_profile": "awsguide.functions",
    "save_role_profile": "awsguide.functions_renewal",
    "save_web_identity_profile": "awsguide.functions_renewal",
    "session_with_mfa": "awsguide.functions_session_token",
    "session_without_mfa": "awsguide.functions_session_token",
    "sign_in": "awsguide.functions",
    "sign_out": "awsguide.functions",
    "signed_request": "awsguide.functions",
    "undo": "awsguide.functions",
    "web_claims": "awsguide.functions_web_identity",
    "web_identity_role": "awsguide.functions_web_identity",
    "web_identity_session": "awsguide.functions_web_identity",
    "web_token": "awsguide.functions_web_identity",
    "which_aws": "awsguide.widgets.cells",
}

__all__ = sorted(_HOMES)  # noqa: PLE0605 - the table above is the list


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"awsguide has no {name!r}; it has {', '.join(__all__)}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
