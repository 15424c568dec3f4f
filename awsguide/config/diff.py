"""What an edit changes, as a person sees it before it is written: a unified diff with every secret masked.

The comparison is made on the texts as they are, the showing on masked ones: a changed secret is a changed line, and
neither the old nor the new value is in it.
"""

from __future__ import annotations

import bisect
import difflib
import itertools
import re
from collections import Counter
from collections.abc import Iterator
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
# Without one of these words no setting of a text holds a secret by its name.
_SECRET_WORD = re.compile("secret|password|token", re.IGNORECASE)
# Secret access keys are 40 such characters, session tokens are longer.
_LOOKS_SECRET = re.compile(r"(?<![A-Za-z0-9/+=])[A-Za-z0-9/+=]{40,}(?![A-Za-z0-9/+=])")
# More lines than difflib compares in a moment.
_MANY_LINES = 200
_NOT_UTF_8 = re.compile("[\udc80-\udcff]")


def is_secret_key(key: str) -> bool:
    """Whether the value of this setting is never shown."""
    return key in SECRET_KEYS or key.endswith(("secret", "password"))


def masked(text: str) -> list[str]:
    """The lines of `text`, without their ends, secrets masked; as many as `ini.split_lines` gives."""
    lines = ini.split_lines(text)
    hidden = _continued_secrets(text)
    return [_shown(line, hidden=index in hidden) for index, line in enumerate(lines)]


def _continued_secrets(text: str) -> set[int]:
    """The lines (from 0) that continue a secret value of the line above."""
    if not _SECRET_WORD.search(text):
        return set()
    return {
        index
        for section in ini.parse(text).sections
        for option in section.options.values()
        if is_secret_key(option.key)
        for index in option.continuation
    }


def _shown(line: str, *, hidden: bool) -> str:
    return ini.indent_of(line) + MASK if hidden else _mask(line)


def _mask(line: str) -> str:
    found = _SECRET_LINE.match(line.rstrip("\r\n"))
    shown = found["before"] + MASK if found else line.rstrip("\r\n")
    return _NOT_UTF_8.sub("\ufffd", _LOOKS_SECRET.sub(MASK, mask_words(shown, key_ids=False)))


def unified_diff(old: str, new: str, name: str = "config", context: int = 3) -> str:
    """The change from `old` to `new` as a unified diff with secrets masked; empty when they are the same."""
    before, after = ini.split_lines(old), ini.split_lines(new)
    hidden_before, hidden_after = _continued_secrets(old), _continued_secrets(new)
    out = []
    for group in _Lines(before, after).get_grouped_opcodes(context):
        first, last = group[0], group[-1]
        out.append(f"@@ -{_span(first[1], last[2])} +{_span(first[3], last[4])} @@")
        for tag, old_from, old_to, new_from, new_to in group:
            # Only what is shown is masked: a file may have thousands of other lines.
            theirs = [_shown(before[at], hidden=at in hidden_before) for at in range(old_from, old_to)]
            if tag == "equal":
                out += [f" {line}" for line in theirs]
            else:
                out += [f"-{line}" for line in theirs]
                out += [f"+{_shown(after[at], hidden=at in hidden_after)}" for at in range(new_from, new_to)]
    return "\n".join([f"--- {name}", f"+++ {name}", *out, ""]) if out else ""


class _Lines(difflib.SequenceMatcher[str]):
    """Compares lines as difflib does, and long texts in pieces: between lines that both have exactly once.

    difflib alone takes the square of the time where thousands of profiles have the same lines.
    """

    def __init__(self, before: list[str], after: list[str]) -> None:
        super().__init__(None, before, after)
        self._texts = before, after

    def get_opcodes(self) -> list[tuple[Tag, int, int, int, int]]:
        before, after = self._texts
        codes: list[tuple[Tag, int, int, int, int]] = []
        old, new = 0, 0
        for old_from, new_from, length in [*_runs(before, after), (len(before), len(after), 0)]:
            if old < old_from or new < new_from:
                tag: Tag = "insert" if old == old_from else "delete" if new == new_from else "replace"
                codes.append((tag, old, old_from, new, new_from))
            old, new = old_from + length, new_from + length
            if length:
                codes.append(("equal", old_from, old, new_from, new))
        return codes


def _runs(before: list[str], after: list[str]) -> list[tuple[int, int, int]]:
    """Runs of equal lines in order, none touching the next: where they begin in both, and how long they are."""
    runs: list[tuple[int, int, int]] = []
    for old, new, length in _matches(before, after):
        if not length:
            continue
        if runs and runs[-1][0] + runs[-1][2] == old and runs[-1][1] + runs[-1][2] == new:
            runs[-1] = (runs[-1][0], runs[-1][1], runs[-1][2] + length)
        else:
            runs.append((old, new, length))
    return runs


def _matches(before: list[str], after: list[str]) -> Iterator[tuple[int, int, int]]:
    # Pieces of both texts that are still to be compared, the first of them last.
    pieces = [(0, len(before), 0, len(after))]
    while pieces:
        old, old_end, new, new_end = pieces.pop()
        head = _alike(before[old:old_end], after[new:new_end])
        yield old, new, head
        old, new = old + head, new + head
        tail = _alike(before[old:old_end][::-1], after[new:new_end][::-1])
        if tail:
            # Equal to its end: taken up again when everything before it has been told.
            pieces.append((old_end - tail, old_end, new_end - tail, new_end))
        old_end, new_end = old_end - tail, new_end - tail
        if old == old_end or new == new_end:
            continue
        if max(old_end - old, new_end - new) <= _MANY_LINES:
            matcher = difflib.SequenceMatcher(None, before[old:old_end], after[new:new_end], autojunk=False)
            yield from ((old + at, new + place, size) for at, place, size in matcher.get_matching_blocks())
            continue
        # Without an anchor, the one piece is shown as taking the place of the other.
        if anchors := _anchors(before, after, (old, old_end, new, new_end)):
            bounds = [(old, new), *anchors, (old_end, new_end)]
            pieces += [
                (start[0], stop[0], start[1], stop[1])
                for start, stop in reversed(list(itertools.pairwise(bounds)))
            ]


def _alike(one: list[str], other: list[str]) -> int:
    """How many lines both begin with."""
    return next(
        (at for at, (mine, theirs) in enumerate(zip(one, other, strict=False)) if mine != theirs),
        min(len(one), len(other)),
    )


def _anchors(before: list[str], after: list[str], piece: tuple[int, int, int, int]) -> list[tuple[int, int]]:
    """Where lines stand that both pieces have exactly once: the longest list that keeps its order in both."""
    old, old_end, new, new_end = piece
    counted = Counter(before[old:old_end])
    once = Counter(after[new:new_end])
    places = {line: at for at, line in enumerate(after[new:new_end], new) if once[line] == 1}
    pairs = [
        (at, places[line])
        for at, line in enumerate(before[old:old_end], old)
        if counted[line] == 1 and line in places
    ]
    # The longest increasing subsequence, by the smallest last place of each length.
    ends: list[int] = []
    lasts: list[int] = []
    earlier = [-1] * len(pairs)
    for index, (_at, place) in enumerate(pairs):
        length = bisect.bisect_left(ends, place)
        ends[length : length + 1] = [place]
        lasts[length : length + 1] = [index]
        earlier[index] = lasts[length - 1] if length else -1
    found = []
    index = lasts[-1] if lasts else -1
    while index >= 0:
        found.append(pairs[index])
        index = earlier[index]
    return found[::-1]


def _span(start: int, stop: int) -> str:
    """A range of lines as diffs write it: from 1; an empty range names the line before it."""
    length = stop - start
    if length == 1:
        return str(start + 1)
    return f"{start + 1 if length else start},{length}"
