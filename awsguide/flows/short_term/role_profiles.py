"""Profiles for roles: what the config file has words for, and a `credential_process` for what it has none for.

Flows: `save_role_profile`, `save_chain`, `save_web_identity_profile`, `save_process_profile`. Each shows the difference
and asks before anything is written, and refuses a profile that gets its credentials another way. No secret goes into a
profile.

Source: https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-role.html and
https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html, 2026-11-26.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from awsguide.config import command_lines
from awsguide.config.changes import Change, RemoveSection, SetSection, Setting
from awsguide.config.names import check_profile_name
from awsguide.core.model import RoleRequest
from awsguide.core.steps import Ask, Flow, Load, Save
from awsguide.explanations import explain
from awsguide.flows.shared.session_input import check_serial
from awsguide.flows.short_term import role_options
from awsguide.flows.short_term.role_chain import CREDENTIAL_SOURCES, RoleChain, chain_of
from awsguide.flows.short_term.role_input import check_request
from awsguide.flows.short_term.role_options import unsaid

# Settings that say how a profile gets its credentials, by the way they belong to.
ROLE_KEYS = (
    "role_arn",
    "source_profile",
    "credential_source",
    "mfa_serial",
    "external_id",
    "duration_seconds",
    "role_session_name",
    "web_identity_token_file",
)
OTHER_KEYS = (
    "aws_access_key_id",
    "login_session",
    "sso_account_id",
    "sso_role_name",
    "sso_session",
    "sso_start_url",
)
PROCESS = "credential_process"
# A line of this guide's own; 'temporary' is what the row was called before.
_OWN_PROCESS = re.compile(r"credentials --row (iam-short-term|temporary)\b")


def role_profile_change(
    request: RoleRequest,
    profile: str,
    *,
    source_profile: str = "",
    credential_source: str = "",
    region: str = "",
) -> Change:
    """What a role's profile needs; settings of an earlier role in it go. Raises `BadInput` for what it cannot say."""
    check_profile_name(profile)
    check_request(_without_code(request))
    if extra := unsaid(request):
        raise explain("role-profile-options", detail=", ".join(extra))
    if bool(source_profile) == bool(credential_source):
        detail = "two places are named" if source_profile else "nothing says from where"
        raise explain("profile-source-missing", profile=profile, detail=detail)
    if credential_source and credential_source not in CREDENTIAL_SOURCES:
        known = ", ".join(CREDENTIAL_SOURCES)
        detail = f"'{credential_source}' is none of the places that AWS tools know ({known})"
        raise explain("profile-source-missing", profile=profile, detail=detail)
    return _change(
        profile,
        {
            "role_arn": request.role_arn,
            "source_profile": source_profile,
            "credential_source": credential_source,
        }
        | role_options.settings(request),
        region,
    )


def chain_change(
    requests: Sequence[RoleRequest], profile: str, *, source_profile: str, region: str = ""
) -> Change:
    """A chain of roles as profiles, each the source of the next; the last is called `profile`.

    The ones before it are named after their roles and it ('release-via-deployer'). Raises as `role_profile_change`.
    """
    edits: list[SetSection | RemoveSection] = []
    source = source_profile
    for request, name in zip(requests, chain_names(requests, profile), strict=True):
        edits += role_profile_change(request, name, source_profile=source, region=region).edits
        source = name
    return Change("config", tuple(edits))


def chain_names(requests: Sequence[RoleRequest], profile: str) -> list[str]:
    """The names of a chain's profiles, first to last; the last is `profile` itself."""
    before = [
        f"{profile}-via-{request.role_arn.rpartition('/')[2].lower()}" for request in list(requests)[:-1]
    ]
    return [*before, profile] if requests else []


def web_identity_change(request: RoleRequest, profile: str, token_file: str, *, region: str = "") -> Change:
    """What a web identity's profile needs: the role, a name, and the file that the token is in."""
    check_profile_name(profile)
    check_request(request)
    if not token_file.strip():
        raise explain("web-token-missing")
    extra = unsaid(request) + (("a duration, for a web identity",) if request.seconds else ())
    if extra:
        raise explain("role-profile-options", detail=", ".join(extra))
    values = {
        "role_arn": request.role_arn,
        "role_session_name": request.session_name,
        "web_identity_token_file": token_file.strip(),
    }
    return _change(profile, values, region)


def process_change(
    request: RoleRequest,
    profile: str,
    *,
    source: str,
    region: str = "",
    command: str = "awsguide",
    windows: bool = False,
) -> Change:
    """A profile whose credentials this guide makes whenever a tool asks; `command` is how the tool finds the guide."""
    check_profile_name(profile)
    check_request(_without_code(request))
    return _change(
        profile,
        {PROCESS: process_line(request, source, region=region, command=command, windows=windows)},
        region,
    )


def process_line(
    request: RoleRequest,
    source: str,
    *,
    region: str = "",
    command: str = "awsguide",
    form: str = "process",
    windows: bool = False,
) -> str:
    """The command that prints credentials of this request, begun with the profile `source`.

    It is quoted as the tools of this system split it: for a POSIX shell, or for Windows.
    """
    options = [
        ("--profile", source),
        ("--role-arn", request.role_arn),
        *role_options.flags(request),
        ("--region", region),
        ("--format", form),
    ]
    words = [command, "credentials", "--row", "iam-short-term"]
    for name, value in options:
        if value:
            # A value that begins like an option is one only behind a sign of its own.
            words += [f"{name}={value}"] if value.startswith("-") else [name, value]
    return command_lines.line(words, windows=windows)


def _without_code(request: RoleRequest) -> RoleRequest:
    """What can be looked at of a request without a code of the moment."""
    if request.mfa_serial:
        check_serial(request.mfa_serial)
    return replace(request, mfa_serial="", token_code=None)


def _change(profile: str, values: Mapping[str, str], region: str) -> Change:
    settings: dict[str, Setting] = {key: values.get(key) or None for key in (*ROLE_KEYS, PROCESS)}
    if region:
        settings["region"] = region
    return Change("config", (SetSection("profile", profile, settings),))


# --- flows ------------------------------------------------------------------------------------------------------


def save_role_profile(
    request: RoleRequest,
    profile: str,
    *,
    source_profile: str = "",
    credential_source: str = "",
    region: str = "",
) -> Flow[Any]:
    """Write a role's profile after the person has seen the difference; returns the receipt that can undo it.

    Raises `BadInput` for a source profile that is not there or leads in a circle, `Refused` ('role-profile-taken').
    """
    change = role_profile_change(
        request, profile, source_profile=source_profile, credential_source=credential_source, region=region
    )
    yield from _check_free([profile])
    if source_profile:
        yield from _check_source([profile], source_profile)
    return (yield from _saved(change))


def save_chain(
    requests: Sequence[RoleRequest], profile: str, *, source_profile: str, region: str = ""
) -> Flow[Any]:
    """Write a chain of roles as profiles after the person has seen the difference; as `save_role_profile`."""
    change = chain_change(requests, profile, source_profile=source_profile, region=region)
    names = [edit.name for edit in change.edits]
    yield from _check_free(names)
    yield from _check_source(names, source_profile)
    return (yield from _saved(change))


def save_web_identity_profile(
    request: RoleRequest, profile: str, token_file: str, *, region: str = ""
) -> Flow[Any]:
    """Write a web identity's profile; as `save_role_profile`."""
    change = web_identity_change(request, profile, token_file, region=region)
    yield from _check_free([profile])
    return (yield from _saved(change))


def save_process_profile(
    request: RoleRequest,
    profile: str,
    *,
    source: str,
    region: str = "",
    command: str = "awsguide",
    windows: bool = False,
) -> Flow[Any]:
    """Write a profile whose credentials this guide makes; as `save_role_profile`."""
    change = process_change(request, profile, source=source, region=region, command=command, windows=windows)
    yield from _check_free([profile])
    yield from _check_source([profile], source)
    return (yield from _saved(change))


def _check_source(written: Sequence[str], source: str) -> Flow[None]:
    """The source is there and does not come back to a profile that is to be written."""
    if source in written:
        raise explain("profile-loop", chain=f"{source} -> {source}")
    chain: RoleChain = yield from chain_of(source)
    if again := [name for name in (*chain.profiles, chain.base) if name in written]:
        raise explain("profile-loop", chain=" -> ".join([again[0], *reversed(chain.profiles), again[0]]))


def _check_free(written: Sequence[str]) -> Flow[None]:
    """No profile that is to be written gets its credentials another way; a circle would hide that reason."""
    for profile in written:
        there: Mapping[str, object] = (yield Load("profile", profile)) or {}
        taken = [key for key in OTHER_KEYS if key in there]
        # A process of somebody else's is another way; one of this guide's is an earlier save.
        process = there.get(PROCESS)
        if isinstance(process, str) and not _OWN_PROCESS.search(process):
            taken.append(PROCESS)
        if taken:
            raise explain("role-profile-taken", profile=profile, keys=", ".join(taken))


def _saved(change: Change) -> Flow[Any]:
    preview = yield Load("change", change)
    if (yield Ask("Write this to your AWS config file?", ("save", "cancel"), about=preview)) != "save":
        raise explain("interrupted")
    return (yield Save(change))
