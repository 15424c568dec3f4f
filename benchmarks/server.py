"""How soon the sandbox is ready and what it weighs, against the bare library server after the same seed calls.

Ready is the first answer to a signed GetCallerIdentity, counted from the start of the process. The sandbox is ready
with its company seeded; the library is empty then. For the memory both get the same calls by boto3: a team of accounts,
people, permission sets, assignments, users, keys, roles and objects. Memory is what the process keeps for itself
(unique set size where the system tells it). What the start takes is told in seconds too, because a reader waits for it;
its goal is on the processor's time, which other programs on the machine hardly change.
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
from urllib.request import Request, urlopen

import psutil
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from aws_sandbox.seed.company import START_URL
from benchmarks.measure import Figure, Samples, in_turns, ratio
from benchmarks.surroundings import outside

GOAL_READY = 1.3
GOAL_MEMORY = 1.3
GOAL_SECONDS = 0.4
REGION = "us-east-1"
ACCOUNTS = 20
USERS = 20

COMMANDS = {
    "sandbox": [sys.executable, "-m", "aws_sandbox", "--until-eof"],
    "library": [sys.executable, "-m", "benchmarks.bare_library"],
}


@dataclass
class Started:
    """A server that answers, and a boto3 session with keys.

    `seconds` went by until its first answer, and in `busy` of them its process was at work.
    """

    process: subprocess.Popen[bytes]
    endpoint: str
    seconds: float
    busy: float
    session: Any
    number: int

    def client(self, service: str) -> Any:
        """A client that sends to this server."""
        return self.session.client(service, endpoint_url=self.endpoint)

    @property
    def processor(self) -> float:
        """Seconds of processor time that the process has taken."""
        return _processor(self.number)

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
        _ask_who(told["endpoint"], keys)
        seconds = time.perf_counter() - begin
        # What serves may be a process of its own.
        number = told.get("process", process.pid)
        session = boto3.Session(*keys, region_name=REGION)
        yield Started(process, told["endpoint"], seconds, _processor(number), session, number)
    finally:
        process.stdin.close()
        process.wait(30)
        process.stdout.close()


def _processor(number: int) -> float:
    return float(sum(psutil.Process(number).cpu_times()[:2]))


def _ask_who(endpoint: str, keys: tuple[str, str]) -> None:
    """Send a signed GetCallerIdentity, without the client of boto3's that takes longer to make than this."""
    asked = AWSRequest("POST", f"{endpoint}/", data=b"Action=GetCallerIdentity&Version=2011-06-15")
    asked.headers["Content-Type"] = "application/x-www-form-urlencoded"
    SigV4Auth(Credentials(*keys), "sts", REGION).add_auth(asked)
    with urlopen(Request(asked.url, asked.data, dict(asked.headers)), timeout=60) as answer:
        answer.read()


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


def _ready(name: str, busy: dict[str, list[float]]) -> float:
    with started(name) as server:
        busy[name].append(server.busy)
        return server.seconds


def _weight(name: str) -> float:
    with started(name) as server:
        seed(server)
        return server.megabytes


def figures(rounds: int = 15, weighings: int = 3) -> list[Figure]:
    """Three figures: ready time in seconds and over the library's, and memory over the library's."""
    busy: dict[str, list[float]] = {name: [] for name in COMMANDS}
    with outside():
        ready = in_turns({name: lambda name=name: _ready(name, busy) for name in COMMANDS}, rounds)  # type: ignore[misc]
        weight = in_turns({name: lambda name=name: _weight(name) for name in COMMANDS}, weighings)  # type: ignore[misc]
    ours, theirs = (ready[name].median * 1000 for name in COMMANDS)
    heavy, light = (weight[name].median for name in COMMANDS)
    return [
        Figure(
            "from the start of the sandbox's process to its first signed answer, processor time",
            Samples(busy["sandbox"][1:]).median,  # as above, after a round to warm up
            GOAL_SECONDS,
            unit="s",
            detail=f"{ours / 1000:.2f} s by the clock, {min(ready['sandbox'].values):.2f} s at best, "
            f"with {START_URL} seeded; median of {rounds}",
        ),
        Figure(
            "ready for the first signed call, sandbox over bare library",
            ratio(ready, "sandbox", "library"),
            GOAL_READY,
            detail=f"sandbox {ours:.0f} ms, seeded, library {theirs:.0f} ms, empty; median of {rounds}",
        ),
        Figure(
            "memory after the same seed calls, sandbox over bare library",
            ratio(weight, "sandbox", "library"),
            GOAL_MEMORY,
            detail=f"sandbox {heavy:.0f} MB, library {light:.0f} MB; median of {weighings}",
        ),
    ]
