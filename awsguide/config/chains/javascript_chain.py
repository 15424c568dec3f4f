"""The chain of the AWS SDK for JavaScript v3 (`fromNodeProviderChain` inside a client), asked without doing anything.

Read in @aws-sdk/credential-provider-node 3.972 and its neighbours, and measured with 3.1169.0. Most mistakes let the
chain continue here; what ends it is said per provider.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from awsguide.config import command_lines
from awsguide.config.chains import caches
from awsguide.config.chains.client_settings import javascript_problem
from awsguide.config.chains.clients import (
    Chosen,
    Client,
    is_region,
    javascript_region,
    profile_for,
    region_for,
)
from awsguide.config.chains.containers import container_address, trusted_by_javascript
from awsguide.config.chains.files import KEY_ID, SECRET, Files, Profile, Text, by_javascript
from awsguide.config.chains.machine import machine
from awsguide.config.chains.situation import Answer, Situation, Step, fails, found, judged, quoted, skipped

ROLE, WEB, LOGIN, PROCESS, CONTAINER = (
    "assume-role",
    "assume-role-with-web-identity",
    "login",
    "custom-process",
    "container-role",
)
_SSO_KEYS = ("sso_start_url", "sso_account_id", "sso_session", "sso_region", "sso_role_name")
_NAMED_SOURCES = ("Environment", "EcsContainer", "Ec2InstanceMetadata")
_ADDRESS = re.compile(r"https?:/*[^/\s]|(?!https?:)[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_SSO_NEEDED = ("sso_start_url", "sso_account_id", "sso_region", "sso_role_name")


def answer(client: Client, situation: Situation) -> Answer:
    """What the SDK for JavaScript would use."""
    chosen = profile_for(client, situation)
    files = _files(situation)
    region = region_for(client, situation, files.profiles.get(chosen.name, {}))
    chain = _Chain(situation, files, region[0], chosen.name)
    nothing = "No provider of the SDK for JavaScript has credentials: 'Could not load credentials from any providers'."
    used = javascript_region(region[0])
    return judged(client.name, chain.steps(chosen), chosen.name, (used, region[1] if used else ""), nothing)


def _files(situation: Situation) -> Files:
    texts = []
    for variable, name in (("AWS_CONFIG_FILE", "config"), ("AWS_SHARED_CREDENTIALS_FILE", "credentials")):
        named = situation.variables.get(variable) or f"{situation.home}/.aws/{name}"
        path = f"{situation.home}/{named[2:]}" if named.startswith("~/") else named
        texts.append(Text(situation.read(path), situation.shown(path)))
    # The SDK fills in '~' when it reads profiles, and forgets to when it reads sign-in sessions.
    literal = not situation.variables.get("AWS_CONFIG_FILE", "").startswith("~/")
    return by_javascript(*texts, sessions_read=literal)


@dataclass
class _Chain:
    situation: Situation
    files: Files
    region: str | None
    chosen: str

    def steps(self, chosen: Chosen) -> list[Step]:
        """Every provider, in the SDK's order."""
        return [
            self.environment(chosen),
            *self.profile_steps(chosen.name),
            self.token_file(),
            *self.remote(),
        ]

    def environment(self, chosen: Chosen) -> Step:
        variables = self.situation.variables
        key_id, secret = variables.get("AWS_ACCESS_KEY_ID"), variables.get("AWS_SECRET_ACCESS_KEY")
        if chosen.named and not (self.situation.profile == "" and chosen.source != "option"):
            why = f"A profile is named ({quoted(chosen.name)}), so the environment's keys are not looked at."
            return skipped("env", why, "AWS_ACCESS_KEY_ID" if key_id and secret else "")
        return self.environment_keys()

    def environment_keys(self) -> Step:
        variables = self.situation.variables
        key_id, secret = variables.get("AWS_ACCESS_KEY_ID"), variables.get("AWS_SECRET_ACCESS_KEY")
        if not key_id or not secret:
            return skipped("env", "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not both set.")
        ends = caches.javascript_moment(variables.get("AWS_CREDENTIAL_EXPIRATION", ""))
        why = "The keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are used: no profile is named."
        return found("env", why, "AWS_ACCESS_KEY_ID", key_id=key_id, expires_at=ends)

    # --- one profile ----------------------------------------------------------------------------------------------

    def profile_steps(self, name: str) -> list[Step]:
        """What a profile says, in the order in which the SDK looks; only its first way counts, then its helper."""
        profile = self.files.profiles.get(name)
        if profile is None:
            return [skipped("profile", f"Neither file has a profile {quoted(name)} that this SDK can read.")]
        ways = self.ways(name, profile)
        steps: list[Step] = []
        for at, step in enumerate(ways):
            if at and step.provider != PROCESS and steps[0].state == "skipped":
                why = f"The SDK tries one way per profile, and {quoted(ways[0].provider)} comes first."
                step = skipped(step.provider, why, step.place)  # noqa: PLW2901 - the step as it is told
            steps.append(step)
        if not steps:
            return [skipped("profile", f"Profile {quoted(name)} says nothing about credentials.")]
        return steps

    def ways(self, name: str, profile: Profile) -> list[Step]:
        """Each way to credentials that the profile has, in the SDK's order, asked by itself."""
        found_ways = []
        if _is_role(profile):
            found_ways.append(self.role(name, {}))
        if _has_keys(profile):
            found_ways.append(self.keys(profile))
        if "web_identity_token_file" in profile and "role_arn" in profile:
            setting = profile["web_identity_token_file"]
            found_ways.append(self.web_identity(setting.value, setting.place))
        if "credential_process" in profile:
            found_ways.append(self.process(profile))
        if any(key in profile for key in _SSO_KEYS):
            found_ways.append(self.sso(name, profile))
        if "login_session" in profile:
            found_ways.append(self.login(name, profile))
        return found_ways

    def role(self, name: str, visited: dict[str, bool]) -> Step:
        """A role, or for a source without a role of its own what its `credential_source` gives."""
        profile = self.files.profiles[name]
        source, named = profile.get("credential_source"), profile.get("source_profile")
        place = next(profile[key].place for key in ("role_arn", "credential_source") if key in profile)
        if named and named.value in visited:
            return skipped(
                ROLE, f"The source profiles lead in a circle back to {quoted(named.value)}.", place
            )
        if named:
            told, origin = (
                f"profile {quoted(named.value)}",
                self.source(named.value, {**visited, named.value: True}),
            )
        else:
            value = source.value if source else ""
            told, origin = f"the credential source {quoted(value)}", self.named_source(value)
        if source and ("role_arn" not in profile or (not named and source.value not in _NAMED_SOURCES)):
            return replace(origin, provider=ROLE, place=origin.place or place)
        return self.assumed(name, profile, place, told, origin, first=not visited)

    def assumed(
        self, name: str, profile: Profile, place: str, told: str, origin: Step, *, first: bool
    ) -> Step:
        """The role itself, once it is known who would ask for it."""
        whose = f"The role of profile {quoted(name)}"
        if "mfa_serial" in profile:
            return fails(ROLE, f"{whose} needs an MFA code, and this SDK asks nobody unless told to.", place)
        if origin.state != "found":
            return Step(ROLE, origin.state, f"{whose} needs {told}: {origin.why}", place)
        # One client asks for every role on the way, in the Region of the first.
        if first and (problem := self.no_region(profile)):
            return fails(ROLE, problem, place)
        return found(ROLE, f"{whose} is assumed with {told}.", place)

    def source(self, name: str, visited: dict[str, bool]) -> Step:
        profile = self.files.profiles.get(name)
        if profile is None:
            return skipped(ROLE, f"neither file has a profile {quoted(name)} that this SDK can read.")
        if _has_keys(profile):
            return self.keys(profile)
        if ("credential_source" in profile and "role_arn" not in profile) or _is_role(profile):
            return self.role(name, visited)
        ways = self.ways(name, profile)
        return ways[0] if ways else skipped(ROLE, f"profile {quoted(name)} says nothing about credentials.")

    def named_source(self, value: str) -> Step:
        if value == "Environment":
            return self.environment_keys()
        if value == "EcsContainer":
            return self.container()
        if value == "Ec2InstanceMetadata":
            return machine(self.situation)
        return skipped(ROLE, f"{quoted(value)} is not a credential source that this SDK knows.")

    def no_region(self, profile: Profile | None = None) -> str:
        """Why STS cannot be asked, or nothing."""
        region = profile["region"].value if profile and "region" in profile else self.region
        if problem := self.no_client("STS"):
            return problem
        if not region:
            return "Assuming a role needs a Region here, and none is set: 'Region is missing'."
        return "" if is_region(region) else f"{quoted(region)} is not a Region, so STS has no address."

    def no_client(self, service: str) -> str:
        """Why the SDK cannot make the client that would ask for credentials, or nothing."""
        variables, profile = self.situation.variables, self.files.profiles.get(self.chosen, {})
        own = profile["endpoint_url"].value if "endpoint_url" in profile else ""
        address = variables.get(f"AWS_ENDPOINT_URL_{service}") or variables.get("AWS_ENDPOINT_URL") or own
        if address and not _ADDRESS.match(address):
            return f"{quoted(address)} is not the address of a service."
        return javascript_problem(variables, profile)

    def keys(self, profile: Profile) -> Step:
        setting = profile[KEY_ID]
        # The two halves of the pair may stand in different files; the key id says which provider it is.
        stored = any(setting is each.get(KEY_ID) for each in self.files.credentials.values())
        provider = "shared-credentials-file" if stored else "config-file"
        which = "credentials" if stored else "config"
        return found(
            provider, f"The access key in the {which} file is used.", setting.place, key_id=setting.value
        )

    def web_identity(self, path: str, place: str) -> Step:
        if self.situation.read(path) is None:
            return fails(WEB, f"The file with the web identity token, {quoted(path)}, is not there.", place)
        if problem := self.no_region():
            return fails(WEB, problem, place)
        return found(WEB, "A web identity token is traded for a role.", place)

    def process(self, profile: Profile) -> Step:
        setting = profile["credential_process"]
        try:
            program = command_lines.shell_program(setting.value)
        except ValueError:
            why = "The credential_process has a quotation mark that is never closed."
            return skipped(PROCESS, why, setting.place)
        if program is not None and program.startswith("~/"):
            program = f"{self.situation.home}/{program[2:]}"
        if program is not None and not self.situation.windows and not self.situation.runs(program):
            return skipped(
                PROCESS,
                f"The credential_process starts {quoted(program)}, and there is no such program.",
                setting.place,
            )
        return found(
            PROCESS,
            "The program of credential_process is asked for credentials, through a shell.",
            setting.place,
        )

    def sso(self, name: str, profile: Profile) -> Step:
        place = next(profile[key].place for key in _SSO_KEYS if key in profile)
        settings = {key: profile[key].value for key in _SSO_NEEDED if key in profile}
        session = profile.get("sso_session")
        if session:
            known = self.files.sessions.get(session.value)
            if known is None:
                why = f"There is no [sso-session] called {quoted(session.value)} that this SDK can read."
                return fails("sso", why, session.place)
            for key in ("sso_region", "sso_start_url"):
                settings.pop(key, None)
                if key in known:
                    settings[key] = known[key].value
        missing = [key for key in _SSO_NEEDED if key not in settings]
        if missing:
            return fails("sso", f"The sign-in of profile {quoted(name)} lacks {', '.join(missing)}.", place)
        token = caches.sso_token(
            self.situation,
            f"{self.situation.home}/.aws/sso/cache",
            session.value if session else settings["sso_start_url"],
            session=session is not None,
            javascript=True,
        )
        why = f"Profile {quoted(name)} signs in with IAM Identity Center: {token.why}."
        if not token.usable:
            return fails("sso", why, place)
        if problem := self.no_client("SSO"):
            return fails("sso", problem, place)
        if not is_region(settings["sso_region"]):
            return fails("sso", f"{quoted(settings['sso_region'])} is not a Region.", place)
        return found("sso", why, place, expires_at=token.expires_at)

    def login(self, name: str, profile: Profile) -> Step:
        setting = profile["login_session"]
        named = self.situation.variables.get("AWS_LOGIN_CACHE_DIRECTORY")
        folder = f"{self.situation.home}/.aws/login/cache" if named is None else named
        verdict = caches.console_sign_in(self.situation, folder, setting.value, javascript=True)
        why = f"Profile {quoted(name)} uses a console sign-in: {verdict.why}."
        if not verdict.usable:
            return fails(LOGIN, why, setting.place)
        if problem := self.no_client("SIGNIN"):
            return fails(LOGIN, problem, setting.place)
        return found(LOGIN, why, setting.place, expires_at=verdict.expires_at)

    # --- after the profile ----------------------------------------------------------------------------------------

    def token_file(self) -> Step:
        variables = self.situation.variables
        path = variables.get("AWS_WEB_IDENTITY_TOKEN_FILE")
        if not path or not variables.get("AWS_ROLE_ARN"):
            return skipped(WEB, "AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN are not both set.")
        return self.web_identity(path, "AWS_WEB_IDENTITY_TOKEN_FILE")

    def remote(self) -> list[Step]:
        step = self.container()
        if container_address(self.situation.variables, empty_counts=False) is not None:
            why = "A container's address is set, so the machine's own role is not looked for."
            return [step, skipped("iam-role", why)]
        disabled = self.situation.variables.get("AWS_EC2_METADATA_DISABLED", "")
        if disabled not in ("", "false"):
            why = "AWS_EC2_METADATA_DISABLED is set, so the machine is not asked."
            return [step, skipped("iam-role", why)]
        return [step, machine(self.situation)]

    def container(self) -> Step:
        place = container_address(self.situation.variables, empty_counts=False)
        if place is None:
            return skipped(CONTAINER, "No container offers credentials.")
        variable, address = place
        trusted = trusted_by_javascript(address)
        if trusted is None:
            return fails(CONTAINER, f"{variable} is not an address.", variable)
        if not trusted:
            why = f"{variable} names a host that this SDK does not send such a request to without https."
            return skipped(CONTAINER, why, variable)
        token_file = self.situation.variables.get("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")
        token = self.situation.variables.get("AWS_CONTAINER_AUTHORIZATION_TOKEN", "")
        if token_file:
            held = self.situation.read(token_file)
            if held is None:
                return fails(CONTAINER, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE names no file.", variable)
            token = held
        # White space around it is left out of the header, though not a line end of Windows.
        if "\r\n" in token or set("\r\n") & set(token.strip()):
            return fails(CONTAINER, "The container's authorization token has a line end in it.", variable)
        why = f"The container's credentials are fetched from the address in {variable}."
        return found(CONTAINER, why, variable)


def _has_keys(profile: Profile) -> bool:
    return KEY_ID in profile and SECRET in profile


def _is_role(profile: Profile) -> bool:
    return "role_arn" in profile and ("source_profile" in profile) != ("credential_source" in profile)
