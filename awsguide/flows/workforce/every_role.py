"""A profile for every account and role of a sign-in: named by a template, previewed as one diff, written once.

`planned` decides, from the text of the file and what AWS grants, which profiles are written and removed. It refuses to
touch a profile that is not of this sign-in, and to give two roles one name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from awsguide.config.changes import Change, RemoveSection, SetSection
from awsguide.config.documents import text_of
from awsguide.config.names import check_region
from awsguide.config.sections import by_meaning
from awsguide.core.model import Account, Note, Role, SsoSession, Token
from awsguide.core.outside_text import harmless
from awsguide.core.steps import Ask, Compute, Flow, Load, Save, Show
from awsguide.explanations import explain
from awsguide.flows.workforce import accounts_and_roles, as_it_stands, profile_change
from awsguide.flows.workforce.profile_names import DEFAULT_TEMPLATE, check_template, profile_names
from awsguide.flows.workforce.start_url import same_start_url

# So many names of a list are shown.
_SHOWN = 5


@dataclass(frozen=True)
class Plan:
    """What is to be done: `change`, and the names of profiles by what becomes of them.

    `taken` have a wanted name and belong to something else; `needed` are no longer granted, but another profile starts
    from them; both are left alone. `gone` are no longer granted, and removed only where that was asked for. `wanted`
    and `own` are the roles of the names that the template makes, and of the profiles that the file holds already.
    """

    change: Change
    wanted: Mapping[str, Role]
    own: Mapping[str, Role]
    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


Becomes = Literal["new", "there", "taken", "gone", "removed", "needed"]


@dataclass(frozen=True)
class PlannedProfile:
    """One profile, its role and its account's name, what becomes of it, and where a search looks (small letters)."""

    name: str
    role: Role
    account: str
    becomes: Becomes
    searched: str


def planned(
    session: SsoSession,
    accounts: tuple[Account, ...],
    config: str,
    credentials: str = "",
    *,
    template: str = DEFAULT_TEMPLATE,
    region: str,
    prune: bool = False,
) -> Plan:
    """What makes the file hold a profile for every role. Raises `BadInput`, `CouldNotTry` for a malformed file."""
    wanted = profile_names(accounts, template)
    there = by_meaning(config)
    line = text_of(there.get(("sso-session", session.name), {}), "sso_start_url")
    if line and not same_start_url(line, session.start_url):
        raise explain("sign-in-name-taken", session=session.name, there=line, start_url=session.start_url)
    profiles = {name: values for (kind, name), values in there.items() if kind == "profile"}
    stored = {name for _, name in by_meaning(credentials, "credentials")}
    own = _own(session, profiles)
    gone = _gone(own, accounts)
    sources = {str(values.get("source_profile")) for values in profiles.values()}
    removable = gone - sources - wanted.keys() if prune else set()

    written, taken = [], []
    edits: list[SetSection | RemoveSection] = []
    for name, role in wanted.items():
        if own.get(name) == role and name not in stored:
            continue
        if name in stored or (name in profiles and not (prune and name in gone - sources)):
            taken.append(name)
            continue
        company, profile = profile_change(session, role, name, region).edits
        edits += [profile] if edits else [company, profile]
        written.append(name)
    edits += [RemoveSection("profile", name) for name in own if name in removable]
    return Plan(
        Change("config", tuple(edits)),
        wanted,
        own,
        tuple(written),
        tuple(name for name in own if name in removable),
        tuple(taken),
        tuple(name for name in own if prune and name in gone & sources - wanted.keys()),
        () if prune else tuple(name for name in own if name in gone),
    )


def _own(session: SsoSession, profiles: Mapping[str, Mapping[str, object]]) -> dict[str, Role]:
    """The roles of the profiles that begin with this sign-in."""
    return {
        name: Role(str(values["sso_account_id"]), str(values["sso_role_name"]))
        for name, values in profiles.items()
        if values.get("sso_session") == session.name and {"sso_account_id", "sso_role_name"} <= values.keys()
    }


def _gone(own: Mapping[str, Role], accounts: tuple[Account, ...]) -> set[str]:
    """Those of them that are no longer granted; of an account that could not be listed, nothing is known."""
    granted = {role for account in accounts for role in account.roles}
    unknown = {account.account_id for account in accounts if account.problem}
    return {name for name, role in own.items() if role not in granted and role.account_id not in unknown}


def profiles_planned(
    session: SsoSession,
    accounts: tuple[Account, ...],
    config: str,
    credentials: str = "",
    *,
    template: str = DEFAULT_TEMPLATE,
    prune: bool = False,
) -> tuple[PlannedProfile, ...]:
    """Every profile that is wanted or belongs to this sign-in, and what becomes of it. Raises as `planned` does."""
    plan = planned(
        session, accounts, config, credentials, template=template, region=session.region, prune=prune
    )
    rows = dict(plan.wanted)
    leaving: tuple[tuple[Becomes, tuple[str, ...]], ...] = (
        ("removed", plan.removed),
        ("gone", plan.gone),
        ("needed", plan.needed),
    )
    for _becomes, names in leaving:
        for name in names:
            rows.setdefault(name, plan.own[name])
    becomes: dict[str, Becomes] = dict.fromkeys(rows, "there")
    others: tuple[tuple[Becomes, tuple[str, ...]], ...] = (("new", plan.written), ("taken", plan.taken))
    for word, names in (*others, *leaving):
        becomes |= dict.fromkeys(names, word)
    known = {account.account_id: account.name for account in accounts}
    return tuple(
        PlannedProfile(
            name,
            role,
            known.get(role.account_id, ""),
            becomes[name],
            f"{name} {known.get(role.account_id, '')} {role.account_id} {role.role_name}".lower(),
        )
        for name, role in rows.items()
    )


def save_every_role(
    token: Token,
    *,
    template: str,
    region: str,
    prune: bool = False,
    accounts: tuple[Account, ...] | None = None,
) -> Flow[Any]:
    """Write the profiles after the person has seen the difference; the receipt can undo it, None for no change.

    `accounts` are those that were listed already. Raises `BadInput` before any call, `Refused`, `Cancelled` when the
    answer is no.
    """
    check_template(template)
    known: frozenset[str] = yield Load("regions")
    region = check_region(region.strip().lower(), known)
    if accounts is None:
        accounts = yield from accounts_and_roles(token)
    session = token.session
    while True:
        files = yield from _both_files()
        plan: Plan = yield Compute(
            partial(planned, session, accounts, *files, template=template, region=region, prune=prune)
        )
        for sentence in told(plan, accounts):
            yield Show(Note(sentence))
        if not plan.change.edits:
            return None
        change = yield from as_it_stands(plan.change, session)
        preview = yield Load("change", change)
        question = (
            f"Write {_count(len(plan.written), 'profile')} to your AWS config file"
            f"{f' and remove {len(plan.removed)}' if plan.removed else ''}?"
        )
        if (yield Ask(question, ("save", "cancel"), about=preview)) != "save":
            raise explain("interrupted")
        if (yield from _both_files()) == files:
            return (yield Save(change))
        # What was not there when the person said yes is not written over.
        yield Show(Note("Your AWS files changed while the question waited. The difference is shown again."))


def _both_files() -> Flow[tuple[str, str]]:
    config: str = yield Load("config", "config")
    credentials: str = yield Load("config", "credentials")
    return config, credentials


def told(plan: Plan, accounts: tuple[Account, ...]) -> tuple[str, ...]:
    """What a person should know before the question, one sentence per line."""
    roles = sum(len(account.roles) for account in accounts)
    failed = [account for account in accounts if account.problem]
    without = [account.account_id for account in accounts if not account.roles and not account.problem]
    rows = (
        (True, f"AWS grants you {_count(roles, 'role')} in {_count(len(accounts), 'account')}."),
        (
            bool(failed),
            f"The roles of {_count(len(failed), 'account')} could not be listed: "
            f"{_some([account.account_id for account in failed])}. Their profiles stay as they are.",
        ),
        (
            bool(without),
            f"{_count(len(without), 'account')} without a role of yours: {_some(without)}.",
        ),
        (
            bool(plan.taken),
            f"These names belong to other profiles, which stay as they are: {_some(plan.taken)}.",
        ),
        (
            bool(plan.gone),
            f"AWS no longer grants the roles of these profiles: {_some(plan.gone)}. Prune to remove them.",
        ),
        (
            bool(plan.needed),
            f"AWS no longer grants the roles of these profiles, but other profiles use them as source_profile, so "
            f"they stay: {_some(plan.needed)}.",
        ),
        (not plan.change.edits, "Nothing in your config file has to change."),
    )
    return tuple(harmless(sentence) for holds, sentence in rows if holds)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _some(names: Iterable[str]) -> str:
    names = tuple(names)
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
