"""A sandbox in a process of its own, and a home in which somebody has signed in, for clients in theirs."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.config import Config
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests import wire
from tests.aws_sandbox.developer import DANA, SAME_DEVICE, Developer, claims_of
from tests.aws_sandbox.reader import Program, Reader

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

SESSION_NAME = "sandbox-company"
CONSOLE_PROFILE = "console"
HERE = Path(__file__).parent


@dataclass
class Running:
    """A sandbox process, and what it said when it began to listen."""

    endpoint: str
    start_url: str
    region: str
    home: Path
    env: Mapping[str, str | None]

    def environment(self) -> dict[str, str]:
        """Return this process's environment with the sandbox's variables set and unset."""
        kept = {name: value for name, value in os.environ.items() if name not in self.env}
        return kept | {name: value for name, value in self.env.items() if value is not None}

    def run(self, command: Sequence[str]) -> Any:
        """Run a client, which prints one line of JSON."""
        done = subprocess.run(
            command, env=self.environment(), capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    @property
    def token_file(self) -> Path:
        name = hashlib.sha1(SESSION_NAME.encode()).hexdigest()
        return self.home / ".aws" / "sso" / "cache" / f"{name}.json"

    def sign_in(self, user_name: str) -> dict[str, Any]:
        """Sign in as `aws sso login` does, and leave the token where it leaves it."""
        oidc = boto3.client(
            "sso-oidc",
            region_name=self.region,
            endpoint_url=self.endpoint,
            config=Config(signature_version=None),
        )
        program = Program(oidc)
        tokens = program.sign_in(Reader(self.endpoint), user_name)
        now = time.time()
        cached = {
            "startUrl": self.start_url,
            "region": self.region,
            "accessToken": tokens["accessToken"],
            "expiresAt": stamp(now + tokens["expiresIn"]),
            "refreshToken": tokens["refreshToken"],
            "registrationExpiresAt": stamp(now + 90 * 24 * 3600),
            **program.credentials,
        }
        self.keep(cached)
        return cached

    def log_in(self, who: dict[str, str] = DANA, client_id: str = SAME_DEVICE) -> Path:
        """Sign in as `aws login` does, and leave profile and cache as it leaves them; returns the cache file."""
        developer = Developer(self.endpoint, self._send, client_id)
        answered = developer.sign_in(Reader(self.endpoint), who)
        arn = claims_of(answered["idToken"])["sub"]
        private_key = developer.key.key.private_bytes(
            Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()
        )
        expires_at = stamp(time.time() + answered["expiresIn"])
        account_id = arn.split(":")[4]
        cached = {
            "accessToken": {**answered["accessToken"], "accountId": account_id, "expiresAt": expires_at},
            "tokenType": answered["tokenType"],
            "clientId": client_id,
            "refreshToken": answered["refreshToken"],
            "idToken": answered["idToken"],
            "dpopKey": private_key.decode(),
        }
        profile = f"\n[profile {CONSOLE_PROFILE}]\nlogin_session = {arn}\nregion = {self.region}\n"
        config = self.home / ".aws" / "config"
        if profile not in config.read_text():
            kept = config.read_text().partition(f"\n[profile {CONSOLE_PROFILE}]")[0]
            config.write_text(kept + profile)
        cache = self.login_cache(arn)
        cache.parent.mkdir(parents=True, exist_ok=True)
        cache.write_text(json.dumps(cached))
        return cache

    def login_cache(self, arn: str) -> Path:
        """The file in which `aws login` keeps the sign-in of an identity."""
        return self.home / ".aws" / "login" / "cache" / f"{hashlib.sha256(arn.encode()).hexdigest()}.json"

    def _send(
        self, method: str, target: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        return wire.send(self.endpoint, method, target, headers, body)

    def keep(self, cached: dict[str, Any]) -> None:
        self.token_file.parent.mkdir(parents=True, exist_ok=True)
        self.token_file.write_text(json.dumps(cached))

    def cached(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.token_file.read_text())
        return found

    def accounts(self, token: str) -> dict[str, str]:
        portal = boto3.client("sso", region_name=self.region, endpoint_url=self.endpoint)
        rows = portal.list_accounts(accessToken=token)["accountList"]
        return {row["accountName"]: row["accountId"] for row in rows}

    def write_profiles(self, accounts: Mapping[str, str]) -> None:
        """Add a profile per role that the tests use."""
        rows = [
            ("admin", accounts["sandbox-dev"], "AdministratorAccess"),
            ("reader", accounts["production"], "ReadOnlyAccess"),
            ("unassigned", accounts["sandbox-dev"], "PowerUserAccess"),
        ]
        text = "".join(
            f"\n[profile {name}]\nsso_session = {SESSION_NAME}\nsso_account_id = {account}\n"
            f"sso_role_name = {role}\nregion = {self.region}\n"
            for name, account, role in rows
        )
        with (self.home / ".aws" / "config").open("a") as config:
            config.write(text)


def enter(monkeypatch: pytest.MonkeyPatch, changes: Mapping[str, str | None]) -> None:
    """Put this process inside a sandbox."""
    for name, value in changes.items():
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)


def about_to_expire(cache: Path) -> dict[str, Any]:
    """Let the keys in a login cache end in a minute; returns what the cache holds."""
    cached: dict[str, Any] = json.loads(cache.read_text())
    cached["accessToken"]["expiresAt"] = stamp(time.time() + 60)
    cache.write_text(json.dumps(cached))
    return cached


def stamp(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.fixture(scope="package")
def running() -> Iterator[Running]:
    """A sandbox process in which alice has signed in and which holds profiles for her roles."""
    process = subprocess.Popen(
        [sys.executable, "-m", "aws_sandbox", "--port", "0", "--until-eof"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        said = json.loads(process.stdout.readline())
        running = Running(
            said["endpoint"], said["start_url"], said["region"], Path(said["home"]), said["env"]
        )
        running.write_profiles(running.accounts(running.sign_in("alice")["accessToken"]))
        yield running
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(30) == 0
