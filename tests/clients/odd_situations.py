"""Situations that people get into by hand, by a Windows editor, by a copy from a chat or by a tool that was stopped.

They are data, as those of `situations.py`, and met by the same real clients.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

from tests.clients.situations import (
    CONTAINER,
    LEGACY,
    LOGIN,
    PROCESS,
    ROLE,
    SESSION,
    SSO,
    WEB,
    WEB_VARIABLES,
    Case,
    R,
    environment,
    generated,
    keys,
)

_PRINTS = 'echo \'{"Version": 1, "AccessKeyId": "<key:2>", "SecretAccessKey": "<secret:2>"}\''

_VARIABLES = (
    Case(
        "odd: AWS_PROFILE empty, a default that is stored",
        {"AWS_PROFILE": ""},
        credentials="[default]\n" + keys(1),
    ),
    Case("odd: AWS_DEFAULT_PROFILE empty", {"AWS_DEFAULT_PROFILE": ""}, credentials="[default]\n" + keys(1)),
    Case(
        "odd: empty option, a profile variable",
        {"AWS_PROFILE": "dev"},
        credentials="[dev]\n" + keys(1),
        profile="",
    ),
    Case(
        "odd: empty option and the environment's keys",
        {"AWS_PROFILE": "dev", **environment(2)},
        credentials="[dev]\n" + keys(1),
        profile="",
    ),
    Case("odd: option of blanks", credentials="[default]\n" + keys(1), profile=" "),
    Case(
        "odd: profile variable with a blank at its end",
        {"AWS_PROFILE": "dev "},
        credentials="[dev]\n" + keys(1),
    ),
    Case("odd: profile variable in capitals", {"AWS_PROFILE": "DEV"}, credentials="[dev]\n" + keys(1)),
    Case(
        "odd: option against the variable",
        {"AWS_PROFILE": "gone", **environment(2)},
        credentials="[dev]\n" + keys(1),
        profile="dev",
    ),
    Case(
        "odd: option default and the environment's keys",
        environment(2),
        credentials="[default]\n" + keys(1),
        profile="default",
    ),
    Case("odd: option default, and no such profile", environment(2), profile="default"),
    Case(
        "odd: key of blanks",
        {"AWS_ACCESS_KEY_ID": " ", "AWS_SECRET_ACCESS_KEY": " "},
        credentials="[default]\n" + keys(1),
    ),
    Case("odd: short key", {"AWS_ACCESS_KEY_ID": "abc", "AWS_SECRET_ACCESS_KEY": "def"}),
    Case("odd: session token alone", {"AWS_SESSION_TOKEN": "token"}, credentials="[default]\n" + keys(1)),
    Case(
        "odd: keys under the names of old tools",
        {"AWS_ACCESS_KEY": "<key:1>", "AWS_SECRET_KEY": "<secret:1>"},
    ),
    Case(
        "odd: all Region variables",
        {"AWS_REGION": "eu-north-1", "AWS_DEFAULT_REGION": "eu-west-3", **environment(1)},
        config="[default]\n" + R,
    ),
    Case("odd: Region empty in the file", environment(1), config="[default]\nregion =\n"),
    Case("odd: Region in capitals", environment(1), config="[default]\nregion = EU-WEST-1\n"),
    Case("odd: Region in quotes", environment(1), config='[default]\nregion = "eu-west-1"\n'),
    Case("odd: Region aws-global", environment(1), config="[default]\nregion = aws-global\n"),
    Case(
        "odd: Region of another profile",
        {"AWS_PROFILE": "dev"},
        config="[default]\n" + R + "[profile dev]\n" + keys(1),
    ),
    Case(
        "odd: Region of the default, profile of the credentials file",
        {"AWS_PROFILE": "dev"},
        config="[default]\n" + R,
        credentials="[dev]\n" + keys(1),
    ),
    Case("odd: expiration in seconds", {**environment(1), "AWS_CREDENTIAL_EXPIRATION": "1999999999"}),
    Case("odd: expiration empty", {**environment(1), "AWS_CREDENTIAL_EXPIRATION": ""}),
    Case("odd: retries in words", {**environment(1), "AWS_RETRY_MODE": "often"}, config="[default]\n" + R),
    Case(
        "odd: retries in words, and a role",
        {"AWS_RETRY_MODE": "often"},
        config="[default]\n" + ROLE + "source_profile = base\n" + R,
        credentials="[base]\n" + keys(1),
    ),
    Case(
        "odd: attempts in words, and a role",
        {"AWS_MAX_ATTEMPTS": "many"},
        config="[default]\n" + ROLE + "source_profile = base\n" + R,
        credentials="[base]\n" + keys(1),
    ),
    Case(
        "odd: attempts in words, and keys", {"AWS_MAX_ATTEMPTS": "many"}, credentials="[default]\n" + keys(1)
    ),
    Case(
        "odd: defaults mode unknown, and keys",
        credentials="[default]\n" + keys(1),
        config="[default]\ndefaults_mode = bogus\n" + R,
    ),
    Case(
        "odd: defaults mode unknown, and a role",
        config="[default]\n" + ROLE + "source_profile = base\ndefaults_mode = bogus\n" + R,
        credentials="[base]\n" + keys(1),
    ),
    Case(
        "odd: STS addresses unknown, and a role",
        config="[default]\n" + ROLE + "source_profile = base\nsts_regional_endpoints = bogus\n" + R,
        credentials="[base]\n" + keys(1),
    ),
    Case(
        "odd: output unknown", credentials="[default]\n" + keys(1), config="[default]\noutput = bogus\n" + R
    ),
    Case(
        "odd: output unknown in a variable",
        {"AWS_DEFAULT_OUTPUT": "bogus"},
        credentials="[default]\n" + keys(1),
    ),
    Case("odd: metadata off, nothing else", {"AWS_EC2_METADATA_DISABLED": "true"}),
    Case("odd: metadata off by False", {"AWS_EC2_METADATA_DISABLED": "False"}),
    Case("odd: metadata off by nothing", {"AWS_EC2_METADATA_DISABLED": ""}),
    Case("odd: metadata not off", {"AWS_EC2_METADATA_DISABLED": "false"}),
)

_ROLES = (
    Case(
        "odd: role from the default of both files",
        {"AWS_PROFILE": "dev"},
        config="[default]\n" + keys(2) + "[profile dev]\n" + ROLE + "source_profile = default\n" + R,
        credentials="[default]\n" + keys(1),
    ),
    Case(
        "odd: role whose source is in the other file",
        {"AWS_PROFILE": "dev"},
        config="[profile base]\n" + R,
        credentials="[dev]\n" + ROLE + "source_profile = base\n" + R + "[base]\n" + keys(1),
    ),
    Case(
        "odd: three profiles in a circle",
        {"AWS_PROFILE": "a"},
        config="".join(
            f"[profile {one}]\n{ROLE}source_profile = {two}\n{R}" for one, two in ("ab", "bc", "ca")
        ),
    ),
    Case(
        "odd: a circle beside the profile",
        {"AWS_PROFILE": "a"},
        config="".join(
            f"[profile {one}]\n{ROLE}source_profile = {two}\n{R}" for one, two in ("ab", "bc", "cb")
        ),
    ),
    Case(
        "odd: three roles one after the other",
        {"AWS_PROFILE": "a"},
        config="".join(
            f"[profile {one}]\n{ROLE}source_profile = {two}\n{R}" for one, two in ("ab", "bc", "cd")
        ),
        credentials="[d]\n" + keys(1),
    ),
    Case(
        "odd: source profile empty",
        {"AWS_PROFILE": "dev"},
        config="[profile dev]\n" + ROLE + "source_profile =\n" + R,
    ),
    Case(
        "odd: source profile empty, with keys",
        {"AWS_PROFILE": "dev"},
        config="[profile dev]\n" + ROLE + "source_profile =\n" + R + keys(1),
    ),
    Case(
        "odd: credential source empty",
        {"AWS_PROFILE": "dev"},
        config="[profile dev]\n" + ROLE + "credential_source =\n" + R,
    ),
    Case(
        "odd: role empty",
        {"AWS_PROFILE": "dev"},
        config="[profile dev]\nrole_arn =\nsource_profile = base\n" + R,
        credentials="[base]\n" + keys(1),
    ),
    Case(
        "odd: role empty, with keys",
        {"AWS_PROFILE": "dev"},
        config="[profile dev]\nrole_arn =\n" + R,
        credentials="[dev]\n" + keys(1),
    ),
    Case(
        "odd: source profile alone",
        {"AWS_PROFILE": "dev"},
        config="[profile dev]\nsource_profile = base\n" + R,
        credentials="[base]\n" + keys(1),
    ),
    Case(
        "odd: credential source alone, keys in the environment",
        {"AWS_PROFILE": "dev", **environment(1)},
        config="[profile dev]\ncredential_source = Environment\n" + R,
    ),
    Case(
        "odd: source with credential source from the environment",
        {"AWS_PROFILE": "dev", **environment(1)},
        config="[profile dev]\n"
        + ROLE
        + "source_profile = base\n"
        + R
        + "[profile base]\n"
        + ROLE
        + "credential_source = Environment\n"
        + R,
    ),
    Case(
        "odd: source in quotes",
        {"AWS_PROFILE": "dev"},
        config="[profile dev]\n" + ROLE + 'source_profile = "base"\n' + R,
        credentials="[base]\n" + keys(1),
    ),
    Case(
        "odd: role and source for the option",
        config="[profile dev]\n" + ROLE + "source_profile = base\n" + R,
        credentials="[base]\n" + keys(1),
        profile="dev",
    ),
    Case(
        "odd: role from the environment for the option",
        environment(1),
        config="[profile dev]\n" + ROLE + "credential_source = Environment\n" + R,
        profile="dev",
    ),
    Case(
        "odd: role from the machine",
        {"AWS_PROFILE": "dev"},
        config="[profile dev]\n" + ROLE + "credential_source = Ec2InstanceMetadata\n" + R,
    ),
    Case(
        "odd: role with a sign-in and a source",
        {"AWS_PROFILE": "dev"},
        config="[profile dev]\n" + ROLE + "source_profile = base\n" + SSO + R + SESSION,
        credentials="[base]\n" + keys(1),
        tokens=("sso:good",),
    ),
    Case(
        "odd: role with a sign-in and no source",
        {"AWS_PROFILE": "dev"},
        config="[profile dev]\n" + ROLE + SSO + R + SESSION,
        tokens=("sso:good",),
    ),
    Case(
        "odd: role with a helper and no source",
        {"AWS_PROFILE": "dev"},
        config="[profile dev]\n" + ROLE + PROCESS + R,
    ),
    Case(
        "odd: role with a console sign-in and no source",
        {"AWS_PROFILE": "dev"},
        config="[profile dev]\n" + ROLE + LOGIN + R,
        tokens=("login:good",),
    ),
    Case(
        "odd: role from a profile without credentials, default with keys",
        {"AWS_PROFILE": "dev"},
        config="[profile dev]\n" + ROLE + "source_profile = base\n" + R + "[profile base]\n" + R,
        credentials="[default]\n" + keys(1),
    ),
    Case("odd: role by variable alone", {"AWS_ROLE_ARN": "<role>"}, credentials="[default]\n" + keys(1)),
    Case(
        "odd: role by variable, token file by profile",
        {"AWS_ROLE_ARN": "<web-role>"},
        config="[default]\nweb_identity_token_file = <home>/token\n" + R,
    ),
    Case(
        "odd: token file by variable, role by profile",
        {"AWS_WEB_IDENTITY_TOKEN_FILE": "<home>/token"},
        config="[default]\nrole_arn = <web-role>\n" + R,
    ),
    Case(
        "odd: token file by variable, role and source by profile",
        {"AWS_WEB_IDENTITY_TOKEN_FILE": "<home>/token"},
        config="[default]\n" + ROLE + "source_profile = base\n" + R,
        credentials="[base]\n" + keys(1),
    ),
    Case(
        "odd: token file with a tilde",
        config="[default]\nrole_arn = <web-role>\nweb_identity_token_file = ~/token\n" + R,
    ),
    Case(
        "odd: token file is a folder",
        config="[default]\nrole_arn = <web-role>\nweb_identity_token_file = <home>/.aws\n" + R,
    ),
    Case(
        "odd: token file of the container that is empty",
        {**CONTAINER, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": ""},
    ),
    Case(
        "odd: container's token with a line end", {**CONTAINER, "AWS_CONTAINER_AUTHORIZATION_TOKEN": "a\nb"}
    ),
    Case(
        "odd: container address of another scheme", {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "ftp://127.0.0.1/"}
    ),
    Case("odd: container and keys", {**CONTAINER, **environment(2)}),
    Case(
        "odd: container and a profile with keys",
        {**CONTAINER, "AWS_PROFILE": "dev"},
        credentials="[dev]\n" + keys(2),
    ),
    Case("odd: container and a broken default", CONTAINER, credentials="[default]\n" + keys(1, secret=False)),
    Case("odd: container and web identity", {**CONTAINER, **WEB_VARIABLES}, config="[default]\n" + R),
    Case(
        "odd: container on this host by name",
        {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://container.example/creds"},
    ),
    Case(
        "odd: external id empty",
        {"AWS_PROFILE": "dev"},
        config="[profile dev]\n" + ROLE + "source_profile = base\nexternal_id =\n" + R,
        credentials="[base]\n" + keys(1),
    ),
    Case(
        "odd: session name empty",
        {"AWS_PROFILE": "dev"},
        config="[profile dev]\n" + ROLE + "source_profile = base\nrole_session_name =\n" + R,
        credentials="[base]\n" + keys(1),
    ),
    Case(
        "odd: session name with a blank",
        {"AWS_PROFILE": "dev"},
        config="[profile dev]\n" + ROLE + "source_profile = base\nrole_session_name = some body\n" + R,
        credentials="[base]\n" + keys(1),
    ),
    Case(
        "odd: time empty",
        {"AWS_PROFILE": "dev"},
        config="[profile dev]\n" + ROLE + "source_profile = base\nduration_seconds =\n" + R,
        credentials="[base]\n" + keys(1),
    ),
    Case(
        "odd: time of half a second",
        {"AWS_PROFILE": "dev"},
        config="[profile dev]\n" + ROLE + "source_profile = base\nduration_seconds = 3600.5\n" + R,
        credentials="[base]\n" + keys(1),
    ),
    Case(
        "odd: MFA empty",
        {"AWS_PROFILE": "dev"},
        config="[profile dev]\n" + ROLE + "source_profile = base\nmfa_serial =\n" + R,
        credentials="[base]\n" + keys(1),
    ),
    Case(
        "odd: MFA on the way",
        {"AWS_PROFILE": "dev"},
        config="[profile dev]\n"
        + ROLE
        + "source_profile = mid\n"
        + R
        + "[profile mid]\n"
        + ROLE
        + "source_profile = base\nmfa_serial = arn:aws:iam::123456789012:mfa/a\n"
        + R,
        credentials="[base]\n" + keys(1),
    ),
)

_SIGN_INS = (
    Case(
        "odd: sign-in session empty",
        config="[default]\nsso_session =\n" + R + SESSION,
        credentials="[default]\n" + keys(1),
        tokens=("sso:good",),
    ),
    Case(
        "odd: sign-in session with a blank",
        config="[default]\n" + SSO.replace("corp", "my corp") + R + SESSION.replace("corp", "my corp"),
        tokens=("sso:good",),
    ),
    Case(
        "odd: sign-in session in quotes",
        config="[default]\n" + SSO + R + SESSION.replace("session corp", 'session "corp"'),
        tokens=("sso:good",),
    ),
    Case(
        "odd: sign-in session without Region",
        config="[default]\n" + SSO + R + "[sso-session corp]\nsso_start_url = <start-url>\n",
        tokens=("sso:good",),
    ),
    Case(
        "odd: sign-in session empty section",
        config="[default]\n" + SSO + R + "[sso-session corp]\n",
        tokens=("sso:good",),
    ),
    Case(
        "odd: sign-in session and Region in the profile only",
        config="[default]\n"
        + SSO
        + "sso_region = <sso-region>\n"
        + R
        + "[sso-session corp]\nsso_start_url = <start-url>\n",
        tokens=("sso:good",),
    ),
    Case(
        "odd: session and legacy settings that agree",
        config="[default]\n" + SSO + "sso_start_url = <start-url>\nsso_region = <sso-region>\n" + R + SESSION,
        tokens=("sso:good",),
    ),
    Case(
        "odd: session and legacy, another start URL",
        config="[default]\n" + SSO + "sso_start_url = https://other.example/start\n" + R + SESSION,
        tokens=("sso:good",),
    ),
    Case("odd: legacy", config="[default]\n" + LEGACY + R, tokens=("legacy:good",)),
    Case("odd: legacy that is over", config="[default]\n" + LEGACY + R, tokens=("legacy:over",)),
    Case("odd: legacy with three minutes left", config="[default]\n" + LEGACY + R, tokens=("legacy:soon",)),
    Case("odd: legacy with a token of a session", config="[default]\n" + LEGACY + R, tokens=("sso:good",)),
    Case("odd: legacy, garbage", config="[default]\n" + LEGACY + R, tokens=("legacy:garbage",)),
    Case(
        "odd: legacy without its Region",
        config="[default]\n" + LEGACY.replace("sso_region = <sso-region>\n", "") + R,
        tokens=("legacy:good",),
    ),
    Case(
        "odd: legacy, start URL with a slash at its end",
        config="[default]\n" + LEGACY.replace("<start-url>", "<start-url>/") + R,
        tokens=("legacy:good",),
    ),
    Case("odd: sign-in, garbage", config="[default]\n" + SSO + R + SESSION, tokens=("sso:garbage",)),
    Case("odd: sign-in, half a token", config="[default]\n" + SSO + R + SESSION, tokens=("sso:half",)),
    Case("odd: sign-in, three minutes left", config="[default]\n" + SSO + R + SESSION, tokens=("sso:soon",)),
    Case("odd: sign-in, renewable", config="[default]\n" + SSO + R + SESSION, tokens=("sso:renewable",)),
    Case(
        "odd: sign-in, registration over",
        config="[default]\n" + SSO + R + SESSION,
        tokens=("sso:registration-over",),
    ),
    Case(
        "odd: sign-in, account empty",
        config="[default]\n" + SSO.replace("<sso-account>", "") + R + SESSION,
        tokens=("sso:good",),
    ),
    Case("odd: sign-in, start URL alone", config="[default]\nsso_start_url = <start-url>\n" + R),
    Case("odd: sign-in, account alone", config="[default]\nsso_account_id = <sso-account>\n" + R),
    Case(
        "odd: sign-in, account alone and keys",
        config="[default]\nsso_account_id = <sso-account>\n" + R,
        credentials="[default]\n" + keys(1),
    ),
    Case(
        "odd: sign-in split between the files",
        config="[default]\nsso_session = corp\n" + R + SESSION,
        credentials="[default]\nsso_account_id = <sso-account>\nsso_role_name = <sso-role>\n",
        tokens=("sso:good",),
    ),
    Case(
        "odd: sign-in against the environment",
        {**environment(1)},
        config="[default]\n" + SSO + R + SESSION,
        tokens=("sso:none",),
    ),
    Case(
        "odd: sign-in by profile, keys in the environment",
        {**environment(1), "AWS_PROFILE": "dev"},
        config="[profile dev]\n" + SSO + R + SESSION,
        tokens=("sso:none",),
    ),
    Case(
        "odd: sign-in and web identity by variables",
        {**WEB_VARIABLES},
        config="[default]\n" + SSO + R + SESSION,
        tokens=("sso:good",),
    ),
    Case(
        "odd: sign-in and container",
        CONTAINER,
        config="[default]\n" + SSO + R + SESSION,
        tokens=("sso:none",),
    ),
    Case(
        "odd: sign-in on a folder",
        config="[default]\n" + SSO + R + SESSION,
        files={".aws/sso/cache/readme": "x"},
    ),
    Case("odd: console sign-in, half", config="[default]\n" + LOGIN + R, tokens=("login:half",)),
    Case("odd: console sign-in, garbage", config="[default]\n" + LOGIN + R, tokens=("login:garbage",)),
    Case("odd: console sign-in, empty", config="[default]\nlogin_session =\n" + R, tokens=("login:good",)),
    Case(
        "odd: console sign-in, empty, and keys",
        config="[default]\nlogin_session =\n" + R,
        credentials="[default]\n" + keys(1),
    ),
    Case(
        "odd: console sign-in in the credentials file",
        config="[default]\n" + R,
        credentials="[default]\n" + LOGIN,
        tokens=("login:good",),
    ),
    Case(
        "odd: console sign-in, cache elsewhere",
        {"AWS_LOGIN_CACHE_DIRECTORY": "<home>/elsewhere"},
        config="[default]\n" + LOGIN + R,
        tokens=("login:good",),
    ),
    Case(
        "odd: console sign-in, cache nowhere",
        {"AWS_LOGIN_CACHE_DIRECTORY": ""},
        config="[default]\n" + LOGIN + R,
        tokens=("login:good",),
    ),
    Case(
        "odd: console sign-in, cache with a tilde",
        {"AWS_LOGIN_CACHE_DIRECTORY": "~/.aws/login/cache"},
        config="[default]\n" + LOGIN + R,
        tokens=("login:good",),
    ),
    Case("odd: console sign-in without a Region", config="[default]\n" + LOGIN, tokens=("login:good",)),
    Case(
        "odd: console sign-in and keys of the config file",
        config="[default]\n" + LOGIN + R + keys(1),
        tokens=("login:none",),
    ),
    Case(
        "odd: console sign-in and container",
        CONTAINER,
        config="[default]\n" + LOGIN + R,
        tokens=("login:none",),
    ),
    Case(
        "odd: console sign-in for another profile",
        {"AWS_PROFILE": "dev", **environment(1)},
        config="[profile dev]\n" + LOGIN + R,
        tokens=("login:good",),
    ),
)

_HELPERS = (
    Case(
        "odd: helper in both files",
        config="[default]\ncredential_process = <home>/no-helper\n" + R,
        credentials="[default]\n" + PROCESS,
    ),
    Case(
        "odd: helper in both files, the wrong one wins",
        config="[default]\n" + PROCESS + R,
        credentials="[default]\ncredential_process = <home>/no-helper\n",
    ),
    Case("odd: helper of the shell", config=f"[default]\ncredential_process = {_PRINTS}\n" + R),
    Case(
        "odd: helper with a variable before it",
        config="[default]\ncredential_process = A=b <home>/helper\n" + R,
    ),
    Case("odd: helper in a blank path", config='[default]\ncredential_process = "<home>/helper" 2\n' + R),
    Case("odd: helper in single quotes", config="[default]\ncredential_process = '<home>/helper' 2\n" + R),
    Case(
        "odd: helper whose whole line is in quotes",
        config='[default]\ncredential_process = "<home>/helper 2"\n' + R,
    ),
    Case("odd: helper with a variable", config="[default]\ncredential_process = $HOME/helper\n" + R),
    Case("odd: helper that is a folder", config="[default]\ncredential_process = <home>/.aws\n" + R),
    Case("odd: helper that is no program", config="[default]\ncredential_process = <home>/token\n" + R),
    Case("odd: helper beside the folder", config="[default]\ncredential_process = ./helper\n" + R),
    Case("odd: helper with a remark", config="[default]\ncredential_process = <home>/helper # mine\n" + R),
    Case("odd: helper with a backslash", config="[default]\ncredential_process = <home>\\helper\n" + R),
    Case(
        "odd: helper and keys of the config file for a profile",
        {"AWS_PROFILE": "dev"},
        config="[profile dev]\n" + PROCESS + keys(1) + R,
    ),
    Case(
        "odd: helper for a profile, keys in the environment",
        {"AWS_PROFILE": "dev", **environment(1)},
        config="[profile dev]\n" + PROCESS + R,
    ),
    Case("odd: helper and web identity", config="[default]\n" + PROCESS + WEB + R),
    Case("odd: helper over two lines", config="[default]\ncredential_process = <home>/helper\n   2\n" + R),
)

_FILES = (
    Case(
        "odd: files elsewhere that are not there",
        {"AWS_CONFIG_FILE": "<home>/gone", "AWS_SHARED_CREDENTIALS_FILE": "<home>/gone"},
        credentials="[default]\n" + keys(1),
    ),
    Case(
        "odd: files that are folders",
        {"AWS_CONFIG_FILE": "<home>", "AWS_SHARED_CREDENTIALS_FILE": "<home>"},
        credentials="[default]\n" + keys(1),
    ),
    Case(
        "odd: one file for both",
        {"AWS_CONFIG_FILE": "<home>/both", "AWS_SHARED_CREDENTIALS_FILE": "<home>/both"},
        files={"both": "[default]\n" + keys(1) + R},
    ),
    Case(
        "odd: one file for both, a named profile",
        {
            "AWS_CONFIG_FILE": "<home>/both",
            "AWS_SHARED_CREDENTIALS_FILE": "<home>/both",
            "AWS_PROFILE": "dev",
        },
        files={"both": "[profile dev]\n" + keys(1) + R},
    ),
    Case(
        "odd: files beside the folder",
        {"AWS_SHARED_CREDENTIALS_FILE": "elsewhere"},
        files={"elsewhere": "[default]\n" + keys(1)},
    ),
    Case("odd: files of a blank", {"AWS_SHARED_CREDENTIALS_FILE": " "}, credentials="[default]\n" + keys(1)),
    Case("odd: a tilde alone", {"AWS_SHARED_CREDENTIALS_FILE": "~"}, credentials="[default]\n" + keys(1)),
    Case(
        "odd: the home of another",
        {"AWS_SHARED_CREDENTIALS_FILE": "~nobody-here/x"},
        credentials="[default]\n" + keys(1),
    ),
    Case(
        "odd: a variable in braces",
        {"AWS_SHARED_CREDENTIALS_FILE": "${HOME}/elsewhere"},
        files={"elsewhere": "[default]\n" + keys(1)},
    ),
    Case("odd: half of the files empty", config="", credentials="[default]\n" + keys(1)),
    Case(
        "odd: default in both, Region and keys",
        config="[default]\n" + R + keys(2),
        credentials="[default]\nregion = us-west-2\n" + keys(1),
    ),
    Case(
        "odd: default in both spellings and in the other file",
        config="[default]\n" + R + "[profile default]\n" + keys(2),
        credentials="[default]\n" + keys(1),
    ),
    Case("odd: name of blanks", {"AWS_PROFILE": "a b c"}, credentials="[a b c]\n" + keys(1)),
    Case("odd: name of an umlaut", {"AWS_PROFILE": "büro"}, config="[profile büro]\n" + keys(1)),
    Case(
        "odd: name of an umlaut, in two letters",
        {"AWS_PROFILE": "büro"},
        credentials="[bu\u0308ro]\n" + keys(1),
    ),
    Case("odd: name of a sign of joy", {"AWS_PROFILE": "dev-🚀"}, credentials="[dev-🚀]\n" + keys(1)),
    Case("odd: name with a bracket", {"AWS_PROFILE": "a]b"}, credentials="[a]b]\n" + keys(1)),
    Case("odd: name with a quote", {"AWS_PROFILE": "a'b"}, config="[profile a'b]\n" + keys(1)),
    Case("odd: name with a semicolon", {"AWS_PROFILE": "a;b"}, config="[profile a;b]\n" + keys(1)),
    Case(
        "odd: name with a semicolon after a blank", {"AWS_PROFILE": "a ;b"}, credentials="[a ;b]\n" + keys(1)
    ),
    Case("odd: name with an equals", {"AWS_PROFILE": "a=b"}, config="[profile a=b]\n" + keys(1)),
    Case("odd: name with a slash", {"AWS_PROFILE": "a/b:c"}, config="[profile a/b:c]\n" + keys(1)),
    Case(
        "odd: name of a number", {"AWS_PROFILE": "123456789012"}, config="[profile 123456789012]\n" + keys(1)
    ),
    Case("odd: name with a percent", {"AWS_PROFILE": "a%b"}, config="[profile a%b]\n" + keys(1)),
    Case("odd: name profile", {"AWS_PROFILE": "profile"}, config="[profile profile]\n" + keys(1)),
    Case("odd: name of JavaScript's", {"AWS_PROFILE": "constructor"}),
    Case(
        "odd: name of JavaScript's, with keys",
        {"AWS_PROFILE": "constructor"},
        credentials="[constructor]\n" + keys(1),
    ),
    Case("odd: name __proto__", {"AWS_PROFILE": "__proto__"}, credentials="[__proto__]\n" + keys(1)),
    Case(
        "odd: source of JavaScript's",
        {"AWS_PROFILE": "dev"},
        config="[profile dev]\n" + ROLE + "source_profile = toString\n" + R,
    ),
    Case("odd: session of JavaScript's", config="[default]\n" + SSO.replace("corp", "toString") + R),
    Case("odd: header without a name", {"AWS_PROFILE": ""}, credentials="[]\n" + keys(1)),
    Case("odd: header of the word alone", {"AWS_PROFILE": "profile"}, config="[profile]\n" + keys(1)),
    Case("odd: header of the word and a blank", {"AWS_PROFILE": ""}, config="[profile ]\n" + keys(1)),
    Case("odd: header in two brackets", {"AWS_PROFILE": "dev"}, credentials="[[dev]]\n" + keys(1)),
    Case(
        "odd: header with two words",
        {"AWS_PROFILE": "dev"},
        config="[profile dev]\n" + R + "[profile dev two]\n" + keys(1),
    ),
    Case("odd: header in tabs", {"AWS_PROFILE": "dev"}, config="[profile\tdev]\n" + keys(1)),
    Case("odd: header indented", {"AWS_PROFILE": "dev"}, credentials="  [dev]\n" + keys(1)),
    Case(
        "odd: second header indented",
        {"AWS_PROFILE": "dev"},
        credentials="[default]\n" + keys(2) + "  [dev]\n" + keys(1),
    ),
    Case(
        "odd: header and option on one line",
        credentials="[default] aws_access_key_id = <key:1>\naws_secret_access_key = <secret:1>\n",
    ),
    Case(
        "odd: export lines",
        credentials="[default]\nexport AWS_ACCESS_KEY_ID=<key:1>\nexport AWS_SECRET_ACCESS_KEY=<secret:1>\n",
    ),
    Case("odd: lines of a shell alone", credentials="export AWS_ACCESS_KEY_ID=<key:1>\n"),
    Case("odd: JSON", credentials='{"AccessKeyId": "<key:1>", "SecretAccessKey": "<secret:1>"}\n'),
    Case(
        "odd: YAML",
        credentials="default:\n  aws_access_key_id: <key:1>\n  aws_secret_access_key: <secret:1>\n",
    ),
    Case(
        "odd: marks of a merge",
        config="[default]\n<<<<<<< HEAD\n" + R + "=======\nregion = us-west-2\n>>>>>>> other\n",
        credentials="[default]\n" + keys(1),
    ),
    Case(
        "odd: wide blanks",
        credentials="[default]\naws_access_key_id\u00a0=\u00a0<key:1>\naws_secret_access_key\u00a0=\u00a0<secret:1>\n",
    ),
    Case(
        "odd: a blank of no width",
        credentials="[default]\naws_access_key_id = \u200b<key:1>\naws_secret_access_key = <secret:1>\n",
    ),
    Case(
        "odd: quotes of a word processor",
        credentials="[default]\naws_access_key_id = “<key:1>”\naws_secret_access_key = “<secret:1>”\n",
    ),
    Case(
        "odd: keys in quotes",
        credentials='[default]\naws_access_key_id = "<key:1>"\naws_secret_access_key = "<secret:1>"\n',
    ),
    Case("odd: line ends of old Macs", credentials="[default]\r" + keys(1).replace("\n", "\r")),
    Case("odd: mixed line ends", credentials="[default]\r\n" + keys(1) + "\r\n[dev]\r\n"),
    Case("odd: form feed", credentials="[default]\n\f\n" + keys(1)),
    Case("odd: separators of Unicode", credentials="[default]\u2028" + keys(1)),
    Case("odd: next line of Unicode", credentials="[default]\n" + R.strip() + "\u0085" + keys(1)),
    Case("odd: zero bytes", credentials="[default]\n" + keys(1) + "\0\0\0\n"),
    Case("odd: a file of zero bytes", config="\0" * 20, credentials="[default]\n" + keys(1)),
    Case("odd: UTF-16", credentials=("[default]\n" + R).encode("utf-16").decode("utf-8", "surrogateescape")),
    Case("odd: Latin-1 in a remark", credentials="# B" + chr(0xDCFC) + "ro\n[default]\n" + keys(1)),
    Case(
        "odd: Latin-1 in the other file",
        config="[default]\n# B" + chr(0xDCFC) + "ro\n" + R,
        credentials="[default]\n" + keys(1),
    ),
    Case(
        "odd: mark of byte order in config",
        config="\ufeff[default]\n" + R,
        credentials="[default]\n" + keys(1),
    ),
    Case("odd: mark of byte order before a remark", credentials="\ufeff# mine\n[default]\n" + keys(1)),
    Case("odd: remarks of a program", credentials="// mine\n[default]\n" + keys(1)),
    Case("odd: remark indented", credentials="[default]\n  # mine\n" + keys(1)),
    Case(
        "odd: remark indented under a value",
        credentials="[default]\naws_access_key_id = <key:1>\n  # mine\naws_secret_access_key = <secret:1>\n",
    ),
    Case(
        "odd: remark without a blank",
        credentials="[default]\naws_access_key_id = <key:1>#mine\naws_secret_access_key = <secret:1>\n",
    ),
    Case(
        "odd: value that is a remark",
        credentials="[default]\naws_access_key_id = # mine\naws_secret_access_key = <secret:1>\n",
    ),
    Case("odd: REM", credentials="[default]\nrem mine\n" + keys(1)),
    Case(
        "odd: two equals",
        credentials="[default]\naws_access_key_id == <key:1>\naws_secret_access_key = <secret:1>\n",
    ),
    Case("odd: option without a name", credentials="[default]\n= value\n" + keys(1)),
    Case(
        "odd: options with tabs",
        credentials="[default]\naws_access_key_id\t=\t<key:1>\naws_secret_access_key\t=\t<secret:1>\n",
    ),
    Case(
        "odd: all options indented",
        credentials="[default]\n  aws_access_key_id = <key:1>\n  aws_secret_access_key = <secret:1>\n",
    ),
    Case(
        "odd: options indented more and more",
        credentials="[default]\n  aws_access_key_id = <key:1>\n    aws_secret_access_key = <secret:1>\n",
    ),
    Case(
        "odd: options indented less and less",
        credentials="[default]\n    aws_access_key_id = <key:1>\n  aws_secret_access_key = <secret:1>\n",
    ),
    Case(
        "odd: empty line in a value",
        credentials="[default]\naws_access_key_id = <key:1>\n\n  aws_secret_access_key = <secret:1>\n",
    ),
    Case(
        "odd: nested without equals",
        config="[default]\ns3 =\n  hello\n" + R,
        credentials="[default]\n" + keys(1),
    ),
    Case(
        "odd: nested in the credentials file", credentials="[default]\ns3 =\n  max_queue_size = 1\n" + keys(1)
    ),
    Case(
        "odd: nested keys",
        credentials="[default]\nkeys =\n  aws_access_key_id = <key:1>\n  aws_secret_access_key = <secret:1>\n",
    ),
    Case(
        "odd: same section in both spellings, credentials file",
        {"AWS_PROFILE": "dev"},
        config="[profile dev]\n" + R + '[profile "dev"]\nregion = us-west-2\n',
        credentials="[dev]\n" + keys(1),
    ),
    Case(
        "odd: section twice in the credentials file",
        credentials="[default]\n" + keys(1) + "[default]\n" + keys(2),
    ),
    Case(
        "odd: section twice far apart",
        config="[profile dev]\n" + R + "[default]\n" + R + "[profile dev]\n" + R,
        credentials="[default]\n" + keys(1),
    ),
    Case("odd: cut off in the middle", credentials="[default]\naws_access_key_id = <key:1>\naws_secret_acc"),
    Case(
        "odd: cut off in a header",
        config="[default]\n" + R + "[profile de",
        credentials="[default]\n" + keys(1),
    ),
    Case(
        "odd: DEFAULT with keys, profile named",
        {"AWS_PROFILE": "dev"},
        credentials="[DEFAULT]\n" + keys(1) + "[dev]\n" + R,
    ),
    Case("odd: DEFAULT twice", credentials="[DEFAULT]\n" + R + "[DEFAULT]\n" + R + "[default]\n" + keys(1)),
    Case("odd: DEFAULT named", {"AWS_PROFILE": "DEFAULT"}, credentials="[DEFAULT]\n" + keys(1)),
    Case(
        "odd: percent signs",
        credentials="[default]\naws_access_key_id = <key:1>\naws_secret_access_key = <secret:1>\nnote = 100%% %(x)s\n",
    ),
    Case(
        "odd: plugins that are not there",
        {**environment(1)},
        config="[plugins]\nx = no_such_plugin\n[default]\n" + R,
    ),
    Case(
        "odd: preview section",
        config="[preview]\ncloudfront = true\n[default]\n" + R,
        credentials="[default]\n" + keys(1),
    ),
    Case(
        "odd: services unknown",
        config="[default]\nservices = gone\n" + R,
        credentials="[default]\n" + keys(1),
    ),
    Case(
        "odd: services unknown, and a role",
        config="[default]\nservices = gone\n" + ROLE + "source_profile = base\n" + R,
        credentials="[base]\n" + keys(1),
    ),
    Case(
        "odd: certificates that are not there",
        {"AWS_CA_BUNDLE": "<home>/gone"},
        credentials="[default]\n" + keys(1),
    ),
    Case("odd: an account id", {"AWS_ACCOUNT_ID": "123456789012", **environment(1)}),
    Case(
        "odd: secret across the files, helper",
        config="[default]\naws_secret_access_key = <secret:1>\n" + PROCESS + R,
        credentials="[default]\naws_access_key_id = <key:1>\n",
    ),
    Case("odd: secret alone", credentials="[default]\naws_secret_access_key = <secret:1>\n"),
    Case(
        "odd: secret alone, helper",
        config="[default]\n" + PROCESS + R,
        credentials="[default]\naws_secret_access_key = <secret:1>\n",
    ),
    Case("odd: session token alone in the file", credentials="[default]\naws_session_token = x\n"),
    Case(
        "odd: key empty, secret there",
        credentials="[default]\naws_access_key_id =\naws_secret_access_key = <secret:1>\n",
    ),
    Case(
        "odd: key there, secret empty",
        credentials="[default]\naws_access_key_id = <key:1>\naws_secret_access_key =\n",
    ),
    Case(
        "odd: empty keys, then a helper",
        config="[default]\n" + PROCESS + R,
        credentials="[default]\naws_access_key_id =\naws_secret_access_key =\n",
    ),
)

_FROM_BASE = "[default]\n" + ROLE + "source_profile = base\n" + R
_BASE = "[base]\n" + keys(1)


def _settings() -> Iterator[Case]:
    """Settings that are not about credentials, with values that no client knows, for each way to credentials."""
    rows = (
        ("AWS_RETRY_MODE", "retry_mode", "often"),
        ("AWS_RETRY_MODE", "retry_mode", "Standard"),
        ("AWS_MAX_ATTEMPTS", "max_attempts", "many"),
        ("AWS_MAX_ATTEMPTS", "max_attempts", "0"),
        ("AWS_DEFAULTS_MODE", "defaults_mode", "bogus"),
        ("AWS_DEFAULTS_MODE", "defaults_mode", "Standard"),
        ("AWS_STS_REGIONAL_ENDPOINTS", "sts_regional_endpoints", "bogus"),
        ("AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES", "request_min_compression_size_bytes", "0"),
        ("AWS_REQUEST_CHECKSUM_CALCULATION", "request_checksum_calculation", "never"),
        ("AWS_ACCOUNT_ID_ENDPOINT_MODE", "account_id_endpoint_mode", "perhaps"),
        ("AWS_METADATA_SERVICE_TIMEOUT", "metadata_service_timeout", "soon"),
        ("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "metadata_service_num_attempts", "2.5"),
        ("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "ec2_metadata_service_endpoint_mode", "IPv5"),
        ("AWS_EC2_METADATA_SERVICE_ENDPOINT", "ec2_metadata_service_endpoint", "nowhere"),
        ("AWS_ENDPOINT_URL_STS", "endpoint_url", "nowhere"),
        ("AWS_ENDPOINT_URL_SSO", "endpoint_url", "nowhere"),
    )
    ways = {
        "a role": (_FROM_BASE, _BASE),
        "keys": ("[default]\n" + R, "[default]\n" + keys(1)),
        "a sign-in": ("[default]\n" + SSO + R + SESSION, ""),
        "web identity": ("[default]\n" + WEB + R, ""),
        "a console sign-in": ("[default]\n" + LOGIN + R, ""),
        "a helper": ("[default]\n" + PROCESS + R, ""),
    }
    for variable, setting, value in rows:
        for way, (config, credentials) in ways.items():
            if way in ("keys", "a helper") and "METADATA" not in variable:
                continue
            name = f"odd: {variable}={value} and {way}"
            tokens = ("sso:good", "login:good")
            yield Case(name, {variable: value}, config, credentials or None, {}, tokens)
            text = config.replace("[default]\n", f"[default]\n{setting} = {value}\n")
            if way == "a role":
                yield Case(f"{name}, in the file", {}, text, credentials or None, {}, tokens)


_MORE = (
    Case(
        "odd: web identity by variables, profile with a session that is gone",
        {**WEB_VARIABLES, "AWS_PROFILE": "dev", "AWS_DEFAULT_PROFILE": "dev"},
        "[profile dev]\n" + SSO + R,
    ),
    Case(
        "odd: role with a source, and a session that is gone",
        {},
        "[default]\n" + ROLE + "source_profile = base\nsso_session = gone\n" + R,
        "[base]\n" + keys(1),
    ),
    Case(
        "odd: role with a source, and a session without Region",
        {},
        "[default]\n"
        + ROLE
        + "source_profile = base\nsso_session = corp\n"
        + R
        + "[sso-session corp]\nsso_start_url = <start-url>\n",
        "[base]\n" + keys(1),
    ),
    Case(
        "odd: role with a source that has a session that is gone",
        {},
        "[default]\n" + ROLE + "source_profile = base\n" + R + "[profile base]\nsso_session = gone\n",
        "[base]\n" + keys(1),
    ),
    Case(
        "odd: keys, and a session that is gone",
        {},
        "[default]\nsso_session = gone\n" + R,
        "[default]\n" + keys(1),
    ),
    Case("odd: FIPS in the Region", {**environment(1), "AWS_REGION": "fips-us-east-1"}),
    Case("odd: Region of digits", {**environment(1), "AWS_REGION": "123", "AWS_DEFAULT_REGION": "123"}),
    Case(
        "odd: Region of digits, and a role",
        {"AWS_REGION": "123", "AWS_DEFAULT_REGION": "123"},
        _FROM_BASE,
        _BASE,
    ),
    Case(
        "odd: container's token file ends with a line end",
        {**CONTAINER, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "<home>/t"},
        files={"t": "token\n"},
    ),
    Case(
        "odd: container's token and its file",
        {
            **CONTAINER,
            "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "<home>/t",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN": "a\nb",
        },
        files={"t": "token"},
    ),
    Case(
        "odd: MFA and a short ARN",
        {"AWS_PROFILE": "dev"},
        "[profile dev]\nrole_arn = arn\nsource_profile = base\nmfa_serial = arn:aws:iam::123456789012:mfa/a\n"
        + R,
        _BASE,
    ),
    Case(
        "odd: session name of one letter in the environment",
        {**WEB_VARIABLES, "AWS_ROLE_SESSION_NAME": "x"},
        "[default]\n" + R,
    ),
    Case(
        "odd: session name empty in the environment",
        {**WEB_VARIABLES, "AWS_ROLE_SESSION_NAME": ""},
        "[default]\n" + R,
    ),
    Case(
        "odd: token file empty in the environment",
        {"AWS_WEB_IDENTITY_TOKEN_FILE": "", "AWS_ROLE_ARN": "<web-role>"},
        "[default]\n" + WEB + R,
    ),
    Case(
        "odd: role empty in the environment",
        {"AWS_WEB_IDENTITY_TOKEN_FILE": "<home>/token", "AWS_ROLE_ARN": ""},
        "[default]\n" + WEB + R,
    ),
    Case(
        "odd: token file beside the folder",
        {"AWS_PROFILE": "dev"},
        "[profile dev]\nrole_arn = <web-role>\nweb_identity_token_file = token\n" + R,
    ),
    Case(
        "odd: token file in quotes",
        {"AWS_PROFILE": "dev"},
        '[profile dev]\nrole_arn = <web-role>\nweb_identity_token_file = "<home>/token"\n' + R,
    ),
    Case(
        "odd: web identity and a source that is gone",
        {"AWS_PROFILE": "dev"},
        "[profile dev]\n" + WEB + "source_profile = gone\n" + R,
    ),
    Case(
        "odd: web identity and credential source",
        {"AWS_PROFILE": "dev", **environment(1)},
        "[profile dev]\n" + WEB + "credential_source = Environment\n" + R,
    ),
    Case(
        "odd: source with web identity and keys",
        {"AWS_PROFILE": "dev"},
        "[profile dev]\n" + ROLE + "source_profile = base\n" + R + "[profile base]\n" + WEB + R,
        _BASE,
    ),
    Case(
        "odd: source with a sign-in and keys",
        {"AWS_PROFILE": "dev"},
        "[profile dev]\n" + ROLE + "source_profile = base\n" + R + "[profile base]\n" + SSO + R + SESSION,
        _BASE,
        {},
        ("sso:none",),
    ),
    Case(
        "odd: source with a helper and keys in config",
        {"AWS_PROFILE": "dev"},
        "[profile dev]\n" + ROLE + "source_profile = base\n" + R + "[profile base]\n" + PROCESS + keys(1) + R,
    ),
    Case(
        "odd: source with login and helper",
        {"AWS_PROFILE": "dev"},
        "[profile dev]\n" + ROLE + "source_profile = base\n" + R + "[profile base]\n" + LOGIN + PROCESS + R,
        None,
        {},
        ("login:none",),
    ),
    Case(
        "odd: source with half a sign-in",
        {"AWS_PROFILE": "dev"},
        "[profile dev]\n"
        + ROLE
        + "source_profile = base\n"
        + R
        + "[profile base]\nsso_session = corp\n"
        + R
        + SESSION,
        None,
        {},
        ("sso:good",),
    ),
    Case(
        "odd: source in both files, each half",
        {"AWS_PROFILE": "dev"},
        "[profile dev]\n"
        + ROLE
        + "source_profile = base\n"
        + R
        + "[profile base]\naws_secret_access_key = <secret:1>\n",
        "[base]\naws_access_key_id = <key:1>\n",
    ),
    Case(
        "odd: source that only the environment has",
        {"AWS_PROFILE": "dev", **environment(1)},
        "[profile dev]\n" + ROLE + "source_profile = default\n" + R,
    ),
    Case(
        "odd: default is a role from default's own keys",
        {},
        "[default]\n" + ROLE + "source_profile = default\n" + R,
        "[default]\n" + keys(1),
    ),
    Case("odd: role and keys in two files, no source", {}, "[default]\n" + ROLE + R, "[default]\n" + keys(1)),
    Case(
        "odd: token ends in a form of old tools",
        {},
        "[default]\n" + LEGACY + R,
        files={},
        tokens=("legacy:utc",),
    ),
    Case(
        "odd: token of a session ends in a form of old tools",
        {},
        "[default]\n" + SSO + R + SESSION,
        tokens=("sso:utc",),
    ),
    Case("odd: token's end without a zone", {}, "[default]\n" + SSO + R + SESSION, tokens=("sso:naive",)),
    Case("odd: token's end in words", {}, "[default]\n" + SSO + R + SESSION, tokens=("sso:words",)),
    Case("odd: token's end in seconds", {}, "[default]\n" + SSO + R + SESSION, tokens=("sso:number",)),
    Case("odd: token is a list", {}, "[default]\n" + SSO + R + SESSION, tokens=("sso:list",)),
    Case("odd: token empty", {}, "[default]\n" + SSO + R + SESSION, tokens=("sso:empty",)),
    Case("odd: access token empty", {}, "[default]\n" + SSO + R + SESSION, tokens=("sso:blank",)),
    Case("odd: token of another start URL", {}, "[default]\n" + SSO + R + SESSION, tokens=("sso:other",)),
)

ODD: tuple[Case, ...] = (
    *_VARIABLES,
    *_ROLES,
    *_SIGN_INS,
    *_HELPERS,
    *_FILES,
    *_MORE,
    *_settings(),
)

_SIGNS = "=:#;[]\"' \t\r\n\\%,.-_/\0\ufeff\u00a0\u2028\u0085\x0b\x0c\x1cäß開" + chr(0xDCE4)


def torn(count: int, seed: int = 20261130) -> Iterator[Case]:
    """That many generated situations with files that were cut, pasted or overwritten anywhere, sign by sign."""
    dice = random.Random(seed + 3)
    for number, case in enumerate(generated(count, seed + 4)):
        texts = {"config": case.config or "", "credentials": case.credentials or ""}
        for _ in range(dice.choice((1, 1, 2, 3))):
            name = dice.choice([name for name, text in texts.items() if text] or ["config"])
            texts[name] = _tear(dice, texts[name] or "[default]\n")
        yield replace(
            case,
            name=f"torn {number}",
            config=texts["config"] or None,
            credentials=texts["credentials"] or None,
        )


def _tear(dice: random.Random, text: str) -> str:
    at = dice.randrange(len(text))
    to = min(len(text), at + dice.choice((1, 1, 2, 5, 20, 80)))
    lines = text.splitlines(keepends=True)
    line, other = dice.randrange(len(lines)), dice.randrange(len(lines))
    swapped = list(lines)
    swapped[line], swapped[other] = swapped[other], swapped[line]
    return dice.choice(
        (
            text[:at],
            text[:at] + text[to:],
            text[:at] + text[at:to] * 2 + text[to:],
            text[:at] + dice.choice(_SIGNS) + text[at:],
            text[:at] + dice.choice(_SIGNS) + text[to:],
            text + text[at:],
            text[at:] + text[:at],
            "".join(swapped),
            "".join([*lines[:line], dice.choice(_SIGNS) + lines[line], *lines[line + 1 :]]),
            "".join(
                [*lines[:line], lines[line].rstrip("\n") + dice.choice(_SIGNS) + "\n", *lines[line + 1 :]]
            ),
            text.replace("\n", dice.choice(("\r\n", "\r", "\n\n", "\n ", " \n"))),
            text.replace(" = ", dice.choice(("=", ":", " : ", "\t=\t", " == ", " "))),
            text.upper() if dice.random() < 0.3 else text.swapcase(),
        )
    )
