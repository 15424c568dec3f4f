"""Secrets in words that are not ours: of other programs, of botocore, of AWS, of files that are shown.

Who wrote the words could not know that somebody would repeat them. What is named a secret, and what has the shape of
one, is replaced by a mask before it is shown or kept. No pattern knows every secret: what can be left out is not
repeated at all.
"""

from __future__ import annotations

import re

from awsguide.core.secret import MASK, mask_key_id

# A name that says what stands behind it; an access key's id is none.
_NAME = (
    r"[\w.-]*(?:secret|passwd|password|passphrase|pwd|token|api[_-]?key|private[_-]?key|signature|signing[_-]?key"
    r"|access[_-]?key(?![_-]?id)|authorization|bearer)[\w-]{0,40}"
)
_QUOTED = r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'"
# A name that ends so speaks about the secret.
_ABOUT = re.compile(
    r"(?:file|path|process|source|url|uri|endpoint|type|name|id|arn|region|seconds|expir\w*|duration|length|count)$"
)
# What stands behind such a name: in JSON, in settings, in a table's next column, behind an option.
_BEHIND_A_NAME = re.compile(
    rf"(?P<before>(?<![\w.-])(?:{_NAME})[\"']?\s{{0,20}}[:=|]\s{{0,80}}|(?<![\w-])--?(?:{_NAME})[ =])"
    rf"(?P<value>{_QUOTED}|[^\s\"',;|&}}\]]+)",
    re.IGNORECASE,
)
_KEY_ID = re.compile(r"\b(?:AKIA|ASIA|ABIA|ACCA|AROA|AIDA)[A-Z0-9]{12,}\b")
# user:password in an address
_IN_ADDRESS = re.compile(
    r"(?P<before>[a-z][a-z0-9+.-]{1,20}://[^\s/:@\"']{0,256}:)[^\s/@\"']{1,512}(?=@)", re.IGNORECASE
)
_SHAPES = (
    # JWT
    re.compile(r"\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?"),
    # a private key
    re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL),
    # Authorization: Bearer ...
    re.compile(r"(?<=\bBearer )[\w.~+/=-]{8,}|(?<=\bBasic )[\w+/=]{8,}"),
)
# Standard base64, as secret access keys and session tokens are; of the alphabet for addresses only what is longer than
# names are. A name in an ARN is a name.
_RUN = re.compile(
    r"(?P<arn>\barn:aws[\w-]*:[^\s\"']{1,600})"
    r"|(?<![A-Za-z0-9/+=%])[A-Za-z0-9/+=%]{40,}(?![A-Za-z0-9/+=%])|(?<![\w/+=%-])[\w/+=%-]{80,}",
    re.ASCII,
)
_HEXADECIMAL = re.compile(r"[0-9A-Fa-f]+")


def masked(text: str, *, key_ids: bool = True) -> str:
    """The text with what is named a secret, or has the shape of one, replaced; `key_ids` are shortened."""
    text = _IN_ADDRESS.sub(lambda found: f"{found['before']}{MASK}", text)
    for shape in _SHAPES:
        text = shape.sub(MASK, text)
    text = _BEHIND_A_NAME.sub(_value_masked, text)
    text = _RUN.sub(_run_masked, text)
    return _KEY_ID.sub(lambda found: mask_key_id(found[0]), text) if key_ids else text


def _value_masked(found: re.Match[str]) -> str:
    value = found["value"]
    quote = value[0] if value[:1] in ("'", '"') and value[-1:] == value[:1] and len(value) > 1 else ""
    if _ABOUT.search(found["before"].rstrip("\"' :=|\t").lower()):
        return found[0]
    # A placeholder, a variable or a truth value tells nothing.
    if value.strip("'\"").lower() in ("", "true", "false", "none", "null", MASK) or value[0] in "$<{[":
        return found[0]
    return f"{found['before']}{quote}{MASK}{quote}"


def _run_masked(found: re.Match[str]) -> str:
    """A long run: what a machine has drawn has letters of both cases and digits; a path is cut up into words."""
    run = found[0]
    kinds = sum(any(test(character) for character in run) for test in (str.isupper, str.islower, str.isdigit))
    longest = max(map(len, re.split(r"[/_-]", run)))
    drawn = kinds == 3 and longest >= 12 and not _HEXADECIMAL.fullmatch(run)
    return MASK if drawn and not found["arn"] else run
