"""How many requests a second the sandbox answers with authentication and policies, against the library without them.

Both run as processes of their own and are asked the same by one client over one connection after another, turn by
turn. The library alone checks neither signature nor permission; the sandbox reads the caller's policies anew for each
request, because a change counts from the next one on. Two callers are compared: one who may do everything by one
policy, and one with a group, a permissions boundary and conditions. Calls of STS are answered by the sandbox itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from botocore.config import Config

from benchmarks.measure import Figure, in_turns, seconds_of
from benchmarks.server import REGION, Started, started
from benchmarks.surroundings import outside

CALLS = 60
# What a request may cost at most, in requests of the library alone.
GOAL = 2

# What is asked: a name for people, the service, and the call.
ASKED: tuple[tuple[str, str, Callable[[Any], object]], ...] = (
    ("iam GetUser", "iam", lambda iam: iam.get_user(UserName="reader")),
    ("s3 GetObject", "s3", lambda s3: s3.get_object(Bucket="benchmark", Key="note")["Body"].read()),
    ("dynamodb ListTables", "dynamodb", lambda dynamodb: dynamodb.list_tables()),
    ("sts GetCallerIdentity", "sts", lambda sts: sts.get_caller_identity()),
)
_EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}
_BOUNDARY = {"Effect": "Allow", "Action": ["iam:*", "s3:*", "dynamodb:*", "sts:*"], "Resource": "*"}
_CONDITIONS = [
    {**_EVERYTHING, "Condition": {"IpAddress": {"aws:SourceIp": "127.0.0.0/8"}}},
    {
        "Effect": "Deny",
        "Action": "*",
        "Resource": "*",
        "Condition": {"Bool": {"aws:SecureTransport": "neither"}},
    },
    {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::${aws:username}/*"},
]


def _document(*statements: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def _prepare(server: Started) -> Any:
    """Make a user, what they ask for, and their limits; returns their key."""
    iam, s3 = server.client("iam"), server.client("s3")
    iam.create_user(UserName="reader")
    iam.create_group(GroupName="readers")
    iam.put_group_policy(GroupName="readers", PolicyName="p", PolicyDocument=_document(*_CONDITIONS))
    iam.add_user_to_group(GroupName="readers", UserName="reader")
    s3.create_bucket(Bucket="benchmark")
    s3.put_object(Bucket="benchmark", Key="note", Body=b"x" * 1000)
    return iam.create_access_key(UserName="reader")["AccessKey"]


@contextmanager
def _clients(name: str) -> Iterator[dict[str, dict[str, Any]]]:
    """Clients of a server by caller and service; the library knows no callers."""
    import boto3

    with started(name) as server:
        key = _prepare(server)
        config = Config(retries={"total_max_attempts": 1})
        callers = {"one policy": server.session}
        if name == "sandbox":
            iam = server.client("iam")
            policy = iam.create_policy(PolicyName="limit", PolicyDocument=_document(_BOUNDARY))["Policy"]
            iam.put_user_permissions_boundary(UserName="reader", PermissionsBoundary=policy["Arn"])
            callers["many policies"] = boto3.Session(
                key["AccessKeyId"], key["SecretAccessKey"], region_name=REGION
            )
        yield {
            caller: {
                service: session.client(service, endpoint_url=server.endpoint, config=config)
                for _, service, _ in ASKED
            }
            for caller, session in callers.items()
        }


def figures(rounds: int = 5) -> list[Figure]:
    """A figure per call: what it costs in calls of the library alone, for the caller with many policies."""
    found = []
    with outside(), _clients("sandbox") as ours, _clients("library") as theirs:
        for what, service, call in ASKED:
            contenders = {
                "many": ours["many policies"][service],
                "one": ours["one policy"][service],
                "library": theirs["one policy"][service],
            }

            def work(client: Any, call: Callable[[Any], object] = call) -> float:
                return seconds_of(lambda: [call(client) for _ in range(CALLS)])

            samples = in_turns(
                {name: lambda client=client: work(client) for name, client in contenders.items()},  # type: ignore[misc]
                rounds,
            )
            rate = {name: CALLS / samples[name].median for name in contenders}
            found.append(
                Figure(
                    f"{what}, time with authentication and policies over time without",
                    samples["many"].median / samples["library"].median,
                    GOAL,
                    detail=f"{rate['many']:.0f} requests a second with many policies, {rate['one']:.0f} with one, "
                    f"{rate['library']:.0f} by the library alone; client included; median of {rounds} times {CALLS}",
                )
            )
    return found
