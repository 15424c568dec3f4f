"""The unique ids of users, groups and instance profiles, which begin as AWS's do: moto's are random letters alone.

A policy may name a user by it, so it has to look like one. This module refuses to give the same id twice: whoever is
made anew under an old name is somebody else.

Source: 'IAM identifiers', 'Understanding unique ID prefixes' (IAM user guide, read 2026-11-30). Read in moto 5.2.5:
iam/models.py, iam/utils.py.
"""

from __future__ import annotations

from functools import cache, wraps
from typing import Any


@cache
def teach() -> None:
    """Give moto's IAM the ids; once for the process."""
    from moto.iam.models import Group, InstanceProfile, User
    from moto.iam.utils import generate_access_key_id_from_account_id

    for kind, prefix in ((User, "AIDA"), (Group, "AGPA"), (InstanceProfile, "AIPA")):

        def named(
            self: Any, *given: Any, _made: Any = kind.__init__, _prefix: str = prefix, **more: Any
        ) -> None:
            _made(self, *given, **more)
            self.id = generate_access_key_id_from_account_id(self.account_id, prefix=_prefix, total_length=21)

        setattr(kind, "__init__", wraps(kind.__init__)(named))  # noqa: B010 - mypy knows no other way to say it
