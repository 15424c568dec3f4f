"""A trainer's own company from a YAML file: people, accounts, permission sets, roles, users, keys with ages, faults.

    python -m awsguide.launch.company_file FILE

It plays the file into the sandbox that it runs inside, by ordinary AWS calls of the trainer's; ages are made by moving
the sandbox's clock back while a key is made. What is there already is left as it is, so the same file may be played
twice. `exported` writes such a file of a sandbox that was changed by hand. Neither holds a secret.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from awsguide.adapters import surroundings
from awsguide.adapters.aws import Aws
from awsguide.adapters.practice_controls import control
from awsguide.core.errors import AwsError, GuideError
from awsguide.core.model import Credentials
from awsguide.core.steps import Call
from awsguide.explanations import explain
from awsguide.lessons import reading
from awsguide.lessons.lesson import write_profile
from awsguide.lessons.reading import Row
from awsguide.lessons.scenes import REGION, Practice, credentials_in, policy

_AWS_POLICY = "arn:aws:iam::aws:policy/"
_DAY = 86400
# AWS says so of what is there already.
_ALREADY = ("EntityAlreadyExists", "ConflictException")


@dataclass(frozen=True)
class PermissionSet:
    """A permission set: AWS-managed policies by name, and how many hours its sessions last."""

    policies: list[str]
    hours: int = 1


@dataclass(frozen=True)
class Person:
    """Somebody of the company: their full name, and what they are assigned, as {account: [permission sets]}."""

    name: str
    assigned: Mapping[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Key:
    """An access key: its age in days, whether it is active, and the profile it is written into, if any."""

    age: float = 0
    active: bool = True
    profile: str = ""


@dataclass(frozen=True)
class User:
    """An IAM user of an account."""

    account: str
    policies: list[str] = field(default_factory=list)
    allow: list[Any] = field(default_factory=list)
    keys: list[Any] = field(default_factory=list)


@dataclass(frozen=True)
class Role:
    """A role of an account; `trusts` are user names of that account, account names, or ARNs."""

    account: str
    trusts: list[str]
    policies: list[str] = field(default_factory=list)
    allow: list[Any] = field(default_factory=list)


@dataclass(frozen=True)
class Company:
    """What a file says."""

    accounts: list[str] = field(default_factory=list)
    permission_sets: Mapping[str, Any] = field(default_factory=dict)
    people: Mapping[str, Any] = field(default_factory=dict)
    users: Mapping[str, Any] = field(default_factory=dict)
    roles: Mapping[str, Any] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def load(path: Path) -> Company:
    """Read and check a file; raises `BadInput` with the line of what is wrong, and calls nothing."""
    row = reading.read(path)
    if not isinstance(row, Row):
        raise explain(
            "lesson-file",
            file=path.name,
            line="1",
            detail="the file must be a mapping: accounts, people, ...",
        )
    made = reading.checked(row, Company)
    kinds: tuple[tuple[str, type[Any]], ...] = (
        ("permission_sets", PermissionSet),
        ("people", Person),
        ("users", User),
        ("roles", Role),
    )
    for name, kind in kinds:
        made[name] = {key: kind(**reading.checked(value, kind)) for key, value in row.get(name, {}).items()}
    for name, user in made["users"].items():
        keys = [Key(**reading.checked(key, Key)) for key in user.keys]
        made["users"][name] = User(user.account, user.policies, user.allow, keys)
    company = Company(**made)
    _check_names(row, company)
    return company


def _check_names(row: Row, company: Company) -> None:
    """Whoever is named must be there: in the file, or in the company that every sandbox has."""
    accounts = {*company.accounts, "management", "sandbox-dev", "staging", "production"}
    sets = {*company.permission_sets, "AdministratorAccess", "PowerUserAccess", "ReadOnlyAccess"}
    for kind in ("users", "roles"):
        for name, one in getattr(company, kind).items():
            if one.account not in accounts:
                raise row[kind][name].wrong(f"{name}'s account '{one.account}' is not among the accounts")
    for name, person in company.people.items():
        for account, assigned in person.assigned.items():
            wrong = [one for one in assigned if one not in sets] if account in accounts else [account]
            if wrong:
                raise row["people"][name].wrong(f"{name} is assigned '{wrong[0]}', which is not there")


class Playing:
    """Plays a company into the sandbox that this process is inside."""

    def __init__(self, practice: Practice) -> None:
        """Nothing is sent yet."""
        self.practice = practice
        self.accounts = {account["Name"]: account["Id"] for account in self._accounts()}
        self._admins: dict[str, Credentials] = {}

    def _accounts(self) -> Iterator[Mapping[str, Any]]:
        reply = self.practice.call("organizations", "ListAccounts")
        for account in reply["Accounts"]:
            if account["Status"] == "ACTIVE" and not str(account["Name"]).startswith("lesson "):
                yield account

    def play(self, company: Company) -> str:
        """Make everything; returns a sentence. Raises `GuideError` for what AWS refuses, naming it."""
        for name in company.accounts:
            if name not in self.accounts:
                reply = self._trainer(
                    "organizations", "CreateAccount", AccountName=name, Email=f"{name}@example.com"
                )
                self.accounts[name] = reply["CreateAccountStatus"]["AccountId"]
        self._identity_center(company)
        for name, user in company.users.items():
            self._user(name, user)
        for name, role in company.roles.items():
            self._role(name, role)
        for fault in company.faults:
            control(self.practice.aws, "faults", arm=fault)
        counts = (len(company.accounts), len(company.people), len(company.users), len(company.roles))
        return "Seeded {} accounts, {} people, {} users and {} roles.".format(*counts)

    def _trainer(self, service: str, operation: str, **params: Any) -> Mapping[str, Any]:
        return self._call(self.practice.trainer, service, operation, params)

    def _call(
        self, credentials: Credentials, service: str, operation: str, params: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        try:
            return self.practice.aws.call(Call(service, operation, params, REGION, credentials))
        except AwsError as error:
            if error.code in _ALREADY:
                return {}
            detail = f"{operation} was refused with {error.code}: {error.message[:200]}"
            raise explain("lesson-file", file="the file", line="1", detail=detail) from None

    def _admin(self, account: str) -> Credentials:
        account_id = self.accounts[account]
        if account_id not in self._admins:
            role = f"arn:aws:iam::{account_id}:role/OrganizationAccountAccessRole"
            reply = self._trainer("sts", "AssumeRole", RoleArn=role, RoleSessionName="company")
            self._admins[account_id] = credentials_in(reply)
        return self._admins[account_id]

    def _iam(self, account: str, operation: str, **params: Any) -> Mapping[str, Any]:
        own = self.practice.trainer if account == "management" else self._admin(account)
        return self._call(own, "iam", operation, params)

    # --- who signs in -----------------------------------------------------------------------------------------------

    def _identity_center(self, company: Company) -> None:
        if not company.permission_sets and not company.people:
            return
        instance = self._trainer("sso-admin", "ListInstances")["Instances"][0]
        arn = instance["InstanceArn"]
        sets = self._sets(arn)
        for name, one in company.permission_sets.items():
            if name not in sets:
                made = self._trainer(
                    "sso-admin",
                    "CreatePermissionSet",
                    InstanceArn=arn,
                    Name=name,
                    SessionDuration=f"PT{one.hours}H",
                )
                sets[name] = made["PermissionSet"]["PermissionSetArn"]
                for managed in one.policies:
                    which = {"InstanceArn": arn, "PermissionSetArn": sets[name]}
                    self._trainer(
                        "sso-admin",
                        "AttachManagedPolicyToPermissionSet",
                        **which,
                        ManagedPolicyArn=_AWS_POLICY + managed,
                    )
        for name, person in company.people.items():
            self._person(name, person, instance, sets)

    def _sets(self, arn: str) -> dict[str, str]:
        listed = self._trainer("sso-admin", "ListPermissionSets", InstanceArn=arn)["PermissionSets"]
        return {
            self._trainer("sso-admin", "DescribePermissionSet", InstanceArn=arn, PermissionSetArn=one)[
                "PermissionSet"
            ]["Name"]: one
            for one in listed
        }

    def _person(
        self, name: str, person: Person, instance: Mapping[str, Any], sets: Mapping[str, str]
    ) -> None:
        store = instance["IdentityStoreId"]
        users = self._trainer("identitystore", "ListUsers", IdentityStoreId=store)["Users"]
        ids = {str(_plain(user["UserName"])): user["UserId"] for user in users}
        if name not in ids:
            given, _, family = person.name.rpartition(" ")
            made = self._trainer(
                "identitystore",
                "CreateUser",
                IdentityStoreId=store,
                UserName=name,
                DisplayName=person.name,
                Name={"GivenName": given or person.name, "FamilyName": family},
            )
            ids[name] = made["UserId"]
        for account, assigned in person.assigned.items():
            for one in assigned:
                self._assign(ids[name], self.accounts[account], instance["InstanceArn"], sets[one])

    def _assign(self, person: str, account_id: str, instance: str, permission_set: str) -> None:
        which = {"InstanceArn": instance, "PermissionSetArn": permission_set}
        listed = self._trainer("sso-admin", "ListAccountAssignments", **which, AccountId=account_id)
        if any(found["PrincipalId"] == person for found in listed["AccountAssignments"]):
            return
        target = {"TargetId": account_id, "TargetType": "AWS_ACCOUNT"}
        who = {"PrincipalType": "USER", "PrincipalId": person}
        self._trainer("sso-admin", "CreateAccountAssignment", **which, **target, **who)

    # --- who has keys -----------------------------------------------------------------------------------------------

    def _user(self, name: str, user: User) -> None:
        who = {"UserName": name}
        self._iam(user.account, "CreateUser", **who)
        for managed in user.policies:
            self._iam(user.account, "AttachUserPolicy", **who, PolicyArn=_AWS_POLICY + managed)
        if user.allow:
            self._iam(
                user.account, "PutUserPolicy", **who, PolicyName="own", PolicyDocument=policy(user.allow)
            )
        present = self._iam(user.account, "ListAccessKeys", **who)["AccessKeyMetadata"]
        for key in user.keys[len(present) :]:
            self._key(user.account, who, key)

    def _key(self, account: str, who: Mapping[str, str], key: Key) -> None:
        # The administrator's session must be there before the clock goes back.
        self._admin(account) if account != "management" else None
        control(self.practice.aws, "clock", move=-key.age * _DAY)
        try:
            made = self._iam(account, "CreateAccessKey", **who)
        finally:
            control(self.practice.aws, "clock", move=key.age * _DAY)
        if key.profile:
            write_profile(key.profile, credentials_in(made))
        if not key.active:
            which = {**who, "AccessKeyId": made["AccessKey"]["AccessKeyId"]}
            self._iam(account, "UpdateAccessKey", **which, Status="Inactive")

    def _role(self, name: str, role: Role) -> None:
        own = self.accounts[role.account]
        trusted = [
            one if one.startswith("arn:") else f"arn:aws:iam::{self.accounts[one]}:root" if one in self.accounts
            else f"arn:aws:iam::{own}:user/{one}"
            for one in role.trusts
        ]  # fmt: skip
        trust = policy([{"Action": "sts:AssumeRole", "Principal": {"AWS": trusted}}])
        self._iam(role.account, "CreateRole", RoleName=name, AssumeRolePolicyDocument=trust)
        for managed in role.policies:
            self._iam(role.account, "AttachRolePolicy", RoleName=name, PolicyArn=_AWS_POLICY + managed)
        if role.allow:
            self._iam(
                role.account,
                "PutRolePolicy",
                RoleName=name,
                PolicyName="own",
                PolicyDocument=policy(role.allow),
            )


def _plain(value: Any) -> Any:
    """A name that botocore marks as personal; it is no secret of the sandbox's people."""
    return value.reveal() if hasattr(value, "reveal") else value


def exported(practice: Practice) -> str:
    """The accounts, permission sets and people of a sandbox as a file of this kind; keys and policies stay behind."""
    import yaml

    playing = Playing(practice)
    instance = playing._trainer("sso-admin", "ListInstances")["Instances"][0]
    arn, store = instance["InstanceArn"], instance["IdentityStoreId"]
    sets = playing._sets(arn)
    users = playing._trainer("identitystore", "ListUsers", IdentityStoreId=store)["Users"]
    names = {user["UserId"]: str(_plain(user["UserName"])) for user in users}
    full = {str(_plain(user["UserName"])): str(_plain(user.get("DisplayName") or "")) for user in users}
    people: dict[str, Any] = {name: {"name": full[name] or name, "assigned": {}} for name in names.values()}
    for account, account_id in playing.accounts.items():
        for title, one in sets.items():
            where = {"InstanceArn": arn, "AccountId": account_id, "PermissionSetArn": one}
            for found in playing._trainer("sso-admin", "ListAccountAssignments", **where)[
                "AccountAssignments"
            ]:
                if found["PrincipalId"] in names:
                    assigned = people[names[found["PrincipalId"]]]["assigned"]
                    assigned.setdefault(account, []).append(title)
    kept = {}
    for title, one in sets.items():
        where = {"InstanceArn": arn, "PermissionSetArn": one}
        attached = playing._trainer("sso-admin", "ListManagedPoliciesInPermissionSet", **where)
        kept[title] = {"policies": [row["Name"] for row in attached["AttachedManagedPolicies"]]}
    accounts = [name for name in playing.accounts if name != "management"]
    whole = {"accounts": accounts, "permission_sets": kept, "people": people}
    text: str = yaml.safe_dump(whole, sort_keys=False, allow_unicode=True)
    return text


def main(arguments: list[str]) -> int:
    """Play the named file into the sandbox that this process is inside."""
    try:
        company = load(Path(arguments[0]))
        sys.stdout.write(Playing(Practice.here(Aws(surroundings.target()))).play(company) + "\n")
    except GuideError as error:
        sys.stdout.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
