"""The policy of an upload form: until when it is good, and what each of the form's fields has to be.

Whoever signs a form lets somebody else's browser upload with it; the policy is what that browser may not change. Pure:
the moment is an argument. It refuses to know whose key signed it.

Sources: 'POST policy' and 'Error responses' (S3 API reference, read 2026-11-26).
"""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from aws_sandbox.protocol.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

# Fields that a form may have without a condition for them; and any whose name begins with the prefix.
_FREE = frozenset({"awsaccesskeyid", "file", "policy", "signature", "x-amz-signature"})
_IGNORED = "x-ignore-"
_RANGE = "content-length-range"


def check(encoded: str, fields: Mapping[str, str], size: int, now: float) -> None:
    """Hold a form to its policy; raises `Refusal`.

    `encoded` is base64 of JSON. `fields` by names in lower case, `bucket` among them; `size` of the file in bytes;
    `now` in seconds since 1970.
    """
    policy = _read(encoded)
    if _expiration(policy) <= now:
        raise _refused("Policy expired.")
    named: set[str] = set()
    for condition in policy["conditions"]:
        if isinstance(condition, dict):
            rows: list[list[Any]] = [["eq", f"${name}", value] for name, value in condition.items()]
        elif isinstance(condition, list) and len(condition) == 3:
            rows = [condition]
        else:
            raise _unreadable()
        for kind, left, right in rows:
            if kind == _RANGE:
                _check_size(left, right, size)
            else:
                named.add(_field(left))
                _check_field(kind, left, right, fields)
    extra = [
        name for name in fields if name not in named | _FREE | {"bucket"} and not name.startswith(_IGNORED)
    ]
    if extra:
        raise _refused(f"Extra input fields: {', '.join(extra)}")


def _read(encoded: str) -> dict[str, Any]:
    try:
        policy = json.loads(base64.b64decode(encoded, validate=False))
    except (ValueError, RecursionError):
        raise _unreadable() from None
    if not isinstance(policy, dict) or not isinstance(policy.get("conditions"), list):
        raise _unreadable()
    return policy


def _expiration(policy: Mapping[str, Any]) -> float:
    try:
        moment = datetime.fromisoformat(str(policy.get("expiration")))
    except ValueError:
        raise _unreadable("Invalid 'expiration' value.") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _field(left: Any) -> str:
    if not isinstance(left, str) or not left.startswith("$"):
        raise _unreadable()
    return left[1:].lower()


def _check_field(kind: Any, left: str, right: Any, fields: Mapping[str, str]) -> None:
    if kind not in ("eq", "starts-with") or not isinstance(right, str):
        raise _unreadable()
    value = fields.get(_field(left), "")
    # One field may name several types, each of which has to be covered.
    values = value.split(",") if _field(left) == "content-type" and kind == "starts-with" else [value]
    if not all(part == right if kind == "eq" else part.strip().startswith(right) for part in values):
        raise _refused(f"Policy Condition failed: {json.dumps([kind, left, right])}")


def _check_size(smallest: Any, largest: Any, size: int) -> None:
    try:
        low, high = int(smallest), int(largest)
    except (TypeError, ValueError):
        raise _unreadable() from None
    if size > high:
        raise Refusal(
            code="EntityTooLarge", message="Your proposed upload exceeds the maximum allowed size", status=400
        )
    if size < low:
        raise Refusal(
            code="EntityTooSmall",
            message="Your proposed upload is smaller than the minimum allowed size",
            status=400,
        )


def _refused(why: str) -> Refusal:
    return Refusal(code="AccessDenied", status=403, message=f"Invalid according to Policy: {why}")


def _unreadable(why: str = "The policy is not valid JSON, or a condition has another form.") -> Refusal:
    return Refusal(code="InvalidPolicyDocument", status=400, message=f"Invalid Policy: {why}")
