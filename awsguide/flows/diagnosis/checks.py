"""Checks that help with an error: each asks AWS or looks at this machine, changes nothing, and says what it found.

Every check is a flow with the same arguments: a profile's name ('' for what a client takes without one), the Region
to ask in, and the time. `CHECKS` are its rows, with what each calls. Nothing here decides which error it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

from awsguide.config.documents import text_of
from awsguide.core.errors import GuideError
from awsguide.core.model import Credentials, Role, SsoSession, Token
from awsguide.core.outside_text import harmless
from awsguide.core.steps import Flow, Load, Now
from awsguide.explanations import explain
from awsguide.flows.shared.identity import caller_identity
from awsguide.flows.shared.source_profile import source_credentials
from awsguide.flows.workforce import accounts_and_roles
from awsguide.flows.workforce.start_url import located

# AWS takes signatures for a quarter of an hour at most, and a sign-in's proofs for less.
_MUCH = 60


@dataclass(frozen=True)
class Checked:
    """What a check found, in sentences; `well` is None where it cannot tell."""

    name: str
    well: bool | None
    sentence: str
    next_step: str = ""


@dataclass(frozen=True)
class About:
    """What a check is asked about."""

    profile: str
    region: str
    now: Now


@dataclass(frozen=True)
class Check:
    """One check: what it is called, what it reads or calls, and for which explanations it helps."""

    name: str
    title: str
    calls: str
    asks_aws: bool
    flow: Callable[[About], Flow[Checked]]
    helps: tuple[str, ...]


def _clock(about: About) -> Flow[Checked]:
    before = about.now()
    date: str = (yield Load("server-date", about.region)) or ""
    here = (before + about.now()) / 2
    try:
        theirs = parsedate_to_datetime(date).timestamp()
    except (ValueError, TypeError):
        return Checked("clock", None, "AWS's answer names no date, so the clocks cannot be compared.")
    off = here - theirs
    if abs(off) <= _MUCH:
        return Checked("clock", True, "This machine's clock agrees with AWS's.")
    way = "ahead of" if off > 0 else "behind"
    return Checked(
        "clock",
        False,
        f"This machine's clock is {_length(abs(off))} {way} AWS's.",
        "Set the clock by the network; AWS takes signatures that are a few minutes off, and no more.",
    )


def _winner(about: About) -> Flow[Checked]:
    answers: Mapping[str, Any] = yield Load("which-credentials", about.profile or None)
    told = " ".join(answer.why for answer in answers.values())
    seen = {(answer.outcome, answer.provider, answer.key_id_ends) for answer in answers.values()}
    well = all(answer.outcome == "found" for answer in answers.values()) and len(seen) == 1
    more = "Open the notebook 60-which-credentials-win, or run 'awsguide which', for every place that was looked at."
    return Checked("winner", well, harmless(told), "" if well else more)


def _identity(about: About) -> Flow[Checked]:
    credentials: Credentials = yield from source_credentials(about.profile)
    identity = yield from caller_identity(credentials, credentials.region or about.region)
    sentence = f"AWS answers: you are {identity.arn}, in account {identity.account_id}."
    return Checked(
        "identity", True, sentence, "If that is not who you meant, run the check of which credentials win."
    )


def _region(about: About) -> Flow[Checked]:
    session, _role = yield from _session_of(about)
    yield from located(session)
    return Checked(
        "region", True, f"The start page of '{session.name}' answers, and it lives in {session.region}."
    )


def _ends(about: About) -> Flow[Checked]:
    session, _role = yield from _session_of(about)
    token: Token | None = yield Load("token", session)
    if token is None:
        missing = f"There is no sign-in to '{session.name}' on this machine."
        return Checked(
            "ends", False, missing, "Sign in: 'aws sso login', or the notebook 10-workforce-identity."
        )
    now = about.now()
    left = token.expires_at - now
    registered = token.registration.expires_at - now if token.registration is not None else 0
    renews = token.refresh_token is not None and registered > 0
    parts = [
        f"The access token {_until(left)}.",
        f"It is {'renewed by itself while the session lasts' if renews else 'not renewed: it has no refresh token'}.",
    ]
    if token.registration is not None:
        parts.append(f"The registration that renews it {_until(registered)}.")
    kept: tuple[Any, ...] = yield Load("held-on-this-machine")
    roles = [
        row.expires_at - now for row in kept if row.kind == "kept session" and row.expires_at is not None
    ]
    if roles:
        parts.append(f"The latest session of a role that the AWS CLI keeps {_until(max(roles))}.")
    parts.append(
        "A token, the session behind it and a role's session each end by themselves; only a new sign-in renews the "
        "session."
    )
    well = left > 0 or renews
    return Checked("ends", well, " ".join(parts), "" if well else "Sign in again.")


def _assignments(about: About) -> Flow[Checked]:
    session, role = yield from _session_of(about)
    token: Token | None = yield Load("token", session)
    if token is None:
        raise explain("nobody-signed-in-here", session=session.name, profile=about.profile)
    accounts = yield from accounts_and_roles(token)
    count = sum(len(account.roles) for account in accounts)
    if role is None:
        return Checked("assignments", None, f"{count} roles in {len(accounts)} accounts are assigned to you.")
    account = next((account for account in accounts if account.account_id == role.account_id), None)
    if account is None:
        sentence = f"The profile's account {role.account_id} is not among your {len(accounts)} accounts."
        return Checked(
            "assignments", False, sentence, "Choose a role from the list, or ask for an assignment."
        )
    names = [each.role_name for each in account.roles]
    if role.role_name in names:
        return Checked(
            "assignments", True, f"The role {role.role_name} in account {role.account_id} is assigned to you."
        )
    there = ", ".join(names[:10]) or "none"
    sentence = f"The role {role.role_name} is not assigned to you in account {role.account_id}; assigned are: {there}."
    return Checked("assignments", False, sentence, "Correct sso_role_name, or ask for an assignment.")


def _session_of(about: About) -> Flow[tuple[SsoSession, Role | None]]:
    """The sign-in of a profile, and its role; raises `CouldNotTry` for a profile that has none."""
    profile = about.profile or "default"
    settings: Mapping[str, object] = (yield Load("profile", profile)) or {}
    account_id, role_name = (text_of(settings, key) for key in ("sso_account_id", "sso_role_name"))
    name, place = text_of(settings, "sso_session"), settings
    if name:
        place = (yield Load("sso-session", name)) or {}
    # An older profile carries its own, known by its start URL.
    start_url, region = text_of(place, "sso_start_url"), text_of(place, "sso_region")
    if not start_url or not region:
        raise explain("profile-without-sso-role", profile=profile)
    role = Role(account_id, role_name) if account_id and role_name else None
    return SsoSession(name or start_url, start_url, region), role


def _length(seconds: float) -> str:
    minutes = round(seconds / 60)
    return (
        f"{round(seconds)} seconds"
        if seconds < 120
        else f"{minutes} minutes"
        if minutes < 120
        else f"{round(minutes / 60)} hours"
    )


def _until(left: float) -> str:
    return f"lasts {_length(left)} more" if left > 0 else f"ended {_length(-left)} ago"


_NOTHING_SENT = "Reads files and variables of this machine; sends nothing."
CHECKS: Mapping[str, Check] = {
    check.name: check
    for check in (
        Check(
            "winner",
            "Which credentials win here",
            _NOTHING_SENT,
            False,
            _winner,
            (
                "no-credentials-found", "credentials-unknown", "credentials-expired",
                "profile-unknown", "profile-broken", "key-half-missing", "config-malformed",
                "credentials-source-broken", "region-missing", "region-unknown",
                "signature-unreadable", "wrong-account-in-browser", "profile-source-missing",
                "instance-without-role", "error-not-recognised", "access-denied",
                "sso-settings-incomplete", "no-credentials-here",
            ),
        ),
        Check(
            "identity",
            "Who AWS says you are",
            "Calls sts:GetCallerIdentity with the credentials that boto3 finds; it needs no permission.",
            True,
            _identity,
            (
                "access-denied", "assume-not-allowed", "role-not-trusting", "credentials-unknown",
                "credentials-expired", "wrong-account-in-browser", "console-session-ended",
                "root-assumes-no-role", "error-not-recognised", "network-connection",
                "network-name", "network-timeout", "network-tls", "network-proxy", "no-access",
                "source-credentials-ended", "web-role-closed",
            ),
        ),
        Check(
            "clock",
            "This machine's clock against AWS's",
            "Sends one unsigned request to STS and reads the date of the answer; nothing of yours is sent.",
            True,
            _clock,
            (
                "clock-skew", "clock-at-sign-in", "credentials-unknown", "credentials-expired",
                "console-session-ended", "web-token-expired", "mfa-code-refused",
                "error-not-recognised",
            ),
        ),
        Check(
            "ends",
            "When the token, its session and a role's session end",
            _NOTHING_SENT,
            False,
            _ends,
            ("session-ended", "sso-token-missing", "credentials-expired", "client-expired", "source-credentials-ended"),
        ),
        Check(
            "region",
            "The Region of the start page",
            "Opens the start URL of the profile's sign-in without signing in, and reads where it lives.",
            True,
            _region,
            ("wrong-region", "start-url-unknown", "code-expired", "grant-refused", "sso-token-missing", "denied"),
        ),
        Check(
            "assignments",
            "What is assigned to you",
            "Calls sso:ListAccounts and sso:ListAccountRoles with the token that is stored here.",
            True,
            _assignments,
            ("no-access", "no-assignment", "session-ended"),
        ),
    )
}  # fmt: skip


def checks_for(code: str) -> tuple[str, ...]:
    """The names of the checks that help with an explanation, in the order of the rows."""
    return tuple(check.name for check in CHECKS.values() if code in check.helps)


def checked(name: str, about: About) -> Flow[Checked]:
    """Run one check; what keeps it from being made is what it found. Raises `KeyError` for a name without a row."""
    try:
        return (yield from CHECKS[name].flow(about))
    except GuideError as error:
        return Checked(name, False, f"{error.what} {error.why}", error.next_step)
