"""Names of profiles for roles, made by a template: one name a role, and the same one run after run.

What no config file can carry is left out of a name; where that makes two alike, each says what tells it apart.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping

from awsguide.config.names import check_profile_name, name_part
from awsguide.core.model import Account, Role
from awsguide.explanations import explain

DEFAULT_TEMPLATE = "{account}-{role}"
_FIELD = re.compile(r"\{([^{}]*)\}")
_FIELDS = frozenset({"account", "account_id", "role"})


def check_template(template: str) -> str:
    """`template` when it has fields and only known ones; raises `BadInput`."""
    fields = _FIELD.findall(template)
    unknown = [found for found in fields if found not in _FIELDS]
    detail = f"it has {{{unknown[0]}}}, which is not one of its fields" if unknown else ""
    if not fields:
        detail = "every profile would have the same name"
    elif set(_FIELD.sub("", template)) & {"{", "}"}:
        detail = "it has a brace that does not belong to a field"
    if detail:
        raise explain("profile-template", template=template, detail=detail)
    return template


def profile_names(accounts: Iterable[Account], template: str = DEFAULT_TEMPLATE) -> dict[str, Role]:
    """A role by the name of its profile. Raises `BadInput` for a template that gives two roles one name."""
    check_template(template)
    accounts = tuple(accounts)
    account_parts = _parts({account.account_id: (account.name, account.account_id) for account in accounts})
    roles = [role for account in accounts for role in account.roles]
    # What of a role's name is lost differs from what another's loses.
    role_parts = _parts(
        {
            role.role_name: (role.role_name, hashlib.sha256(role.role_name.encode()).hexdigest()[:8])
            for role in roles
        }
    )
    found: dict[str, list[tuple[str, Role]]] = {}
    for role in roles:
        values = {
            "account": account_parts[role.account_id],
            "account_id": role.account_id,
            "role": role_parts[role.role_name],
        }
        name = check_profile_name(_FIELD.sub(lambda match: values[match[1]], template))  # noqa: B023 - used at once
        found.setdefault(name.casefold(), []).append((name, role))
    twice = [named for named in found.values() if len(named) > 1]
    if twice:
        examples = "; ".join(
            f"{named[0][0]} for {' and '.join(f'{role.role_name} in {role.account_id}' for _, role in named[:2])}"
            for named in twice[:3]
        )
        raise explain("profile-names-collide", template=template, count=str(len(twice)), examples=examples)
    return dict(named[0] for named in found.values())


def _parts(texts: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """The part of a name for each key, from its text and what tells it from others that look the same."""
    plain = {key: name_part(text, distinct) for key, (text, distinct) in texts.items()}
    seen = Counter(part.casefold() for part in plain.values())
    return {
        key: plain[key] if seen[plain[key].casefold()] == 1 else name_part(text, distinct, (text,))
        for key, (text, distinct) in texts.items()
    }
