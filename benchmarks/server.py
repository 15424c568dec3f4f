"""How soon the sandbox is ready and what it weighs, against the bare library server after the same seed calls.

Ready is the first answer to a signed GetCallerIdentity, counted from the start of the process. The sandbox is ready
with its company seeded; the library is empty then. For the memory both get the same calls by boto3: a team of accounts,
people, permission sets, assignments, users, keys, roles and objects. Memory is what the process keeps for itself
(unique set size where the system tells it).
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psutil

from aws_sandbox.seed.company import START_URL
from benchmarks.measure import Figure, in_turns, ratio
from benchmarks.surroundings import outside

GOAL_READY = 1.3
GOAL_MEMORY = 1.3
REGION = "us-east-1"
ACCOUNTS = 20
USERS = 20

COMMANDS = {
    "sandbox": [sys.executable, "-m", "aws_sandbox", "--until-eof"],
    "library": [sys.executable, "-m", "benchmarks.bare_library"],
}


@dataclass
class Started:
    """A server that answers: its process, where it is, how long it took (seconds), and a boto3 session with keys."""

    process: subprocess.Popen[bytes]
    endpoint: str
    seconds: float
    session: Any
    number: int

    def client(self, service: str) -> Any:
        """A client that sends to this server."""
        return self.session.client(service, endpoint_url=self.endpoint)

    @property
    def processor(self) -> float:
        """Seconds of processor time that the process has taken."""
        return float(sum(psutil.Process(self.number).cpu_times()[:2]))

    @property
    def megabytes(self) -> float:
        """Memory that the process does not share with others."""
        return float(psutil.Process(self.number).memory_full_info().uss) / 1e6


@contextmanager
def started(name: str) -> Iterator[Started]:
    """A new server of this kind, ended afterwards."""
    import boto3

    begin = time.perf_counter()
    process = subprocess.Popen(
        COMMANDS[name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert process.stdout is not None
    assert process.stdin is not None
    try:
        told = json.loads(process.stdout.readline())
        keys = told.get("keys", ("anything", "anything"))
        if "home" in told:
            found = _keys(f"{told['home']}/.aws/credentials")
            keys = (found["aws_access_key_id"], found["aws_secret_access_key"])
        session = boto3.Session(*keys, region_name=REGION)
        session.client("sts", endpoint_url=told["endpoint"]).get_caller_identity()
        # What serves may be a process of its own.
        number = told.get("process", process.pid)
        yield Started(process, told["endpoint"], time.perf_counter() - begin, session, number)
    finally:
        process.stdin.close()
        process.wait(30)
        process.stdout.close()


def _keys(path: str) -> dict[str, str]:
    from configparser import ConfigParser

    parser = ConfigParser(interpolation=None)
    parser.read(path, encoding="utf-8")
    return dict(parser["trainer"])


def seed(server: Started) -> None:
    """The same calls to either server; the sandbox has an organization already, the library founds one."""
    organizations, sso = server.client("organizations"), server.client("sso-admin")
    try:
        organizations.describe_organization()
    except organizations.exceptions.AWSOrganizationsNotInUseException:
        organizations.create_organization(FeatureSet="ALL")
    (instance,) = sso.list_instances()["Instances"]
    arn, store_id = instance["InstanceArn"], instance["IdentityStoreId"]
    store, iam, s3 = server.client("identitystore"), server.client("iam"), server.client("s3")
    permission_set = sso.create_permission_set(InstanceArn=arn, Name="Team", SessionDuration="PT1H")
    set_arn = permission_set["PermissionSet"]["PermissionSetArn"]
    for number in range(ACCOUNTS):
        status = organizations.create_account(AccountName=f"a{number}", Email=f"a{number}@example.com")
        person = store.create_user(
            IdentityStoreId=store_id,
            UserName=f"person{number}",
            DisplayName=f"Person {number}",
            Name={"GivenName": "Person", "FamilyName": str(number)},
        )
        sso.create_account_assignment(
            InstanceArn=arn,
            TargetId=status["CreateAccountStatus"]["AccountId"],
            TargetType="AWS_ACCOUNT",
            PermissionSetArn=set_arn,
            PrincipalType="USER",
            PrincipalId=person["UserId"],
        )
    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    for number in range(USERS):
        iam.create_user(UserName=f"user{number}")
        iam.create_access_key(UserName=f"user{number}")
        iam.put_user_policy(
            UserName=f"user{number}",
            PolicyName="all",
            PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [everything]}),
        )
    s3.create_bucket(Bucket="benchmark-bucket")
    for number in range(USERS):
        s3.put_object(Bucket="benchmark-bucket", Key=f"key{number}", Body=b"x" * 1000)
    for _ in range(USERS):
        server.client("sts").get_caller_identity()


def _ready(name: str) -> float:
    with started(name) as server:
        return server.seconds


def _weight(name: str) -> float:
    with started(name) as server:
        seed(server)
        return server.megabytes


def figures(rounds: int = 7, weighings: int = 3) -> list[Figure]:
    """Two figures: ready time and memory, the sandbox's over the library's."""
    with outside():
        ready = in_turns({name: lambda name=name: _ready(name) for name in COMMANDS}, rounds)  # type: ignore[misc]
        weight = in_turns({name: lambda name=name: _weight(name) for name in COMMANDS}, weighings)  # type: ignore[misc]
    ours, theirs = (ready[name].median * 1000 for name in COMMANDS)
    heavy, light = (weight[name].median for name in COMMANDS)
    return [
        Figure(
            "ready for the first signed call, sandbox over bare library",
            ratio(ready, "sandbox", "library"),
            GOAL_READY,
            detail=f"sandbox {ours:.0f} ms with {START_URL} seeded, library {theirs:.0f} ms empty; median of {rounds}",
        ),
        Figure(
            "memory after the same seed calls, sandbox over bare library",
            ratio(weight, "sandbox", "library"),
            GOAL_MEMORY,
            detail=f"sandbox {heavy:.0f} MB, library {light:.0f} MB; median of {weighings}",
        ),
    ]
