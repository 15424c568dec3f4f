"""A client in its own process: who am I with each of these ways to temporary credentials, by boto3 as it comes?

Reads JSON on its standard input: {"profiles": [...], "code": "123456", "mfa_profile": ..., "key": {...}, "web": {...}}.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

asked = json.load(sys.stdin)
answers: dict[str, Any] = {}


def who(name: str, session: boto3.Session) -> None:
    try:
        answers[name] = {"arn": session.client("sts").get_caller_identity()["Arn"]}
    except (BotoCoreError, ClientError) as error:
        answers[name] = {"error": str(error)}


for profile in asked["profiles"]:
    who(profile, boto3.Session(profile_name=profile))

session = boto3.Session(profile_name=asked["mfa_profile"])
prompts: list[str] = []
provider = session._session.get_component("credential_provider").get_provider("assume-role")
# Where a person would be asked at the terminal.
provider._prompter = lambda prompt: (prompts.append(prompt), asked["code"])[1]
who(asked["mfa_profile"], session)
answers["prompts"] = prompts

os.environ.update(asked["key"])
who("environment", boto3.Session(profile_name="from-environment"))
for name in asked["key"]:
    del os.environ[name]
os.environ.update(asked["web"])
who("web identity", boto3.Session())
sys.stdout.write(json.dumps(answers))
