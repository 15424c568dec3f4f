"""Where boto3 and the AWS CLI look besides a profile: the environment, files of older tools, containers, the machine.

Each function is one provider of botocore and says what it would do, without doing it. None of them knows a profile.
"""

from __future__ import annotations

from awsguide.config.chains import caches
from awsguide.config.chains.containers import container_address, trusted_by_python
from awsguide.config.chains.files import KEY_ID, SECRET, Text, by_botocore
from awsguide.config.chains.machine import machine
from awsguide.config.chains.situation import Situation, Step, day_and_time, fails, found, skipped


def environment(situation: Situation) -> Step:
    """Keys in variables; botocore refuses half a pair and what has ended."""
    variables = situation.variables
    key_id = variables.get("AWS_ACCESS_KEY_ID", "")
    if not key_id:
        lonely = "AWS_SECRET_ACCESS_KEY" in variables
        return skipped(
            "env",
            "AWS_SECRET_ACCESS_KEY is set, but not AWS_ACCESS_KEY_ID."
            if lonely
            else "AWS_ACCESS_KEY_ID is not set.",
        )
    if not variables.get("AWS_SECRET_ACCESS_KEY"):
        return fails("env", "AWS_ACCESS_KEY_ID is set without AWS_SECRET_ACCESS_KEY.", "AWS_ACCESS_KEY_ID")
    ends = None
    if expiration := variables.get("AWS_CREDENTIAL_EXPIRATION"):
        ends = caches.moment(expiration)
        if ends is None:
            return fails(
                "env",
                "AWS_CREDENTIAL_EXPIRATION is not a time with a time zone.",
                "AWS_CREDENTIAL_EXPIRATION",
            )
        if ends <= situation.now:
            why = f"AWS_CREDENTIAL_EXPIRATION says that the keys ended on {day_and_time(ends)}."
            return fails("env", why, "AWS_CREDENTIAL_EXPIRATION", late=True)
    why = "The keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY come before every file."
    return found("env", why, "AWS_ACCESS_KEY_ID", key_id=key_id, expires_at=ends)


def old_file(situation: Situation) -> Step:
    """The file that AWS_CREDENTIAL_FILE names, a place of the tools before boto."""
    provider = "ec2-credentials-file"
    named = situation.variables.get("AWS_CREDENTIAL_FILE")
    if named is None:
        return skipped(provider, "AWS_CREDENTIAL_FILE is not set.")
    text = situation.read(situation.expand(named))
    if text is None:
        return fails(provider, "AWS_CREDENTIAL_FILE names no file.", "AWS_CREDENTIAL_FILE")
    pairs: dict[str, str] = {}
    for line in text.splitlines():
        key, equals, value = line.partition("=")
        if not equals:
            return fails(
                provider,
                "The file of AWS_CREDENTIAL_FILE has a line without '='.",
                "AWS_CREDENTIAL_FILE",
            )
        pairs[key.strip()] = value.strip()
    if "AWSAccessKeyId" not in pairs:
        return skipped(
            provider, "The file of AWS_CREDENTIAL_FILE has no AWSAccessKeyId.", "AWS_CREDENTIAL_FILE"
        )
    if "AWSSecretKey" not in pairs:
        return fails(provider, "The file of AWS_CREDENTIAL_FILE has no AWSSecretKey.", "AWS_CREDENTIAL_FILE")
    why = "The file of AWS_CREDENTIAL_FILE, a place of old tools, has an access key."
    return found(provider, why, "AWS_CREDENTIAL_FILE", key_id=pairs["AWSAccessKeyId"])


def boto_file(situation: Situation) -> Step:
    """The configuration of boto 2."""
    provider = "boto-config"
    named = situation.variables.get("BOTO_CONFIG")
    for path in ("/etc/boto.cfg", "~/.boto") if named is None else (named,):
        full = situation.expand(path)
        file = Text(situation.read(full), situation.shown(full))
        files = by_botocore(Text(None, ""), file)
        if files.problem:
            return fails(provider, f"{files.problem}.", files.problem_place)
        section = files.credentials.get("Credentials", {})
        if KEY_ID in section:
            if SECRET not in section:
                return fails(
                    provider,
                    "An access key ID is there without its secret.",
                    section[KEY_ID].place,
                )
            why = "The configuration of the old boto 2 has an access key."
            return found(provider, why, section[KEY_ID].place, key_id=section[KEY_ID].value)
    return skipped(provider, "There is no key in a configuration of the old boto 2.")


def container(situation: Situation) -> Step:
    """The address that a container (ECS, EKS) offers."""
    provider, variables = "container-role", situation.variables
    decided = container_address(variables, empty_counts=True)
    if decided is None:
        return skipped(provider, "No container offers credentials.")
    place, address = decided
    token_file = variables.get("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")
    token = variables.get("AWS_CONTAINER_AUTHORIZATION_TOKEN", "")
    if token_file is not None:
        held = situation.read(token_file)
        if held is None:
            return fails(
                provider,
                "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE names no file.",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
            )
        token = held
    if "\n" in token or "\r" in token:
        return fails(provider, "The container's authorization token has a line end in it.", place)
    if not trusted_by_python(address):
        why = f"{place} names a host that clients do not send such a request to without https."
        return fails(provider, why, place)
    return found(provider, f"The container's credentials are fetched from the address in {place}.", place)


def instance(situation: Situation) -> Step:
    """The metadata service of an EC2 instance."""
    if situation.variables.get("AWS_EC2_METADATA_DISABLED", "false").lower() == "true":
        return skipped("iam-role", "AWS_EC2_METADATA_DISABLED is true, so the machine is not asked.")
    return machine(situation)
