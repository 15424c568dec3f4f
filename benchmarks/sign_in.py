"""A whole sign-in through the guide's flows, against the same steps as a sequential boto3 script.

Register, device code, a person's answer, token, accounts, roles, credentials of a role, GetCallerIdentity: both start
with nothing and make their own clients. The guide also keeps the registration and the token, checks the start URL,
and records every call.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from aws_sandbox.server import child
from aws_sandbox.server.child import Place
from awsguide.api.workforce import accounts_and_roles, role_session, sign_in
from benchmarks.measure import Figure, Samples, in_turns, ratio, seconds_of
from benchmarks.surroundings import Person, forget_sign_ins, inside_a_sandbox

GOAL = 1.0
DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
ROLE = "AdministratorAccess"


def by_the_guide(place: Place, person: Person) -> str:
    """The ARN that the guide's flows end with."""
    from awsguide.core.model import DeviceCode, SsoSession

    def show(event: object) -> None:
        if isinstance(event, DeviceCode):
            person.allow(event.user_code)

    session = SsoSession("benchmark", place.start_url, place.region)
    token = sign_in(session, way="device-code", fresh=True, show=show)
    accounts = accounts_and_roles(token, show=show)
    roles = [role for account in accounts for role in account.roles if role.role_name == ROLE]
    return role_session(token, roles[0].account_id, ROLE).identity.arn


def by_a_script(place: Place, person: Person) -> str:
    """The ARN that a plain script ends with."""
    import boto3
    from botocore.exceptions import ClientError

    session = boto3.Session(region_name=place.region)
    oidc = session.client("sso-oidc")
    client = oidc.register_client(clientName="script", clientType="public", scopes=["sso:account:access"])
    keys = {name: client[name] for name in ("clientId", "clientSecret")}
    device = oidc.start_device_authorization(startUrl=place.start_url, **keys)
    person.allow(device["userCode"])
    token: Any = None
    while token is None:
        try:
            token = oidc.create_token(grantType=DEVICE_GRANT, deviceCode=device["deviceCode"], **keys)
        except ClientError as error:
            if error.response["Error"]["Code"] != "AuthorizationPendingException":
                raise
            time.sleep(device["interval"])
    portal = session.client("sso")
    access = {"accessToken": token["accessToken"]}
    found = [
        (account["accountId"], role["roleName"])
        for account in portal.list_accounts(**access)["accountList"]
        for role in portal.list_account_roles(accountId=account["accountId"], **access)["roleList"]
    ]
    account_id = next(account_id for account_id, role_name in found if role_name == ROLE)
    given = portal.get_role_credentials(accountId=account_id, roleName=ROLE, **access)["roleCredentials"]
    signed = boto3.Session(
        given["accessKeyId"], given["secretAccessKey"], given["sessionToken"], region_name=place.region
    )
    return str(signed.client("sts").get_caller_identity()["Arn"])


WAYS = {"guide": by_the_guide, "script": by_a_script}


def _as_a_process(name: str) -> None:
    """A whole Python that signs in by one of the ways; it inherits the sandbox's environment."""
    subprocess.run([sys.executable, "-m", "benchmarks.sign_in", name], check=True)


def figures(rounds: int = 15, processes: int = 7) -> list[Figure]:
    """Two figures, the guide's median over the script's: in a Python that is running, and as a whole process."""
    with inside_a_sandbox() as place:
        person = Person(place.endpoint)
        if by_the_guide(place, person) != by_a_script(place, person):
            raise RuntimeError("the two do not end with the same identity")

        def timed(work: Callable[[], object]) -> Callable[[], float]:
            def run() -> float:
                forget_sign_ins(place)
                return seconds_of(work)

            return run

        running = in_turns({name: timed(partial(way, place, person)) for name, way in WAYS.items()}, rounds)
        whole = in_turns({name: timed(partial(_as_a_process, name)) for name in WAYS}, processes)
    return [
        _figure("a whole sign-in, guide over boto3 script", running, rounds, GOAL),
        _figure("the same as a whole process, imports included", whole, processes, None),
    ]


def _figure(what: str, samples: Mapping[str, Samples], rounds: int, goal: float | None) -> Figure:
    guide, script = (samples[name].median * 1000 for name in ("guide", "script"))
    detail = f"guide {guide:.0f} ms, script {script:.0f} ms; median of {rounds}"
    return Figure(what, ratio(samples, "guide", "script"), goal, detail=detail)


def main() -> None:
    """One sign-in in the sandbox of the environment, by the way that the command line names."""
    place = child.find(Path(os.environ["HOME"]) / ".awsguide" / "sandbox.json")
    WAYS[sys.argv[1]](place, Person(place.endpoint))


if __name__ == "__main__":
    main()
