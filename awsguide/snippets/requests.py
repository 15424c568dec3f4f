"""A call as a plain request with curl: signed, unless AWS takes it unsigned.

Secrets are variables of the shell; each reaches the request in double quotes, so that the shell puts it in.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from urllib.parse import quote, urlencode

from awsguide.core.quoting import in_double_quotes, shell
from awsguide.core.secret import Secret
from awsguide.core.steps import Call
from awsguide.snippets.services import PATHS, PROVED, SERVICES, Service, host, signed_for, variable


def request(call: Call) -> str:
    """The request as a command of the shell."""
    service = SERVICES[call.service]
    endpoint = f"${{AWS_ENDPOINT_URL:-https://{host(call, service)}}}"
    if call.operation == "AssumeRoleWithWebIdentity":
        return _web_identity(endpoint, service.version, dict(_flat(call.params)))
    if service.target:
        return _signed(_scope(call, service), f"{endpoint}/", *_in_body(call, service))
    if service.paths:
        given = {name: quote(str(value), safe="") for name, value in call.params.items()}
        path = service.paths[call.operation].format_map(given)
        return _signed(_scope(call, service), f"{endpoint}/{path}")
    if call.credentials or service.version:
        address, scope = signed_address(call, endpoint)
        return _signed(scope, address)
    return _unsigned(call, endpoint)


def signed_address(call: Call, endpoint: str) -> tuple[str, str]:
    """Address and signing scope ('aws:amz:us-east-1:sts') of a signed call whose operation stands in the address."""
    service = SERVICES[call.service]
    given = {"Action": call.operation, "Version": service.version, **dict(_flat(call.params))}
    query = "&".join(
        # A shell variable must stay one, so it is not encoded.
        f"{name}=${variable(name)}" if isinstance(value, Secret) else urlencode({name: value})
        for name, value in given.items()
    )
    return f"{endpoint}/?{query}", _scope(call, service)


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


def _scope(call: Call, service: Service) -> str:
    return f"aws:amz:{signed_for(call, service)}:{service.signed_as or call.service}"


def _joined(*parts: str) -> str:
    return " \\\n    ".join(parts)


def _signed(scope: str, address: str, *more: str) -> str:
    return _joined(
        f'curl --aws-sigv4 "{in_double_quotes(scope)}"',
        '--user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"',
        '--header "x-amz-security-token: $AWS_SESSION_TOKEN"',
        *more,
        f'"{address}"',
    )


def _in_body(call: Call, service: Service) -> tuple[str, ...]:
    """The operation stands in a header, its parameters in the body."""
    return (
        "--header 'content-type: application/x-amz-json-1.1'",
        f"--header 'x-amz-target: {service.target}.{call.operation}'",
        f"--data {shell(json.dumps(dict(call.params)))}",
    )


def _unsigned(call: Call, endpoint: str) -> str:
    method, path, in_query = PATHS[call.operation]
    # The sign-in service's one parameter is the body itself.
    params = call.params.get("tokenInput", call.params)
    query = urlencode({in_query[name]: value for name, value in params.items() if name in in_query})
    body = {name: value for name, value in params.items() if name not in in_query and name != "accessToken"}
    parts = [f"curl --request {method}"]
    if "accessToken" in call.params:
        parts.append('--header "x-amz-sso_bearer_token: $ACCESS_TOKEN"')
    if call.operation in PROVED:
        parts.append('--header "DPoP: $DPOP_PROOF"')
    if method == "POST" and body:
        parts += ["--header 'content-type: application/json'", f'--data "{_json_for_the_shell(body)}"']
    return _joined(*parts, f'"{endpoint}{path}{"?" + query if query else ""}"')


def _web_identity(endpoint: str, version: str, given: Mapping[str, object]) -> str:
    """The plain request: no signature, the token from its file."""
    fields = {"Action": "AssumeRoleWithWebIdentity", "Version": version, **given}
    parts = [
        f"--data-urlencode {shell(f'{name}={value}')}"
        for name, value in fields.items()
        if name != "WebIdentityToken"
    ]
    return _joined(
        'printf %s "$(cat "$AWS_WEB_IDENTITY_TOKEN_FILE")" | curl',
        *parts,
        "--data-urlencode WebIdentityToken@-",
        f'"{endpoint}/"',
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
