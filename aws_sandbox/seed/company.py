"""The seeded company: its rows, and the function that plays them into moto's state.

Who exists, which accounts there are and who may do what is data here. Everything that follows from it (what the
access portal lists, what a role may do) is read live from moto, so a trainer changes the company with ordinary
boto3 calls. This module refuses to answer requests and to write files.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from moto.core.base_backend import BackendDict
from moto.iam.models import iam_backends
from moto.identitystore.models import Name, User, identitystore_backends
from moto.organizations.models import FakeAccount, organizations_backends
from moto.ssoadmin.models import AccountAssignment, ManagedPolicy, PermissionSet, ssoadmin_backends

from aws_sandbox import ids
from aws_sandbox.access.root_users import RootUsers
from aws_sandbox.seed import lessons_long_term, lessons_temporary
from aws_sandbox.seed.iam import (
    FOUNDED,
    KeyRow,
    Profile,
    RoleRow,
    UserRow,
    attach,
    create_managed_policy,
    create_provider,
    create_role,
    create_root_key,
    create_user,
)

if TYPE_CHECKING:
    from aws_sandbox.access.root_features import RootAccess

REGION = "us-east-1"
START_URL = "https://d-sandbox0001.awsapps.com/start"
# An instance that exists, but not in the region this sandbox stands for: asking for it is asking the wrong region.
SECOND_REGION = "eu-west-1"
SECOND_START_URL = "https://d-sandbox0002.awsapps.com/start"
# Everybody's password. It is shown on the sign-in page: the sandbox teaches signing in, not keeping this secret.
PASSWORD = "sandbox"  # noqa: S105 - documented, and good for nothing outside the sandbox

MANAGEMENT_ACCOUNT = "management"
MEMBER_ACCOUNTS = ("sandbox-dev", "staging", "production")
TRAINER = "trainer"


@dataclass(frozen=True)
class SetRow:
    """A permission set: one AWS-managed policy of the same name, and how long its sessions last (ISO 8601)."""

    name: str
    description: str
    session_duration: str = "PT1H"


@dataclass(frozen=True)
class PersonRow:
    """A person and what they are assigned: pairs of account name and permission set name."""

    user_name: str
    given_name: str
    family_name: str
    assignments: tuple[tuple[str, str], ...] = ()


PERMISSION_SETS = (
    SetRow("AdministratorAccess", "Everything in the account"),
    SetRow("PowerUserAccess", "Everything but people, policies and the organization"),
    SetRow("ReadOnlyAccess", "Looking, not touching"),
)
PEOPLE = (
    PersonRow(
        "alice",
        "Alice",
        "Andersen",
        (("sandbox-dev", "AdministratorAccess"), ("production", "ReadOnlyAccess")),
    ),
    PersonRow("bob", "Bob", "Bauer", (("sandbox-dev", "PowerUserAccess"),)),
    PersonRow("carol", "Carol", "Costa"),
)


@dataclass(frozen=True)
class FederatedRow:
    """A person whom the company's own sign-in page knows, and the role that it lets them act as."""

    user_name: str
    account: str
    role: str
    policies: tuple[str, ...]


# What `aws login` needs (AWS managed policy reference, read 2026-11-23).
LOGIN_POLICY = "SignInLocalDevelopmentAccess"
CONSOLE_USERS = (
    UserRow("dana", "sandbox-dev", (LOGIN_POLICY, "ReadOnlyAccess")),
    UserRow("erin", "sandbox-dev", ("ReadOnlyAccess",)),
)
FEDERATED_PEOPLE = (FederatedRow("fay", "sandbox-dev", "Developer", (LOGIN_POLICY, "PowerUserAccess")),)
ACCOUNT_ALIASES = {"sandbox-dev": "sandbox-dev"}
# Whoever a lesson needs; each of these modules has rows of the kinds that `_play_lessons` plays.
LESSONS = (lessons_temporary, lessons_long_term)
TRAINER_ROW = UserRow(TRAINER, MANAGEMENT_ACCOUNT, ("AdministratorAccess",), keys=(KeyRow((TRAINER,)),))


@dataclass(frozen=True)
class Company:
    """What the rest of the sandbox needs to know of the seeded company; account ids have 12 digits."""

    management_account_id: str
    accounts: dict[str, str]
    trainer_access_key_id: str
    trainer_secret_access_key: str = field(repr=False)
    profiles: tuple[Profile, ...] = ()
    roots: RootUsers = field(default_factory=RootUsers, repr=False)
    region: str = REGION
    start_url: str = START_URL


def reset() -> None:
    """Empty moto's state, which belongs to the whole process: one sandbox at a time lives in it."""
    BackendDict.reset()
    organizations_backends.master_accounts.clear()


def seed(roots: RootUsers, root_access: RootAccess, now: float) -> Company:
    """Empty moto's state and play the rows into it; the same ids every time, and new keys. `now` in seconds, UTC."""
    reset()
    accounts = {name: ids.account_id(name) for name in (MANAGEMENT_ACCOUNT, *MEMBER_ACCOUNTS)}
    management = accounts[MANAGEMENT_ACCOUNT]
    _found_organization(management)
    for days, name in enumerate(MEMBER_ACCOUNTS, start=1):
        _open_account(management, name, accounts[name], FOUNDED + timedelta(days=days))
    _open_instance(management, REGION, START_URL)
    _open_instance(management, SECOND_REGION, SECOND_START_URL)
    _hire(management)
    _assign(management, accounts)
    _employ(accounts, now)
    (trainer,) = create_user(TRAINER_ROW, accounts, now, password=None)
    roots.give_passwords(accounts.values())
    root_account = accounts[lessons_long_term.ROOT_ACCOUNT]
    root_profiles = create_root_key(roots, root_account, lessons_long_term.ROOT_KEY, now)
    profiles = (trainer, *_play_lessons(accounts, now), *root_profiles)
    root_access.centralize(management, now)
    keys = trainer.access_key_id, trainer.secret_access_key
    return Company(management, accounts, *keys, profiles, roots)


def _found_organization(management: str) -> None:
    organizations = organizations_backends[management]["aws"]
    organizations.create_organization(region=REGION, FeatureSet="ALL")
    organization: Any = organizations.org
    organization.id = "o-" + ids.letters(10, "organization")
    organization.root_id = "r-" + ids.letters(4, "root")
    organization.master_account_email = root_email(MANAGEMENT_ACCOUNT)
    (root,) = organizations.ou
    root.id = organization.root_id
    (account,) = organizations.accounts
    account.name = MANAGEMENT_ACCOUNT
    account.email = organization.master_account_email
    account.joined_method = "INVITED"
    account.parent_id = organization.root_id
    account.create_time = FOUNDED
    members: tuple[Any, ...] = (root, account, *organizations.policies)
    for member in members:
        member.organization_id = organization.id
    # moto gives the new account a random id first, and a role in the IAM of that id; neither stays.
    iam_backends.clear()


def _open_account(management: str, name: str, account_id: str, opened: datetime) -> None:
    organizations = organizations_backends[management]["aws"]
    organizations.create_account(AccountName=name, Email=root_email(name))
    account: FakeAccount = organizations.accounts[-1]
    roles = iam_backends.pop(account.id)["aws"].roles
    organizations_backends.master_accounts[account_id] = organizations_backends.master_accounts.pop(
        account.id
    )
    account.id = account_id
    account.create_time = opened
    account.create_account_status_id = "car-" + ids.letters(32, "create account", name)
    (role,) = roles.values()
    role.account_id = account_id
    role.id = ids.unique_id("AROA", account_id, role.name)
    role.create_date = opened
    iam_backends[account_id]["aws"].roles[role.id] = role
    # AWS lets the management account do everything through this role; moto leaves it empty.
    attach(account_id, ("AdministratorAccess",), role)


def _open_instance(management: str, region: str, start_url: str) -> None:
    (instance,) = ssoadmin_backends[management][region].instances
    directory_id = start_url.removeprefix("https://").partition(".")[0]
    instance.identity_store_id = directory_id
    instance.instance_arn = f"arn:aws:sso:::instance/ssoins-{ids.hexadecimal(16, directory_id)}"
    instance.name = directory_id
    instance.created_date = FOUNDED.replace(tzinfo=UTC).timestamp()


def _hire(management: str) -> None:
    sso = ssoadmin_backends[management][REGION]
    store_id = sso.instances[0].identity_store_id
    store = identitystore_backends[management][REGION]
    store.list_users(identity_store_id=store_id, filters=[])
    for row in PEOPLE:
        user_id = ids.uuid(row.user_name)
        full_name = f"{row.given_name} {row.family_name}"
        email: dict[str, Any] = {"Value": f"{row.user_name}@example.com", "Type": "work", "Primary": True}
        store.identity_stores[store_id].users[user_id] = User(
            UserId=user_id,
            IdentityStoreId=store_id,
            UserName=row.user_name,
            Name=Name(full_name, row.family_name, row.given_name, None, None, None),
            DisplayName=full_name,
            NickName="",
            ProfileUrl="",
            Emails=[email],
            Addresses=[],
            PhoneNumbers=[],
            UserType="",
            Title="",
            PreferredLanguage="",
            Locale="",
            Timezone="",
        )


def _assign(management: str, accounts: dict[str, str]) -> None:
    sso = ssoadmin_backends[management][REGION]
    instance = sso.instances[0]
    permission_sets: dict[str, Any] = {}
    for row in PERMISSION_SETS:
        permission_set = PermissionSet(
            row.name, row.description, instance.instance_arn, row.session_duration, "", []
        )
        share = ids.hexadecimal(16, "permission set", row.name)
        permission_set.permission_set_arn = (
            f"{instance.instance_arn.replace(':instance/', ':permissionSet/')}/ps-{share}"
        )
        permission_set.created_date = FOUNDED.replace(tzinfo=UTC).timestamp()
        permission_set.managed_policies.append(ManagedPolicy(f"arn:aws:iam::aws:policy/{row.name}", row.name))
        permission_set.total_managed_policies_attached = 1
        permission_sets[row.name] = permission_set
        sso.permission_sets.append(permission_set)
    for person in PEOPLE:
        for account, set_name in person.assignments:
            sso.account_assignments.append(
                AccountAssignment(
                    instance.instance_arn,
                    accounts[account],
                    "AWS_ACCOUNT",
                    permission_sets[set_name].permission_set_arn,
                    "USER",
                    ids.uuid(person.user_name),
                )
            )


def _employ(accounts: dict[str, str], now: float) -> None:
    for name, alias in ACCOUNT_ALIASES.items():
        iam_backends[accounts[name]]["aws"].create_account_alias(alias)
    for user in CONSOLE_USERS:
        create_user(user, accounts, now, password=PASSWORD)
    for person in FEDERATED_PEOPLE:
        create_role(_federated_role(person), accounts)


def _federated_role(row: FederatedRow) -> RoleRow:
    statement = {
        "Effect": "Allow",
        "Principal": {"Federated": f"arn:aws:iam::<{row.account}>:saml-provider/sandbox-company"},
        "Action": "sts:AssumeRoleWithSAML",
        "Condition": {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}},
    }
    description = "Who comes from the company's own sign-in page"
    return RoleRow(row.role, row.account, description, (statement,), row.policies, longest=43200)


def _play_lessons(accounts: dict[str, str], now: float) -> list[Profile]:
    """Make everybody and everything the lessons need; returns the profiles that the sandbox's home gets."""
    profiles = []
    for lesson in LESSONS:
        for provider in lesson.PROVIDERS:
            create_provider(provider, accounts)
        for policy in lesson.MANAGED_POLICIES:
            create_managed_policy(policy, accounts)
        for role in lesson.ROLES:
            create_role(role, accounts)
        for user in lesson.USERS:
            profiles += create_user(user, accounts, now, password=PASSWORD)
    return profiles


def root_email(account_name: str) -> str:
    """Return the e-mail address of an account's root user."""
    return f"aws-{account_name}@example.com"
