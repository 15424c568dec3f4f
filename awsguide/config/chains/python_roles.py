"""What boto3 and the AWS CLI would do with a profile's role: whose credentials ask for it, and what keeps it from STS.

The source profile's own providers are `python_profile.py`'s. A role that would be assumed counts as found.
"""

from __future__ import annotations

from collections.abc import Callable

from awsguide.config.chains import caches, python_places
from awsguide.config.chains.files import KEY_ID, SECRET, Profile
from awsguide.config.chains.python_profile import ProfileProviders
from awsguide.config.chains.situation import Situation, Step, fails, found, quoted, skipped

ROLE = "assume-role"
# The shortest value that botocore sends: it refuses a shorter one itself.
_SHORTEST = (("role_arn", 20), ("role_session_name", 2), ("external_id", 2))
_PARAMETERS = (
    ("RoleArn", "role_arn"),
    ("RoleSessionName", "role_session_name"),
    ("ExternalId", "external_id"),
    ("SerialNumber", "mfa_serial"),
)


class RoleProviders(ProfileProviders):
    """The providers of a profile, and before them the one that assumes a role with their credentials."""

    def assume_role(self, name: str) -> Step:
        profile = self.files.profiles.get(name, {})
        if "role_arn" not in profile:
            return skipped(ROLE, f"Profile {quoted(name)} names no role.")
        if "web_identity_token_file" in profile:
            return skipped(
                ROLE,
                "The role is assumed with a web identity token instead.",
                profile["web_identity_token_file"].place,
            )
        return self.role(name, [name])

    def role(self, name: str, visited: list[str]) -> Step:
        profile = self.files.profiles[name]
        place = profile["role_arn"].place
        told, origin = self.origin(name, profile, visited)
        needs = f"The role of profile {quoted(name)} needs {told}: {origin.why}" if told else origin.why
        if origin.state == "cannot-tell" or (origin.state == "fails" and not origin.late):
            return Step(ROLE, origin.state, needs, place)
        late = self.late_problem(profile)
        if origin.state != "fails" and not late:
            code = " It asks for an MFA code." if "mfa_serial" in profile else ""
            return found(ROLE, f"The role of profile {quoted(name)} is assumed with {told}.{code}", place)
        kept = self.kept_role(profile)
        if kept is None:
            return fails(ROLE, late or needs, place, late=True)
        return found(
            ROLE, f"The role of profile {quoted(name)}: {kept.why}.", place, expires_at=kept.expires_at
        )

    def origin(self, name: str, profile: Profile, visited: list[str]) -> tuple[str, Step]:
        """Whose credentials ask for the role, in words and as the step that gives them."""
        source, named = profile.get("credential_source"), profile.get("source_profile")
        problem = ""
        if source and named:
            problem = f"Profile {quoted(name)} has both source_profile and credential_source."
        elif source:
            return f"the credential source {quoted(source.value)}", self.credential_source(source.value)
        elif named is None:
            problem = (
                f"Profile {quoted(name)} has a role_arn, but neither source_profile nor credential_source."
            )
        else:
            problem = self.circle(name, named.value, visited)
            if not problem:
                return f"profile {quoted(named.value)}", self.source(named.value, [*visited, named.value])
        return "", fails(ROLE, problem)

    def circle(self, name: str, source: str, visited: list[str]) -> str:
        """Why a source profile cannot be used, or nothing."""
        if source not in self.files.profiles:
            return (
                f"Profile {quoted(name)} names the source profile {quoted(source)}, which neither file has."
            )
        if source in visited and (source != name or not _has_keys(self.files.profiles[source])):
            return f"The source profiles lead in a circle back to {quoted(source)}."
        return ""

    def source(self, name: str, visited: list[str]) -> Step:
        profile = self.files.profiles[name]
        is_role = "role_arn" in profile and "web_identity_token_file" not in profile
        if is_role and not _has_keys(profile):
            return self.role(name, visited)
        for step in self.of_profile(name, explicit=True):
            if step.state != "skipped":
                return step
        return fails(ROLE, f"the source profile {quoted(name)} has no credentials.")

    def credential_source(self, source: str) -> Step:
        providers: dict[str, Callable[[Situation], Step]] = {
            "Environment": python_places.environment,
            "EcsContainer": python_places.container,
            "Ec2InstanceMetadata": python_places.instance,
        }
        if source not in providers:
            return fails(ROLE, f"{quoted(source)} is not a credential source that boto3 knows.")
        step = providers[source](self.situation)
        return fails(ROLE, f"it has no credentials. {step.why}") if step.state == "skipped" else step

    def kept_role(self, profile: Profile) -> caches.Verdict | None:
        """What the AWS CLI has kept of a role's session; boto3 keeps nothing."""
        if self.client.name != "aws-cli":
            return None
        arguments: dict[str, object] = {
            parameter: profile[key].value
            for parameter, key in _PARAMETERS
            if key in profile and (profile[key].value or parameter != "RoleSessionName")
        }
        if (seconds := _seconds(profile)) is not None:
            arguments["DurationSeconds"] = seconds
        return caches.cli_cache(self.situation, arguments, compact=False)

    def late_problem(self, profile: Profile) -> str:
        """What keeps botocore from sending a request to STS, or nothing."""
        if "mfa_serial" in profile:
            # The code is asked for first; nobody knows here what comes of it.
            return ""
        for key, shortest in _SHORTEST:
            # A session without a name gets one.
            named = key in profile and (profile[key].value or key != "role_session_name")
            if named and len(profile[key].value) < shortest:
                return f"{key} ({profile[key].place}) is too short: botocore sends at least {shortest} characters."
        seconds = _seconds(profile)
        if seconds is not None and seconds < 900:
            return f"duration_seconds ({profile['duration_seconds'].place}) is less than 900."
        return self.no_client("sts", signed=True) or self.no_address()


def _has_keys(profile: Profile) -> bool:
    return KEY_ID in profile or SECRET in profile


def _seconds(profile: Profile) -> int | None:
    """A role's duration; botocore passes over one that is no number."""
    try:
        return int(profile["duration_seconds"].value)
    except (KeyError, ValueError):
        return None
