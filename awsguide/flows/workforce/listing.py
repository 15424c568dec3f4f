"""Every account and role of a sign-in, asked for side by side, and remembered on the way where there are many.

What was listed before somebody stopped it is used again, for as long as `KeptListing` is kept: it is told how old it
is, and asked about where another sign-in listed it. Nothing here reads, sends or waits.
"""

from __future__ import annotations

from dataclasses import replace

from awsguide.core.errors import GuideError
from awsguide.core.model import Account, Note, Role, Token
from awsguide.core.outside_text import harmless
from awsguide.core.steps import Ask, Call, Flow, Load, Many, Outcome, Save, Show
from awsguide.core.stored import ForgetListing, KeptListing, StoreListing
from awsguide.explanations import explain
from awsguide.flows.shared.answers import explained, translated

# So many accounts are asked about together, and what they answered is then kept.
TOGETHER = 200
_USE, _ANEW = "use them", "list again"


def accounts_and_roles(token: Token) -> Flow[tuple[Account, ...]]:
    """Every account assigned to the person, by name, with its roles; fetched in parallel.

    An account whose roles could not be listed carries a `problem`. Raises `Refused` ('no-assignment') for none.
    """
    accounts = yield from _accounts(token)
    if not accounts:
        raise explain("no-assignment")
    ids = [account.account_id for account in accounts]
    if len(ids) > TOGETHER:
        roles, problems = yield from _kept_roles(token, ids)
    else:
        roles, problems = yield from _roles(token, ids, 0, len(ids))
    filled = [
        replace(
            account,
            roles=tuple(Role(account.account_id, name) for name in sorted(roles.get(account.account_id, ()))),
            problem=problems.get(account.account_id, ""),
        )
        for account in accounts
    ]
    return tuple(sorted(filled, key=lambda account: (account.name.lower(), account.account_id)))


def _accounts(token: Token) -> Flow[list[Account]]:
    accounts: list[Account] = []
    page = ""
    while True:
        params = {"accessToken": token.access_token, "maxResults": 100}
        reply = yield from explained(
            Call(
                "sso",
                "ListAccounts",
                params | ({"nextToken": page} if page else {}),
                region=token.session.region,
                why="which accounts are assigned to you?",
            ),
            ended=True,
        )
        accounts += [
            Account(
                item["accountId"],
                harmless(item.get("accountName", "")),
                harmless(item.get("emailAddress", "")),
            )
            for item in reply["accountList"]
        ]
        page = reply.get("nextToken") or ""
        if not page:
            return accounts


def _kept_roles(token: Token, ids: list[str]) -> Flow[tuple[dict[str, list[str]], dict[str, str]]]:
    """The roles of many accounts: some kept from a time before, the rest asked for and kept on the way."""
    kept: KeptListing | None = yield Load("listing", token)
    roles: dict[str, list[str]] = {}
    if kept is not None and (yield from _wanted(kept)):
        roles = {each: list(kept.roles[each]) for each in ids if each in kept.roles}
        yield Show(
            Note(
                f"The roles of {len(roles)} of {len(ids)} accounts were listed {_ago(kept)}, before it was stopped; "
                "the rest is listed now."
            )
        )
    problems: dict[str, str] = {}
    told = False
    rest = [each for each in ids if each not in roles]
    for batch in _batches(rest):
        found, failed = yield from _roles(token, batch, len(roles) + len(problems), len(ids))
        roles |= {each: found.get(each, []) for each in batch if each not in failed}
        problems |= failed
        unkept = yield Save(StoreListing(token, {each: tuple(names) for each, names in roles.items()}))
        if isinstance(unkept, GuideError) and not told:
            told = True
            yield Show(
                Note(f"{unkept.what} What is listed cannot be kept: stopped, it begins from the start.")
            )
    if not problems:
        yield Save(ForgetListing(token.session))
    return roles, problems


def _batches(ids: list[str]) -> list[list[str]]:
    return [ids[start : start + TOGETHER] for start in range(0, len(ids), TOGETHER)]


def _wanted(kept: KeptListing) -> Flow[bool]:
    """Whether a listing that was stopped is used: nobody but the person knows whether another sign-in was theirs."""
    if kept.same_sign_in:
        return True
    question = f"Use the roles of {len(kept.roles)} accounts that another sign-in listed {_ago(kept)}?"
    about = "Use them if it was you who signed in then, as the same user. For another user, list again."
    return bool((yield Ask(question, (_USE, _ANEW), about)) == _USE)


def _ago(kept: KeptListing) -> str:
    minutes = round(kept.age / 60)
    return "less than a minute ago" if minutes < 1 else f"{minutes} min ago"


def _roles(
    token: Token, account_ids: list[str], before: int, total: int
) -> Flow[tuple[dict[str, list[str]], dict[str, str]]]:
    roles: dict[str, list[str]] = {}
    problems: dict[str, str] = {}
    pages = dict.fromkeys(account_ids, "")
    while pages:
        calls = tuple(
            Call(
                "sso",
                "ListAccountRoles",
                {"accessToken": token.access_token, "accountId": account_id, "maxResults": 100}
                | ({"nextToken": page} if page else {}),
                region=token.session.region,
                why="which roles are yours in each account?",
            )
            for account_id, page in pages.items()
        )
        first = len(calls) == len(account_ids)
        outcomes: list[Outcome] = yield Many(
            calls, "Listing roles", before if first else 0, total if first else len(calls)
        )
        following: dict[str, str] = {}
        for account_id, outcome in zip(pages, outcomes, strict=True):
            if outcome.reply is None:
                error = translated(outcome.error, ended=True)
                if error.code == "session-ended":
                    raise error
                problems[account_id] = error.what
                continue
            roles.setdefault(account_id, []).extend(item["roleName"] for item in outcome.reply["roleList"])
            if outcome.reply.get("nextToken"):
                following[account_id] = outcome.reply["nextToken"]
        pages = following
    return roles, problems
