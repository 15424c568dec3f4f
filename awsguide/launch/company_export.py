"""Writes the company of a sandbox as a trainer's file: what was changed by hand can be seeded again.

Accounts, permission sets and people are written whole; users and roles of accounts that the sandbox did not have from
the start. A key is written as its age, and never its id or secret. What such a file cannot say is named in a comment.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from awsguide.adapters.files import config_files
from awsguide.launch.company_file import SEEDED_ACCOUNTS
from awsguide.launch.company_seeding import Seeding

# The role by which the management account gets into each account, and the paths of roles that AWS makes.
_NOBODY_S = ("OrganizationAccountAccessRole",)
_AWS_PATH = "/aws-"
_DAY = 86400


def exported(seeding: Seeding, now: float) -> str:
    """The file's text; `now` is the sandbox's time, in seconds since 1970. Raises `GuideError`."""
    import yaml

    own = {name: number for name, number in seeding.accounts.items() if name not in SEEDED_ACCOUNTS}
    profiles = {place.key_id: place.name for place in config_files.key_ids_here()}
    users: dict[str, Any] = {}
    roles: dict[str, Any] = {}
    left: list[str] = []
    for account, number in own.items():
        for name in _names(seeding, account, "User"):
            keys = seeding.iam(account, "ListAccessKeys", UserName=name)["AccessKeyMetadata"]
            users[name] = _owner(seeding, account, "User", name)
            users[name]["keys"] = [_key(key, now, profiles) for key in keys]
        for name in _names(seeding, account, "Role"):
            role = seeding.iam(account, "GetRole", RoleName=name)["Role"]
            trusts = _trusts(role["AssumeRolePolicyDocument"], number, seeding.accounts)
            if trusts:
                roles[name] = {**_owner(seeding, account, "Role", name), "trusts": trusts}
            else:
                left.append(f"# Left out: the role {name} of {account}, whom it trusts under a condition.\n")
    whole = {
        "accounts": [name for name in seeding.accounts if name != "management"],
        **seeding.directory.exported(),
        **{title: found for title, found in (("users", users), ("roles", roles)) if found},
    }
    return "".join(left) + str(yaml.safe_dump(whole, sort_keys=False, allow_unicode=True))


def _names(seeding: Seeding, account: str, noun: str) -> list[str]:
    """The users or roles that somebody made."""
    found = seeding.iam(account, f"List{noun}s", MaxItems=1000)[f"{noun}s"]
    return [
        row[f"{noun}Name"]
        for row in found
        if not row["Path"].startswith(_AWS_PATH) and row[f"{noun}Name"] not in _NOBODY_S
    ]


def _owner(seeding: Seeding, account: str, noun: str, name: str) -> dict[str, Any]:
    """The account and the policies of a user or role, as far as they have some."""
    who = {f"{noun}Name": name}
    attached = seeding.iam(account, f"ListAttached{noun}Policies", **who)["AttachedPolicies"]
    inline = seeding.iam(account, f"List{noun}Policies", **who)["PolicyNames"]
    documents = (
        seeding.iam(account, f"Get{noun}Policy", **who, PolicyName=policy)["PolicyDocument"]
        for policy in inline
    )
    statements = [one for document in documents for one in _statements(document)]
    managed = [row["PolicyName"] for row in attached if ":aws:policy/" in row["PolicyArn"]]
    lists = {"policies": managed, "allow": statements}
    return {"account": account, **{title: found for title, found in lists.items() if found}}


def _statements(document: Mapping[str, Any]) -> list[Any]:
    found = document["Statement"]
    return list(found) if isinstance(found, list) else [found]


def _key(key: Mapping[str, Any], now: float, profiles: Mapping[str, str]) -> dict[str, Any]:
    row: dict[str, Any] = {"age": round((now - key["CreateDate"].timestamp()) / _DAY)}
    if key["Status"] != "Active":
        row["active"] = False
    if name := profiles.get(key["AccessKeyId"]):
        row["profile"] = name
    return row


def _trusts(document: Mapping[str, Any], account_id: str, accounts: Mapping[str, str]) -> list[str]:
    """Who may assume a role, as the file names them; none where it says more than that."""
    found: list[str] = []
    for one in _statements(document):
        aws = one.get("Principal", {}).get("AWS") if isinstance(one.get("Principal"), Mapping) else None
        if one["Effect"] != "Allow" or "Condition" in one or aws is None:
            return []
        found += [aws] if isinstance(aws, str) else aws
    names = {f"arn:aws:iam::{number}:root": name for name, number in accounts.items()}
    user = f"arn:aws:iam::{account_id}:user/"
    return [names.get(arn, arn.removeprefix(user)) for arn in found]
