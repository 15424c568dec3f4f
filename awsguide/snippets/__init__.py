"""The same step for the AWS CLI, boto3, JavaScript (SDK v3) and a signed request, made from a flow's own call.

Text only: nothing here runs. A secret never gets into a snippet; a shell variable or a placeholder stands for it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from awsguide.core.partitions import partition_of
from awsguide.core.quoting import in_double_quotes, javascript, python, shell
from awsguide.core.secret import Secret
from awsguide.core.steps import Call
from awsguide.snippets import tokens


@dataclass(frozen=True)
class Snippets:
    """One step, four ways."""

    cli: str
    boto3: str
    javascript: str
    request: str

    def rows(self) -> tuple[tuple[str, str, str], ...]:
        """(title, language, text) for each way, in the order of AWS's table: CLI, SDKs, APIs."""
        return (
            ("AWS CLI", "bash", self.cli),
            ("boto3", "python", self.boto3),
            ("AWS SDK for JavaScript v3", "javascript", self.javascript),
            ("Signed request", "bash", self.request),
        )


@dataclass(frozen=True)
class _Service:
    """How a service is called outside botocore: its JavaScript name and host, then the API version of a query service,
    the prefix of `X-Amz-Target` of a JSON one, or the paths of a REST one's operations. `signed_as` is the name that a
    signature has, where it is another one.
    """

    javascript: str
    host: str
    version: str = ""
    target: str = ""
    paths: Mapping[str, str] = field(default_factory=dict)
    signed_as: str = ""


_SERVICES: Mapping[str, _Service] = {
    "sso-oidc": _Service("SSOOIDC", "oidc.{region}.{suffix}"),
    "sso": _Service("SSO", "portal.sso.{region}.{suffix}"),
    "signin": _Service("Signin", "{region}.signin.{console}"),
    "sts": _Service("STS", "sts.{region}.{suffix}", "2011-06-15"),
    "iam": _Service("IAM", "{iam}", "2010-05-08"),
    "s3": _Service("S3", "s3.{region}.{suffix}", paths={"ListBuckets": ""}),
    "iam-toolbox": _Service(
        "IAMToolbox",
        "iam-toolbox.{region}.{suffix}",
        paths={"GetRequestAuthorizationDetails": "authorization-details/{authorizationId}"},
        signed_as="iam",
    ),
    "organizations": _Service(
        "Organizations", "organizations.{organizations}.{suffix}", target="AWSOrganizationsV20161128"
    ),
}

# Unsigned operations: method, path, and which parameters travel in the query (the rest is a JSON body).
_PATHS: Mapping[str, tuple[str, str, Mapping[str, str]]] = {
    "RegisterClient": ("POST", "/client/register", {}),
    "StartDeviceAuthorization": ("POST", "/device_authorization", {}),
    "CreateToken": ("POST", "/token", {}),
    "ListAccounts": ("GET", "/assignment/accounts", {"maxResults": "max_result", "nextToken": "next_token"}),
    "ListAccountRoles": (
        "GET",
        "/assignment/roles",
        {"maxResults": "max_result", "nextToken": "next_token", "accountId": "account_id"},
    ),
    "GetRoleCredentials": (
        "GET",
        "/federation/credentials",
        {"accountId": "account_id", "roleName": "role_name"},
    ),
    "Logout": ("POST", "/logout", {}),
    "CreateOAuth2Token": ("POST", "/v1/token", {}),
}

# Operations that want a proof of possession in the header DPoP, each one good once (RFC 9449).
_PROVED = frozenset({"CreateOAuth2Token"})


def variable(name: str) -> str:
    """The shell variable that stands for a secret parameter ('clientSecret' -> 'CLIENT_SECRET')."""
    return _words(name).replace("-", "_").upper()


def of_call(call: Call, *, profile: str = "") -> Snippets:
    """The four ways to make this very call. A signed call uses `profile` where a client can read one."""
    if call.service == "federation":
        return Snippets(*tokens.federation(call.params, profile, call.region))
    service = _SERVICES[call.service]
    return Snippets(
        _cli(call, profile),
        _boto3(call, profile),
        _javascript(call, service, profile),
        _signed(call, service)
        if call.credentials or service.version or service.target or service.paths
        else _unsigned(call, service),
    )


def identity(profile: str, region: str) -> Snippets:
    """`GetCallerIdentity` with a saved profile: the shortest proof in each client."""
    return of_call(Call("sts", "GetCallerIdentity", {}, region=region), profile=profile)


def _words(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", name).lower()


def _cli(call: Call, profile: str) -> str:
    if call.operation in _PROVED:
        region = f" --region {shell(call.region, plain=True)}" if call.region else ""
        return f"# Only this command makes the proof that has to go along:\naws login{region}"
    parts = [f"aws {call.service} {_words(call.operation)}"]
    for name, value in call.params.items():
        parts.append(f"--{_words(name)} {_shell_value(name, value)}")
    if call.region:
        parts.append(f"--region {shell(call.region, plain=True)}")
    if profile:
        parts.append(f"--profile {shell(profile, plain=True)}")
    return " \\\n    ".join(parts) if len(parts) > 3 else " ".join(parts)


def _shell_value(name: str, value: object) -> str:
    if isinstance(value, Secret):
        return f'"${variable(name)}"'
    if isinstance(value, list | tuple) and not any(isinstance(item, Mapping) for item in value):
        return " ".join(shell(str(item)) for item in value)
    # Structures as JSON: the CLI's own shorthand has trouble with commas and equals signs in values.
    return shell(value if isinstance(value, str) else json.dumps(value))


def _python_value(name: str, value: object) -> str:
    if isinstance(value, Mapping):
        inner = ", ".join(f"{python(key)}: {_python_value(key, item)}" for key, item in value.items())
        return f"{{{inner}}}"
    return f'os.environ["{variable(name)}"]' if isinstance(value, Secret) else repr(value)


def _javascript_value(name: str, value: object) -> str:
    if isinstance(value, Mapping):
        return (
            "{ "
            + ", ".join(
                f"{_javascript_key(key)}: {_javascript_value(key, item)}" for key, item in value.items()
            )
            + " }"
        )
    return f"process.env.{variable(name)}" if isinstance(value, Secret) else json.dumps(value)


def _javascript_key(name: str) -> str:
    return name if name.isidentifier() and name.isascii() else javascript(name)


def _has_secret(value: object) -> bool:
    if isinstance(value, Mapping):
        return any(_has_secret(item) for item in value.values())
    return isinstance(value, Secret)


def _boto3(call: Call, profile: str) -> str:
    secrets = _has_secret(call.params) or call.operation in _PROVED
    method = _words(call.operation).replace("-", "_")
    arguments = ", ".join(f"{name}={_python_value(name, value)}" for name, value in call.params.items())
    session = f"boto3.Session(profile_name={python(profile)})" if profile else "boto3"
    region = f", region_name={python(call.region)}" if call.region else ""
    lines = ["import os", ""] if secrets else []
    lines += ["import boto3", "", f'client = {session}.client("{call.service}"{region})']
    if call.operation in _PROVED:
        event = f"before-call.{call.service}.{call.operation}"
        lines += [
            "def prove(params, **_):",
            '    params["headers"]["DPoP"] = os.environ["DPOP_PROOF"]',
            f'client.meta.events.register("{event}", prove)',
        ]
    lines.append(f"print(client.{method}({arguments}))")
    return "\n".join(lines)


def _javascript_assumed(call: Call, profile: str) -> str:
    """The SDK's own provider for roles, which asks for a code when it needs one and renews what it can."""
    entries = {name: value for name, value in call.params.items() if name != "TokenCode"}
    lines = [f"    {name}: {_javascript_value(name, value)}," for name, value in entries.items()]
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


def _javascript(call: Call, service: _Service, profile: str) -> str:
    if call.operation == "AssumeRole":
        return _javascript_assumed(call, profile)
    if call.operation == "AssumeRoleWithWebIdentity":
        return tokens.javascript_web_identity(call.params, call.region)
    entries = ", ".join(f"{name}: {_javascript_value(name, value)}" for name, value in call.params.items())
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
            *(prove if call.operation in _PROVED else ()),
            f"console.log(await client.send(new {call.operation}Command({{ {entries} }})));".replace(
                "{  }", "{}"
            ),
        )
    )


def _json_for_the_shell(body: Mapping[str, object]) -> str:
    """JSON for between double quotes, in which the shell puts the variables that stand for secrets."""
    entries = []
    for name, value in body.items():
        written = (
            f'\\"${variable(name)}\\"' if isinstance(value, Secret) else in_double_quotes(json.dumps(value))
        )
        entries.append(f"{in_double_quotes(json.dumps(name))}: {written}")
    return "{" + ", ".join(entries) + "}"


def _host(call: Call, service: _Service) -> str:
    """The host of a call in its Region's partition; what is no Region's name cannot leave its place in it."""
    partition = partition_of(call.region)
    # Percent-encoded, it is one label still and nothing to a shell.
    region = quote(call.region or "us-east-1", safe="")
    return service.host.format(
        region=region,
        suffix=partition.suffix,
        console=partition.console,
        iam=partition.iam,
        organizations=partition.organizations_region,
    )


def _signed_for(call: Call, service: _Service) -> str:
    """The Region that a call is signed for: its own, or the one of the whole partition."""
    return call.region if "{region}" in service.host else partition_of(call.region).iam_region


def signed_address(call: Call, endpoint: str) -> tuple[str, str]:
    """Address and signing scope ('aws:amz:us-east-1:sts') of a signed call whose operation stands in the address."""
    service = _SERVICES[call.service]
    region = _signed_for(call, service)
    given = {"Action": call.operation, "Version": service.version, **dict(_flat(call.params))}
    query = "&".join(
        # A shell variable must stay one, so it is not encoded.
        f"{name}=${variable(name)}" if isinstance(value, Secret) else urlencode({name: value})
        for name, value in given.items()
    )
    return f"{endpoint}/?{query}", f"aws:amz:{region}:{service.signed_as or call.service}"


def _flat(params: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """Parameters as query services take them: Tags.member.1.Key."""
    for name, value in params.items():
        if isinstance(value, list | tuple):
            for number, item in enumerate(value, start=1):
                if isinstance(item, Mapping):
                    yield from _flat({f"{name}.member.{number}.{key}": part for key, part in item.items()})
                else:
                    yield f"{name}.member.{number}", item
        elif isinstance(value, Mapping):
            yield from _flat({f"{name}.{key}": part for key, part in value.items()})
        else:
            yield name, value


def _signed(call: Call, service: _Service) -> str:
    host = _host(call, service)
    if call.operation == "AssumeRoleWithWebIdentity":
        return tokens.request_web_identity(host, service.version, dict(_flat(call.params)))
    if service.target:
        return _signed_json(call, service)
    address, scope = signed_address(call, f"${{AWS_ENDPOINT_URL:-https://{host}}}")
    if service.paths:
        given = {name: quote(str(value), safe="") for name, value in call.params.items()}
        address = f"${{AWS_ENDPOINT_URL:-https://{host}}}/{service.paths[call.operation].format_map(given)}"
    return " \\\n    ".join(
        (
            f'curl --aws-sigv4 "{in_double_quotes(scope)}"',
            '--user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"',
            '--header "x-amz-security-token: $AWS_SESSION_TOKEN"',
            f'"{address}"',
        )
    )


def _signed_json(call: Call, service: _Service) -> str:
    """The operation stands in a header, its parameters in the body."""
    return " \\\n    ".join(
        (
            f'curl --aws-sigv4 "aws:amz:{_signed_for(call, service)}:{call.service}"',
            '--user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"',
            '--header "x-amz-security-token: $AWS_SESSION_TOKEN"',
            "--header 'content-type: application/x-amz-json-1.1'",
            f"--header 'x-amz-target: {service.target}.{call.operation}'",
            f"--data {shell(json.dumps(dict(call.params)))}",
            f'"${{AWS_ENDPOINT_URL:-https://{_host(call, service)}}}/"',
        )
    )


def _unsigned(call: Call, service: _Service) -> str:
    method, path, in_query = _PATHS[call.operation]
    host = _host(call, service)
    # The sign-in service's one parameter is the body itself.
    params = call.params.get("tokenInput", call.params)
    query = urlencode({in_query[name]: value for name, value in params.items() if name in in_query})
    body = {name: value for name, value in params.items() if name not in in_query and name != "accessToken"}
    parts = [f"curl --request {method}"]
    if "accessToken" in call.params:
        parts.append('--header "x-amz-sso_bearer_token: $ACCESS_TOKEN"')
    if call.operation in _PROVED:
        parts.append('--header "DPoP: $DPOP_PROOF"')
    if method == "POST" and body:
        # Double quotes, so that the shell puts the secrets in.
        parts += [
            "--header 'content-type: application/json'",
            f'--data "{_json_for_the_shell(body)}"',
        ]
    parts.append(f'"${{AWS_ENDPOINT_URL:-https://{host}}}{path}{"?" + query if query else ""}"')
    return " \\\n    ".join(parts)
