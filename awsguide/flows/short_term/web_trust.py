"""A token's claims beside a role's trust policy: what each condition asks for, and what the token says.

A reading from outside, of a policy that one may see; AWS decides. Nothing here calls, and no signature is looked at.
Source: 'Create a role for OpenID Connect federation' (IAM user guide), 2026-11-26.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from awsguide.flows.policies.condition import Seen, holds, like
from awsguide.flows.policies.trust import as_of, statements
from awsguide.flows.short_term.web_identity import SHOWN, Claims

ACTION = "sts:AssumeRoleWithWebIdentity"


@dataclass(frozen=True)
class ConditionRow:
    """One condition of a statement that is about this issuer: `fits` None means that it cannot be judged here."""

    statement: str
    operator: str
    key: str
    claim: str
    wanted: tuple[str, ...]
    fits: bool | None


@dataclass(frozen=True)
class WebTrust:
    """What a role's trust policy says to a token: an entry of `about` per statement about its issuer, whether it fits.

    `open_to_all` says that one of them asks for no `sub`: then every token of that issuer and audience gets in.
    """

    about: tuple[bool | None, ...]
    rows: tuple[ConditionRow, ...]
    open_to_all: bool = False

    def of(self, claim: str) -> tuple[ConditionRow, ...]:
        """The conditions on one claim."""
        return tuple(row for row in self.rows if row.claim == claim)

    @property
    def audiences(self) -> tuple[str, ...]:
        """The audiences that are asked for by name; none when wildcards are allowed or nothing is asked."""
        asked = [row for row in self.of("aud") if row.operator == "StringEquals"]
        return tuple(dict.fromkeys(value for row in asked for value in row.wanted))

    def words(self) -> str:
        """What comes of it, in a sentence."""
        if not self.about:
            return "No statement of the trust policy is about this issuer."
        if True in self.about:
            more = ", and there is no condition on sub: any token of this issuer would fit"
            return f"Every condition of a statement fits{more if self.open_to_all else ''}."
        if None in self.about:
            return "Not every condition can be judged here; AWS will."
        misses = dict.fromkeys(row.claim for row in self.rows if row.fits is False)
        return f"The condition on {' and on '.join(misses)} does not hold."


def compare(document: str, claims: Claims) -> WebTrust:
    """Read a trust policy (JSON) for a token of these claims."""
    seen = as_of(document, _seen(claims))
    about = [row for row in statements(document) if _is_about(row, claims)]
    found: list[tuple[ConditionRow, ...]] = []
    for number, statement in enumerate(about, start=1):
        name = str(statement.get("Sid") or f"statement {number}")
        found.append(
            tuple(
                ConditionRow(
                    name, operator, key, _claim(key, claims), wanted, holds(operator, key, wanted, seen)
                )
                for operator, key, wanted in _asked(statement)
            )
        )
    return WebTrust(
        tuple(_together(rows) for rows in found),
        tuple(row for rows in found for row in rows),
        any(all(row.claim != "sub" for row in rows) for rows in found),
    )


def _together(rows: tuple[ConditionRow, ...]) -> bool | None:
    """Whether a whole statement fits: one condition that does not is enough for a no."""
    fits = [row.fits for row in rows]
    return False if False in fits else None if None in fits else True


def _seen(claims: Claims) -> Seen:
    values = {
        f"{claims.provider}:{name}".lower(): tuple(map(str, value))
        if isinstance(value, list)
        else (str(value),)
        for name, value in claims.everything.items()
        if isinstance(value, str | list)
    }
    return Seen(values, (f"{claims.provider}:".lower(),))


def _is_about(statement: Mapping[str, Any], claims: Claims) -> bool:
    if statement.get("Effect") != "Allow":
        return False
    principal = statement.get("Principal")
    named = _list(principal.get("Federated")) if isinstance(principal, dict) else []
    actions = _list(statement.get("Action"))
    return any(name.endswith(f":oidc-provider/{claims.provider}") for name in named) and any(
        like(ACTION, pattern, fold=True) for pattern in actions
    )


def _asked(statement: Mapping[str, Any]) -> list[tuple[str, str, tuple[str, ...]]]:
    found = statement.get("Condition")
    if not isinstance(found, dict):
        return []
    return [
        (operator, key, tuple(_list(wanted)))
        for operator, keys in found.items()
        if isinstance(keys, dict)
        for key, wanted in keys.items()
    ]


def _claim(key: str, claims: Claims) -> str:
    prefix, _, name = key.rpartition(":")
    return name if prefix.lower() == claims.provider.lower() else key


def _list(value: object) -> list[str]:
    items = value if isinstance(value, list) else [] if value is None else [value]
    return [str(item) for item in items]


def asked_words(row: ConditionRow) -> str:
    """A condition for a person: 'StringEquals sts.amazonaws.com'; long values are cut."""
    wanted = " or ".join(text if len(text) <= SHOWN else f"{text[:SHOWN]}…" for text in row.wanted)
    return f"{row.operator} {wanted}"
