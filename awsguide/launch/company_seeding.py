"""Makes the company of a trainer's file in a sandbox.

    python -m awsguide.launch.company_seeding FILE

Everything is an ordinary AWS call of the trainer's; ages are made by moving the sandbox's clock back while a key is
made. What is there already is left as it is, so the same file may be seeded twice. `company_export.py` goes the other
way.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from awsguide.adapters import surroundings
from awsguide.adapters.aws import Aws
from awsguide.adapters.practice_controls import control
from awsguide.core.errors import AwsError, GuideError
from awsguide.core.model import Credentials
from awsguide.core.steps import Call
from awsguide.explanations import explain
from awsguide.launch.company_file import Company, Key, Person, Role, User, load
from awsguide.lessons.lesson import write_profile
from awsguide.lessons.practice import Practice
from awsguide.lessons.scenes import REGION, credentials_in, policy

_AWS_POLICY = "arn:aws:iam::aws:policy/"
_DAY = 86400
# AWS says so of what is there already.
_ALREADY = ("EntityAlreadyExists", "ConflictException")


class Seeding:
    """Makes what a company has in the sandbox of `practice`; every method raises `GuideError` for a refusal."""

    def __init__(self, practice: Practice) -> None:
        """Asks which accounts there are."""
        self.practice = practice
        self.accounts: dict[str, str] = {
            account["Name"]: account["Id"]
            for account in practice.all_accounts()
            if account["Status"] == "ACTIVE"
            and not str(account["Name"]).startswith(surroundings.LESSON_ACCOUNT)
        }
        self.directory = _Directory(self)
        self._admins: dict[str, Credentials] = {}

    def seed(self, company: Company) -> str:
        """Make everything that is not there yet; returns a sentence."""
        for name in company.accounts:
            if name not in self.accounts:
                reply = self.trainer(
                    "organizations", "CreateAccount", AccountName=name, Email=f"{name}@example.com"
                )
                self.accounts[name] = reply["CreateAccountStatus"]["AccountId"]
        if company.permission_sets or company.people:
            self.directory.seed(company)
        for name, user in company.users.items():
            self._user(name, user)
        for name, role in company.roles.items():
            self._role(name, role)
        for fault in company.faults:
            control(self.practice.aws, "faults", arm=fault)
        counts = (len(company.accounts), len(company.people), len(company.users), len(company.roles))
        return "Seeded {} accounts, {} people, {} users and {} roles.".format(*counts)

    def trainer(self, service: str, operation: str, **params: Any) -> Mapping[str, Any]:
        """A call of the trainer's; {} where it is there already."""
        return self._call(self.practice.trainer, service, operation, params)

    def iam(self, account: str, operation: str, **params: Any) -> Mapping[str, Any]:
        """A call to IAM of an account, by its name; {} where it is there already."""
        return self._call(self._admin(account), "iam", operation, params)

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
        if account == "management":
            return self.practice.trainer
        if account not in self._admins:
            role = f"arn:aws:iam::{self.accounts[account]}:role/OrganizationAccountAccessRole"
            reply = self.trainer("sts", "AssumeRole", RoleArn=role, RoleSessionName="company")
            self._admins[account] = credentials_in(reply)
        return self._admins[account]

    def _user(self, name: str, user: User) -> None:
        who = {"UserName": name}
        self.iam(user.account, "CreateUser", **who)
        for managed in user.policies:
            self.iam(user.account, "AttachUserPolicy", **who, PolicyArn=_AWS_POLICY + managed)
        if user.allow:
            own = {"PolicyName": "own", "PolicyDocument": policy(user.allow)}
            self.iam(user.account, "PutUserPolicy", **who, **own)
        present = self.iam(user.account, "ListAccessKeys", **who)["AccessKeyMetadata"]
        for key in user.keys[len(present) :]:
            self._key(user.account, who, key)

    def _key(self, account: str, who: Mapping[str, str], key: Key) -> None:
        # The administrator's session must be there before the clock goes back.
        self._admin(account)
        control(self.practice.aws, "clock", move=-key.age * _DAY)
        try:
            made = self.iam(account, "CreateAccessKey", **who)
        finally:
            control(self.practice.aws, "clock", move=key.age * _DAY)
        if key.profile:
            write_profile(key.profile, credentials_in(made))
        if not key.active:
            which = {**who, "AccessKeyId": made["AccessKey"]["AccessKeyId"]}
            self.iam(account, "UpdateAccessKey", **which, Status="Inactive")

    def _role(self, name: str, role: Role) -> None:
        trusted = [self._arn(role.account, one) for one in role.trusts]
        trust = policy([{"Action": "sts:AssumeRole", "Principal": {"AWS": trusted}}])
        self.iam(role.account, "CreateRole", RoleName=name, AssumeRolePolicyDocument=trust)
        for managed in role.policies:
            self.iam(role.account, "AttachRolePolicy", RoleName=name, PolicyArn=_AWS_POLICY + managed)
        if role.allow:
            own = {"PolicyName": "own", "PolicyDocument": policy(role.allow)}
            self.iam(role.account, "PutRolePolicy", RoleName=name, **own)

    def _arn(self, account: str, principal: str) -> str:
        """Who is trusted, as an ARN: an ARN already, an account's name, or a user of `account`."""
        if principal.startswith("arn:"):
            return principal
        if principal in self.accounts:
            return f"arn:aws:iam::{self.accounts[principal]}:root"
        return f"arn:aws:iam::{self.accounts[account]}:user/{principal}"


class _Directory:
    """IAM Identity Center: permission sets, people, and who is assigned what."""

    def __init__(self, seeding: Seeding) -> None:
        self._seeding = seeding
        self._trainer = seeding.trainer

    def _instance(self) -> tuple[str, str]:
        """The ARN of the one instance, and the id of its people's directory."""
        instance = self._trainer("sso-admin", "ListInstances")["Instances"][0]
        return instance["InstanceArn"], instance["IdentityStoreId"]

    def _permission_sets(self, instance: str) -> dict[str, str]:
        """The ARN of each permission set by its name."""
        listed = self._trainer("sso-admin", "ListPermissionSets", InstanceArn=instance)["PermissionSets"]
        return {self._described(instance, arn)["Name"]: arn for arn in listed}

    def _described(self, instance: str, arn: str) -> Mapping[str, Any]:
        which = {"InstanceArn": instance, "PermissionSetArn": arn}
        described: Mapping[str, Any] = self._trainer("sso-admin", "DescribePermissionSet", **which)[
            "PermissionSet"
        ]
        return described

    def _people(self, store: str) -> dict[str, tuple[str, str]]:
        """The id and the full name ('' for none) of each person by their user name."""
        users = self._trainer("identitystore", "ListUsers", IdentityStoreId=store)["Users"]
        return {
            _plain(user["UserName"]): (user["UserId"], _plain(user.get("DisplayName") or ""))
            for user in users
        }

    def _assigned(self, account_id: str, instance: str, permission_set: str) -> list[str]:
        """The ids of the people who are assigned a permission set in an account."""
        where = {"InstanceArn": instance, "AccountId": account_id, "PermissionSetArn": permission_set}
        reply = self._trainer("sso-admin", "ListAccountAssignments", **where)
        return [row["PrincipalId"] for row in reply["AccountAssignments"]]

    def seed(self, company: Company) -> None:
        """Make the permission sets and people that are not there yet, and assign them."""
        instance, store = self._instance()
        sets = self._permission_sets(instance)
        for name, one in company.permission_sets.items():
            if name not in sets:
                length = f"PT{one.hours}H"
                made = self._trainer(
                    "sso-admin",
                    "CreatePermissionSet",
                    InstanceArn=instance,
                    Name=name,
                    SessionDuration=length,
                )
                sets[name] = made["PermissionSet"]["PermissionSetArn"]
                which = {"InstanceArn": instance, "PermissionSetArn": sets[name]}
                for managed in one.policies:
                    arn = _AWS_POLICY + managed
                    self._trainer(
                        "sso-admin", "AttachManagedPolicyToPermissionSet", **which, ManagedPolicyArn=arn
                    )
        there = self._people(store)
        for name, person in company.people.items():
            person_id = there[name][0] if name in there else self._made(name, person, store)
            for account, assigned in person.assigned.items():
                for title in assigned:
                    self._assign(person_id, self._seeding.accounts[account], instance, sets[title])

    def _made(self, name: str, person: Person, store: str) -> str:
        given, _, family = person.name.rpartition(" ")
        made = self._trainer(
            "identitystore",
            "CreateUser",
            IdentityStoreId=store,
            UserName=name,
            DisplayName=person.name,
            Name={"GivenName": given or person.name, "FamilyName": family},
        )
        return str(made["UserId"])

    def _assign(self, person_id: str, account_id: str, instance: str, permission_set: str) -> None:
        if person_id in self._assigned(account_id, instance, permission_set):
            return
        which = {"InstanceArn": instance, "PermissionSetArn": permission_set}
        target = {"TargetId": account_id, "TargetType": "AWS_ACCOUNT"}
        who = {"PrincipalType": "USER", "PrincipalId": person_id}
        self._trainer("sso-admin", "CreateAccountAssignment", **which, **target, **who)

    def exported(self) -> dict[str, Any]:
        """The permission sets and people as the file has them."""
        instance, store = self._instance()
        sets = self._permission_sets(instance)
        there = self._people(store)
        names = {person_id: name for name, (person_id, _) in there.items()}
        people: dict[str, Any] = {
            name: {"name": full or name, "assigned": {}} for name, (_, full) in there.items()
        }
        for account, account_id in self._seeding.accounts.items():
            for title, arn in sets.items():
                for person_id in self._assigned(account_id, instance, arn):
                    if person_id in names:
                        assigned = people[names[person_id]]["assigned"]
                        assigned.setdefault(account, []).append(title)
        kept = {}
        for title, arn in sets.items():
            where = {"InstanceArn": instance, "PermissionSetArn": arn}
            attached = self._trainer("sso-admin", "ListManagedPoliciesInPermissionSet", **where)
            kept[title] = {
                "policies": [row["Name"] for row in attached["AttachedManagedPolicies"]],
                "hours": _hours(self._described(instance, arn).get("SessionDuration", "PT1H")),
            }
        return {"permission_sets": kept, "people": people}


def _hours(duration: str) -> int:
    """The whole hours in a duration such as PT4H or PT90M, one at least."""
    found = re.fullmatch(r"PT(?:(\d+)H)?(?:(\d+)M)?", duration)
    hours, minutes = (int(part or 0) for part in found.groups()) if found else (1, 0)
    return max(1, hours + minutes // 60)


def _plain(value: Any) -> str:
    """A name that botocore marks as personal; it is no secret of the sandbox's people."""
    return str(value.reveal() if hasattr(value, "reveal") else value)


def main(arguments: list[str]) -> int:
    """Seed the sandbox that this process is inside with the named file."""
    try:
        company = load(Path(arguments[0]))
        sys.stdout.write(Seeding(Practice.here(Aws(surroundings.target()))).seed(company) + "\n")
    except GuideError as error:
        sys.stdout.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
