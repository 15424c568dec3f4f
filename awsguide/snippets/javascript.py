"""A call as JavaScript with AWS's SDK, version 3; a role by the SDK's own providers, which renew its sessions."""

from __future__ import annotations

import json
from collections.abc import Mapping

from awsguide.core.quoting import javascript
from awsguide.core.secret import Secret
from awsguide.core.steps import Call
from awsguide.snippets.services import PROVED, SERVICES, variable


def program(call: Call, profile: str = "") -> str:
    """A module for Node.js that makes the call and prints the answer."""
    if call.operation == "AssumeRole":
        return _assumed(call, profile)
    if call.operation == "AssumeRoleWithWebIdentity":
        return _web_identity(call.params, call.region)
    service = SERVICES[call.service]
    entries = ", ".join(f"{name}: {_value(name, value)}" for name, value in call.params.items())
    prove = (
        "client.middlewareStack.add((next) => (args) => {",
        "  args.request.headers.dpop = process.env.DPOP_PROOF;",
        "  return next(args);",
        '}, { step: "build" });',
    )
    settings = [f"region: {javascript(call.region)}"] if call.region else []
    settings += [f"profile: {javascript(profile)}"] if profile else []
    return "\n".join(
        (
            f'import {{ {service.javascript}Client, {call.operation}Command }} from "@aws-sdk/client-{call.service}";',
            "",
            f"const client = new {service.javascript}Client({{ {', '.join(settings)} }});",
            *(prove if call.operation in PROVED else ()),
            f"console.log(await client.send(new {call.operation}Command({{ {entries} }})));".replace(
                "{  }", "{}"
            ),
        )
    )


def _assumed(call: Call, profile: str) -> str:
    """The SDK's own provider for roles, which asks for a code when it needs one and renews what it can."""
    entries = {name: value for name, value in call.params.items() if name != "TokenCode"}
    lines = [f"    {name}: {_value(name, value)}," for name, value in entries.items()]
    code = "TokenCode" in call.params
    providers = "fromIni, fromTemporaryCredentials" if profile else "fromTemporaryCredentials"
    return "\n".join(
        (
            'import { STSClient, GetCallerIdentityCommand } from "@aws-sdk/client-sts";',
            f'import {{ {providers} }} from "@aws-sdk/credential-providers";',
            "",
            "const credentials = fromTemporaryCredentials({",
            *((f"  masterCredentials: fromIni({{ profile: {javascript(profile)} }}),",) if profile else ()),
            "  params: {",
            *lines,
            "  },",
            *(("  mfaCodeProvider: async () => process.env.TOKEN_CODE,",) if code else ()),
            f"  clientConfig: {{ region: {javascript(call.region)} }},",
            "});",
            f"const client = new STSClient({{ region: {javascript(call.region)}, credentials }});",
            "console.log(await client.send(new GetCallerIdentityCommand({})));",
        )
    )


def _web_identity(params: Mapping[str, object], region: str) -> str:
    """JavaScript's own provider for a token in the file that AWS_WEB_IDENTITY_TOKEN_FILE names."""
    return "\n".join(
        (
            'import { readFileSync } from "node:fs";',
            'import { STSClient, GetCallerIdentityCommand } from "@aws-sdk/client-sts";',
            'import { fromWebToken } from "@aws-sdk/credential-providers";',
            "",
            "const credentials = fromWebToken({",
            f"  roleArn: {javascript(str(params['RoleArn']))},",
            f"  roleSessionName: {javascript(str(params.get('RoleSessionName', 'awsguide')))},",
            *((f"  durationSeconds: {params['DurationSeconds']},",) if "DurationSeconds" in params else ()),
            '  webIdentityToken: readFileSync(process.env.AWS_WEB_IDENTITY_TOKEN_FILE, "utf8").trim(),',
            f"  clientConfig: {{ region: {javascript(region)} }},",
            "});",
            f"const client = new STSClient({{ region: {javascript(region)}, credentials }});",
            "console.log(await client.send(new GetCallerIdentityCommand({})));",
        )
    )


def _value(name: str, value: object) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(key)}: {_value(key, item)}" for key, item in value.items()) + " }"
    return f"process.env.{variable(name)}" if isinstance(value, Secret) else json.dumps(value)


def _key(name: str) -> str:
    return name if name.isidentifier() and name.isascii() else javascript(name)
