"""A role through the flow that the panel performs, against plain boto3: with nothing made yet, and with clients made.

Both read hana's profile and assume the same role. The guide also looks at every option before the call, keeps secrets
wrapped, records the call, and takes the sandbox's reasons along; its driver never blocks the kernel, so the call runs
in a thread beside the event loop. That is half a millisecond, which only shows against a server on the same machine:
the call alone is printed without a goal.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping

from aws_sandbox.server.child import Place
from benchmarks.measure import Figure, Samples, in_turns, ratio, seconds_of
from benchmarks.surroundings import inside_a_sandbox

GOAL = 1.15
PROFILE = "hana"

Way = Callable[[], str]


def role_of(place: Place) -> str:
    """The ARN of the lessons' role Deployer."""
    import boto3

    iam = boto3.Session(profile_name=PROFILE, region_name=place.region).client("iam")
    return str(iam.get_role(RoleName="Deployer")["Role"]["Arn"])


def by_the_guide(place: Place, role_arn: str) -> Way:
    """Makes what the panel has from its start; calling it gives the ARN of the session, by the panel's own driver."""
    from awsguide.adapters import surroundings
    from awsguide.adapters.aws import Aws
    from awsguide.adapters.driver.driver import run_async
    from awsguide.adapters.driver.world import World
    from awsguide.adapters.files import home
    from awsguide.core.model import AssumedRole, RoleRequest
    from awsguide.flows import short_term
    from awsguide.flows.shared.source_profile import source_credentials

    aws, loop = Aws(surroundings.target()), asyncio.new_event_loop()
    credentials = loop.run_until_complete(run_async(source_credentials(PROFILE), World(aws, home)))

    async def assumed() -> AssumedRole:
        flow = short_term.assume_role(RoleRequest(role_arn), credentials, region=place.region)
        return await run_async(flow, World(aws, home))

    return lambda: loop.run_until_complete(assumed()).identity.arn


def by_boto3(place: Place, role_arn: str) -> Way:
    """Makes a session and a client; calling it gives the ARN of the session."""
    import boto3

    sts = boto3.Session(profile_name=PROFILE, region_name=place.region).client("sts")

    def assumed() -> str:
        given = sts.assume_role(RoleArn=role_arn, RoleSessionName="awsguide")
        return str(given["AssumedRoleUser"]["Arn"])

    return assumed


MAKERS = {"guide": by_the_guide, "boto3": by_boto3}


def figures(rounds: int = 40, calls: int = 300) -> list[Figure]:
    """Two figures, the guide's median over boto3's: from the profile to the role, and the call alone."""
    with inside_a_sandbox() as place:
        role_arn = role_of(place)
        made = {name: maker(place, role_arn) for name, maker in MAKERS.items()}
        if len({way() for way in made.values()}) != 1:
            raise RuntimeError("the two do not end with the same identity")

        def afresh(maker: Callable[[Place, str], Way]) -> Callable[[], float]:
            return lambda: seconds_of(lambda: _from_nothing(maker, place, role_arn))

        def again(way: Way) -> Callable[[], float]:
            return lambda: seconds_of(way)

        whole = in_turns({name: afresh(maker) for name, maker in MAKERS.items()}, rounds)
        alone = in_turns({name: again(way) for name, way in made.items()}, calls)
    return [
        _figure("a role from a profile, guide over boto3", whole, rounds, GOAL),
        _figure("the call alone, clients made beforehand", alone, calls, None),
    ]


def _from_nothing(maker: Callable[[Place, str], Way], place: Place, role_arn: str) -> str:
    return maker(place, role_arn)()


def _figure(what: str, samples: Mapping[str, Samples], rounds: int, goal: float | None) -> Figure:
    guide, script = (samples[name].median * 1000 for name in ("guide", "boto3"))
    detail = f"guide {guide:.1f} ms, boto3 {script:.1f} ms; median of {rounds}; {os.cpu_count()} processors"
    return Figure(what, ratio(samples, "guide", "boto3"), goal, detail=detail)
