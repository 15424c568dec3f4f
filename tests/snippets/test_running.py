"""Snippets of calls with strangers' text in them, run with programs that only write down what they were given."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from awsguide import snippets
from awsguide.core.secret import Secret
from awsguide.core.steps import Call
from tests.core.test_quoting import NASTY
from tests.snippets.test_snippets import CALLS, CONSOLE, KEYS, ROLE, TOKEN, WEB

ORGANIZATIONS = Call("organizations", "ListParents", {"ChildId": "x"}, region="us-east-1", credentials=KEYS)
EVERY = [*CALLS, ROLE, TOKEN, WEB, CONSOLE, ORGANIZATIONS]
PARTS = [text for text in NASTY if text and not text.startswith("-")]
SECRETS = ("CLIENT_SECRET", "ACCESS_TOKEN", "CODE", "TOKEN_CODE", "DPOP_PROOF", "WEB_IDENTITY_TOKEN")
WRITES_DOWN = """#!/bin/sh
printf '%s\\0' "$(basename "$0")" "$@" >> "$WRITTEN"
printf '\\0' >> "$WRITTEN"
cat > /dev/null
"""


def hostile(value: Any, text: str) -> Any:
    """The same parameters with `text` in every string."""
    if isinstance(value, Secret) or not isinstance(value, str | dict | list | tuple):
        return value
    if isinstance(value, str):
        return f"{value}{text}"
    if isinstance(value, dict):
        return {name: hostile(item, text) for name, item in value.items()}
    return [hostile(item, text) for item in value]


def call_with(call: Call, text: str) -> Call:
    return Call(
        call.service,
        call.operation,
        hostile(dict(call.params), text),
        region=f"us-east-1{text}",
        credentials=call.credentials,
    )


class Bench:
    """A folder to run in, and programs that write down their arguments."""

    def __init__(self, folder: Path) -> None:
        self.written = folder / "written"
        self.room = folder / "room"
        self.room.mkdir()
        programs = folder / "programs"
        programs.mkdir()
        for name in ("aws", "curl", "jq"):
            (programs / name).write_text(WRITES_DOWN)
            (programs / name).chmod(0o755)
        token = folder / "token"
        token.write_text("a.b.c")
        self.variables = {
            "PATH": f"{programs}:{os.environ['PATH']}",
            "WRITTEN": str(self.written),
            "AWS_WEB_IDENTITY_TOKEN_FILE": str(token),
            **dict.fromkeys(SECRETS, "held"),
        }

    def shell(self, line: str) -> list[list[str]]:
        self.written.unlink(missing_ok=True)
        subprocess.run(
            ["bash", "-s"],
            input=line.encode(),
            cwd=self.room,
            env=self.variables,
            check=True,
            capture_output=True,
        )
        assert list(self.room.iterdir()) == [], f"a stranger's text has run: {line}"
        words = self.written.read_bytes().decode().split("\0\0")
        return [command.split("\0") for command in words if command]

    def python(self, program: str, imports: str) -> Any:
        return self._run([sys.executable, "-"], imports + program)

    def javascript(self, program: str, imports: str) -> Any:
        return self._run(["node", "--input-type=module", "-"], imports + program)

    def _run(self, command: list[str], program: str) -> Any:
        done = subprocess.run(
            command,
            input=program.encode(),
            cwd=self.room,
            env=self.variables,
            check=False,
            capture_output=True,
        )
        assert done.returncode == 0, f"{program}\n{done.stderr.decode()}"
        assert list(self.room.iterdir()) == [], f"a stranger's text has run: {program}"
        return json.loads(done.stdout.decode().strip().rpartition("\n")[2])


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


@pytest.mark.parametrize("text", PARTS)
def test_no_line_for_a_shell_runs_what_is_in_a_name(text: str, bench: Bench) -> None:
    for call in EVERY:
        hostile_call = call_with(call, text)
        made = snippets.of_call(hostile_call, profile=f"dev{text}")
        commands = bench.shell(f"{made.cli}\n{made.request}\n")
        told = {word for command in commands for word in command}
        if call.operation not in ("CreateOAuth2Token", "getSigninToken"):
            assert {f"us-east-1{text}", f"dev{text}"} <= told
        for value in hostile_call.params.values():
            if isinstance(value, str) and call is not TOKEN:
                assert value in told, value
        for word in told:
            if word.startswith("https://"):
                # Whatever a name holds, it stays in its place of the address.
                address = urlsplit(word)
                assert re.fullmatch(r"[\w.%~-]+", address.netloc)
                assert re.fullmatch(r"[\w/-]*", address.path)
                for given in parse_qs(address.query).values():
                    assert given


# In place of the SDKs: what they were given, as JSON in the last line.
FAKE_BOTO3 = """
import atexit, json, sys, types
every = []
atexit.register(lambda: print(json.dumps(every)))
class Client:
    meta = types.SimpleNamespace(events=types.SimpleNamespace(register=lambda *_: None))
    def __init__(self, told): self.told = told
    def __getattr__(self, name): return lambda **given: every.append([*self.told, name, given])
class Session:
    def __init__(self, **given): self.given = given
    def client(self, name, **given): return Client([self.given, name, given])
sys.modules["boto3"] = types.SimpleNamespace(Session=Session, client=Session().client)
"""
FAKE_SDK = """
const told = new Set();
const note = (value) => { if (typeof value === "string") told.add(value);
  else if (value && typeof value === "object") Object.values(value).forEach(note); };
const recorder = class { constructor(given) { note(given); }
  middlewareStack = { add() {} }; async send() { return ""; } };
const provider = (given) => { note(given); return async () => ({}); };
process.on("exit", () => process.stdout.write(JSON.stringify([...told])));
"""


def test_python_gets_the_very_names(bench: Bench) -> None:
    calls = [(call_with(call, text), text) for call in (ROLE, WEB, *CALLS) for text in PARTS]
    made = [snippets.of_call(call, profile=f"dev{text}").boto3 for call, text in calls]
    told = bench.python("\n".join(made), FAKE_BOTO3)
    for (call, text), (session, _client, client_given, _operation, given) in zip(calls, told, strict=True):
        assert session == {"profile_name": f"dev{text}"}
        assert client_given == {"region_name": call.region}
        wanted = {name: "held" if isinstance(value, Secret) else value for name, value in call.params.items()}
        assert given == json.loads(json.dumps(wanted))


@pytest.mark.skipif(shutil.which("node") is None, reason="there is no Node.js")
def test_javascript_gets_the_very_names(bench: Bench) -> None:
    calls = [(call_with(call, text), text) for call in (ROLE, WEB, *CALLS) for text in PARTS]
    made = [snippets.of_call(call, profile=f"dev{text}").javascript for call, text in calls]
    listed = ",".join(",".join(re.findall(r"import \{ (.*?) \}", text)) for text in made)
    names = {name.strip() for name in listed.split(",")} - {"readFileSync"}
    fakes = "".join(
        f"const {name} = {'recorder' if name[0].isupper() else 'provider'};\n" for name in sorted(names)
    )
    # Each in a function of its own: they all call their client by the same name.
    bodies = [f"{{ {re.sub(r'^import .*$', '', text, flags=re.MULTILINE)} }}" for text in made]
    found = bench.javascript("\n".join(bodies), f"const readFileSync = () => 'a.b.c';\n{FAKE_SDK}{fakes}")
    for call, text in calls:
        for value in (call.region, *call.params.values()):
            if isinstance(value, str):
                assert value in found, value
        if call.operation != "AssumeRoleWithWebIdentity":
            assert f"dev{text}" in found
