"""The six digits of a virtual MFA device, as a pure function of its seed and the time (TOTP with HMAC-SHA-1).

Sources: RFC 4226 section 5.3, RFC 6238 section 4. This module refuses to remember anything and to read a clock.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

STEP_SECONDS = 30
DIGITS = 6


def step_at(seconds: float) -> int:
    """Return the number of the time step that `seconds` since 1970 lies in."""
    return int(seconds // STEP_SECONDS)


def code(seed: str, step: int) -> str:
    """Return the code of six digits for a time step; `seed` is base32. Raises ValueError where it is not."""
    key = base64.b32decode(seed + "=" * (-len(seed) % 8), casefold=True)
    digest = hmac.new(key, step.to_bytes(8, "big"), hashlib.sha1).digest()
    start = digest[-1] & 0x0F
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def is_code(seed: str, step: int, given: str) -> bool:
    """Say whether `given` is the code of this step, in a time that does not depend on it."""
    return hmac.compare_digest(code(seed, step).encode(), given.encode(errors="replace"))
