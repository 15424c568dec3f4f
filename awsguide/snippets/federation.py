"""Snippets for the federation endpoint, which takes keys in place of a signature.

Text only. Keys come from variables and go to a program on its standard input: a command line can be read by everybody
on the machine.
"""

from __future__ import annotations

from collections.abc import Mapping

from awsguide.core.partitions import partition_of
from awsguide.core.quoting import javascript, python, shell


def ways(params: Mapping[str, object], profile: str, region: str) -> tuple[str, str, str, str]:
    """CLI, boto3, JavaScript and a plain request for `getSigninToken`; each prints a token that opens the console."""
    endpoint = f"https://signin.{partition_of(region).console}"
    seconds = params.get("SessionDuration")
    extra = f" --data SessionDuration={seconds}" if seconds else ""
    ask = (
        f"curl --get --data Action=getSigninToken{extra} --data-urlencode Session@- \\\n"
        f'    "${{AWS_ENDPOINT_URL:-{endpoint}}}/federation"'
    )
    chosen = f" --profile {shell(profile, plain=True)}" if profile else ""
    cli = (
        "# The AWS CLI has no command for this: it hands over the keys, jq and curl do the rest.\n"
        f"aws configure export-credentials{chosen} --format process |\n"
        "  jq -c '{sessionId: .AccessKeyId, sessionKey: .SecretAccessKey, sessionToken: .SessionToken}' |\n  "
        + ask
    )
    plain = (
        "jq -nc '{sessionId: env.AWS_ACCESS_KEY_ID, sessionKey: env.AWS_SECRET_ACCESS_KEY,\n"
        "         sessionToken: env.AWS_SESSION_TOKEN}' |\n  " + ask
    )
    python_way = _boto3_federation(seconds, profile, endpoint)
    return cli, python_way, _javascript_federation(seconds, profile, endpoint), plain


def _boto3_federation(seconds: object, profile: str, endpoint: str) -> str:
    session = f"boto3.Session(profile_name={python(profile)})" if profile else "boto3.Session()"
    length = f', "SessionDuration": {seconds}' if seconds else ""
    return "\n".join(
        (
            "import json",
            "import os",
            "from urllib.parse import urlencode",
            "from urllib.request import urlopen",
            "",
            "import boto3",
            "",
            f"keys = {session}.get_credentials().get_frozen_credentials()",
            "session = json.dumps(",
            '    {"sessionId": keys.access_key, "sessionKey": keys.secret_key, "sessionToken": keys.token}',
            ")",
            f'endpoint = os.environ.get("AWS_ENDPOINT_URL", "{endpoint}") + "/federation"',
            f'query = urlencode({{"Action": "getSigninToken", "Session": session{length}}})',
            'with urlopen(f"{endpoint}?{query}") as answer:',
            '    token = json.load(answer)["SigninToken"]',
        )
    )


def _javascript_federation(seconds: object, profile: str, endpoint: str) -> str:
    chosen = f"{{ profile: {javascript(profile)} }}" if profile else ""
    length = f', SessionDuration: "{seconds}"' if seconds else ""
    return "\n".join(
        (
            'import { fromNodeProviderChain } from "@aws-sdk/credential-providers";',
            "",
            f"const keys = await fromNodeProviderChain({chosen})();",
            "const Session = JSON.stringify({",
            "  sessionId: keys.accessKeyId, sessionKey: keys.secretAccessKey, sessionToken: keys.sessionToken,",
            "});",
            f'const query = new URLSearchParams({{ Action: "getSigninToken", Session{length} }});',
            f'const endpoint = process.env.AWS_ENDPOINT_URL ?? "{endpoint}";',
            "const answer = await fetch(`${endpoint}/federation?${query}`);",
            "const { SigninToken } = await answer.json();",
        )
    )
