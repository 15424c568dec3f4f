"""The roles of 100 accounts with 60 ms per call, in parallel by the guide, against a sequential boto3 loop.

The sandbox takes 60 ms longer for each ListAccountRoles, as AWS would for somebody some way off. Both list the same
accounts of the same person with the same token, clients made beforehand.
"""

from __future__ import annotations

import os
from typing import Any

from aws_sandbox.server.child import Place
from awsguide.api.workforce import accounts_and_roles, sign_in
from benchmarks.measure import Figure, in_turns, seconds_of
from benchmarks.surroundings import Person, inside_a_sandbox

GOAL = 8
ACCOUNTS = 100
MILLISECONDS = 60


def _assign(place: Place, user_name: str) -> None:
    """Open accounts as the trainer, until the person has a role in `ACCOUNTS` of them."""
    import boto3

    trainer = boto3.Session(profile_name="trainer", region_name=place.region)
    organizations, sso = trainer.client("organizations"), trainer.client("sso-admin")
    (instance,) = sso.list_instances()["Instances"]
    arn, store_id = instance["InstanceArn"], instance["IdentityStoreId"]
    users = trainer.client("identitystore").list_users(IdentityStoreId=store_id)["Users"]
    user_id = next(user["UserId"] for user in users if user["UserName"] == user_name)
    sets = sso.list_permission_sets(InstanceArn=arn)["PermissionSets"]
    for number in range(ACCOUNTS):
        opened = organizations.create_account(
            AccountName=f"team-{number:03}", Email=f"team-{number:03}@example.com"
        )
        sso.create_account_assignment(
            InstanceArn=arn,
            TargetId=opened["CreateAccountStatus"]["AccountId"],
            TargetType="AWS_ACCOUNT",
            PermissionSetArn=sets[number % len(sets)],
            PrincipalType="USER",
            PrincipalId=user_id,
        )


def figures(rounds: int = 3) -> list[Figure]:
    """One figure: how many times faster the guide is."""
    with inside_a_sandbox([f"latency={MILLISECONDS}@ListAccountRoles"]) as place:
        import boto3

        from awsguide.core.model import DeviceCode, SsoSession

        # carol has nothing, so that what she gets here is all she has.
        _assign(place, "carol")
        person = Person(place.endpoint, "carol")

        def show(event: object) -> None:
            if isinstance(event, DeviceCode):
                person.allow(event.user_code)

        session = SsoSession("benchmark", place.start_url, place.region)
        token = sign_in(session, way="device-code", fresh=True, show=show)
        portal: Any = boto3.client("sso", region_name=place.region)
        access = {"accessToken": token.access_token.reveal()}

        def by_the_guide() -> dict[str, list[str]]:
            accounts = accounts_and_roles(token, show=show)
            return {account.account_id: [role.role_name for role in account.roles] for account in accounts}

        def by_a_loop() -> dict[str, list[str]]:
            return {
                account["accountId"]: [
                    role["roleName"]
                    for role in portal.list_account_roles(accountId=account["accountId"], **access)[
                        "roleList"
                    ]
                ]
                for page in portal.get_paginator("list_accounts").paginate(**access)
                for account in page["accountList"]
            }

        found = by_the_guide()
        if found != by_a_loop() or len(found) != ACCOUNTS or not all(found.values()):
            raise RuntimeError(f"the two do not find the same roles of {ACCOUNTS} accounts")
        samples = in_turns(
            {"guide": lambda: seconds_of(by_the_guide), "loop": lambda: seconds_of(by_a_loop)}, rounds
        )
    guide, loop = samples["guide"].median, samples["loop"].median
    detail = f"guide {guide:.2f} s, loop {loop:.2f} s; median of {rounds}; {os.cpu_count()} processors"
    what = f"roles of {ACCOUNTS} accounts with {MILLISECONDS} ms per call, faster than a loop"
    return [Figure(what, loop / guide, GOAL, at_least=True, detail=detail)]
