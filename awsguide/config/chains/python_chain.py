"""The chain of boto3 and the AWS CLI: every provider in order, asked what it would do, without doing it.

Read in botocore 1.44 (`credentials.py`, `create_credential_resolver`) and measured with boto3 1.44.5 and the AWS CLI
2.36.12. A role, a helper program or a sign-in that would be used counts as found.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from awsguide.config import command_lines, ini
from awsguide.config.chains import caches
from awsguide.config.chains.client_settings import chain_problem, client_problem, is_address
from awsguide.config.chains.clients import Chosen, Client, is_region, profile_for, region_for
from awsguide.config.chains.containers import container_address, trusted_by_python
from awsguide.config.chains.files import Files, Profile, Text, by_botocore
from awsguide.config.chains.machine import machine
from awsguide.config.chains.situation import (
    Answer,
    Situation,
    Step,
    day_and_time,
    fails,
    found,
    judged,
    quoted,
    skipped,
    stopped,
)

KEY_ID, SECRET = "aws_access_key_id", "aws_secret_access_key"
ROLE, WEB, LOGIN = "assume-role", "assume-role-with-web-identity", "login"
# The shortest value that botocore sends: it refuses a shorter one itself.
_SHORTEST = (("role_arn", 20), ("role_session_name", 2), ("external_id", 2))
_PARAMETERS = (
    ("RoleArn", "role_arn"),
    ("RoleSessionName", "role_session_name"),
    ("ExternalId", "external_id"),
    ("SerialNumber", "mfa_serial"),
)
_WEB_VARIABLES = (
    ("web_identity_token_file", "AWS_WEB_IDENTITY_TOKEN_FILE"),
    ("role_arn", "AWS_ROLE_ARN"),
    ("role_session_name", "AWS_ROLE_SESSION_NAME"),
)
_SSO_NEEDED = ("sso_role_name", "sso_account_id", "sso_start_url", "sso_region")


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
    chain = _Chain(client, situation, files, region[0], chosen.name)
    steps = chain.steps(chosen)
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


@dataclass
class _Chain:
    client: Client
    situation: Situation
    files: Files
    region: str | None
    chosen: str

    def steps(self, chosen: Chosen) -> list[Step]:
        """Every provider in botocore's order."""
        name = chosen.name
        explicit = chosen.explicit
        return [
            skipped("env", "A profile was given to the client, so the environment's keys are not looked at.")
            if explicit
            else self.environment(),
            self.assume_role(name),
            *self.of_profile(name, explicit=explicit),
            self.old_file(),
            self.boto_file(),
            self.container(),
            self.machine(),
        ]

    def of_profile(self, name: str, *, explicit: bool) -> list[Step]:
        """The providers that a role's source profile is asked for as well."""
        return [
            self.web_identity(name, with_variables=not explicit),
            self.sso(name),
            self.keys("shared-credentials-file", self.files.credentials.get(name, {})),
            self.login(name),
            self.process(name),
            self.keys("config-file", self.files.config.get(name, {})),
        ]

    # --- the environment ------------------------------------------------------------------------------------------

    def environment(self) -> Step:
        variables = self.situation.variables
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
            return fails(
                "env", "AWS_ACCESS_KEY_ID is set without AWS_SECRET_ACCESS_KEY.", "AWS_ACCESS_KEY_ID"
            )
        ends = None
        if expiration := variables.get("AWS_CREDENTIAL_EXPIRATION"):
            ends = caches.moment(expiration)
            if ends is None:
                return fails(
                    "env",
                    "AWS_CREDENTIAL_EXPIRATION is no time with a time zone.",
                    "AWS_CREDENTIAL_EXPIRATION",
                )
            if ends <= self.situation.now:
                why = f"AWS_CREDENTIAL_EXPIRATION says that the keys ended on {day_and_time(ends)}."
                return fails("env", why, "AWS_CREDENTIAL_EXPIRATION", late=True)
        why = "The keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY come before every file."
        return found("env", why, "AWS_ACCESS_KEY_ID", key_id=key_id, expires_at=ends)

    # --- roles ----------------------------------------------------------------------------------------------------

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
        providers: dict[str, Callable[[], Step]] = {
            "Environment": self.environment,
            "EcsContainer": self.container,
            "Ec2InstanceMetadata": self.machine,
        }
        if source not in providers:
            return fails(ROLE, f"{quoted(source)} is no credential source that boto3 knows.")
        step = providers[source]()
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

    def no_address(self) -> str:
        """Why botocore has no address of STS, or no Region to sign for; nothing where it has."""
        if self.region is None:
            problem = "STS has an endpoint of its own here, and no Region is set to sign for."
            return problem if self.own_endpoint() else ""
        # The AWS CLI signs for a Region without a name and lets STS refuse that; boto3's signer does not.
        if is_region(self.region) or (
            not self.region and self.own_endpoint() and self.client.name == "aws-cli"
        ):
            return ""
        return f"{quoted(self.region)} is no Region, so STS has no address."

    def no_client(self, service: str, *, signed: bool = False) -> str:
        """Why botocore cannot make the client that would ask for credentials, or nothing."""
        profile = self.files.profiles.get(self.chosen, {})
        problem = client_problem(
            self.situation.variables, profile, signed=signed, cli=self.client.name == "aws-cli"
        )
        address = self.own_endpoint(service)
        if not problem and address and not is_address(address):
            return f"{quoted(address)} is no address of a service."
        return problem

    def own_endpoint(self, service: str = "sts") -> str:
        """The address that a variable or the profile gives a service; botocore then needs a Region to sign for."""
        profile = self.files.profiles.get(self.chosen, {})
        variables = self.situation.variables
        ignored = variables.get("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") or _value(
            profile, "ignore_configured_endpoint_urls"
        )
        if ignored.lower() == "true":
            return ""
        services = self.files.services.get(_value(profile, "services"), {})
        own = ini.nested(_value(services, service))
        return (
            variables.get(f"AWS_ENDPOINT_URL_{service.upper()}")
            or variables.get("AWS_ENDPOINT_URL")
            or (own.get("endpoint_url", "") if isinstance(own, dict) else "")
            or _value(profile, "endpoint_url")
        )

    # --- a profile's own settings ---------------------------------------------------------------------------------

    def web_identity(self, name: str, *, with_variables: bool) -> Step:
        values = self.web_identity_settings(name, with_variables=with_variables)
        path, place = values.get("web_identity_token_file", ("", ""))
        if not path:
            return skipped(WEB, "No file with a web identity token is named.")
        arn = values.get("role_arn", ("", ""))[0]
        if not arn:
            return fails(WEB, "A web identity token is named, but no role to trade it for.", place)
        session = values.get("role_session_name")
        problem = self.web_identity_problem(path, arn, session[0] if session else None)
        if not problem:
            return found(WEB, "A web identity token is traded for a role.", place)
        arguments = {"RoleArn": arn, **({"RoleSessionName": session[0]} if session and session[0] else {})}
        kept = (
            caches.cli_cache(self.situation, arguments, compact=False)
            if self.client.name == "aws-cli"
            else None
        )
        if kept is None:
            return fails(WEB, problem, place, late=True)
        return found(WEB, f"The role for a web identity: {kept.why}.", place, expires_at=kept.expires_at)

    def web_identity_settings(self, name: str, *, with_variables: bool) -> dict[str, tuple[str, str]]:
        """Each setting and where it stands; a variable comes before the profile, even one that is empty."""
        profile = self.files.profiles.get(name, {})
        values: dict[str, tuple[str, str]] = {}
        for key, variable in _WEB_VARIABLES:
            if with_variables and variable in self.situation.variables:
                values[key] = self.situation.variables[variable], variable
            elif key in profile:
                values[key] = profile[key].value, profile[key].place
        return values

    def web_identity_problem(self, path: str, arn: str, session: str | None) -> str:
        """What keeps botocore from sending the token; the request is not signed, so it needs no Region."""
        token = self.situation.read(path)
        if token is None:
            return f"The file with the web identity token, {quoted(path)}, is not there."
        if len(token) < 4:
            return f"The file with the web identity token, {quoted(path)}, is empty."
        if len(arn) < 20 or (session is not None and len(session) == 1):
            return "The role's ARN or the session's name is too short for botocore to send."
        if problem := self.no_client("sts"):
            return problem
        if not self.region and (self.region is None or self.own_endpoint()):
            return ""
        return self.no_address()

    def sso(self, name: str) -> Step:
        profile = self.files.profiles.get(name, {})
        if "sso_role_name" not in profile and "sso_account_id" not in profile:
            lonely = "sso_session" in profile
            return skipped(
                "sso",
                f"Profile {quoted(name)} names a sign-in session, but no account and role."
                if lonely
                else f"Profile {quoted(name)} does not sign in with IAM Identity Center.",
            )
        place = next(profile[key].place for key in ("sso_role_name", "sso_account_id") if key in profile)
        settings = dict(profile)
        session = profile.get("sso_session")
        if session:
            if session.value not in self.files.sessions:
                return fails(
                    "sso",
                    f"There is no [sso-session] called {quoted(session.value)} in the config file.",
                    session.place,
                )
            for key, setting in self.files.sessions[session.value].items():
                if key in settings and settings[key].value != setting.value:
                    return fails("sso", f"Profile and sso-session disagree about {key}.", settings[key].place)
                settings[key] = setting
            # The token is looked for with the session's own settings alone.
            halves = [
                key
                for key in ("sso_start_url", "sso_region")
                if key not in self.files.sessions[session.value]
            ]
        missing = [key for key in _SSO_NEEDED if key not in settings]
        if missing:
            return fails("sso", f"The sign-in of profile {quoted(name)} lacks {', '.join(missing)}.", place)
        return self.signed_in(
            name,
            {key: settings[key].value for key in _SSO_NEEDED},
            session.value if session else None,
            place,
            f"[sso-session {session.value}] lacks {' and '.join(halves)}" if session and halves else "",
        )

    def signed_in(
        self, name: str, needed: dict[str, str], session: str | None, place: str, lacking: str
    ) -> Step:
        start_url = needed["sso_start_url"]
        token = caches.sso_token(
            self.situation,
            f"{self.situation.home}/.aws/sso/cache",
            start_url if session is None else session,
            session=session is not None,
            javascript=False,
        )
        region = needed["sso_region"]
        if token.usable and not is_region(region):
            token = caches.Verdict(False, f"{quoted(region)} is no Region")
        if token.usable and (problem := lacking or self.no_client("sso").rstrip(".")):
            token = caches.Verdict(False, problem)
        if token.usable:
            return found(
                "sso",
                f"Profile {quoted(name)} signs in with IAM Identity Center: {token.why}.",
                place,
                expires_at=token.expires_at,
            )
        if self.client.name == "aws-cli":
            key = {"sessionName": session} if session else {"startUrl": start_url}
            arguments = {"roleName": needed["sso_role_name"], "accountId": needed["sso_account_id"], **key}
            if kept := caches.cli_cache(self.situation, arguments, compact=True):
                return found(
                    "sso",
                    f"Profile {quoted(name)} signs in, and {kept.why}.",
                    place,
                    expires_at=kept.expires_at,
                )
        return fails(
            "sso", f"Profile {quoted(name)} signs in with IAM Identity Center: {token.why}.", place, late=True
        )

    def keys(self, provider: str, profile: Profile) -> Step:
        which = "credentials" if provider == "shared-credentials-file" else "config"
        key_id = profile.get(KEY_ID)
        if key_id is None:
            return skipped(provider, f"The {which} file has no access key for this profile.")
        if SECRET not in profile:
            return fails(
                provider, "An access key id stands there without aws_secret_access_key.", key_id.place
            )
        return found(
            provider, f"The access key in the {which} file is used.", key_id.place, key_id=key_id.value
        )

    def login(self, name: str) -> Step:
        session = self.files.profiles.get(name, {}).get("login_session")
        if session is None:
            return skipped(LOGIN, f"Profile {quoted(name)} has no console sign-in.")
        named = self.situation.variables.get("AWS_LOGIN_CACHE_DIRECTORY")
        folder = f"{self.situation.home}/.aws/login/cache" if named is None else self.situation.expand(named)
        verdict = caches.console_sign_in(self.situation, folder, session.value, javascript=False)
        why = f"Profile {quoted(name)} uses a console sign-in: {verdict.why}."
        if verdict.usable:
            return found(LOGIN, why, session.place, expires_at=verdict.expires_at)
        return fails(LOGIN, why, session.place)

    def process(self, name: str) -> Step:
        setting = self.files.profiles.get(name, {}).get("credential_process")
        if setting is None:
            return skipped("custom-process", f"Profile {quoted(name)} has no credential_process.")
        try:
            command = command_lines.words(setting.value, windows=self.situation.windows)
        except ValueError:
            command = []
        if not command:
            why = "The credential_process has no command, or a quotation mark that is never closed."
            return fails("custom-process", why, setting.place)
        if not self.situation.runs(command[0]):
            why = f"The credential_process starts {quoted(command[0])}, and there is no such program."
            if command[0].startswith("~"):
                why = f"The credential_process starts {quoted(command[0])}: boto3 and the AWS CLI do not fill in '~'."
            return fails("custom-process", why, setting.place)
        return found(
            "custom-process", f"The program {quoted(command[0])} is asked for credentials.", setting.place
        )

    # --- old places, containers, machines -------------------------------------------------------------------------

    def old_file(self) -> Step:
        provider = "ec2-credentials-file"
        named = self.situation.variables.get("AWS_CREDENTIAL_FILE")
        if named is None:
            return skipped(provider, "AWS_CREDENTIAL_FILE is not set.")
        text = self.situation.read(self.situation.expand(named))
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
            return fails(
                provider, "The file of AWS_CREDENTIAL_FILE has no AWSSecretKey.", "AWS_CREDENTIAL_FILE"
            )
        why = "The file of AWS_CREDENTIAL_FILE, a place of old tools, has an access key."
        return found(provider, why, "AWS_CREDENTIAL_FILE", key_id=pairs["AWSAccessKeyId"])

    def boto_file(self) -> Step:
        provider = "boto-config"
        named = self.situation.variables.get("BOTO_CONFIG")
        for path in ("/etc/boto.cfg", "~/.boto") if named is None else (named,):
            full = self.situation.expand(path)
            file = Text(self.situation.read(full), self.situation.shown(full))
            files = by_botocore(Text(None, ""), file)
            if files.problem:
                return fails(provider, f"{files.problem}.", files.problem_place)
            section = files.credentials.get("Credentials", {})
            if KEY_ID in section:
                if SECRET not in section:
                    return fails(
                        provider,
                        "An access key id stands there without its secret.",
                        section[KEY_ID].place,
                    )
                why = "The configuration of the old boto 2 has an access key."
                return found(provider, why, section[KEY_ID].place, key_id=section[KEY_ID].value)
        return skipped(provider, "There is no key in a configuration of the old boto 2.")

    def container(self) -> Step:
        provider, variables = "container-role", self.situation.variables
        decided = container_address(variables, empty_counts=True)
        if decided is None:
            return skipped(provider, "No container offers credentials.")
        place, address = decided
        token_file = variables.get("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")
        token = variables.get("AWS_CONTAINER_AUTHORIZATION_TOKEN", "")
        if token_file is not None:
            held = self.situation.read(token_file)
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

    def machine(self) -> Step:
        if self.situation.variables.get("AWS_EC2_METADATA_DISABLED", "false").lower() == "true":
            return skipped("iam-role", "AWS_EC2_METADATA_DISABLED is true, so the machine is not asked.")
        return machine(self.situation)


def _has_keys(profile: Profile) -> bool:
    return KEY_ID in profile or SECRET in profile


def _seconds(profile: Profile) -> int | None:
    """A role's duration; botocore passes over one that is no number."""
    try:
        return int(profile["duration_seconds"].value)
    except (KeyError, ValueError):
        return None


def _value(profile: Profile, key: str) -> str:
    return profile[key].value if key in profile else ""
