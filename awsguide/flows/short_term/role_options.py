"""The options of `AssumeRole`, one row each, with every name an option has: in AWS's API, in a form, on a command line,
in a profile, on a card.

Values keep their structure: tags are pairs and lists are lists, from wherever they come. This module reads and writes
options; it refuses to judge them, which is `role_input`'s work.

Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html, 2026-11-30.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from awsguide.core.model import RoleRequest
from awsguide.core.secret import Secret
from awsguide.flows.shared.identity import tag_list
from awsguide.flows.shared.session_input import read_seconds, read_tags

Kind = Literal["text", "seconds", "device", "tags", "keys", "policy", "arns"]
USUAL_NAME = "awsguide"


@dataclass(frozen=True)
class RoleOption:
    """One option. `field` is its name in a `RoleRequest`, `argument` in calls of the guide, `aws` in AWS's API.

    `flag` and `metavar` are for the command line, `label` and `hint` for the form, `words` for help. `setting` is its
    key in a profile, '' where profiles have none; `unsaid` then names it in the refusal. `card` and `shown` say how a
    card shows it, and `condition` what a trust policy may have asked for. `usual` is what the form has at first; it
    folds `rarer` options away.
    """

    field: str
    argument: str
    aws: str
    flag: str
    metavar: str
    label: str
    hint: str
    words: str
    kind: Kind = "text"
    usual: str = ""
    setting: str = ""
    unsaid: str = ""
    card: str = ""
    shown: str = "{}"
    condition: str = ""
    rarer: bool = False


OPTIONS: tuple[RoleOption, ...] = (
    RoleOption(
        "session_name", "session_name", "RoleSessionName", "--session-name", "NAME",
        "Session name", "", "the session's name, which AWS's log entries show",
        usual=USUAL_NAME, setting="role_session_name",
    ),
    RoleOption(
        "seconds", "duration", "DurationSeconds", "--duration", "LENGTH",
        "Duration", "an hour; or 900, 45m, 1h30m", "seconds, or like 45m or 1h30m",
        kind="seconds", setting="duration_seconds",
    ),
    RoleOption(
        "external_id", "external_id", "ExternalId", "--external-id", "ID",
        "External ID", "only if the role asks for it", "the external ID that the role's trust policy asks for",
        setting="external_id", card="External ID", shown="given", condition="an external ID",
    ),
    RoleOption(
        "mfa_serial", "mfa_serial", "SerialNumber", "--mfa-serial", "SERIAL",
        "MFA device", "only if the role asks for MFA: its ARN, or its number",
        "the MFA device; its code is asked for at the terminal",
        kind="device", setting="mfa_serial", card="MFA", shown="used, {}", condition="MFA",
    ),
    RoleOption(
        "tags", "tags", "Tags", "--tag", "KEY=VALUE",
        "Session tags", "one per line: project=apollo", "a session tag; may be repeated",
        kind="tags", unsaid="session tags", card="Session tags", condition="tags", rarer=True,
    ),
    RoleOption(
        "transitive", "transitive", "TransitiveTagKeys", "--transitive-tag", "KEY",
        "Transitive keys", "keys of tags that go along in a chain: project",
        "a tag that goes along to a further role; may be repeated",
        kind="keys", unsaid="which tags go along to a further role", card="Transitive keys", rarer=True,
    ),
    RoleOption(
        "source_identity", "source_identity", "SourceIdentity", "--source-identity", "NAME",
        "Source identity", "who it is, through a whole chain", "who stands behind the session through a whole chain",
        unsaid="a source identity", card="Source identity", condition="a source identity", rarer=True,
    ),
    RoleOption(
        "policy", "policy", "Policy", "--policy", "JSON",
        "Session policy", "JSON: what the session may still do", "a session policy, or file://PATH",
        kind="policy", unsaid="a session policy", rarer=True,
    ),
    RoleOption(
        "policy_arns", "policy_arns", "PolicyArns", "--policy-arn", "ARN",
        "Managed policies", "ARNs, one per line, up to ten", "a managed session policy; may be repeated",
        kind="arns", unsaid="managed session policies", rarer=True,
    ),
)  # fmt: skip

BY_ARGUMENT = {option.argument: option for option in OPTIONS}
REPEATED = frozenset({"tags", "keys", "arns"})
# Where one text holds several: a tag and its key have no comma, the name of a policy may.
_PARTED = {"keys": re.compile(r"[\n,]+"), "arns": re.compile(r"\n+|(?:,[ \t]*|[ \t]+)(?=arn:)")}


def read(option: RoleOption, given: Any) -> Any:
    """The value of an option as a `RoleRequest` has it, from a text as typed, or from what has structure already.

    Raises `BadInput` for a duration or tags that are none.
    """
    if option.kind == "seconds":
        return read_seconds("" if given is None else str(given))
    if option.kind == "tags":
        if isinstance(given, Mapping):
            return tuple((str(key), str(value)) for key, value in given.items())
        return read_tags(given or "")
    if option.kind in _PARTED:
        parts: Sequence[str] = _PARTED[option.kind].split(given) if isinstance(given, str) else given or ()
        return tuple(part.strip() for part in parts if part.strip())
    if option.kind == "policy":
        return given.strip("\r\n") if isinstance(given, str) else json.dumps(given, indent=2) if given else ""
    return str(given or "")


def request_of(role_arn: str, given: Mapping[str, Any], token_code: Secret | None = None) -> RoleRequest:
    """A request from values by the options' argument names; an empty session name is 'awsguide'.

    Raises `TypeError` for a name that no option has, `BadInput` as `read` does.
    """
    if unknown := given.keys() - BY_ARGUMENT.keys():
        known = ", ".join(BY_ARGUMENT)
        raise TypeError(f"There is no option {', '.join(sorted(unknown))}; the options are {known}.")
    values = {
        option.field: read(option, given[option.argument]) for option in OPTIONS if option.argument in given
    }
    return RoleRequest(role_arn.strip(), token_code=token_code, **values)


def texts(option: RoleOption, value: Any) -> tuple[str, ...]:
    """The value of an option as texts that `read` reads again, each on one line; none where it is not given."""
    if option.kind == "tags":
        return tuple(f"{key}={text}" for key, text in value)
    if option.kind in REPEATED:
        return tuple(value)
    if option.kind == "policy":
        # No text of JSON holds a line break of its own.
        return (" ".join(line.strip() for line in value.splitlines()),) if value else ()
    return (str(value),) if value else ()


def flags(request: RoleRequest) -> list[tuple[str, str]]:
    """The options that a request gives, as flags of a command line and their values, in order."""
    return [
        (option.flag, text) for option in OPTIONS for text in texts(option, getattr(request, option.field))
    ]


def settings(request: RoleRequest) -> dict[str, str]:
    """What a profile says of a request, by key; '' for what is not given."""
    return {
        option.setting: "".join(texts(option, getattr(request, option.field)))
        for option in OPTIONS
        if option.setting
    }


def unsaid(request: RoleRequest) -> tuple[str, ...]:
    """What of a request a profile cannot express; only a `credential_process`, or code, can."""
    return tuple(option.unsaid for option in OPTIONS if option.unsaid and getattr(request, option.field))


def parameters(request: RoleRequest) -> dict[str, Any]:
    """A request in AWS's own names; what was left empty is left out."""
    shapes: dict[str, Callable[[Any], Any]] = {
        "tags": tag_list,
        "keys": list,
        "arns": lambda arns: [{"arn": arn} for arn in arns],
    }
    named: dict[str, Any] = {"RoleArn": request.role_arn}
    for option in OPTIONS:
        value = getattr(request, option.field)
        named[option.aws] = shapes[option.kind](value) if option.kind in shapes else value
        if option.field == "mfa_serial":
            named["TokenCode"] = request.token_code
    return {name: value for name, value in named.items() if value}


def card(request: RoleRequest) -> dict[str, str]:
    """What was asked for, as a card shows it, by label; the code of an MFA device is not there."""
    return {
        option.card: option.shown.format(", ".join(given))
        for option in OPTIONS
        if option.card and (given := texts(option, getattr(request, option.field)))
    }


def conditions(request: RoleRequest) -> tuple[str, ...]:
    """What was shown that a trust policy may have asked for."""
    return tuple(
        option.condition for option in OPTIONS if option.condition and getattr(request, option.field)
    )
