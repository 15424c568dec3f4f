"""Situations in which AWS clients look for credentials: some written by hand, any number generated from a seed.

A situation is data: variables, the texts of both files, and files beside them. Words in angle brackets (`<key:1>`) are
filled in by whoever lets real clients meet it: keys, roles and tokens of a sandbox.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

REGION = "eu-west-1"


@dataclass(frozen=True)
class Case:
    """One situation; `files` are below the home, `tokens` say what a sign-in cache holds."""

    name: str
    variables: dict[str, str] = field(default_factory=dict)
    config: str | None = None
    credentials: str | None = None
    files: dict[str, str] = field(default_factory=dict)
    tokens: tuple[str, ...] = ()
    profile: str | None = None


def keys(number: int, *, secret: bool = True, token: str = "") -> str:
    lines = [f"aws_access_key_id = <key:{number}>"]
    if secret:
        lines.append(f"aws_secret_access_key = <secret:{number}>")
    if token:
        lines.append(f"aws_session_token = {token}")
    return "\n".join(lines) + "\n"


def environment(number: int) -> dict[str, str]:
    return {"AWS_ACCESS_KEY_ID": f"<key:{number}>", "AWS_SECRET_ACCESS_KEY": f"<secret:{number}>"}


SESSION = "[sso-session corp]\nsso_start_url = <start-url>\nsso_region = <sso-region>\n"
SSO = "sso_session = corp\nsso_account_id = <sso-account>\nsso_role_name = <sso-role>\n"
LEGACY = (
    "sso_start_url = <start-url>\nsso_region = <sso-region>\n"
    "sso_account_id = <sso-account>\nsso_role_name = <sso-role>\n"
)
LOGIN = "login_session = <login-arn>\n"
ROLE = "role_arn = <role>\n"
WEB = "role_arn = <web-role>\nweb_identity_token_file = <home>/token\n"
PROCESS = "credential_process = <home>/helper 2\n"
WEB_VARIABLES = {"AWS_WEB_IDENTITY_TOKEN_FILE": "<home>/token", "AWS_ROLE_ARN": "<web-role>"}
CONTAINER = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "<container>"}
R = f"region = {REGION}\n"

BY_HAND: tuple[Case, ...] = (
    Case("nothing at all"),
    Case("environment", environment(1)),
    Case(
        "environment and profile variable",
        {**environment(1), "AWS_PROFILE": "dev"},
        credentials="[dev]\n" + keys(2),
    ),
    Case("environment, profile option", environment(1), credentials="[dev]\n" + keys(2), profile="dev"),
    Case(
        "profile variable without credentials",
        {**environment(1), "AWS_PROFILE": "dev"},
        config="[profile dev]\n" + R,
    ),
    Case("profile variable names nothing", {**environment(1), "AWS_PROFILE": "gone"}),
    Case("default named and missing", {**environment(1), "AWS_PROFILE": "default"}),
    Case(
        "default named for boto3",
        {"AWS_DEFAULT_PROFILE": "dev"},
        credentials="[dev]\n" + keys(2) + "[default]\n" + keys(1),
    ),
    Case(
        "two profile variables",
        {"AWS_DEFAULT_PROFILE": "a", "AWS_PROFILE": "b"},
        credentials="[a]\n" + keys(1) + "[b]\n" + keys(2),
    ),
    Case(
        "first profile variable empty",
        {"AWS_DEFAULT_PROFILE": "", "AWS_PROFILE": "b"},
        credentials="[b]\n" + keys(2),
    ),
    Case(
        "second profile variable empty",
        {"AWS_DEFAULT_PROFILE": "b", "AWS_PROFILE": ""},
        credentials="[b]\n" + keys(2),
    ),
    Case("key without secret", {"AWS_ACCESS_KEY_ID": "<key:1>"}, credentials="[default]\n" + keys(2)),
    Case(
        "key with empty secret",
        {"AWS_ACCESS_KEY_ID": "<key:1>", "AWS_SECRET_ACCESS_KEY": ""},
        credentials="[default]\n" + keys(2),
    ),
    Case("secret without key", {"AWS_SECRET_ACCESS_KEY": "<secret:1>"}, credentials="[default]\n" + keys(2)),
    Case(
        "empty key",
        {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "<secret:1>"},
        credentials="[default]\n" + keys(2),
    ),
    Case("expiration ahead", {**environment(1), "AWS_CREDENTIAL_EXPIRATION": "<later>"}),
    Case("expiration over", {**environment(1), "AWS_CREDENTIAL_EXPIRATION": "2020-01-01T00:00:00Z"}),
    Case("expiration without zone", {**environment(1), "AWS_CREDENTIAL_EXPIRATION": "2099-01-01T00:00:00"}),
    Case("expiration unreadable", {**environment(1), "AWS_CREDENTIAL_EXPIRATION": "tomorrow-ish"}),
    Case("AWS_REGION alone", {**environment(1), "AWS_REGION": "eu-north-1"}),
    Case("AWS_DEFAULT_REGION alone", {**environment(1), "AWS_DEFAULT_REGION": "eu-north-1"}),
    Case(
        "both Region variables",
        {**environment(1), "AWS_REGION": "eu-north-1", "AWS_DEFAULT_REGION": "us-west-2"},
    ),
    Case(
        "AWS_REGION empty",
        {**environment(1), "AWS_REGION": "", "AWS_DEFAULT_REGION": "us-west-2"},
        config="[default]\n" + R,
    ),
    Case("AWS_DEFAULT_REGION empty", {**environment(1), "AWS_DEFAULT_REGION": ""}, config="[default]\n" + R),
    Case(
        "Region in both files",
        config="[default]\nregion = us-west-1\n",
        credentials="[default]\nregion = us-west-2\n" + keys(1),
    ),
    Case("keys of the config file", config="[default]\n" + keys(1)),
    Case(
        "pair across files",
        config="[default]\naws_secret_access_key = <secret:1>\n",
        credentials="[default]\naws_access_key_id = <key:1>\n",
    ),
    Case("keys in both files", config="[default]\n" + keys(1), credentials="[default]\n" + keys(2)),
    Case("config file's keys and a helper", config="[default]\n" + keys(1) + PROCESS),
    Case("stored keys and a helper", config="[default]\n" + PROCESS, credentials="[default]\n" + keys(1)),
    Case("helper", config="[default]\n" + PROCESS),
    Case("helper that is not there", config="[default]\ncredential_process = <home>/no-helper\n"),
    Case("helper with a tilde", config="[default]\ncredential_process = ~/helper 2\n"),
    Case(
        "helper by name",
        config="[default]\ncredential_process = no-such-helper-anywhere --flag\n",
        credentials="[default]\n",
    ),
    Case("helper without a command", config="[default]\ncredential_process =\n"),
    Case("helper with an open quote", config='[default]\ncredential_process = "<home>/helper 2\n'),
    Case("role and keys, no source", config="[default]\n" + ROLE + keys(1) + R),
    Case("role from itself", config="[default]\n" + ROLE + "source_profile = default\n" + keys(1) + R),
    Case("role from itself without keys", config="[default]\n" + ROLE + "source_profile = default\n" + R),
    Case("role from a missing source", config="[default]\n" + ROLE + "source_profile = gone\n" + R),
    Case(
        "role from a missing source, and a helper",
        config="[default]\n" + ROLE + "source_profile = gone\n" + PROCESS + R,
    ),
    Case(
        "role without a Region",
        {"AWS_REGION": "<none>"},
        config="[default]\n" + ROLE + "source_profile = base\n",
        credentials="[base]\n" + keys(1),
    ),
    Case(
        "role with a wrong Region",
        config="[default]\nregion = eu west\n" + ROLE + "source_profile = base\n",
        credentials="[base]\n" + keys(1),
    ),
    Case(
        "role in a circle",
        config="[default]\n"
        + ROLE
        + "source_profile = a\n"
        + R
        + "[profile a]\n"
        + ROLE
        + "source_profile = default\n",
    ),
    Case(
        "role in a circle with keys",
        config="[default]\n"
        + ROLE
        + "source_profile = a\n"
        + R
        + keys(1)
        + "[profile a]\n"
        + ROLE
        + "source_profile = default\n",
    ),
    Case(
        "role in a circle, keys on the way",
        config="[default]\n"
        + ROLE
        + "source_profile = a\n"
        + R
        + "[profile a]\n"
        + ROLE
        + "source_profile = default\n"
        + keys(1),
    ),
    Case(
        "role with both sources",
        config="[default]\n" + ROLE + "source_profile = base\ncredential_source = Environment\n" + R,
        credentials="[base]\n" + keys(1),
    ),
    Case(
        "role from the environment",
        {**environment(1)},
        config="[profile r]\n" + ROLE + "credential_source = Environment\n" + R,
        profile="r",
    ),
    Case(
        "role from an empty environment",
        config="[profile r]\n" + ROLE + "credential_source = Environment\n" + R,
        profile="r",
    ),
    Case(
        "role from an unknown source",
        config="[profile r]\n" + ROLE + "credential_source = Somewhere\n" + R,
        profile="r",
    ),
    Case(
        "role from a source in small letters",
        environment(1),
        config="[profile r]\n" + ROLE + "credential_source = environment\n" + R,
        profile="r",
    ),
    Case(
        "role from the container",
        CONTAINER,
        config="[profile r]\n" + ROLE + "credential_source = EcsContainer\n" + R,
        profile="r",
    ),
    Case(
        "role from no container",
        config="[profile r]\n" + ROLE + "credential_source = EcsContainer\n" + R,
        profile="r",
    ),
    Case(
        "role from no machine",
        config="[profile r]\n" + ROLE + "credential_source = Ec2InstanceMetadata\n" + R,
        profile="r",
    ),
    Case(
        "chain of roles",
        config="[default]\n"
        + ROLE
        + "source_profile = a\n"
        + R
        + "[profile a]\n"
        + ROLE
        + "source_profile = base\n",
        credentials="[base]\n" + keys(1),
    ),
    Case(
        "role from a sign-in",
        config="[default]\n" + ROLE + "source_profile = s\n" + R + "[profile s]\n" + SSO + SESSION,
        tokens=("sso:good",),
    ),
    Case(
        "role from a sign-in that is over",
        config="[default]\n" + ROLE + "source_profile = s\n" + R + "[profile s]\n" + SSO + SESSION,
        tokens=("sso:over",),
    ),
    Case(
        "role from a helper",
        config="[default]\n" + ROLE + "source_profile = s\n" + R + "[profile s]\n" + PROCESS,
    ),
    Case(
        "role from a console sign-in",
        config="[default]\n" + ROLE + "source_profile = s\n" + R + "[profile s]\n" + LOGIN,
        tokens=("login:good",),
    ),
    Case(
        "role from a web identity",
        config="[default]\n" + ROLE + "source_profile = s\n" + R + "[profile s]\n" + WEB,
    ),
    Case(
        "source with a credential source alone",
        environment(1),
        config="[profile r]\n"
        + ROLE
        + "source_profile = s\n"
        + R
        + "[profile s]\ncredential_source = Environment\n",
        profile="r",
    ),
    Case(
        "source with keys and a role",
        config="[default]\n"
        + ROLE
        + "source_profile = s\n"
        + R
        + "[profile s]\n"
        + ROLE
        + "source_profile = t\n"
        + keys(1)
        + "[profile t]\n"
        + keys(2),
    ),
    Case(
        "source with half a key",
        config="[default]\n" + ROLE + "source_profile = s\n" + R + "[profile s]\n" + keys(1, secret=False),
    ),
    Case(
        "source of the config file's keys",
        config="[default]\n" + ROLE + "source_profile = s\n" + R + "[profile s]\n" + keys(1),
    ),
    Case(
        "role with MFA",
        config="[default]\n"
        + ROLE
        + "source_profile = base\nmfa_serial = arn:aws:iam::123456789012:mfa/hana\n"
        + R,
        credentials="[base]\n" + keys(1),
    ),
    Case(
        "role with a short ARN",
        config="[default]\nrole_arn = deployer\nsource_profile = base\n" + R,
        credentials="[base]\n" + keys(1),
    ),
    Case(
        "role with a short session name",
        config="[default]\n" + ROLE + "source_profile = base\nrole_session_name = a\n" + R,
        credentials="[base]\n" + keys(1),
    ),
    Case(
        "role with a short time",
        config="[default]\n" + ROLE + "source_profile = base\nduration_seconds = 60\n" + R,
        credentials="[base]\n" + keys(1),
    ),
    Case(
        "role with a time in words",
        config="[default]\n" + ROLE + "source_profile = base\nduration_seconds = one hour\n" + R,
        credentials="[base]\n" + keys(1),
    ),
    Case(
        "role in the credentials file",
        credentials="[default]\n" + ROLE + "source_profile = base\n" + R + "[base]\n" + keys(1),
    ),
    Case("web identity", config="[default]\n" + WEB + R),
    Case("web identity by variables", WEB_VARIABLES, config="[default]\n" + R),
    Case(
        "web identity by variables and keys",
        WEB_VARIABLES,
        config="[default]\n" + R,
        credentials="[default]\n" + keys(1),
    ),
    Case("web identity by variables and option", WEB_VARIABLES, config="[profile dev]\n" + R, profile="dev"),
    Case(
        "web identity and a source",
        config="[default]\n" + WEB + "source_profile = base\n" + R,
        credentials="[base]\n" + keys(1),
    ),
    Case("web identity and keys", config="[default]\n" + WEB + R, credentials="[default]\n" + keys(1)),
    Case(
        "web identity without its file",
        config="[default]\nrole_arn = <web-role>\nweb_identity_token_file = <home>/gone\n" + R,
    ),
    Case(
        "web identity with an empty file",
        config="[default]\nrole_arn = <web-role>\nweb_identity_token_file = <home>/empty\n" + R,
    ),
    Case(
        "web identity without a role",
        {"AWS_WEB_IDENTITY_TOKEN_FILE": "<home>/token"},
        config="[default]\n" + R,
    ),
    Case("web identity without a token", {"AWS_ROLE_ARN": "<web-role>"}, config="[default]\n" + R),
    Case(
        "web identity variable empty",
        {"AWS_WEB_IDENTITY_TOKEN_FILE": "", "AWS_ROLE_ARN": "<web-role>"},
        config="[default]\n" + WEB + R,
    ),
    Case("web identity, missing profile", {**WEB_VARIABLES, "AWS_PROFILE": "gone", "AWS_REGION": REGION}),
    Case("web identity without a Region", WEB_VARIABLES),
    *(
        Case(f"sign-in: {state}", config="[default]\n" + SSO + R + SESSION, tokens=(f"sso:{state}",))
        for state in ("good", "over", "renewable", "soon", "none", "garbage", "half", "registration-over")
    ),
    *(
        Case(f"older sign-in: {state}", config="[default]\n" + LEGACY + R, tokens=(f"legacy:{state}",))
        for state in ("good", "over", "none", "garbage")
    ),
    *(
        Case(f"console sign-in: {state}", config="[default]\n" + LOGIN + R, tokens=(f"login:{state}",))
        for state in ("good", "none", "garbage", "half")
    ),
    Case(
        "sign-in and keys",
        config="[default]\n" + SSO + R + SESSION,
        credentials="[default]\n" + keys(1),
        tokens=("sso:good",),
    ),
    Case(
        "sign-in and config file's keys",
        config="[default]\n" + SSO + R + keys(1) + SESSION,
        tokens=("sso:none",),
    ),
    Case("sign-in and helper", config="[default]\n" + SSO + R + PROCESS + SESSION, tokens=("sso:none",)),
    Case(
        "sign-in and console sign-in",
        config="[default]\n" + SSO + R + LOGIN + SESSION,
        tokens=("sso:good", "login:good"),
    ),
    Case("console sign-in and helper", config="[default]\n" + LOGIN + PROCESS + R, tokens=("login:none",)),
    Case(
        "console sign-in and stored keys",
        config="[default]\n" + LOGIN + R,
        credentials="[default]\n" + keys(1),
        tokens=("login:good",),
    ),
    Case(
        "sign-in without account",
        config="[default]\nsso_session = corp\n" + R + SESSION,
        tokens=("sso:good",),
    ),
    Case(
        "sign-in without role",
        config="[default]\nsso_session = corp\nsso_account_id = <sso-account>\n" + R + SESSION,
        tokens=("sso:good",),
    ),
    Case("sign-in session unknown", config="[default]\n" + SSO + R, tokens=("sso:good",)),
    Case(
        "sign-in contradicted",
        config="[default]\n" + SSO + "sso_region = us-west-2\n" + R + SESSION,
        tokens=("sso:good",),
    ),
    Case(
        "sign-in repeated",
        config="[default]\n" + SSO + "sso_region = <sso-region>\n" + R + SESSION,
        tokens=("sso:good",),
    ),
    Case(
        "sign-in in the credentials file",
        config=SESSION,
        credentials="[default]\n" + SSO + R,
        tokens=("sso:good",),
    ),
    Case(
        "session in the credentials file", credentials="[default]\n" + SSO + R + SESSION, tokens=("sso:good",)
    ),
    Case(
        "legacy settings left over",
        config="[default]\nsso_start_url = <start-url>\nsso_region = <sso-region>\n" + R,
        credentials="[default]\n",
    ),
    Case("container", CONTAINER),
    Case(
        "container and profile without credentials",
        {**CONTAINER, "AWS_PROFILE": "dev"},
        config="[profile dev]\n" + R,
    ),
    Case("container and missing profile", {**CONTAINER, "AWS_PROFILE": "gone"}),
    Case("container address empty", {"AWS_CONTAINER_CREDENTIALS_FULL_URI": ""}),
    Case("container elsewhere", {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://192.0.2.1/credentials"}),
    Case("container address is none", {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "not an address"}),
    Case(
        "container token file missing", {**CONTAINER, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "<home>/gone"}
    ),
    Case(
        "old EC2 file",
        {"AWS_CREDENTIAL_FILE": "<home>/old"},
        files={"old": "AWSAccessKeyId=<key:1>\nAWSSecretKey=<secret:1>\n"},
    ),
    Case("old EC2 file missing", {"AWS_CREDENTIAL_FILE": "<home>/gone"}),
    Case(
        "boto 2",
        files={".boto": "[Credentials]\naws_access_key_id = <key:1>\naws_secret_access_key = <secret:1>\n"},
    ),
    Case(
        "boto 2 by variable",
        {"BOTO_CONFIG": "<home>/b"},
        files={"b": "[Credentials]\naws_access_key_id = <key:1>\naws_secret_access_key = <secret:1>\n"},
    ),
    Case("metadata off in capitals", {"AWS_EC2_METADATA_DISABLED": "TRUE"}),
    Case("metadata off by 1", {"AWS_EC2_METADATA_DISABLED": "1"}),
    # files that are not as they should be
    Case("section twice", config="[default]\n" + R + "[default]\n" + R, credentials="[default]\n" + keys(1)),
    Case("option twice", credentials="[default]\n" + keys(1) + "aws_access_key_id = <key:2>\n"),
    Case(
        "text before the first header",
        config="region = eu-west-1\n[default]\n" + R,
        credentials="[default]\n" + keys(1),
    ),
    Case("mark of byte order", credentials="\ufeff[default]\n" + keys(1)),
    Case("line without equals", credentials="[default]\nhello\n" + keys(1)),
    Case("malformed config, keys in the environment", environment(1), config="[default\nregion = a\n"),
    Case("colons", credentials="[default]\naws_access_key_id: <key:1>\naws_secret_access_key: <secret:1>\n"),
    Case(
        "capitals", credentials="[default]\nAWS_ACCESS_KEY_ID = <key:1>\nAWS_SECRET_ACCESS_KEY = <secret:1>\n"
    ),
    Case(
        "remark after a key",
        credentials="[default]\naws_access_key_id = <key:1> # mine\naws_secret_access_key = <secret:1>\n",
    ),
    Case("remark after a header", {"AWS_PROFILE": "dev"}, credentials="[dev] # mine\n" + keys(1)),
    Case("remark after a Region", environment(1), config="[default]\nregion = eu-west-1 # home\n"),
    Case(
        "indented option",
        credentials="[default]\naws_access_key_id = <key:1>\n  aws_secret_access_key = <secret:1>\n",
    ),
    Case("option after a nested block", config="[default]\ns3 =\n  max_queue_size = 10\n" + keys(1) + R),
    Case(
        "option indented after an empty value",
        credentials="[default]\nca_bundle =\n  aws_access_key_id = <key:1>\naws_secret_access_key = <secret:1>\n",
    ),
    Case("unclosed header", credentials="[dev\n" + keys(1)),
    Case("profile with a space in quotes", {"AWS_PROFILE": "a b"}, config='[profile "a b"]\n' + keys(1)),
    Case("profile with a space", {"AWS_PROFILE": "a b"}, config="[profile a b]\n" + keys(1)),
    Case("profile with a space, stored", {"AWS_PROFILE": "a b"}, credentials="[a b]\n" + keys(1)),
    Case("profile of another script", {"AWS_PROFILE": "開発"}, config="[profile 開発]\n" + keys(1)),
    Case("profile of another script, stored", {"AWS_PROFILE": "開発"}, credentials="[開発]\n" + keys(1)),
    Case("profile with a sign", {"AWS_PROFILE": "a#b"}, config="[profile a#b]\n" + keys(1)),
    Case("profile with a plus and at", {"AWS_PROFILE": "a+b@c"}, config="[profile a+b@c]\n" + keys(1)),
    Case("profile with a dot", {"AWS_PROFILE": "a.b"}, config="[profile a.b]\n" + keys(1)),
    Case("profile without its word", {"AWS_PROFILE": "dev"}, config="[dev]\n" + keys(1)),
    Case("profile with a dot for a space", {"AWS_PROFILE": "dev"}, config="[profile.dev]\n" + keys(1)),
    Case(
        "word too many in the credentials file",
        {"AWS_PROFILE": "dev"},
        credentials="[profile dev]\n" + keys(1),
    ),
    Case("spaces in a header", credentials="[ default ]\n" + keys(1)),
    Case("capital in a header", credentials="[Default]\n" + keys(1)),
    Case("two spaces in a header", {"AWS_PROFILE": "dev"}, config="[profile  dev]\n" + keys(1)),
    Case("space at a header's end", {"AWS_PROFILE": "dev"}, config="[profile dev ]\n" + keys(1)),
    Case("both spellings of default", config="[profile default]\n" + keys(1) + "[default]\n" + keys(2)),
    Case(
        "both spellings of default, other order",
        config="[default]\n" + keys(1) + "[profile default]\nregion = eu-west-2\n",
    ),
    Case("inherited settings", config="[DEFAULT]\n" + keys(1) + "[default]\n" + R),
    Case("empty settings", credentials="[default]\naws_access_key_id =\naws_secret_access_key =\n"),
    Case("empty profile", {"AWS_PROFILE": "dev", **environment(1)}, config="[profile dev]\n"),
    Case("only a comment", credentials="# nothing\n; here\n"),
    Case(
        "line ends of Windows",
        config="[default]\r\nregion = eu-west-1\r\n",
        credentials="[default]\r\n" + keys(1).replace("\n", "\r\n"),
    ),
    Case(
        "files elsewhere",
        {"AWS_SHARED_CREDENTIALS_FILE": "<home>/elsewhere"},
        credentials="[default]\n" + keys(1),
        files={"elsewhere": "[default]\n" + keys(2)},
    ),
    Case(
        "files elsewhere with a tilde",
        {"AWS_SHARED_CREDENTIALS_FILE": "~/elsewhere"},
        credentials="[default]\n" + keys(1),
        files={"elsewhere": "[default]\n" + keys(2)},
    ),
    Case(
        "files elsewhere by a variable",
        {"AWS_SHARED_CREDENTIALS_FILE": "$HOME/elsewhere"},
        credentials="[default]\n" + keys(1),
        files={"elsewhere": "[default]\n" + keys(2)},
    ),
    Case("files nowhere", {"AWS_SHARED_CREDENTIALS_FILE": ""}, credentials="[default]\n" + keys(1)),
    Case(
        "config elsewhere with a tilde and a sign-in",
        {"AWS_CONFIG_FILE": "~/elsewhere"},
        files={"elsewhere": "[default]\n" + SSO + R + SESSION},
        tokens=("sso:good",),
    ),
    Case(
        "key with a token under its older name",
        credentials="[default]\n" + keys(1) + "aws_security_token = old\n",
    ),
)

_PROFILE_PARTS = (
    (4, ""),
    (5, "keys"),
    (1, "half"),
    (4, "role"),
    (1, "role-alone"),
    (3, "sso"),
    (1, "sso-alone"),
    (2, "legacy"),
    (2, "login"),
    (3, "process"),
    (2, "web"),
    (2, "region"),
)


def generated(count: int, seed: int = 20261130) -> Iterator[Case]:
    """That many situations, each made of parts that people's files have."""
    dice = random.Random(seed)
    for number in range(count):
        yield _one(dice, number)


def _one(dice: random.Random, number: int) -> Case:
    names = ["default", "dev", "base"]
    config, credentials = "", ""
    for name in names:
        if dice.random() < 0.85:
            settings = _settings(dice, names)
            if name == "default" or dice.random() < 0.6:
                header = "default" if name == "default" else f"profile {name}"
                config += f"[{header}]\n{settings}"
            else:
                credentials += f"[{name}]\n{settings}"
                if dice.random() < 0.4:
                    config += f"[profile {name}]\n{_settings(dice, names)}"
    if "[default]" not in credentials and dice.random() < 0.25:
        credentials += "[default]\n" + keys(dice.choice((1, 2)), secret=dice.random() < 0.9)
    if "sso_session" in config + credentials and dice.random() < 0.9:
        config += SESSION
    if dice.random() < 0.06:
        config = dice.choice(("hello\n", "[x\n", "[default]\n[default]\n", "\ufeff")) + config
    variables: dict[str, str] = {}
    for chance, more in (
        (0.2, environment(1)),
        (0.04, {"AWS_ACCESS_KEY_ID": "<key:1>"}),
        (0.1, WEB_VARIABLES),
        (0.08, CONTAINER),
        (0.3, {"AWS_PROFILE": dice.choice(("dev", "base", "default", "gone", ""))}),
        (0.15, {"AWS_DEFAULT_PROFILE": dice.choice(("dev", "base", "default", "gone"))}),
        (0.4, {"AWS_REGION": dice.choice(("eu-north-1", "us-east-1", ""))}),
        (0.5, {"AWS_DEFAULT_REGION": dice.choice(("eu-central-1", "us-east-1"))}),
    ):
        if dice.random() < chance:
            variables |= more
    profile = dice.choice(("dev", "base", "default", "gone")) if dice.random() < 0.2 else None
    tokens = tuple(
        f"{kind}:{dice.choice(states)}"
        for kind, states in (
            ("sso", ("good", "good", "good", "over", "none", "soon")),
            ("legacy", ("good", "good", "over", "none")),
            ("login", ("good", "good", "good", "none", "half")),
        )
        if kind == "login" or kind == dice.choice(("sso", "legacy"))
    )
    return Case(f"generated {number}", variables, config or None, credentials or None, {}, tokens, profile)


def _settings(dice: random.Random, names: list[str]) -> str:
    parts = [part for weight, part in _PROFILE_PARTS for _ in range(weight)]
    chosen = {dice.choice(parts) for _ in range(dice.choice((1, 1, 2, 2, 3)))}
    written: dict[str, str] = {}
    for part in sorted(chosen):
        for line in _part(dice, part, names).splitlines():
            key, _equals, value = line.partition("=")
            written.setdefault(key.strip(), value.strip())
    lines = [f"{key} = {value}" for key, value in written.items()]
    dice.shuffle(lines)
    return "".join(f"{line}\n" for line in lines)


def _part(dice: random.Random, part: str, names: list[str]) -> str:
    if part == "role":
        source = dice.choice(
            [f"source_profile = {name}" for name in (*names, "gone")]
            + ["credential_source = Environment", "credential_source = EcsContainer"]
        )
        more = dice.choice(("", "", "", "role_session_name = someone\n", "external_id = 4711\n"))
        return f"{ROLE}{source}\n{more}"
    parts = {
        "keys": keys(dice.choice((1, 2))),
        "half": keys(1, secret=False),
        "role-alone": ROLE,
        "sso": SSO,
        "sso-alone": "sso_session = corp\n",
        "legacy": LEGACY,
        "login": LOGIN,
        "process": dice.choice((PROCESS, PROCESS, "credential_process = <home>/no-helper\n")),
        "web": WEB,
        "region": f"region = {dice.choice(('eu-west-1', 'ap-south-1'))}\n",
    }
    return parts.get(part, "")


def mangled(count: int, seed: int = 20261130) -> Iterator[Case]:
    """That many generated situations whose files are not as they should be: one line or two, changed as people do."""
    dice = random.Random(seed + 1)
    for number, case in enumerate(generated(count, seed + 2)):
        texts = {"config": case.config or "", "credentials": case.credentials or ""}
        for _ in range(dice.choice((1, 1, 2))):
            name = dice.choice([name for name, text in texts.items() if text] or ["config"])
            texts[name] = _mangle(dice, texts[name])
        yield replace(
            case,
            name=f"mangled {number}",
            config=texts["config"] or None,
            credentials=texts["credentials"] or None,
        )


def _mangle(dice: random.Random, text: str) -> str:
    lines = text.splitlines() or ["[default]"]
    at = dice.randrange(len(lines))
    line = lines[at]
    key, equals, value = line.partition(" = ")
    options = (
        [
            f"{key}: {value}",
            f"{key.upper()} = {value}",
            f"{key}={value}",
            f"{line} # mine",
            f"{line} ; mine",
            f"  {line}",
            f"\t{line}",
            f"{key} =",
            key,
            f"{line}\n{line}",
            f"# {line}",
            f"{line}\r",
            f" {line} ",
            f"{key} =\n  {line}",
            f"{key} = {value}\n  more",
            f"{line}\n\n",
            f'{key} = "{value}"',
            f"{line}\\",
        ]
        if equals
        else [
            line.replace("profile ", ""),
            line.replace("profile ", "profile  "),
            line.replace("profile ", "profile\t"),
            line.replace("profile ", "Profile "),
            line.replace("[", "[ ").replace("]", " ]"),
            f"{line} # mine",
            f"{line} mine",
            f" {line}",
            line.removesuffix("]"),
            line.upper(),
            f"{line}\n{line}",
            line.replace("]", ".x]"),
            line.replace("profile ", "profile.").replace("sso-session ", "sso-session."),
            line.replace("[", '["').replace("]", '"]'),
            "[DEFAULT]",
            "",
        ]
    )
    lines[at] = dice.choice(options)
    return "\n".join(lines) + dice.choice(("\n", "\n", "", "\n\n"))
