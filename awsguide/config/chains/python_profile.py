"""What boto3 and the AWS CLI would do with the settings of one profile: web identity, sign-ins, keys, helper programs.

A role with a source profile is `python_roles.py`'s; nothing here is sent or started.
"""

from __future__ import annotations

from dataclasses import dataclass

from awsguide.config import command_lines, ini
from awsguide.config.chains import caches
from awsguide.config.chains.client_settings import client_problem, is_address
from awsguide.config.chains.clients import Client, is_region
from awsguide.config.chains.files import KEY_ID, SECRET, Files, Profile
from awsguide.config.chains.situation import Situation, Step, fails, found, quoted, skipped

WEB, LOGIN = "assume-role-with-web-identity", "login"
_WEB_VARIABLES = (
    ("web_identity_token_file", "AWS_WEB_IDENTITY_TOKEN_FILE"),
    ("role_arn", "AWS_ROLE_ARN"),
    ("role_session_name", "AWS_ROLE_SESSION_NAME"),
)
_SESSION_NEEDED = ("sso_start_url", "sso_region")
_SSO_NEEDED = ("sso_role_name", "sso_account_id", "sso_start_url", "sso_region")


@dataclass
class ProfileProviders:
    """The providers of botocore that read a profile; `chosen` is the profile that the client works with."""

    client: Client
    situation: Situation
    files: Files
    region: str | None
    chosen: str

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
            halves = [key for key in _SESSION_NEEDED if key not in self.files.sessions[session.value]]
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
            token = caches.Verdict(False, f"{quoted(region)} is not a Region")
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
            return fails(provider, "An access key ID is there without aws_secret_access_key.", key_id.place)
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
        ends = verdict.expires_at
        renewed = ends is None or ends - self.situation.now <= caches.BOTO_MANDATORY
        if verdict.usable and renewed and (problem := self.no_client("signin")):
            return fails(LOGIN, problem, session.place)
        if verdict.usable:
            return found(LOGIN, why, session.place, expires_at=ends)
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
        return f"{quoted(self.region)} is not a Region, so STS has no address."

    def no_client(self, service: str, *, signed: bool = False) -> str:
        """Why botocore cannot make the client that would ask for credentials, or nothing."""
        profile = self.files.profiles.get(self.chosen, {})
        problem = client_problem(
            self.situation.variables, profile, signed=signed, cli=self.client.name == "aws-cli"
        )
        address = self.own_endpoint(service)
        if not problem and address and not is_address(address):
            return f"{quoted(address)} is not the address of a service."
        return problem or self.no_token(profile)

    def no_token(self, profile: Profile) -> str:
        """Why the sign-in session of the chosen profile keeps botocore from making any client, or nothing.

        A client looks for a sign-in's token, whether it will use one or not.
        """
        session = profile.get("sso_session")
        if session is None:
            return ""
        known = self.files.sessions.get(session.value, {})
        if not known:
            return f"There is no [sso-session] called {quoted(session.value)} in the config file."
        lacking = [key for key in _SESSION_NEEDED if key not in known]
        return f"[sso-session {session.value}] lacks {' and '.join(lacking)}." if lacking else ""

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


def _value(profile: Profile, key: str) -> str:
    return profile[key].value if key in profile else ""
