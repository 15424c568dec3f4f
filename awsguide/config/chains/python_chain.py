"""The chain of boto3 and the AWS CLI: every provider in order, asked what it would do, without doing it.

Read in botocore 1.44 (`credentials.py`, `create_credential_resolver`) and measured with boto3 1.44.5 and the AWS CLI
2.36.12. A role, a helper program or a sign-in that would be used counts as found.
"""

from __future__ import annotations

from awsguide.config.chains import python_places
from awsguide.config.chains.client_settings import chain_problem
from awsguide.config.chains.clients import Chosen, Client, profile_for, region_for
from awsguide.config.chains.files import Files, Text, by_botocore
from awsguide.config.chains.python_roles import RoleProviders
from awsguide.config.chains.situation import Answer, Situation, Step, judged, quoted, skipped, stopped


def answer(client: Client, situation: Situation) -> Answer:
    """What boto3 or the AWS CLI would use."""
    chosen = profile_for(client, situation)
    files = by_botocore(*(_file(situation, *place) for place in _FILES))
    profile = files.profiles.get(chosen.name, {})
    region = region_for(client, situation, profile)
    if files.problem:
        why = f"{files.problem}; with such a line {client.title} refuses the whole file."
        return stopped(client.name, why, chosen.name, region, files.problem_place)
    if chosen.named and chosen.name not in files.profiles:
        return stopped(client.name, _no_profile(client, chosen, files), chosen.name, region, chosen.source)
    problem, place = chain_problem(situation.variables, profile)
    if problem:
        return stopped(client.name, problem, chosen.name, region, place)
    providers = RoleProviders(client, situation, files, region[0], chosen.name)
    steps = _steps(providers, chosen)
    nothing = f"No provider of {client.title} has credentials for profile {quoted(chosen.name)}."
    return judged(client.name, steps, chosen.name, region, nothing)


_FILES = (("AWS_CONFIG_FILE", "config"), ("AWS_SHARED_CREDENTIALS_FILE", "credentials"))


def _file(situation: Situation, variable: str, name: str) -> Text:
    path = situation.expand(situation.variables.get(variable, f"~/.aws/{name}"))
    return Text(situation.read(path) if path else None, situation.shown(path))


def _no_profile(client: Client, chosen: Chosen, files: Files) -> str:
    named = "The option --profile" if chosen.explicit else f"The variable {chosen.source}"
    told = f"{named} names profile {quoted(chosen.name)}"
    if place := files.ignored.get(chosen.name):
        why = f"[{chosen.name}] ({place}) is not read without the word 'profile' before the name"
    elif chosen.name:
        why = "neither file has it"
    else:
        why = "an empty name is a name, too: unset the variable instead of setting it to nothing"
    return f"{told}; {why}. {client.title[:1].upper()}{client.title[1:]} stops there.".replace(
        "Boto3", "boto3"
    )


def _steps(providers: RoleProviders, chosen: Chosen) -> list[Step]:
    """Every provider in botocore's order."""
    name, situation = chosen.name, providers.situation
    return [
        skipped("env", "A profile was given to the client, so the environment's keys are not looked at.")
        if chosen.explicit
        else python_places.environment(situation),
        providers.assume_role(name),
        *providers.of_profile(name, explicit=chosen.explicit),
        python_places.old_file(situation),
        python_places.boto_file(situation),
        python_places.container(situation),
        python_places.instance(situation),
    ]
