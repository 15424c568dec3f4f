"""A pasted text as it is read: bounded, without colours, with the code, operation and message that AWS's clients print.

It takes time that grows with the number of characters, and knows no explanation.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from awsguide.core.errors import AwsError
from awsguide.flows.diagnosis.signs.sign import JAVASCRIPT
from awsguide.flows.shared.answers import MEANINGS

# A traceback of a thousand lines is shorter; of what is longer, beginning and end are read.
LONGEST = 65_536
LONGEST_LINE = 400
_LONGEST_MESSAGE = 4000
# The codes of AWS's that have a meaning of their own.
CODES = frozenset(meaning.code for meaning in MEANINGS)
_COLOURS = re.compile(r"\x1b\[[0-9;?]{0,20}[A-Za-z]")
_HEXADECIMAL = re.compile(r"\b(?:[0-9a-f]{64}|[0-9a-f]{40})\b")
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
class Pasted:
    """A text: its lines, itself in lower case with one space between words, and what an AWS client says in it.

    `code`, `operation`, `message` and `authorization_id` are '' where the text does not say them.
    """

    lines: str
    folded: str
    code: str
    operation: str
    message: str
    authorization_id: str

    def printed_by(self) -> str:
        """Which client printed it ('the AWS CLI'); '' where nothing tells."""
        if "aws: [error]" in self.folded or self.folded.startswith(("aws: ", "an error occurred (")):
            return "the AWS CLI"
        if _PYTHON.search(self.folded):
            return "boto3"
        return JAVASCRIPT if any(word in self.folded for word in _OF_JAVASCRIPT) else ""


def fold(text: str) -> str:
    """`text` in lower case with one space between words, as signs are written."""
    return " ".join(text.lower().split())


def where(words: tuple[str, ...], folded: str) -> int:
    """Where these words begin in a folded text, one behind the other; -1 where they do not stand."""
    first, end = -1, 0
    for word in words:
        at = folded.find(word, end)
        if at < 0:
            return -1
        first, end = (at if first < 0 else first), at + len(word)
    return first


def parsed(text: str) -> Pasted:
    """Read any text; of one longer than `LONGEST` characters, the beginning and the end."""
    if len(text) > LONGEST:
        text = f"{text[: LONGEST // 2]}\n{text[-LONGEST // 2 :]}"
    text = _COLOURS.sub("", text).translate(_TYPOGRAPHIC)
    if "&" in text:
        text = html.unescape(text)
    lines = "\n".join(line.lstrip("> \t|") for line in text.splitlines())
    folded = _HEXADECIMAL.sub(lambda found: "<sha1>" if len(found[0]) == 40 else "<sha256>", fold(lines))
    code, operation, message = _said(lines)
    if not message:
        at = lines.find("User: ")
        message = lines[at:].partition("\n")[0] if at >= 0 else ""
    # Its end names where AWS keeps the details of a refusal.
    said = AwsError(code, message[:_LONGEST_MESSAGE])
    return Pasted(lines, folded, code, operation, said.message[:LONGEST_LINE], said.authorization_id)


def _said(lines: str) -> tuple[str, str, str]:
    """Code, operation and message as a client prints them, each '' where it is not there."""
    if calling := list(_CALLING.finditer(lines)):
        # The last one of a traceback is what the program ended with.
        return calling[-1]["code"], calling[-1]["operation"], calling[-1]["message"]
    code = message = operation = ""
    named = next((found for found in _NAMED.finditer(lines) if found["code"] in CODES), None)
    if named is not None:
        code, message = named["code"], lines[named.end() :].partition("\n")[0]
    if found := _OPERATION.search(lines):
        operation = found["command"] or found["action"]
    return code, operation, message
