"""Where a trade begins: the credentials that somebody holds already.

Flow: `source_credentials`. Given ones are taken as they are; those of a profile, or of this place, are what boto3 would
sign with.
"""

from __future__ import annotations

from awsguide.core.errors import AwsError, NoAnswer
from awsguide.core.model import Credentials
from awsguide.core.steps import Flow, Load
from awsguide.explanations import explain
from awsguide.flows.shared.answers import translated

Source = str | Credentials


def source_credentials(source: Source = "") -> Flow[Credentials]:
    """Credentials to begin with: those given, those of a profile by its name, or for '' what boto3 would find here.

    Raises `CouldNotTry` ('no-credentials-here') when there are none, `GuideError` for a profile that cannot be used.
    """
    if isinstance(source, Credentials):
        return source
    try:
        found: Credentials | None = yield Load("source-credentials", source)
    except (AwsError, NoAnswer) as error:
        raise translated(error, ended=True) from error
    if found is None:
        raise explain("no-credentials-here", profile=f"the profile '{source}'" if source else "this place")
    return found
