"""Runs in Pyodide: the whole device-code sign-in against the sandbox in the same process. The last line is JSON.

No server, thread or socket: the guide's asynchronous driver performs the real flows, botocore hands each request to
the sandbox's WSGI application, and a person's browser is a WSGI client that fills in the sandbox's own pages.
"""

# ruff: noqa: E402, T201 - the environment comes before the imports that read it; what is printed is the answer

import json
import os
import re
import secrets
import time
from urllib.parse import urlsplit

from aws_sandbox.moto_patches import moto_core
from aws_sandbox.server import in_process
from aws_sandbox.server.environment import changed, sandbox_environment

moto_core.prepare()
from aws_sandbox.server.application import Sandbox

sandbox = Sandbox()
HOME = "/home/pyodide/sandbox"
os.makedirs(HOME, mode=0o700)  # noqa: PTH103 - before anything of the guide is imported
inside = changed(
    os.environ,
    sandbox_environment(os.environ, endpoint=in_process.ENDPOINT, home=HOME, region=sandbox.company.region),
)
os.environ.clear()
os.environ.update(inside)
in_process.connect(sandbox)

from werkzeug.test import Client

from awsguide.adapters import surroundings
from awsguide.adapters.aws import Aws
from awsguide.adapters.driver.driver import run_async
from awsguide.adapters.driver.world import World
from awsguide.adapters.files import home, sign_in_caches
from awsguide.core.model import DeviceCode, Role, SsoSession
from awsguide.flows import workforce


class Person:
    """A browser with cookies; answers a device code as alice."""

    def __init__(self) -> None:
        self.browser = Client(sandbox)
        self.pages: list[str] = []

    def allow(self, code: DeviceCode) -> None:
        link = urlsplit(code.link)
        place = {"base_url": f"{link.scheme}://{link.netloc}"}
        page = self.browser.get(link.path, **place)
        for fields in (
            {"user_code": code.user_code},
            {"user_code": code.user_code, "username": "alice", "password": "sandbox"},
            {"user_code": code.user_code, "decision": "allow"},
        ):
            token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
            page = self.browser.post(
                link.path, data={"csrf_token": token[1] if token else "", **fields}, **place
            )
            self.pages.append(re.search(r"<h1>(.*?)</h1>", page.text, re.DOTALL)[1])


person = Person()
call_log = []


def world() -> World:
    def show(event: object) -> None:
        if isinstance(event, DeviceCode):
            person.allow(event)

    return World(Aws(surroundings.target()), home, show=show, record=call_log.append)


async def main() -> dict[str, object]:
    session = SsoSession("company", sandbox.company.start_url, sandbox.company.region)
    flow = workforce.sign_in(session, way="device-code", now=time.time, random=secrets.token_urlsafe)
    token = await run_async(flow, world())
    accounts = await run_async(workforce.accounts_and_roles(token), world())
    role = Role(sandbox.company.accounts["sandbox-dev"], "AdministratorAccess")
    proved = await run_async(workforce.role_session(token, role), world())
    kept = sign_in_caches.load_token(session)
    await run_async(workforce.sign_out(token), world())
    return {
        "target": surroundings.target(),
        "pages": person.pages,
        "accounts": {account.name: [role.role_name for role in account.roles] for account in accounts},
        "account_id": proved.identity.account_id,
        "arn": proved.identity.arn,
        "stored": kept is not None and kept.access_token == token.access_token,
        "stored_after_sign_out": sign_in_caches.load_token(session) is not None,
        "calls": [f"{entry.operation}: {entry.result}" for entry in call_log],
    }


print(json.dumps(await main()))  # noqa: F704, PLE1142 - Pyodide awaits at the top level
