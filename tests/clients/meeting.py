"""Real clients meet a situation in a sandbox, and what they say is held against what was predicted without asking.

`python -m tests.clients.meeting --generated 400` does it for every situation written by hand and that many generated
ones, and prints what differs. It needs node, npm and, for the AWS CLI, Linux on x86-64.
"""

from __future__ import annotations

import argparse
import configparser
import hashlib
import http.server
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

import boto3

from awsguide.adapters import real_clients
from awsguide.adapters.chains import which_credentials
from awsguide.adapters.real_clients import Real, difference
from awsguide.config.chains.caches import sha1
from awsguide.config.chains.situation import Answer
from tests import wire
from tests.aws_sandbox.developer import DANA
from tests.clients import command_line
from tests.clients.conftest import HERE, Running, stamp
from tests.clients.odd_situations import ODD, torn
from tests.clients.packages import why_missing
from tests.clients.situations import BY_HAND, Case, generated, mangled
from tests.clients.test_temporary import ARNS

CLIENTS = ("boto3", "aws-cli", "javascript")
# As long as a console sign-in can be used again before a client renews it.
LOGIN_SECONDS = 240


@dataclass
class Ground:
    """A sandbox with two people's keys, a role that both may assume, and somebody to sign in.

    The people and the role are named after the folder, so that one sandbox can have several grounds.
    """

    running: Running
    folder: Path
    words: dict[str, str] = field(default_factory=dict)
    _token: dict[str, Any] = field(default_factory=dict)
    _login: tuple[float, str, str] = (0, "", "")
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        running = self.running
        trainer = boto3.Session(**_keys_of(running, "trainer"), region_name=running.region)
        iam = trainer.client("iam", endpoint_url=running.endpoint)
        sts = trainer.client("sts", endpoint_url=running.endpoint)
        account = sts.get_caller_identity()["Account"]
        for number in (1, 2):
            user = f"{self.folder.name}-{number}"
            iam.create_user(UserName=user)
            iam.attach_user_policy(UserName=user, PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
            key = iam.create_access_key(UserName=user)["AccessKey"]
            self.words[f"key:{number}"], self.words[f"secret:{number}"] = (
                key["AccessKeyId"],
                key["SecretAccessKey"],
            )
        trust = {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"AWS": f"arn:aws:iam::{account}:root"},
                    "Action": "sts:AssumeRole",
                }
            ],
        }
        role = iam.create_role(RoleName=self.folder.name, AssumeRolePolicyDocument=json.dumps(trust))["Role"][
            "Arn"
        ]
        iam.attach_role_policy(
            RoleName=self.folder.name, PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess"
        )
        self._token = running.sign_in("alice")
        self.words |= {
            "role": role,
            "web-role": ARNS["Pipeline"],
            "start-url": running.start_url,
            "sso-region": running.region,
            "sso-account": running.accounts(self._token["accessToken"])["sandbox-dev"],
            "sso-role": "AdministratorAccess",
            "login-arn": self.login()[1],
            "later": stamp(time.time() + 7200),
        }

    def login(self) -> tuple[float, str, str]:
        """When somebody signed in to the console, the identity, and what `aws login` keeps of it."""
        with self._lock:
            if time.time() - self._login[0] > LOGIN_SECONDS:
                cache = self.running.log_in(DANA)
                config = (self.running.home / ".aws" / "config").read_text()
                arn = config.partition("login_session = ")[2].partition("\n")[0]
                self._login = time.time(), arn, cache.read_text()
            return self._login

    def web_token(self) -> str:
        """A token of the sandbox's issuer."""
        return str(wire.ask(f"{self.running.endpoint}/oidc/token", {})["id_token"])

    def token(self, state: str) -> dict[str, Any] | str | None:
        """What a sign-in's cache holds in one of the states of a case."""
        if state in _NO_TOKEN:
            return _NO_TOKEN[state]
        if state in ("renewable", "registration-over"):
            with self._lock:
                token = self.running.sign_in("alice")
            token["expiresAt"] = stamp(time.time() - 60)
            if state == "registration-over":
                token["registrationExpiresAt"] = stamp(time.time() - 60)
            return token
        bare = {key: self._token[key] for key in ("startUrl", "region", "accessToken", "expiresAt")}
        if state == "half":
            del bare["accessToken"]
        if state == "list":
            return json.dumps([bare])
        return bare | _changed_token(state)


# What a cache holds that is no token at all.
_NO_TOKEN = {"none": None, "garbage": "{", "empty": ""}


def _changed_token(state: str) -> dict[str, object]:
    now = time.time()
    utc = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now + 7200))
    states: dict[str, dict[str, object]] = {
        "over": {"expiresAt": stamp(now - 60)},
        "soon": {"expiresAt": stamp(now + 180)},
        "utc": {"expiresAt": f"{utc}UTC"},
        "naive": {"expiresAt": utc},
        "words": {"expiresAt": "tomorrow"},
        "number": {"expiresAt": int(now + 7200)},
        "blank": {"accessToken": ""},
        "other": {"startUrl": "https://other.example/start"},
    }
    return states.get(state, {})


@dataclass
class Scene:
    """One client's own copy of a situation: a home of its own, and the whole environment."""

    case: Case
    home: Path
    environment: dict[str, str]


def furnish(ground: Ground, case: Case, client: str, container: str) -> Scene:
    home = ground.folder / f"{client}-{sha1(case.name)[:12]}"
    aws = home / ".aws"
    (aws / "sso" / "cache").mkdir(parents=True)
    (aws / "login" / "cache").mkdir(parents=True)
    words = {**ground.words, "home": str(home), "container": container}

    def filled(text: str) -> str:
        for word, value in words.items():
            text = text.replace(f"<{word}>", value)
        return text

    files = {"token": ground.web_token(), "empty": "", **case.files}
    if case.config is not None:
        files[".aws/config"] = case.config
    if case.credentials is not None:
        files[".aws/credentials"] = case.credentials
    for name, text in files.items():
        (home / name).write_bytes(filled(text).encode("utf-8", "surrogateescape"))
    helper = home / "helper"
    printed = {"Version": 1, "AccessKeyId": words["key:2"], "SecretAccessKey": words["secret:2"]}
    helper.write_text(f"#!/bin/sh\necho '{json.dumps(printed)}'\n")
    helper.chmod(0o755)
    for token in case.tokens:
        _keep(ground, home, *token.split(":"))
    return Scene(case, home, _environment(ground, case, home, filled))


def _environment(ground: Ground, case: Case, home: Path, filled: Callable[[str], str]) -> dict[str, str]:
    base = {name: value for name, value in ground.running.environment().items() if not name.startswith("AWS")}
    base |= {
        "HOME": str(home),
        "AWS_ENDPOINT_URL": ground.running.endpoint,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_MAX_ATTEMPTS": "1",
    }
    return base | {name: filled(value) for name, value in case.variables.items() if value != "<none>"}


def _keep(ground: Ground, home: Path, kind: str, state: str) -> None:
    if kind == "login":
        _at, arn, cached = ground.login()
        path = home / ".aws" / "login" / "cache" / f"{_sha256(arn)}.json"
        held: Any = json.loads(cached)
        if state == "half":
            del held["refreshToken"]
        if state == "near":
            held["accessToken"]["expiresAt"] = stamp(time.time() + 60)
        text = {"none": None, "garbage": "{"}.get(state, json.dumps(held))
    else:
        key = "corp" if kind == "sso" else ground.words["start-url"]
        path = home / ".aws" / "sso" / "cache" / f"{sha1(key)}.json"
        token = ground.token(state)
        text = token if token is None or isinstance(token, str) else json.dumps(token)
    if text is not None:
        path.write_text(text)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def predicted(scene: Scene, client: str) -> Answer:
    """What the rules say, from the environment alone."""
    with patch.dict(os.environ, scene.environment, clear=True):
        return which_credentials(scene.case.profile)[client]


def asked(scene: Scene, client: str) -> Real:
    """What the real client says."""
    if client == "boto3":
        return real_clients.ask_boto3(scene.environment, scene.case.profile)
    if client == "aws-cli":
        return real_clients.ask_cli(
            scene.environment, scene.case.profile, program=str(command_line.program())
        )
    return real_clients.ask_javascript(scene.environment, scene.case.profile, beside=str(HERE / "here.js"))


@contextmanager
def container_server(ground: Ground) -> Iterator[str]:
    """A container's address for credentials, on this machine."""
    given = {
        "AccessKeyId": ground.words["key:1"],
        "SecretAccessKey": ground.words["secret:1"],
        "Token": "token",
        "Expiration": stamp(time.time() + 7200),
    }

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(given).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/credentials"
    server.shutdown()
    server.server_close()


def available() -> tuple[str, ...]:
    """Those of the three clients that are on this machine."""
    missing = {
        "aws-cli": command_line.why_left_out(),
        "javascript": why_missing(HERE, "the AWS SDK for JavaScript"),
    }
    return tuple(client for client in CLIENTS if not missing.get(client))


def meet(ground: Ground, case: Case, client: str, container: str) -> tuple[Answer, Real, str]:
    """Let one client meet one situation."""
    scene = furnish(ground, case, client, container)
    told = predicted(scene, client)
    real = asked(scene, client)
    return told, real, difference(told, real)


def _keys_of(running: Running, profile: str) -> dict[str, str]:
    file = configparser.ConfigParser(interpolation=None)
    file.read(running.home / ".aws" / "credentials")
    return dict(file[profile])


@contextmanager
def ground() -> Iterator[tuple[Ground, str]]:
    """A sandbox of its own, for as long as it is used, and a container's address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "aws_sandbox", "--port", "0", "--until-eof"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process, tempfile.TemporaryDirectory() as folder:
        assert process.stdout is not None
        said = json.loads(process.stdout.readline())
        running = Running(
            said["endpoint"], said["start_url"], said["region"], Path(said["home"]), said["env"]
        )
        made = Ground(running, Path(folder))
        with container_server(made) as address:
            yield made, address
        assert process.stdin is not None
        process.stdin.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--generated", type=int, default=400, help="how many generated situations")
    parser.add_argument(
        "--mangled", type=int, default=100, help="how many whose files are not as they should be"
    )
    parser.add_argument("--torn", type=int, default=100, help="how many with files cut and pasted anywhere")
    parser.add_argument("--seed", type=int, default=20261130)
    parser.add_argument("--only", default="", help="situations whose name has this in it")
    parser.add_argument(
        "--client", action="append", choices=CLIENTS, help="one of the clients; may be repeated"
    )
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    every = (
        *BY_HAND,
        *ODD,
        *generated(options.generated, options.seed),
        *mangled(options.mangled, options.seed),
        *torn(options.torn, options.seed),
    )
    cases = [case for case in every if options.only in case.name]
    clients = options.client or available()
    counted: Counter[str] = Counter()
    started = time.monotonic()
    with ground() as (made, address), ThreadPoolExecutor(options.workers) as pool:
        work = [(case, client) for case in cases for client in clients]
        results = pool.map(lambda each: meet_one(made, *each, address), work)
        for (case, client), (told, _real, wrong) in zip(work, results, strict=True):
            counted[f"{client}: {'DIFFERS' if wrong else told.outcome}"] += 1
            if wrong:
                print(f"{client} in {case.name}: {wrong}", flush=True)
    for name, number in sorted(counted.items()):
        print(f"{name} {number}")
    print(f"{len(cases)} situations, {len(work)} answers in {time.monotonic() - started:.0f} s")
    return 1 if any("DIFFERS" in name for name in counted) else 0


_PREDICTING = threading.Lock()


def meet_one(ground: Ground, case: Case, client: str, container: str) -> tuple[Answer, Real, str]:
    """As `meet`, with the part that changes this process's environment kept to one thread."""
    with _PREDICTING:
        scene = furnish(ground, case, client, container)
        told = predicted(scene, client)
    real = asked(scene, client)
    return told, real, difference(told, real)


if __name__ == "__main__":
    sys.exit(main())
