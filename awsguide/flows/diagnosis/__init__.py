"""Which error a pasted text is: recognised by AWS's codes, by what its clients print, and by this guide's own words.

`read` takes a message, a code or a traceback and returns a `Diagnosis`. It reads at most `LONGEST` characters in time
that grows with their number, and repeats of the text only a code, an operation and one masked line. It asks nobody,
opens nothing, and does not guess: where several errors could be meant, it says how to tell them apart, and where none
is recognised, what to do next.
"""

from __future__ import annotations

import html
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from awsguide.core.errors import AwsError
from awsguide.core.masking import masked
from awsguide.core.outside_text import harmless
from awsguide.explanations import BY_CODE, EXPLANATIONS, explain
from awsguide.explanations.on_command_line import ON_COMMAND_LINE
from awsguide.explanations.row import IN_WORDS
from awsguide.flows.diagnosis.checks import checks_for
from awsguide.flows.diagnosis.signs import JAVASCRIPT, SIGNS, SPECIFIC, Sign
from awsguide.flows.policies import refusal
from awsguide.flows.shared.answers import CIRCUMSTANCES, MEANINGS, Meaning, remedied

# A traceback of a thousand lines is shorter; of what is longer, beginning and end are read.
LONGEST = 65_536
_LONGEST_LINE = 400
_LONGEST_MESSAGE = 4000
# Of so many possible errors a person can still read how to tell them apart.
MOST = 4
_COLOURS = re.compile(r"\x1b\[[0-9;?]{0,20}[A-Za-z]")
_HEXADECIMAL = re.compile(r"\b(?:[0-9a-f]{64}|[0-9a-f]{40})\b")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]{3,80}", re.ASCII)
_SLUG = re.compile(r"[a-z]+(?:-[a-z]+){1,8}", re.ASCII)
_CALLING = re.compile(
    r"\((?P<code>\w{1,80})\) when calling the (?P<operation>\w{1,80}) operation(?: \([^)\n]{0,80}\))?"
    r"(?: on resource [^:\n]{0,200})?: (?P<message>[^\n]*)",
    re.ASCII,
)
_NAMED = re.compile(r"(?<!\w)(?P<code>[A-Z]\w{3,80}): (?=\S)", re.ASCII)
_OPERATION = re.compile(
    r"\b(?P<command>[A-Z]\w{2,60})Command\b|not authorized to perform:? [\w-]{1,40}:(?P<action>\w{3,60})\b",
    re.ASCII,
)
_OF_JAVASCRIPT = ("@aws-sdk", "@smithy", "node:internal", "credentialsprovidererror", "$metadata")
_PYTHON = re.compile(r"traceback \(most recent call last\)|botocore|boto3")
_TYPOGRAPHIC = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u00a0": " "})


@dataclass(frozen=True)
class Finding:
    """One error that the text can be.

    `because` says by what it was recognised, `apart` how to know that it is this one where several are possible.
    `command_line` is what to do at a prompt, `page` the address of its page within the documentation, `checks` the
    names of the checks that help.
    """

    code: str
    title: str
    what: str
    why: str
    next_step: str
    command_line: str
    because: str
    apart: str
    page: str
    checks: tuple[str, ...]
    source: str = ""


@dataclass(frozen=True)
class Diagnosis:
    """What a text was recognised as: the likeliest first, never none. `printed_by` is '' where nothing tells."""

    findings: tuple[Finding, ...]
    printed_by: str
    sentence: str

    @property
    def recognised(self) -> bool:
        """Whether the error is one that the guide knows."""
        return self.findings[0].code not in ("error-not-recognised", "aws-said")


@dataclass(frozen=True)
class _Candidate:
    code: str
    because: str
    # How much it tells: words of one error before a code, a code before a general word.
    weight: int
    at: int
    apart: str = ""
    aws_code: str = ""


@dataclass(frozen=True)
class _Text:
    """A text as it is read: its lines, and itself in lower case with one space between words."""

    lines: str
    folded: str
    code: str
    operation: str
    message: str
    authorization_id: str = ""


def read(text: str) -> Diagnosis:
    """Say which error a pasted text is, with its reason; any text gets an answer."""
    seen = _seen(text)
    candidates = _best([*_by_words(seen), *_by_code(seen), *_by_own_words(seen)])
    printed_by = _printed_by(seen)
    if not candidates:
        return _unknown(seen, printed_by)
    several = len(candidates) > 1
    findings = tuple(_finding(candidate, seen, several=several) for candidate in candidates)
    first = findings[0]
    told = f"{printed_by[:1].upper()}{printed_by[1:]} printed" if printed_by else "This is"
    sentence = f"{told} '{first.title}'. {first.because}"
    if several:
        sentence = f"This can be {len(findings)} different errors. Read below how to tell them apart."
    return Diagnosis(findings, printed_by, sentence)


# --- the text -----------------------------------------------------------------------------------------------------


def _seen(text: str) -> _Text:
    if len(text) > LONGEST:
        text = f"{text[: LONGEST // 2]}\n{text[-LONGEST // 2 :]}"
    text = _COLOURS.sub("", text).translate(_TYPOGRAPHIC)
    if "&" in text:
        text = html.unescape(text)
    lines = "\n".join(line.lstrip("> \t|") for line in text.splitlines())
    folded = " ".join(lines.lower().split())
    folded = _HEXADECIMAL.sub(lambda found: "<sha1>" if len(found[0]) == 40 else "<sha256>", folded)
    code = operation = message = ""
    # The last one of a traceback is what the program ended with.
    calling = _last(_CALLING, lines)
    if calling is not None:
        code, operation, message = calling["code"], calling["operation"], calling["message"]
    else:
        known = {meaning.code for meaning in MEANINGS}
        named = next((found for found in _NAMED.finditer(lines) if found["code"] in known), None)
        if named is not None:
            code, message = named["code"], lines[named.end() :].partition("\n")[0]
        found = _OPERATION.search(lines)
        if found is not None:
            operation = found["command"] or found["action"]
    if not message:
        at = lines.find("User: ")
        message = lines[at:].partition("\n")[0] if at >= 0 else ""
    # Its end names where AWS keeps the details of a refusal.
    said = AwsError(code, message[:_LONGEST_MESSAGE])
    return _Text(lines, folded, code, operation, said.message[:_LONGEST_LINE], said.authorization_id)


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    found = None
    for found in pattern.finditer(text):  # noqa: B007 - the last one is wanted
        pass
    return found


def _printed_by(seen: _Text) -> str:
    if "aws: [error]" in seen.folded or seen.folded.startswith(("aws: ", "an error occurred (")):
        return "the AWS CLI"
    if _PYTHON.search(seen.folded):
        return "boto3"
    if any(
        word in seen.folded
        for word in ("@aws-sdk", "node:internal", "credentialsprovidererror", "$metadata", "@smithy")
    ):
        return JAVASCRIPT
    return ""


# --- what it can be -----------------------------------------------------------------------------------------------


def _by_words(seen: _Text) -> Iterator[_Candidate]:
    for sign in SIGNS:
        at = _where(sign, seen.folded)
        if at >= 0:
            quoted = " … ".join(sign.words)
            because = f"{sign.who[:1].upper()}{sign.who[1:]} says '{quoted}' for it."
            yield _Candidate(sign.explanation, because, sign.weight, at, sign.only_if)


def _where(sign: Sign, folded: str) -> int:
    """Where the words of a sign stand, one behind the other; -1 where they do not."""
    first, end = -1, 0
    for word in sign.words:
        at = folded.find(word, end)
        if at < 0:
            return -1
        first, end = (at if first < 0 else first), at + len(word)
    return first


def _by_code(seen: _Text) -> Iterator[_Candidate]:
    known = {meaning.code for meaning in MEANINGS}
    places: dict[str, int] = {}
    for found in _WORD.finditer(seen.lines):
        if found[0] in known:
            places[found[0]] = found.start()
    for code, at in places.items():
        yield from _meanings(code, at, seen)


def _meanings(code: str, at: int, seen: _Text) -> Iterator[_Candidate]:
    """What a code of AWS's means here; where what decides is not in the text, each that is possible."""
    for meaning in MEANINGS:
        if meaning.code != code or (meaning.words and meaning.words.lower() not in seen.folded):
            continue
        if meaning.operation and seen.operation and meaning.operation.lower() != seen.operation.lower():
            continue
        unsure = _unsure(meaning, seen)
        if unsure is None:
            continue
        known = seen.operation if meaning.operation else meaning.words
        weight = 3 if known else 1
        because = f"AWS's code for it is {code}."
        if meaning.operation and seen.operation:
            because = f"AWS's code for it is {code}, when {meaning.operation} is called."
        yield _Candidate(meaning.explanation, because, weight, at, unsure, code)
        if not unsure:
            return


def _unsure(meaning: Meaning, seen: _Text) -> str | None:
    """What must be known besides, as a clause; '' for nothing, None where the meaning is ruled out."""
    parts = []
    if meaning.operation and not seen.operation:
        parts.append(f"{meaning.operation} was called")
    if meaning.when == "late":
        late = any(words in seen.folded for words in ("expired", "not yet current"))
        if not late and seen.message:
            return None
        if not late:
            parts.append(CIRCUMSTANCES["late"])
    elif meaning.when and not (meaning.when == "role" and seen.operation == "GetRoleCredentials"):
        parts.append(CIRCUMSTANCES[meaning.when])
    return " and ".join(parts)


@cache
def _own_words() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The explanations of this guide by the words that are always in their first sentence."""
    rows = []
    for row in EXPLANATIONS:
        pieces = [piece for piece, *_ in string.Formatter().parse(row.what)]
        words = tuple(word for piece in pieces if (word := " ".join(piece.lower().split())))
        if sum(map(len, words)) >= 20 and row.code not in ("aws-said", "error-not-recognised"):
            rows.append((row.code, words))
    # What says more comes first: one sentence can be the beginning of another.
    return tuple(sorted(rows, key=lambda row: -sum(map(len, row[1]))))


def _by_own_words(seen: _Text) -> Iterator[_Candidate]:
    for code, words in _own_words():
        at = _where(Sign(words, code, ""), seen.folded)
        if at >= 0:
            yield _Candidate(code, "These are this guide's own words for it.", 5, at)
    for found in _SLUG.finditer(seen.folded[:2000]):
        if found[0] in BY_CODE and len(seen.folded) < 200:
            yield _Candidate(found[0], f"'{found[0]}' is this guide's own code for it.", 5, found.start())


def _best(candidates: list[_Candidate]) -> list[_Candidate]:
    """The candidates that tell most, each explanation once, the likeliest first.

    Of general words the first row counts, since they follow from one another. What is specific is told in full: a log
    can hold several errors, and the last one is what the program ended with.
    """
    heaviest = max((candidate.weight for candidate in candidates), default=0)
    best: dict[str, _Candidate] = {}
    for candidate in candidates:
        if candidate.weight == heaviest:
            best.setdefault(candidate.code, candidate)
    certain = [candidate for candidate in best.values() if not candidate.apart]
    if heaviest == SPECIFIC and len(certain) > 1:
        apart = "the line with these words is the last error in what you pasted"
        ordered = sorted(certain, key=lambda candidate: -candidate.at)[:MOST]
        return [replace(candidate, apart=apart) for candidate in ordered]
    ordered = list(best.values())
    # What is certain and comes last is what the others fall back to.
    return ordered[:1] if ordered and not ordered[0].apart else ordered[:MOST]


# --- what is said about it ----------------------------------------------------------------------------------------


def _finding(candidate: _Candidate, seen: _Text, *, several: bool) -> Finding:
    row = BY_CODE[candidate.code]
    error = explain(candidate.code, **_details(candidate, seen))
    refused = refusal.read(seen.message) if seen.message else None
    if error.code == "access-denied":
        error = remedied(error, seen.message)
    why = f"{error.why} {refused.reason}" if refused is not None and refused.kind else error.why
    apart = f"It is this one if {candidate.apart}." if candidate.apart else ""
    if several and not apart:
        apart = "It is this one if none of the others fits."
    return Finding(
        error.code,
        row.title,
        error.what[:1].upper() + error.what[1:],
        why,
        error.next_step,
        f"{ON_COMMAND_LINE.get(error.code, '')}{_opened(seen)}".strip(),
        candidate.because,
        apart,
        f"errors/{error.code}/",
        checks_for(error.code),
        error.source,
    )


def _opened(seen: _Text) -> str:
    """How to see which policies were asked, where the refusal names an id."""
    if not seen.authorization_id:
        return ""
    command = "aws iam-toolbox get-request-authorization-details --authorization-id"
    return f" '{command} {seen.authorization_id}' shows every policy that was asked, if you may see it."


def _details(candidate: _Candidate, seen: _Text) -> dict[str, str]:
    """What a row's sentences leave open, from the text where it says so, and in general words where not."""
    line = _line(candidate, seen)
    told = {
        "code": candidate.aws_code or seen.code,
        "operation": seen.operation,
        "message": (seen.message or line).rstrip(".") or "they are not in what you pasted",
        "detail": f"the message says '{line}'" if line else "",
    }
    details: dict[str, str] = {}
    row = BY_CODE[candidate.code]
    for text in (row.what, row.why, row.next_step):
        for literal, name, *_ in string.Formatter().parse(text):
            if name is None:
                continue
            # Right after a letter there is no room for a word: it is a clause that is often left out.
            general = "" if literal[-1:].isalpha() else IN_WORDS.get(name, name.replace("_", " "))
            details.setdefault(name, "" if literal[-1:].isalpha() else told.get(name) or general)
    if candidate.code == "access-denied":
        details["detail"] = seen.message or "AWS does not say which policy refused."
    return details


def _line(candidate: _Candidate, seen: _Text) -> str:
    """The line that it was recognised by, masked and bounded; '' where the words are spread over several."""
    sign = next(
        (sign for sign in SIGNS if sign.explanation == candidate.code and _where(sign, seen.folded) >= 0),
        None,
    )
    if sign is None:
        return harmless(masked(seen.message), _LONGEST_LINE)
    lines = seen.lines.splitlines()
    found = next((line for line in reversed(lines) if _where(sign, " ".join(line.lower().split())) >= 0), "")
    return harmless(masked(found.strip()[:_LONGEST_LINE]), _LONGEST_LINE)


def _unknown(seen: _Text, printed_by: str) -> Diagnosis:
    """A code that has no explanation is told in AWS's own words; anything else gets what to do next."""
    if seen.code and seen.operation:
        because = f"AWS's code is {seen.code}, and the guide has no page for it."
        finding = replace(
            _finding(_Candidate("aws-said", because, 0, 0), seen, several=False),
            checks=checks_for("access-denied"),
        )
        return Diagnosis((finding,), printed_by, because)
    detail = "It contains no words and no code of an error that the guide knows."
    if not seen.folded:
        detail = "Nothing was pasted."
    error = explain("error-not-recognised", detail=detail)
    candidate = _Candidate(error.code, detail, 0, 0)
    finding = replace(_finding(candidate, seen, several=False), why=error.why)
    return Diagnosis((finding,), printed_by, f"{error.what} {error.why}")
