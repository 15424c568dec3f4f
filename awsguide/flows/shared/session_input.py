"""What STS takes in a request for a session, told before anything is sent: names, durations, MFA and tags.

Each function reads what a person typed and returns what is sent, or raises `BadInput` with what is wrong about it.
It refuses to know what AWS alone can: whether a device or a role exists.

Source: botocore's service model sts 2011-06-15; 'Rules for tagging in IAM and AWS STS' (IAM user guide); read
2026-11-26.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from awsguide.core.secret import Secret
from awsguide.explanations import explain

SHORTEST = 900
MOST_TAGS = 50
NAME = re.compile(r"[\w+=,.@-]{2,64}", re.ASCII)

_CLOCK = re.compile(
    r"(?:(?P<hours>\d+)\s*h(?:ours?|rs?)?)?\s*(?:(?P<minutes>\d+)\s*m(?:in(?:ute)?s?)?)?\s*"
    r"(?:(?P<seconds>\d+)\s*s(?:ec(?:ond)?s?)?)?",
    re.ASCII,
)
_ARN_OF_DEVICE = re.compile(r"arn:[\w-]+:iam::\d{12}:(?P<kind>[\w-]+)/\S+", re.ASCII)
_NUMBER_OF_DEVICE = re.compile(r"[\w+=/:,.@-]{9,256}", re.ASCII)


def read_seconds(given: str) -> int | None:
    """A duration in seconds: '3600', '45m', '1h', '1h30m', '1 hour'; None for nothing. Raises `BadInput`."""
    text = given.strip().lower()
    if not text:
        return None
    if re.fullmatch(r"\d+", text, re.ASCII):
        return int(text)
    # ISO 8601, as permission sets and some consoles write it: PT1H30M.
    found = _CLOCK.fullmatch(text.removeprefix("pt"))
    if found is None or not any(found.groups()):
        raise explain("duration-unclear", given=given.strip())
    hours, minutes, seconds = (int(found[name] or 0) for name in ("hours", "minutes", "seconds"))
    return hours * 3600 + minutes * 60 + seconds


def check_seconds(seconds: int | None, longest: int, why: str) -> None:
    """Raises `BadInput` for a duration under 900 seconds or over `longest`; `why` says where that limit is from."""
    if seconds is None or SHORTEST <= seconds <= longest:
        return
    detail = "AWS makes no session that is shorter than fifteen minutes." if seconds < SHORTEST else why
    raise explain(
        "duration-out-of-range",
        given=spoken(seconds),
        detail=detail,
        shortest=spoken(SHORTEST),
        longest=spoken(longest),
    )


def spoken(seconds: int) -> str:
    """A duration as one says it: '1 hour', '1 h 30 min', '15 minutes', '100 seconds'."""
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    if left or not seconds:
        return f"{seconds} seconds"
    if hours and minutes:
        return f"{hours} h {minutes} min"
    if hours:
        return "1 hour" if hours == 1 else f"{hours} hours"
    return "1 minute" if minutes == 1 else f"{minutes} minutes"


def check_session_name(name: str) -> None:
    """Raises `BadInput` for what cannot be a role session's name."""
    if not NAME.fullmatch(name):
        raise explain("session-name-shape", given=name, detail=name_trouble(name))


def name_trouble(name: str, shortest: int = 2, longest: int = 64) -> str:
    """What keeps `name` from being a name for STS, in a few words."""
    strange = sorted(set(re.sub(r"[\w+=,.@-]", "", name, flags=re.ASCII)))
    if not name:
        return "it is empty"
    if strange:
        return f"it has {' and '.join(_called(character) for character in strange[:3])} in it"
    count = "character" if len(name) == 1 else "characters"
    return f"it has {len(name):,} {count}, and {shortest} to {longest:,} are taken"


def _called(character: str) -> str:
    return "a space" if character == " " else "a line break" if character in "\r\n" else f"'{character}'"


def check_mfa(serial: str, code: Secret | None) -> None:
    """Raises `BadInput` for half of the two, for a code that is not six digits, and for a device without codes."""
    if not serial and code is None:
        return
    if code is None:
        raise explain("mfa-half", detail="a device, and no code")
    if not serial:
        raise explain("mfa-half", detail="a code, and no device that it belongs to")
    check_serial(serial)
    check_code(code)


def check_serial(serial: str) -> None:
    """Raises `BadInput` for what is neither the ARN of a virtual MFA device nor a hardware token's number."""
    arn = _ARN_OF_DEVICE.fullmatch(serial)
    if arn is not None and arn["kind"] == "mfa":
        return
    if arn is not None and arn["kind"] == "u2f":
        detail = "it is a passkey or security key, and these give no codes that a program could send"
    elif arn is not None:
        detail = f"it is the ARN of a {arn['kind']}"
    elif serial.startswith("arn:") or not _NUMBER_OF_DEVICE.fullmatch(serial):
        detail = "it is neither the ARN of a device nor the number of one"
    else:
        return
    raise explain("mfa-serial-shape", given=serial, detail=detail)


def check_code(code: Secret) -> None:
    """Raises `BadInput` for anything but six digits; the code itself is not quoted."""
    text = code.reveal()
    if re.fullmatch(r"[0-9]{6}", text, re.ASCII):
        return
    digits = sum(character.isdigit() for character in text)
    other = len(text) - digits
    detail = f"{digits} digit{'' if digits == 1 else 's'}"
    raise explain("mfa-code-shape", detail=f"{detail} and something else in it" if other else detail)


def read_code(given: str | Secret) -> Secret | None:
    """A code as it was typed, None for none: a device shows its digits in two groups, and people type what they see."""
    digits = "".join((given.reveal() if isinstance(given, Secret) else given).split())
    return Secret(digits) if digits else None


def read_tags(given: str | Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Session tags from 'key=value' texts, or one text of them: a line each, or parted by commas. Raises `BadInput`."""
    pairs = []
    for line in re.split(r"[\n,]+", given) if isinstance(given, str) else given:
        if not line.strip():
            continue
        key, sign, value = line.partition("=")
        if not sign:
            raise explain(
                "session-tags-shape", detail=f"'{line.strip()}' has no '=' between a key and its value."
            )
        pairs.append((key.strip(), value.strip()))
    return tuple(pairs)


def check_tags(tags: Sequence[tuple[str, str]], transitive: Sequence[str] = ()) -> None:
    """Raises `BadInput` for more than 50 tags, a key or value that AWS does not take, and a key that is there twice."""
    if len(tags) > MOST_TAGS:
        raise explain(
            "session-tags-shape", detail=f"There are {len(tags)} session tags, and 50 are the most."
        )
    seen: set[str] = set()
    for key, value in tags:
        trouble = _tag_trouble(key, value)
        if key.lower() in seen:
            trouble = f"The key '{key}' is there twice."
        if trouble:
            raise explain("session-tags-shape", detail=trouble)
        seen.add(key.lower())
    for key in transitive:
        if key.lower() not in seen:
            raise explain("transitive-unknown", key=key)


def _tag_trouble(key: str, value: str) -> str:
    if not 1 <= len(key) <= 128:
        return f"A key has {len(key)} characters, and 1 to 128 are taken."
    if len(value) > 256:
        return f"The value of '{key}' has {len(value)} characters, and 256 are the most."
    if key.lower().startswith("aws:") or value.lower().startswith("aws:"):
        return f"The tag '{key}' begins with 'aws:', which is reserved."
    for text, what in ((key, "key"), (value, f"value of '{key}'")):
        strange = [character for character in text if not _in_tags(character)]
        if strange:
            return f"The {what} has {_called(strange[0])} in it."
    return ""


def _in_tags(character: str) -> bool:
    # AWS's pattern: [\p{L}\p{Z}\p{N}_.:/=+\-@]
    return unicodedata.category(character)[0] in "LZN" or character in "_.:/=+-@"
