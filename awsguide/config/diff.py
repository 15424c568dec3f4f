"""What an edit changes, as a person sees it before it is written: a unified diff with every secret masked.

The comparison is made on the texts as they are, the showing on masked ones: a changed secret is a changed line, and
neither the old nor the new value is in it.
"""

from __future__ import annotations

import difflib
import re
from typing import Literal

from awsguide.config import ini
from awsguide.config.names import TOKENS
from awsguide.core.masking import masked as mask_words
from awsguide.core.secret import MASK

Tag = Literal["replace", "delete", "insert", "equal"]

SECRET_KEYS = frozenset({"aws_secret_access_key", *TOKENS})

# A key that was commented out is still a key; a name that this guide has never heard of may hold a secret as well.
_SECRET_LINE = re.compile(
    rf"(?P<before>[\s#;]*(?:{'|'.join(sorted(SECRET_KEYS))}|[\w-]*(?:secret|password))"
    r"\s*[=:]\s*)(?P<secret>\S.*)",
    re.IGNORECASE,
)
# Secret access keys are 40 such characters, session tokens are longer.
_LOOKS_SECRET = re.compile(r"(?<![A-Za-z0-9/+=])[A-Za-z0-9/+=]{40,}(?![A-Za-z0-9/+=])")
_MANY_LINES = 1000
_NOT_UTF_8 = re.compile("[\udc80-\udcff]")


def is_secret_key(key: str) -> bool:
    """Whether the value of this setting is never shown."""
    return key in SECRET_KEYS or key.endswith(("secret", "password"))


def masked(text: str) -> list[str]:
    """The lines of `text`, without their ends, secrets masked; as many as `ini.split_lines` gives."""
    lines = ini.split_lines(text)
    hidden = {
        index
        for section in ini.parse(text).sections
        for option in section.options.values()
        if is_secret_key(option.key)
        for index in option.continuation
    }
    return [
        ini.indent_of(line) + MASK if index in hidden else _mask(line) for index, line in enumerate(lines)
    ]


def _mask(line: str) -> str:
    found = _SECRET_LINE.match(line.rstrip("\r\n"))
    shown = found["before"] + MASK if found else line.rstrip("\r\n")
    return _NOT_UTF_8.sub("\ufffd", _LOOKS_SECRET.sub(MASK, mask_words(shown, key_ids=False)))


def unified_diff(old: str, new: str, name: str = "config", context: int = 3) -> str:
    """The change from `old` to `new` as a unified diff with secrets masked; empty when they are the same."""
    before, after = ini.split_lines(old), ini.split_lines(new)
    shown_before, shown_after = masked(old), masked(new)
    out = []
    for group in _Lines(before, after).get_grouped_opcodes(context):
        first, last = group[0], group[-1]
        out.append(f"@@ -{_span(first[1], last[2])} +{_span(first[3], last[4])} @@")
        for tag, old_from, old_to, new_from, new_to in group:
            if tag == "equal":
                out += [f" {line}" for line in shown_before[old_from:old_to]]
            else:
                out += [f"-{line}" for line in shown_before[old_from:old_to]]
                out += [f"+{line}" for line in shown_after[new_from:new_to]]
    return "\n".join([f"--- {name}", f"+++ {name}", *out, ""]) if out else ""


class _Lines(difflib.SequenceMatcher[str]):
    """Compares lines as difflib does, but not what both begin and end with: a file may have thousands of them."""

    def __init__(self, before: list[str], after: list[str]) -> None:
        super().__init__(None, before, after)
        self._texts = before, after

    def get_opcodes(self) -> list[tuple[Tag, int, int, int, int]]:
        before, after = self._texts
        shorter = min(len(before), len(after))
        head = next((at for at in range(shorter) if before[at] != after[at]), shorter)
        tail = next((at for at in range(shorter - head) if before[-at - 1] != after[-at - 1]), shorter - head)
        old_end, new_end = len(before) - tail, len(after) - tail
        # In a long text, lines that stand in every profile are no landmarks: comparing them all takes minutes.
        many = max(old_end, new_end) - head > _MANY_LINES
        between = difflib.SequenceMatcher(None, before[head:old_end], after[head:new_end], autojunk=many)
        whole: list[tuple[Tag, int, int, int, int]] = [
            ("equal", 0, head, 0, head),
            *((tag, a + head, b + head, c + head, d + head) for tag, a, b, c, d in between.get_opcodes()),
            ("equal", old_end, len(before), new_end, len(after)),
        ]
        return [code for code in whole if code[1] < code[2] or code[3] < code[4]]


def _span(start: int, stop: int) -> str:
    """A range of lines as diffs write it: from 1; an empty range names the line before it."""
    length = stop - start
    if length == 1:
        return str(start + 1)
    return f"{start + 1 if length else start},{length}"
