"""The role of an EC2 instance: only asking its metadata service would show one, and nothing here asks."""

from __future__ import annotations

from awsguide.config.chains.situation import Situation, Step, skipped

PROVIDER = "iam-role"


def machine(situation: Situation) -> Step:
    """What can be told of a machine without asking: that it is no EC2 instance, or that it may be one."""
    endpoint = situation.variables.get("AWS_EC2_METADATA_SERVICE_ENDPOINT")
    if endpoint or situation.on_ec2:
        place = "AWS_EC2_METADATA_SERVICE_ENDPOINT" if endpoint else ""
        why = "Only asking the metadata service would show whether this machine has a role."
        return Step(PROVIDER, "cannot-tell", why, place)
    return skipped(PROVIDER, "This machine does not look like an EC2 instance.")
