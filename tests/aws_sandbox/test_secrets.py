"""What the sandbox is given and gives for temporary credentials shows in no log, no refusal and no repr."""

from __future__ import annotations

import json
import logging
import traceback
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest

from aws_sandbox.endpoints.sts import security_tokens
from tests.aws_sandbox.conftest import refused
from tests.aws_sandbox.device import Device
from tests.aws_sandbox.endpoints.console.test_federation import ask as ask_for_link
from tests.aws_sandbox.endpoints.console.test_federation import login, session
from tests.aws_sandbox.endpoints.sts.test_web_identity import altered, ask, trade
from tests.aws_sandbox.seeded import arn_of, keys_of
from tests.leaks.canaries import Canaries

if TYPE_CHECKING:
    from tests.aws_sandbox.conftest import Reached

# Both transports are tried elsewhere.
pytestmark = pytest.mark.parametrize("reached", ["http"], indirect=True)


class Secrets:
    """Everything secret that hana and a pipeline hold: searched for in what the sandbox says."""

    def __init__(self, reached: Reached) -> None:
        self.reached, self.canaries, self.said = reached, Canaries(), list[str]()
        self.iam = reached.client("iam", keys_of(reached, "hana"))
        made = self.iam.create_virtual_mfa_device(VirtualMFADeviceName="hana-2")["VirtualMFADevice"]
        self.serial_number, seed = made["SerialNumber"], made["Base32StringSeed"].decode()
        self.device = Device(reached.sandbox, seed)
        self.canaries.add("MFA seed", seed)
        self.token = ask(reached)
        self.canaries.add("web identity token", self.token)
        self.canaries.add("signature of a web identity token", self.token.rpartition(".")[2])
        self.keys = reached.client("sts", keys_of(reached, "hana")).assume_role(
            RoleArn=arn_of(reached, "Deployer"), RoleSessionName="hana"
        )["Credentials"]
        self.canaries.add("secret access key", self.keys["SecretAccessKey"])
        self.canaries.add("session token", self.keys["SessionToken"])
        self.link = ask_for_link(reached, session(self.keys))[1]
        self.canaries.add("sign-in token", self.link)

    def leaks(self, *more: str) -> set[str]:
        return {kind for text in (*self.said, *more) for kind in self.canaries.found_in(text)}


@pytest.fixture
def secrets(reached: Reached, caplog: pytest.LogCaptureFixture) -> Secrets:
    caplog.set_level(logging.DEBUG, logger="aws_sandbox")
    return Secrets(reached)


def test_no_refusal_repeats_what_was_secret(secrets: Secrets, caplog: pytest.LogCaptureFixture) -> None:
    reached, say = secrets.reached, secrets.said.append
    hana = reached.client("sts", keys_of(reached, "hana"))
    codes = {"AuthenticationCode1": secrets.device.code(5), "AuthenticationCode2": secrets.device.code()}
    say(
        str(
            refused(
                secrets.iam.enable_mfa_device, UserName="hana", SerialNumber=secrets.serial_number, **codes
            )
        )
    )
    say(
        str(
            refused(
                hana.get_session_token, SerialNumber=secrets.serial_number, TokenCode=secrets.device.code()
            )
        )
    )
    for token in (
        altered(secrets.token),
        secrets.token[:-40],
        secrets.token + "." + secrets.token,
        secrets.token * 50,
    ):
        say(str(refused(trade, reached, token)))
    say(str(refused(trade, reached, secrets.token, "Deployer")))
    say(str(ask_for_link(reached, session(secrets.keys, sessionToken="x"))))
    say(str(ask_for_link(reached, json.dumps(session(secrets.keys))[:-1])))
    say(str(ask_for_link(reached, session(secrets.keys), SessionDuration=secrets.keys["SecretAccessKey"])))
    say(login(reached, secrets.link, Destination="https://attacker.example")[1])
    say(login(reached, secrets.link)[1])
    say(login(reached, secrets.link)[1])
    assert secrets.leaks(caplog.text) == set()
    # The search finds what is there.
    assert secrets.canaries.found_in(f"x{secrets.link}x") == {"sign-in token"}


def test_no_repr_of_what_is_kept_shows_a_secret(secrets: Secrets) -> None:
    sandbox = secrets.reached.sandbox
    found = sandbox.keys.find(secrets.keys["AccessKeyId"])
    device = secrets.iam.list_virtual_mfa_devices()
    kept: list[Any] = [
        sandbox.company,
        sandbox.issuer,
        sandbox.authenticators,
        sandbox.signin_tokens,
        found,
        device,
    ]
    kept += [vars(sandbox.authenticators), vars(sandbox.signin_tokens), sandbox.company.profiles]
    assert secrets.leaks(*(repr(thing) for thing in kept)) == set()


def test_a_failure_of_the_sandbox_itself_is_told_without_what_was_asked(
    secrets: Secrets, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_sandbox: Any, request: Any, _decisions: Any) -> Any:
        raise RuntimeError(request.form["WebIdentityToken"])

    monkeypatch.setattr(security_tokens, "answer_unsigned", fail)
    named = {
        "RoleArn": arn_of(secrets.reached, "Pipeline"),
        "RoleSessionName": "run",
        "WebIdentityToken": secrets.token,
    }
    body = urlencode({"Action": "AssumeRoleWithWebIdentity", "Version": "2011-06-15", **named}).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
    status, _, answer = secrets.reached.send("POST", "/", headers, body)
    assert status == 500
    assert b"<Code>InternalFailure</Code>" in answer
    assert "RuntimeError" in caplog.text
    assert secrets.leaks(answer.decode(), caplog.text) == set()


def test_an_exception_of_the_sandboxs_own_names_no_secret(secrets: Secrets) -> None:
    """A refusal is an exception too: what a traceback of one would show."""
    from aws_sandbox.protocol.errors import Refusal
    from aws_sandbox.protocol.json_web_tokens import NoToken, read

    for make in (lambda: read(secrets.token[:-1] + "!"), lambda: _refuse(secrets)):
        with pytest.raises((NoToken, Refusal)) as caught:
            make()
        assert secrets.leaks("".join(traceback.format_exception_only(caught.value))) == set()


def _refuse(secrets: Secrets) -> None:
    sandbox, reached = secrets.reached.sandbox, secrets.reached
    found = sandbox.keys.find(keys_of(reached, "hana")[0])
    assert found is not None
    sandbox.authenticators.show(found.principal, secrets.serial_number, secrets.device.code())
