"""Policy documents as statements, and whether a statement covers a request.

A statement that does not cover a request says why, in words. This module refuses to combine statements: that is the
decision's, in `policy`.

Sources: 'IAM JSON policy elements reference', 'AWS JSON policy elements: Principal', '... Resource' (IAM user guide,
read 2026-11-30).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from aws_sandbox.access.conditions import holds, read_as, substitute
from aws_sandbox.access.wildcards import like
from aws_sandbox.remembering import remembered

if TYPE_CHECKING:
    from collections.abc import Mapping

_VARIABLES_SINCE = "2012-10-17"
# What two companies agree on between them: neither what was given nor what is wanted is ever said.
_AGREED = frozenset({"sts:externalid"})


class Kind(Enum):
    """The kinds of policies, in the words of AWS's error messages."""

    IDENTITY = "identity-based policy"
    RESOURCE = "resource-based policy"
    BOUNDARY = "permissions boundary"
    SESSION = "session policy"
    ORGANIZATION = "service control policy"
    RESOURCE_CONTROL = "resource control policy"
    TRUST = "role trust policy"


class Reach(Enum):
    """How a Principal element covers the caller: by name, as anybody, by whose session it is, or by their account.

    The first three grant by themselves within an account, the first two even where a boundary or a session policy does
    not; the last one leaves the decision to the account's own identity-based policies.
    """

    NAMED = "named"
    ANYBODY = "anybody"
    SOURCE = "source"
    ACCOUNT = "account"


@dataclass(frozen=True)
class Caller:
    """Who asks: their account, and every name a Principal element may have for them ('arn:...', service, issuer).

    `kind` is the Principal element's key: AWS, Service or Federated. `source` is the ARN of the role a session is of,
    or of the user a federated user's is: a resource-based policy that names it, not the session, leaves boundary and
    session policies in force. `bounded` says that a permissions boundary is set, `anonymous` that
    nobody signed: only what is given to anybody is given to them.
    """

    account_id: str
    names: frozenset[str]
    kind: str = "AWS"
    source: str = ""
    bounded: bool = False
    anonymous: bool = False


@dataclass(frozen=True)
class Request:
    """One question: may `caller` do `action` ('s3:GetObject') to `resource` (an ARN, or '*')?

    `context` is keyed in lower case.
    """

    action: str
    resource: str
    context: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    caller: Caller | None = None


class Element(Enum):
    """The element of a statement for which it does not apply to a request."""

    PRINCIPAL = "principal"
    ACTION = "action"
    RESOURCE = "resource"
    CONDITION = "condition"


@dataclass(frozen=True)
class Mismatch:
    """Why a statement does not apply: the element, and what is the matter with it in words."""

    element: Element
    words: str


@dataclass(frozen=True)
class Statement:
    """One statement of a policy, the `index`-th from 0; None where it has no such element."""

    index: int
    sid: str
    allows: bool
    actions: tuple[str, ...] | None
    not_actions: tuple[str, ...] | None
    resources: tuple[str, ...] | None
    not_resources: tuple[str, ...] | None
    principals: Mapping[str, tuple[str, ...]] | None
    not_principals: Mapping[str, tuple[str, ...]] | None
    conditions: tuple[tuple[str, str, tuple[str, ...]], ...]
    variables: bool

    def mismatch(self, request: Request) -> Mismatch | None:
        """Say why the statement does not apply to the request, None if it does."""
        if not self._covers_action(request.action):
            return Mismatch(Element.ACTION, f"does not name the action {request.action}")
        if not self._covers_principal(request.caller):
            return Mismatch(Element.PRINCIPAL, "does not name the principal")
        if not self._covers_resource(request):
            return Mismatch(Element.RESOURCE, f"does not cover the resource {request.resource}")
        unmet = [
            self._unmet(name, key, wanted, request.context)
            for name, key, wanted in self.conditions
            if not holds(name, key, wanted, request.context, variables=self.variables)
        ]
        return Mismatch(Element.CONDITION, "; ".join(unmet)) if unmet else None

    def reach(self, caller: Caller) -> Reach | None:
        """Say how the Principal element covers the caller; None if it does not or there is none."""
        if self.principals is None:
            return None
        named = self.principals.get(caller.kind, ())
        if caller.names.intersection(named):
            return Reach.SOURCE if caller.names.intersection(named) == {caller.source} else Reach.NAMED
        if "*" in named or "*" in self.principals.get("*", ()):
            return Reach.ANYBODY
        if caller.kind == "AWS":
            account = {caller.account_id, f"arn:aws:iam::{caller.account_id}:root"}
            if account.intersection(named):
                return Reach.ACCOUNT
        return None

    def _covers_action(self, action: str) -> bool:
        if self.actions is not None:
            return self._names(action)
        return self.not_actions is not None and not self._names(action)

    def _names(self, action: str) -> bool:
        service = action.partition(":")[0].lower()
        patterns = (*self._patterns.get(service, ()), *self._patterns.get("*", ()))
        return any(like(action, pattern, fold=True) for pattern in patterns)

    @cached_property
    def _patterns(self) -> Mapping[str, tuple[str, ...]]:
        """The actions by service, '*' for those of any: some of AWS's policies name three thousand."""
        found: dict[str, list[str]] = {}
        for pattern in self.actions if self.actions is not None else self.not_actions or ():
            service = pattern.partition(":")[0].lower()
            found.setdefault("*" if "*" in service or "?" in service else service, []).append(pattern)
        return {service: tuple(patterns) for service, patterns in found.items()}

    def _covers_principal(self, caller: Caller | None) -> bool:
        if self.not_principals is not None:
            return caller is None or not self._spares(self.not_principals, caller)
        return self.principals is None or (caller is not None and self.reach(caller) is not None)

    def _spares(self, principals: Mapping[str, tuple[str, ...]], caller: Caller) -> bool:
        """Say whether NotPrincipal means the caller.

        A deny spares only whom it names in full, account and role and session, and nobody who has a boundary.
        """
        named = {*principals.get(caller.kind, ()), *principals.get("*", ())}
        account = {caller.account_id, f"arn:aws:iam::{caller.account_id}:root"}
        if "*" in named:
            return True
        if self.allows or caller.kind != "AWS":
            return bool(named & {*caller.names, *account})
        return not caller.bounded and bool(named & account) and caller.names <= named | account

    def _covers_resource(self, request: Request) -> bool:
        if self.resources is not None:
            return any(self._is_like(request, pattern) for pattern in self.resources)
        if self.not_resources is not None:
            return not any(self._is_like(request, pattern) for pattern in self.not_resources)
        # Trust policies have no Resource: they are about the role they are attached to.
        return True

    def _is_like(self, request: Request, pattern: str) -> bool:
        resolved = substitute(pattern, request.context) if self.variables else pattern
        return resolved is not None and like(request.resource, resolved)

    def _unmet(
        self, name: str, key: str, wanted: tuple[str, ...], context: Mapping[str, tuple[str, ...]]
    ) -> str:
        seen = context.get(key.lower())
        if key.lower() in _AGREED:
            plain = "not" not in name.lower() and "null" not in name.lower()
            found = (
                "is not in the request"
                if seen is None
                else "is another one"
                if plain
                else "is in the request"
            )
            return f"its condition {name} {key} does not hold: {key} {found}"
        found = "is not in the request" if seen is None else f"is {', '.join(seen)}"
        told = [read_as(want, context, hidden=_AGREED) if self.variables else want for want in wanted]
        return f"its condition {name} {key} = {', '.join(told)} does not hold: {key} {found}"


@dataclass(frozen=True)
class Policy:
    """A policy that was read.

    `name` says which one it is, for people; `owner` what it is attached to ('user dana') and `attached_to` that one's
    ARN, `arn` the policy's own, each '' where there is none to name.
    """

    name: str
    kind: Kind
    statements: tuple[Statement, ...]
    owner: str = ""
    arn: str = ""
    document: str = field(default="", repr=False)
    attached_to: str = ""

    @cached_property
    def asks_for_tags(self) -> bool:
        """Whether a condition or a variable is about the tags of a resource; looking them up takes time."""
        lowered = self.document.lower()
        return "resourcetag/" in lowered or "existingobjecttag/" in lowered


# What trusts nobody, because it is not there.
ABSENT_ROLE = Policy("no such role", Kind.TRUST, ())


# The longest that AWS takes; simulations may bring longer ones.
@remembered(512, longest=20_480)
def read(
    name: str, kind: Kind, document: str, *, owner: str = "", arn: str = "", attached_to: str = ""
) -> Policy:
    """Read a policy document (JSON); one that is malformed has no statements, and so allows nothing."""
    try:
        parsed = json.loads(document)
    except (ValueError, RecursionError):
        parsed = None
    if not isinstance(parsed, dict):
        return Policy(name, kind, (), owner, arn, document, attached_to)
    variables = parsed.get("Version") == _VARIABLES_SINCE
    statements = parsed.get("Statement", [])
    rows = statements if isinstance(statements, list) else [statements]
    read_rows = tuple(
        _statement(index, row, variables=variables) for index, row in enumerate(rows) if _is_statement(row)
    )
    return Policy(name, kind, read_rows, owner, arn, document, attached_to)


def _is_statement(row: Any) -> bool:
    return isinstance(row, dict) and row.get("Effect") in ("Allow", "Deny")


def _statement(index: int, row: Mapping[str, Any], *, variables: bool) -> Statement:
    return Statement(
        index=index,
        sid=str(row.get("Sid", "")),
        allows=row.get("Effect") == "Allow",
        actions=_texts(row.get("Action")),
        not_actions=_texts(row.get("NotAction")),
        resources=_arns(row.get("Resource")),
        not_resources=_arns(row.get("NotResource")),
        principals=_principals(row.get("Principal")),
        not_principals=_principals(row.get("NotPrincipal")),
        conditions=tuple(_conditions(row.get("Condition"))),
        variables=variables,
    )


def _texts(value: Any) -> tuple[str, ...] | None:
    if value is None:
        return None
    values = value if isinstance(value, list) else [value]
    return tuple(str(item).lower() if isinstance(item, bool) else str(item) for item in values)


def _arns(value: Any) -> tuple[str, ...] | None:
    texts = _texts(value)
    return None if texts is None else tuple(map(whole_arn, texts))


def whole_arn(text: str) -> str:
    """Return a Resource with the fields that its ARN lacks: AWS completes `arn:aws:sqs` to `arn:aws:sqs:*:*:*`."""
    fields = text.split(":")
    return text if fields[0] != "arn" else ":".join(fields + ["*"] * (6 - len(fields)))


def _principals(value: Any) -> Mapping[str, tuple[str, ...]] | None:
    if value is None:
        return None
    if isinstance(value, dict):
        return {str(kind): _texts(names) or () for kind, names in value.items()}
    return {"*": _texts(value) or ()}


def _conditions(value: Any) -> list[tuple[str, str, tuple[str, ...]]]:
    if value is None:
        return []
    if not isinstance(value, dict):
        return [("malformed", "Condition", ())]
    return [
        (str(name), str(key), _texts(wanted) or ())
        for name, keys in value.items()
        for key, wanted in (keys.items() if isinstance(keys, dict) else [("Condition", None)])
    ]
