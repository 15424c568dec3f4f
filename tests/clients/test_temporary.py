"""Unmodified clients get temporary credentials: by profiles, by variables, and by providers of their own."""

from __future__ import annotations

import configparser
import json
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from aws_sandbox.ids import account_id
from aws_sandbox.seed.lessons_temporary import EXTERNAL_ID, HANA_MFA_SEED, ROLES
from aws_sandbox.services.iam import one_time_code
from tests import wire
from tests.clients import command_line
from tests.clients.command_line import CommandLine
from tests.clients.conftest import HERE
from tests.clients.packages import why_missing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from tests.clients.conftest import Running

ARNS = {row.name: f"arn:aws:iam::{account_id(row.account)}:role/{row.name}" for row in ROLES}
DEVICE = f"arn:aws:iam::{account_id('sandbox-dev')}:mfa/hana"
SECONDS = 60


def identity(role: str, session_name: str) -> str:
    account = ARNS[role].split(":")[4]
    return f"arn:aws:sts::{account}:assumed-role/{role}/{session_name}"


def with_mfa(serial_number: str) -> dict[str, str | int]:
    return {
        "role_arn": ARNS["Auditor"],
        "source_profile": "hana",
        "mfa_serial": serial_number,
        "role_session_name": "with-mfa",
    }


def profiles(token_file: Path, devices: Mapping[str, MfaDevice]) -> str:
    """What a person writes into their config file for each of the ways."""
    rows: dict[str, dict[str, str | int]] = {
        "deployer": {
            "role_arn": ARNS["Deployer"],
            "source_profile": "hana",
            "role_session_name": "by-profile",
            "duration_seconds": 7200,
        },
        "releaser": {
            "role_arn": ARNS["Releaser"],
            "source_profile": "deployer",
            "external_id": EXTERNAL_ID,
            "role_session_name": "by-chain",
        },
        "partner": {
            "role_arn": ARNS["Partner"],
            "source_profile": "hana",
            "external_id": EXTERNAL_ID,
            "role_session_name": "partner",
        },
        "no-external-id": {"role_arn": ARNS["Partner"], "source_profile": "hana"},
        "not-trusted": {"role_arn": ARNS["Deployer"], "source_profile": "ivan"},
        "auditor": with_mfa(DEVICE),
        "auditor-javascript": with_mfa(devices["javascript"].serial_number),
        "auditor-command-line": with_mfa(devices["command-line"].serial_number),
        "from-environment": {
            "role_arn": ARNS["Deployer"],
            "credential_source": "Environment",
            "role_session_name": "from-environment",
        },
        "pipeline": {
            "role_arn": ARNS["Pipeline"],
            "web_identity_token_file": str(token_file),
            "role_session_name": "by-token-file",
        },
    }
    return "".join(
        f"\n[profile {name}]\n" + "".join(f"{key} = {value}\n" for key, value in row.items())
        for name, row in rows.items()
    )


@dataclass(frozen=True)
class MfaDevice:
    """A device of hana's."""

    serial_number: str
    seed: str = field(repr=False)

    def next_code(self) -> str:
        """The code that it shows next: good from now on, and for half a minute at least after it has gone."""
        return one_time_code.code(self.seed, one_time_code.step_at(time.time()) + 1)


@pytest.fixture(scope="module")
def devices(running: Running) -> dict[str, MfaDevice]:
    """Further devices of hana's, each for one client and one code: no code is used up by another client."""
    session = boto3.Session(**hana(running), region_name=running.region)
    iam = session.client("iam", endpoint_url=running.endpoint)

    def enabled(name: str) -> MfaDevice:
        made = iam.create_virtual_mfa_device(VirtualMFADeviceName=f"hana-{name}")["VirtualMFADevice"]
        device = MfaDevice(made["SerialNumber"], made["Base32StringSeed"].decode())
        step = one_time_code.step_at(time.time())
        iam.enable_mfa_device(
            UserName="hana",
            SerialNumber=device.serial_number,
            AuthenticationCode1=one_time_code.code(device.seed, step - 1),
            AuthenticationCode2=one_time_code.code(device.seed, step),
        )
        return device

    return {name: enabled(name) for name in ("javascript", "javascript-parameters", "command-line")}


def hana(running: Running) -> dict[str, str]:
    """Hana's long-term key, as it stands in the sandbox's home."""
    file = configparser.ConfigParser(interpolation=None)
    file.read(running.home / ".aws" / "credentials")
    return dict(file["hana"])


def run(running: Running, command: list[str], asked: dict[str, Any]) -> Any:
    done = subprocess.run(
        command,
        env=running.environment(),
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def token_file(
    running: Running, devices: Mapping[str, MfaDevice], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """A file with a token of the sandbox's issuer, and the profiles, until the module ends."""
    token = wire.ask(f"{running.endpoint}/oidc/token", {})["id_token"]
    place = tmp_path_factory.mktemp("web-identity") / "token"
    place.write_text(token)
    config = running.home / ".aws" / "config"
    before = config.read_text()
    config.write_text(before + profiles(place, devices))
    yield place
    config.write_text(before)


def web(token_file: Path) -> dict[str, str]:
    return {
        "AWS_WEB_IDENTITY_TOKEN_FILE": str(token_file),
        "AWS_ROLE_ARN": ARNS["Pipeline"],
        "AWS_ROLE_SESSION_NAME": "by-variables",
    }


BY_PROFILE = ("deployer", "releaser", "partner", "pipeline", "no-external-id", "not-trusted")
# What every client has to come to, by profiles and variables alone.
COMMON = {
    "deployer": identity("Deployer", "by-profile"),
    "releaser": identity("Releaser", "by-chain"),
    "partner": identity("Partner", "partner"),
    "pipeline": identity("Pipeline", "by-token-file"),
    "web identity": identity("Pipeline", "by-variables"),
    "no-external-id": "AccessDenied",
    "not-trusted": "AccessDenied",
}
BOTO3 = {
    **COMMON,
    "auditor": identity("Auditor", "with-mfa"),
    "environment": identity("Deployer", "from-environment"),
}
JAVASCRIPT = {
    **COMMON,
    "auditor-javascript": identity("Auditor", "with-mfa"),
    "temporary": identity("Deployer", "javascript"),
    "temporary chain": identity("Releaser", "javascript"),
    "temporary with MFA": identity("Auditor", "javascript"),
    "temporary without external id": "AccessDenied",
    "web identity by the chain": identity("Pipeline", "by-variables"),
}


def check(answer: dict[str, str], wanted: str) -> None:
    if wanted.startswith("arn:"):
        assert answer == {"arn": wanted}
    else:
        assert wanted in answer["error"]


@pytest.fixture(scope="module")
def boto3_says(running: Running, token_file: Path) -> Any:
    asked = {
        "profiles": BY_PROFILE,
        "mfa_profile": "auditor",
        "code": MfaDevice(DEVICE, HANA_MFA_SEED).next_code(),
        "key": {name.upper(): value for name, value in hana(running).items()},
        "web": web(token_file),
    }
    return run(running, [sys.executable, str(HERE / "temporary.py")], asked)


@pytest.mark.parametrize("way", BOTO3)
def test_boto3_gets_temporary_credentials(boto3_says: Any, way: str) -> None:
    check(boto3_says[way], BOTO3[way])


def test_boto3_asks_for_the_code_of_the_device_once(boto3_says: Any) -> None:
    assert boto3_says["prompts"] == [f"Enter MFA code for {DEVICE}: "]


@pytest.fixture(scope="module")
def javascript_says(running: Running, token_file: Path, devices: Mapping[str, MfaDevice]) -> Any:
    if why_missing(HERE, "the AWS SDK for JavaScript"):
        pytest.skip(why_missing(HERE, "the AWS SDK for JavaScript"))
    by_profile, by_parameters = devices["javascript"], devices["javascript-parameters"]
    asked = {
        "profiles": BY_PROFILE,
        "mfaProfile": "auditor-javascript",
        "serialNumber": by_parameters.serial_number,
        "codes": [by_profile.next_code(), by_parameters.next_code()],
        "deployer": ARNS["Deployer"],
        "releaser": ARNS["Releaser"],
        "auditor": ARNS["Auditor"],
        "externalId": EXTERNAL_ID,
        "web": web(token_file),
    }
    return run(running, ["node", str(HERE / "temporary.mjs")], asked)


@pytest.mark.parametrize("way", JAVASCRIPT)
def test_javascript_gets_temporary_credentials(javascript_says: Any, way: str) -> None:
    check(javascript_says[way], JAVASCRIPT[way])


def test_javascript_asks_for_a_code_of_the_device_that_is_named(
    javascript_says: Any, devices: Mapping[str, MfaDevice]
) -> None:
    named = [devices[name].serial_number for name in ("javascript", "javascript-parameters")]
    assert javascript_says["prompts"] == named


def test_the_command_line_asks_for_a_code_at_the_terminal(
    running: Running, token_file: Path, devices: Mapping[str, MfaDevice], tmp_path: Path
) -> None:
    if command_line.why_left_out():
        pytest.skip(command_line.why_left_out())
    assert token_file.exists()
    aws = CommandLine(running.endpoint, running.environment(), tmp_path)
    device = devices["command-line"]
    terminal = aws.start("sts", "get-caller-identity", "--profile", "auditor-command-line")
    terminal.expect_exact(f"Enter MFA code for {device.serial_number}: ")
    terminal.sendline(device.next_code())
    assert identity("Auditor", "with-mfa") in aws.end(terminal)
