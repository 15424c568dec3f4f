"""The two features of centralized root access, and for which organization they are on."""

from __future__ import annotations

from typing import Any

from moto.organizations.models import organizations_backends

SERVICE = "iam.amazonaws.com"
CREDENTIALS, SESSIONS = "RootCredentialsManagement", "RootSessions"


class RootAccess:
    """Which features are on, by the management account of the organization."""

    def __init__(self) -> None:
        self._features: dict[str, set[str]] = {}

    def enabled(self, management: str) -> set[str]:
        """Return the features that are on; the set itself, to be changed."""
        return self._features.setdefault(management, set())

    def centralize(self, management: str, now: float) -> None:
        """Let an organization trust IAM and switch both features on, without asking anybody; `now` in seconds, UTC."""
        trust: dict[str, Any] = {"ServicePrincipal": SERVICE, "DateEnabled": now}
        organizations_backends[management]["aws"].services.append(trust)
        self.enabled(management).update((CREDENTIALS, SESSIONS))
