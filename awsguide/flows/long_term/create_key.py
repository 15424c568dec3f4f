"""Creating an access key: allowed, with friction. First the rows that would do instead, then the key, saved at once.

The secret goes from AWS's answer into the profile and nowhere else: it is in no output and no widget. Who has to give
it to another tool reads it from the file, or copies it from a page of this machine that can be opened once. Nothing
here reads, writes or sends. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html,
2026-11-26.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from awsguide.config.changes import Placeholder
from awsguide.config.key_swap import new_key
from awsguide.config.names import check_profile_name
from awsguide.core.access_keys import AccessKey, LastUse
from awsguide.core.errors import AwsError, NoAnswer
from awsguide.core.model import Credentials
from awsguide.core.partitions import home_region
from awsguide.core.secret import Secret
from awsguide.core.steps import Ask, Flow, Load, Now, Save
from awsguide.core.stored import StoreKey
from awsguide.explanations import explain
from awsguide.flows.long_term.signer import Memory, Signer
from awsguide.flows.shared.answers import translated
from awsguide.flows.shared.identity import who_am_i
from awsguide.flows.shared.key_ids import check_user_name
from awsguide.flows.shared.source_profile import source_credentials
from awsguide.table import Choice, Row, choose
from awsguide.table.questions import QUESTIONS, next_question

KEY_ROW = "iam-long-term"


@dataclass(frozen=True)
class Instead:
    """A row that would do instead of a key, and why."""

    row: Row
    reason: str


@dataclass(frozen=True)
class MadeKey:
    """A key that was just made: `profile` holds it. The secret is for a page that is opened once, and then dropped."""

    key: AccessKey
    profile: str
    secret: Secret = field(repr=False)


def instead(answers: Mapping[str, str]) -> tuple[Instead, ...]:
    """The rows that would do for this reader instead of a key, the best first; none when nothing but a key will do.

    `answers` as `table.choose` takes them; as long as they decide nothing, every row that needs no key is offered.
    """
    if next_question(dict(answers)) is not None:
        return tuple(Instead(end.row, end.reason) for end in _ends(dict(answers)) if end.row.name != KEY_ROW)
    choice = choose(answers)
    return () if choice.row.name == KEY_ROW else (Instead(choice.row, choice.reason),)


def _ends(answers: dict[str, str]) -> tuple[Choice, ...]:
    """Every row that the answers can still lead to, each once."""
    question = next_question(answers)
    if question is None:
        return (choose(answers),)
    found: dict[str, Choice] = {}
    for answer in next(each for each in QUESTIONS if each.name == question.name).answers:
        for end in _ends(answers | {question.name: answer}):
            found.setdefault(end.row.name, end)
    return tuple(found.values())


def create_key(
    source: str,
    profile: str,
    *,
    now: Now,
    memory: Memory,
    user: str = "",
    answers: Mapping[str, str] | None = None,
) -> Flow[MadeKey]:
    """Create a key with the credentials of profile `source`, for its own user or for `user`, and save it as `profile`.

    Before anything is made, the rows that would do instead are shown with the question, and the file is looked at.
    Raises `BadInput` ('profile-has-key') for a profile that holds another key, `Refused` for the root user, a role
    without a `user`, two keys already, and what AWS refuses.
    """
    check_profile_name(profile)
    credentials = yield from source_credentials(source)
    caller = yield from who_am_i(credentials, home_region(credentials.region))
    if caller.kind == "root":
        raise explain("no-root-key")
    name = check_user_name(user) if user.strip() else caller.name
    if caller.kind != "user" and not user.strip():
        raise explain("no-keys-of-its-own", identity=caller.identity.arn)
    if (yield Load("key", profile)) is not None:
        raise explain("profile-has-key", profile=profile)
    preview = yield Load("change", new_key(profile, Placeholder("new access key ID")))
    yield Load("writable", "credentials")
    question = f"Create a long-term key for {name}, and write it into the profile '{profile}'?"
    if (yield Ask(question, ("create", "cancel"), Friction(instead(answers or {}), preview))) != "create":
        raise explain("interrupted")
    signer = Signer(credentials, caller.name, memory, now)
    try:
        reply = yield from signer.call(
            "CreateAccessKey",
            {"UserName": name},
            why="a long-term key, although it never ends",
            expected=("LimitExceeded", "NoSuchEntity"),
        )
    except AwsError as error:
        if error.code == "LimitExceeded":
            raise explain("key-places-full", user=name) from error
        if error.code == "NoSuchEntity":
            raise explain("user-unknown", user=name) from error
        raise translated(error) from error
    except NoAnswer as error:
        raise translated(error) from error
    made = reply["AccessKey"]
    secret: Secret = made["SecretAccessKey"]
    yield Save(StoreKey(profile, Credentials(made["AccessKeyId"], secret)))
    created = made["CreateDate"].timestamp() if made.get("CreateDate") else now()
    return MadeKey(AccessKey(name, made["AccessKeyId"], "Active", created, LastUse(None)), profile, secret)


@dataclass(frozen=True)
class Friction:
    """What a person sees before a key is created: what would do instead, and the file that will hold it."""

    instead: tuple[Instead, ...]
    preview: object
