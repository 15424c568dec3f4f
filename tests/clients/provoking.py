"""Real clients are brought to fail, and what they print is kept: the errors that people paste.

`python -m tests.clients.provoking` provokes every row with every client, holds what is printed against `pasted.json`
and against what the guide makes of it, and prints what differs; `--write` stores it anew. It needs node, npm and, for
the AWS CLI, Linux on x86-64.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

import boto3

from awsguide.flows.diagnosis import read
from awsguide.lessons import trainer
from tests.aws_sandbox.developer import DANA, FAY
from tests.aws_sandbox.reader import Reader
from tests.clients import command_line
from tests.clients.command_line import CommandLine
from tests.clients.conftest import HERE
from tests.clients.meeting import CLIENTS, Ground, Scene, _keys_of, available, furnish, ground
from tests.clients.pasted import PASTED, Pasted, stored
from tests.clients.situations import (
    LEGACY,
    LOGIN,
    REGION,
    ROLE,
    SESSION,
    SSO,
    WEB,
    Case,
    R,
    environment,
    keys,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_ANOTHER = "somebody else has signed in"
# Of a traceback, its beginning and its end are kept.
_FIRST, _LAST = 4, 14
_REGIONS = {"AWS_REGION": REGION, "AWS_DEFAULT_REGION": REGION}
_ONCE = {"AWS_MAX_ATTEMPTS": "1"}
_CALLS = {
    "": ("client('sts').get_caller_identity()", ["sts", "get-caller-identity"]),
    "s3": ("client('s3').list_buckets()", ["s3api", "list-buckets"]),
}


@dataclass(frozen=True)
class Row:
    """A situation in which clients fail: what it is, what it means for each of them, and the fault that is armed."""

    case: Case
    means: str
    fault: str = ""
    service: str = ""
    # Where a client takes the same situation for something else; '' where nothing goes wrong.
    but: Mapping[str, str] = field(default_factory=dict)


def _case(
    name: str, config: str = "", credentials: str | None = None, *tokens: str, **variables: str
) -> Case:
    return Case(name, {**_REGIONS, **variables}, config or None, credentials, tokens=tokens, profile="dev")


def _dev(settings: str) -> str:
    return f"[profile dev]\n{settings}{R}"


# JavaScript goes on to the next place after most mistakes in a profile, and says at the end that there was nothing.
_NOTHING = {"javascript": "no-credentials-found"}
# It reads AWS's clock off the date of an answer, and signs again by that.
_FINE = {"javascript": ""}
_KEYS = environment(1) | _REGIONS
_WEAK = _REGIONS | {"AWS_ACCESS_KEY_ID": "<weak-key>", "AWS_SECRET_ACCESS_KEY": "<weak-secret>"}
_SOURCE = "[profile k]\n" + keys(1)
_CIRCLE = _dev(ROLE + "source_profile = b\n") + "[profile b]\n" + ROLE + "source_profile = dev\n"
_NOWHERE = {**_KEYS, **_ONCE, "AWS_ENDPOINT_URL": "http://sts.invalid"}

ROWS: tuple[Row, ...] = (
    Row(Case("nothing is set", _REGIONS), "no-credentials-found"),
    Row(_case("the profile is not there"), "profile-unknown", but=_NOTHING),
    Row(_case("nobody signed in", SESSION + _dev(SSO), None, "sso:none"), "sso-token-missing"),
    Row(_case("nobody signed in, older profile", _dev(LEGACY), None, "legacy:none"), "sso-token-missing"),
    Row(_case("the token's file is damaged", SESSION + _dev(SSO), None, "sso:garbage"), "sso-token-missing"),
    Row(_case("the token is over", SESSION + _dev(SSO), None, "sso:over"), "session-ended"),
    Row(_case("the token is over, older profile", _dev(LEGACY), None, "legacy:over"), "session-ended"),
    Row(
        _case("the session is over", SESSION + _dev(SSO), None, "sso:renewable"),
        "session-ended",
        "session_ended",
    ),
    Row(
        _case("signed out elsewhere", SESSION + _dev(SSO), None, "sso:good"), "session-ended", "session_ended"
    ),
    Row(
        _case(
            "the role is not assigned", SESSION + _dev(SSO.replace("<sso-role>", "Nobody")), None, "sso:good"
        ),
        "no-access",
    ),
    Row(
        _case("asked too often", SESSION + _dev(SSO), None, "sso:good", **_ONCE),
        "too-many-requests",
        "too_many_requests",
    ),
    Row(_case("the sso-session is missing", _dev(SSO)), "sso-settings-incomplete"),
    Row(_case("no console sign-in", _dev(LOGIN), None, "login:none"), "console-not-stored"),
    Row(
        _case("the console sign-in is over", _dev(LOGIN), None, "login:near"),
        "console-session-ended",
        "session_ended",
    ),
    Row(
        _case("the clock is off while a sign-in is renewed", _dev(LOGIN), None, "login:near"),
        "clock-at-sign-in",
        "clock_skew=1200@CreateOAuth2Token",
        but=_FINE,
    ),
    Row(Case("the clock is behind", _KEYS), "clock-skew", "clock_skew=1200", but=_FINE),
    Row(Case("the clock is ahead", _KEYS), "clock-skew", "clock_skew=-1200", but=_FINE),
    Row(Case("the clock is off, S3", _KEYS), "clock-skew", "clock_skew=1200", "s3", but=_FINE),
    Row(Case("the secret is wrong", {**_KEYS, "AWS_SECRET_ACCESS_KEY": "wrong"}), "credentials-unknown"),
    Row(Case("an old session token", {**_KEYS, "AWS_SESSION_TOKEN": "left-over"}), "credentials-unknown"),
    Row(
        Case("the key is unknown, S3", {**_KEYS, "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE"}),
        "credentials-unknown",
        "",
        "s3",
    ),
    Row(
        Case("half a key", {**_REGIONS, "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE"}),
        "key-half-missing",
        but=_NOTHING,
    ),
    Row(Case("no Region", environment(1)), "region-missing"),
    Row(Case("no such Region", environment(1) | dict.fromkeys(_REGIONS, "eu central 1")), "region-unknown"),
    Row(_case("a role without a source", _dev(ROLE)), "profile-source-missing", but=_NOTHING),
    Row(
        _case("the source is missing", _dev(ROLE + "source_profile = gone\n")),
        "profile-source-missing",
        but=_NOTHING,
    ),
    Row(_case("profiles in a circle", _CIRCLE), "profile-loop", but=_NOTHING),
    Row(
        _case(
            "the role does not trust",
            _dev("role_arn = arn:aws:iam::111122223333:role/Deployer\nsource_profile = k\n") + _SOURCE,
        ),
        "role-not-trusting",
    ),
    Row(
        _case(
            "the role wants MFA",
            _dev(ROLE + "mfa_serial = arn:aws:iam::111122223333:mfa/dana\nsource_profile = k\n") + _SOURCE,
        ),
        "profile-wants-code",
    ),
    Row(
        _case("the helper fails", _dev("credential_process = false\n")),
        "credentials-source-broken",
        but=_NOTHING,
    ),
    Row(
        _case("the helper is missing", _dev("credential_process = no-such-helper\n")),
        "credentials-source-broken",
        but=_NOTHING,
    ),
    Row(
        _case("the helper prints a banner", _dev("credential_process = echo hello\n")),
        "credentials-source-broken",
        but=_NOTHING,
    ),
    Row(_case("no web identity token", _dev(WEB.replace("/token", "/none"))), "web-token-file"),
    Row(_case("that is no token", _dev(WEB.replace("/token", "/helper"))), "web-token-refused"),
    Row(
        _case("the config file has a mistake", "[profile dev]\n[profile dev]\n"),
        "config-malformed",
        but=_NOTHING,
    ),
    Row(Case("nothing may be listed", _WEAK), "access-denied", "", "s3"),
    Row(
        Case("nobody listens", {**_KEYS, **_ONCE, "AWS_ENDPOINT_URL": "http://127.0.0.1:9"}),
        "network-connection",
    ),
    Row(Case("the name does not resolve", _NOWHERE), "network-name"),
    Row(
        Case("the proxy is down", {**_NOWHERE, "HTTP_PROXY": "http://127.0.0.1:9"}),
        "network-proxy",
        but={"javascript": "network-name"},
    ),
    Row(
        Case("plain text where TLS is spoken", {**_KEYS, **_ONCE, "AWS_ENDPOINT_URL": "<tls>"}),
        "network-tls-cut-off",
    ),
)


def printed(scene: Scene, client: str, service: str = "") -> str:
    """What one client prints when it is asked who it is (or for its buckets), and how it ends."""
    profile = scene.case.profile
    asks, cli = _CALLS[service]
    commands = {
        "boto3": [sys.executable, "-c", f"import boto3\nboto3.Session(profile_name={profile!r}).{asks}"],
        "aws-cli": [str(command_line.program()), *cli, *(["--profile", profile] if profile else [])],
        "javascript": ["node", str(HERE / "who.mjs"), profile or "", service],
    }
    done = subprocess.run(
        commands[client],
        env=scene.environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.stderr if done.returncode else ""


def provoked(made: Ground, row: Row, client: str) -> str:
    """What a client prints in the situation of a row, with the row's fault armed."""
    scene = furnish(made, row.case, client, "")
    if "AWS_MAX_ATTEMPTS" not in row.case.variables:
        del scene.environment["AWS_MAX_ATTEMPTS"]
    with patch.dict(os.environ, made.running.environment(), clear=True):
        if row.fault:
            trainer.arm(row.fault)
        try:
            return plain(printed(scene, client, row.service), scene.home)
        finally:
            if row.fault:
                trainer.disarm()


def plain(text: str, home: Path) -> str:
    """The text without what differs from machine to machine and from run to run, and of a traceback the two ends."""
    text = (
        text.replace(str(home), "~").replace(str(HERE), "/app").replace(str(Path(sys.prefix)), "/app/.venv")
    )
    text = re.sub(r"127\.0\.0\.1:\d{4,5}", "127.0.0.1:4566", text)
    text = re.sub(r"\d{8}T\d{6}Z", "20261130T120000Z", text)
    text = re.sub(
        r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        "11111111-2222-3333-4444-555555555555",
        text,
    )
    text = re.sub(r"\(node:\d+\) Warning: NodeVersion.*?\n\(Use `node[^\n]*\n", "", text, flags=re.DOTALL)
    text = re.sub(r"/[\w./-]*/(lib/python)", r"/usr/\1", text)
    text = re.sub(r"\w{16}:error:", "0000000000000000:error:", text)
    lines = [line for line in text.strip().splitlines() if line.strip(" ^~")]
    if len(lines) > _FIRST + _LAST:
        lines = [*lines[:_FIRST], "  ...", *lines[-_LAST:]]
    return "\n".join(lines)


def line_of(text: str, means: str) -> str:
    """The line of a client's output that says what is wrong: the first that is recognised, from where it ends."""
    # Node shows the line of its source as well.
    lines = [line for line in map(str.strip, text.splitlines()) if not line.startswith("throw new")]
    lines = lines[::-1] if "Traceback" in text else lines
    said = (line for line in lines if means in [finding.code for finding in read(line).findings])
    return next(said, lines[0])


def signed_in_as_another(made: Ground, folder: Path) -> tuple[str, str]:
    """What `aws login` prints when one person has signed in, and when the next one does with the same profile."""
    aws = CommandLine(made.running.endpoint, made.running.environment(), folder)
    terminal = aws.start("login", "--profile", "mine")
    aws.follow(aws.reader.post(aws.opened(terminal), **DANA, decision="allow"))
    first = aws.end(terminal)
    aws.reader = Reader(made.running.endpoint)
    terminal = aws.start("login", "--profile", "mine")
    aws.follow(aws.reader.post(aws.opened(terminal), **FAY, decision="allow"))
    terminal.expect(r"\(y/n\)")
    asked = f"{terminal.before}{terminal.after}"
    terminal.close()
    # Above the question stands the address of this one sign-in.
    return plain(first, folder), plain(asked[asked.index("Profile mine") :], folder)


def meant(row: Row, client: str) -> str:
    """What the situation of a row means when this client meets it."""
    return row.but.get(client, row.means)


def furnished() -> Iterator[Ground]:
    """A sandbox with everybody whom the rows name."""
    with ground() as (made, _container):
        trainer = boto3.Session(**_keys_of(made.running, "trainer"), region_name=REGION)
        iam = trainer.client("iam", endpoint_url=made.running.endpoint)
        iam.create_user(UserName="weak")
        key = iam.create_access_key(UserName="weak")["AccessKey"]
        made.words |= {
            "weak-key": key["AccessKeyId"],
            "weak-secret": key["SecretAccessKey"],
            "tls": made.running.endpoint.replace("http:", "https:"),
        }
        yield made


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="store what the clients print")
    parser.add_argument("--only", default="", help="situations whose name has this in it")
    options = parser.parse_args()
    before = {(row.client, row.situation): row for row in (stored() if PASTED.exists() else ())}
    wrong = 0
    for made in furnished():
        for row in ROWS:
            for client in available() if options.only in row.case.name else ():
                text = provoked(made, row, client)
                means = meant(row, client)
                codes = [finding.code for finding in read(text).findings] if text else []
                old = before.get((client, row.case.name))
                differs = old is not None and old.line != line_of(text, means) if text else False
                if bool(text) != bool(means) or (text and means not in codes) or len(codes) > 2 or differs:
                    wrong += 1
                    said = line_of(text, means) if text else "nothing"
                    print(f"{client}, {row.case.name}: {codes}, meant is {means}; {said}", flush=True)
                if text:
                    line = line_of(text, means)
                    before[client, row.case.name] = Pasted(
                        client, row.case.name, means, line, text, row.fault
                    )
        if options.only in _ANOTHER and "aws-cli" in available():
            with tempfile.TemporaryDirectory() as folder:
                said = signed_in_as_another(made, Path(folder))[1]
            means = "wrong-account-in-browser"
            before["aws-cli", _ANOTHER] = Pasted("aws-cli", _ANOTHER, means, line_of(said, means), said)
    if options.write:
        names = [*(row.case.name for row in ROWS), _ANOTHER]
        rows = sorted(
            before.values(), key=lambda row: (names.index(row.situation), CLIENTS.index(row.client))
        )
        PASTED.write_text(json.dumps([vars(row) for row in rows], indent=1) + "\n", "utf-8")
    print(f"{len(before)} errors, {wrong} of them not as they should be")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
