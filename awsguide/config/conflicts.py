"""What stands in the way of a profile meaning what it says: names already taken, and settings that fight each other.

The rules about fighting settings are rows of data; each carries the sentence that a person reads. Nothing is decided
here and nothing is changed: a panel asks, and a person answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from awsguide.config import diff, ini, reading_differences, sections
from awsguide.config.changes import Placeholder, Setting
from awsguide.config.names import OLDER_TOKEN, SESSION_TOKEN, TOKENS
from awsguide.config.sections import ByMeaning, File, Kind
from awsguide.core.secret import MASK

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True)
class KeyChange:
    """One setting that would change; None stands for 'not there'. Secrets are masked."""

    key: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Finding:
    """Something a person should know about a file: `what` in a sentence, `why` it matters, what to do about it.

    `line` from 1, or 0 when it is about no single line; `code` names the rule.
    """

    code: str
    what: str
    why: str
    next_step: str
    line: int = 0


def differences(text: str, kind: Kind, name: str, values: Mapping[str, Setting]) -> tuple[KeyChange, ...]:
    """What a `SetSection` would change in a section that exists; empty when it is not there or already says so.

    A panel asks before it goes on when this is not empty. Raises as `editing.applied` does.
    """
    return changed(sections.read_section(text, kind, name), values)


def changed(present: Mapping[str, object] | None, values: Mapping[str, Setting]) -> tuple[KeyChange, ...]:
    """As `differences`, of a section that was read already."""
    if present is None:
        return ()
    return tuple(
        KeyChange(key, _shown(key, present.get(key)), _shown(key, value))
        for key, value in values.items()
        if present.get(key) != value
    )


def _shown(key: str, value: object) -> str | None:
    if value is None:
        return None
    return MASK if diff.is_secret_key(key) or isinstance(value, Placeholder) else str(value)


@dataclass(frozen=True)
class _Both:
    """The three places a profile's settings come from: its section, its `[sso-session]`, the credentials file."""

    profile: Mapping[str, object]
    session: Mapping[str, object] | None
    credentials: Mapping[str, object]

    def fights(self) -> list[str]:
        """The settings that the profile and its session both have, and not alike."""
        return [key for key, value in (self.session or {}).items() if self.profile.get(key, value) != value]


_SSO_KEYS = ("sso_session", "sso_account_id", "sso_role_name", "sso_start_url")


@dataclass(frozen=True)
class _Rule:
    code: str
    holds: Callable[[_Both], bool]
    what: str
    why: str
    next_step: str


# Read in botocore 1.44 (`credentials.py`, `tokens.py`) and the AWS SDK for JavaScript v3 (`resolveProfileData`).
_RULES = (
    _Rule(
        "session-missing",
        lambda both: "sso_session" in both.profile and both.session is None,
        "Profile {name} names a sign-in session that the file does not have.",
        "boto3, the AWS CLI and JavaScript all stop at such a profile.",
        "Save the session as well, or choose one that is there.",
    ),
    _Rule(
        "session-contradicted",
        lambda both: bool(both.fights()),
        "Profile {name} and its sign-in session disagree about {fights}.",
        "boto3 refuses such a profile; other tools choose one of the two, and may sign in to another company.",
        "Remove these settings from the profile: the session has them.",
    ),
    _Rule(
        "session-repeated",
        lambda both: (
            "sso_session" in both.profile
            and not both.fights()
            and ("sso_start_url" in both.profile or "sso_region" in both.profile)
        ),
        "Profile {name} has a sign-in session and, beside it, a start URL or region of its own.",
        "They agree today. Tools that take the profile's own keep their tokens apart, and lose the refresh.",
        "Remove sso_start_url and sso_region from the profile.",
    ),
    _Rule(
        "sso-and-keys",
        lambda both: any(key in both.profile for key in _SSO_KEYS) and "aws_access_key_id" in both.profile,
        "Profile {name} has both a sign-in and access keys.",
        "boto3 and the AWS CLI take the sign-in, JavaScript takes the keys: the same profile is two identities.",
        "Keep one of the two in this profile, and give the other a profile of its own.",
    ),
    _Rule(
        "sso-and-stored-keys",
        lambda both: (
            any(key in both.profile for key in _SSO_KEYS) and "aws_access_key_id" in both.credentials
        ),
        "Profile {name} signs in, and the credentials file has access keys under the same name.",
        "boto3 and the AWS CLI take the sign-in, JavaScript takes the keys: the same profile is two identities.",
        "Rename or remove [{name}] in the credentials file.",
    ),
    _Rule(
        "stored-keys-hide-process",
        lambda both: "credential_process" in both.profile and "aws_access_key_id" in both.credentials,
        "Profile {name} has a credential_process, and the credentials file has access keys under the same name.",
        "The stored keys are found first, so the process is never asked, however old they are.",
        "Rename or remove [{name}] in the credentials file.",
    ),
    _Rule(
        "leftover-session-token",
        lambda both: any(
            str(place.get("aws_access_key_id", "")).startswith("AKIA")
            and any(token in place for token in TOKENS)
            for place in (both.profile, both.credentials)
        ),
        "Profile {name} has a long-term key and a session token left over from temporary credentials.",
        "AWS refuses the pair with ExpiredToken or InvalidClientTokenId.",
        "Remove aws_session_token and aws_security_token from the profile.",
    ),
    _Rule(
        "two-session-tokens",
        lambda both: any(
            OLDER_TOKEN in place and place[OLDER_TOKEN] != place.get(SESSION_TOKEN)
            for place in (both.profile, both.credentials)
        ),
        "Profile {name} has a session token under its older name, aws_security_token.",
        "boto3 and the AWS CLI send that one, whatever aws_session_token says; JavaScript reads only "
        "aws_session_token. With a token of other credentials AWS refuses the keys.",
        "Keep the newer token as aws_session_token, and remove aws_security_token.",
    ),
)


def mixed(config: ByMeaning, name: str, credentials: ByMeaning) -> tuple[Finding, ...]:
    """What fights in profile `name`, from what both files mean."""
    own = config.get(("profile", name)) or {}
    session_name = own.get("sso_session")
    session = config.get(("sso-session", session_name)) if isinstance(session_name, str) else {}
    both = _Both(own, session, credentials.get(("credentials", name)) or {})
    told = {"name": repr(name), "fights": " and ".join(both.fights())}
    return tuple(
        Finding(rule.code, rule.what.format_map(told), rule.why, rule.next_step.replace("{name}", name))
        for rule in _RULES
        if rule.holds(both)
    )


_PROFILE_VARIABLES = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE")


def variables(environment: Mapping[str, str]) -> tuple[Finding, ...]:
    """Variables that some client reads otherwise than another, or otherwise than was meant; no value is repeated."""
    given = {name for name, value in environment.items() if value}
    empty = [name for name in _PROFILE_VARIABLES if environment.get(name) == ""]
    rows = (
        (
            bool(empty),
            f"{' and '.join(empty)} is set to nothing.",
            "boto3 and the AWS CLI take that for a profile without a name and stop; JavaScript uses the default one.",
            "Unset it.",
        ),
        (
            given.issuperset(_PROFILE_VARIABLES)
            and environment["AWS_PROFILE"] != environment["AWS_DEFAULT_PROFILE"],
            "AWS_PROFILE and AWS_DEFAULT_PROFILE name different profiles.",
            "boto3 uses AWS_DEFAULT_PROFILE, the AWS CLI and JavaScript use AWS_PROFILE.",
            "Keep AWS_PROFILE and unset the other.",
        ),
        (
            "AWS_ACCESS_KEY_ID" in given and bool(given.intersection(_PROFILE_VARIABLES)),
            "A key and a profile are both set by variables.",
            "boto3 and the AWS CLI use the key, JavaScript uses the profile.",
            "Unset the one that you do not mean.",
        ),
        (
            "AWS_ACCESS_KEY_ID" in given and "AWS_SECRET_ACCESS_KEY" not in given,
            "AWS_ACCESS_KEY_ID is set without AWS_SECRET_ACCESS_KEY.",
            "boto3 and the AWS CLI stop there, whatever the files hold.",
            "Set both or neither.",
        ),
        (
            OLDER_TOKEN.upper() in given
            and environment[OLDER_TOKEN.upper()] != environment.get(SESSION_TOKEN.upper()),
            "AWS_SECURITY_TOKEN, the older name of a session token, is set.",
            "boto3 and the AWS CLI send it before AWS_SESSION_TOKEN, JavaScript never does.",
            "Unset AWS_SECURITY_TOKEN, and set AWS_SESSION_TOKEN where you need one.",
        ),
        (
            {"AWS_REGION", "AWS_DEFAULT_REGION"} <= environment.keys()
            and environment["AWS_REGION"] != environment["AWS_DEFAULT_REGION"],
            "AWS_REGION and AWS_DEFAULT_REGION differ.",
            "boto3 reads only AWS_DEFAULT_REGION, JavaScript only AWS_REGION, the AWS CLI prefers AWS_REGION.",
            "Give both the same Region.",
        ),
    )
    return tuple(Finding("variables", what, why, next_step) for holds, what, why, next_step in rows if holds)


def problems(text: str, file: File = "config") -> tuple[Finding, ...]:
    """Everything in `text` that some tool refuses or reads differently, in the order of the lines; never raises."""
    return told_of(ini.parse(text), file)


def told_of(document: ini.Document, file: File = "config") -> tuple[Finding, ...]:
    """As `problems`, of a text that was read already."""
    found = [
        Finding(
            f"config-{problem.kind}",
            f"Line {problem.line} {problem.what}.",
            "Not every tool reads such a line alike."
            if problem.kind == "trap"
            else "boto3 and the AWS CLI refuse the whole file because of it.",
            "Move the comment to a line of its own."
            if problem.kind == "trap"
            else "Mend that line in an editor.",
            problem.line,
        )
        for problem in document.problems
    ]
    first: dict[tuple[Kind | None, str], ini.Section] = {}
    for section in document.sections:
        meant = sections.meaning(section.name, file)
        earlier = first.setdefault(meant, section)
        # The very same header twice is a mistake already.
        if meant[0] is not None and earlier.name != section.name:
            what = f"Line {section.line + 1} is a second spelling of the section on line {earlier.line + 1}."
            why = "boto3 and the AWS CLI take the later of the two and ignore the other."
            found.append(Finding("config-twice", what, why, "Keep one of the two.", section.line + 1))
    found += [
        Finding("config-differs", f"Line {each.line} {each.what}.", each.why, each.next_step, each.line)
        for each in reading_differences.differences(document, file)
    ]
    return tuple(sorted(found, key=lambda finding: finding.line))
