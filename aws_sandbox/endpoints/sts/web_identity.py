"""AssumeRoleWithWebIdentity: a token of an OpenID Connect provider traded for a session of a role.

The caller needs no keys: who they are is in the token. Its provider has to be one of the role's account, its audience
one the provider lists, its signature the issuer's; then the role's trust policy decides, by what the token says. Keys
are looked up at the sandbox's own issuer and nowhere else: it sends nothing anywhere.

Sources: 'AssumeRoleWithWebIdentity' (AWS STS API reference), 'Available keys for AWS web identity federation', 'Pass
session tags in AWS STS' (IAM user guide) and botocore's service model sts 2011-06-15 (read 2026-11-26).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from moto.iam.models import iam_backends

from aws_sandbox.access import context_keys
from aws_sandbox.access.guard import decide_with_trust
from aws_sandbox.access.statements import Caller
from aws_sandbox.endpoints.sts import session_answer
from aws_sandbox.endpoints.sts.role_sessions import open_session, read_asked, role_of, trust_of, wanted
from aws_sandbox.protocol import json_web_tokens
from aws_sandbox.protocol.errors import Refusal
from aws_sandbox.protocol.parameters import text, validation_error
from aws_sandbox.protocol.xml_answer import elements, given
from aws_sandbox.seed.lessons_temporary import ISSUER
from aws_sandbox.services.sts import session_tags
from aws_sandbox.services.sts.session_tags import SessionTags

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_sandbox.access.policy import Decision
    from aws_sandbox.protocol.received import Received
    from aws_sandbox.state import State

ASSUME = "sts:AssumeRoleWithWebIdentity"
_TAGS = "https://aws.amazon.com/tags"
_SOURCE_IDENTITY = "https://aws.amazon.com/source_identity"
_REQUIRED = ("iss", "aud", "sub", "iat", "exp")
# A token may come a little early, as clocks differ; seconds.
_EARLY = 300


@dataclass(frozen=True)
class _Identity:
    """What a token says, once it is believed: `keys` are condition keys in lower case.

    `lasting` are those that the session has as long as it lasts.
    """

    provider_arn: str
    account_id: str
    subject: str
    audience: str
    keys: Mapping[str, tuple[str, ...]] = field(repr=False)
    lasting: Mapping[str, tuple[str, ...]] = field(repr=False)
    tags: SessionTags
    source_identity: str


def assume_role(sandbox: State, request: Received, region: str, decisions: list[Decision]) -> str:
    """Open a session of a role for whom a token names; raises Refusal. `decisions` gets what was decided."""
    parameters = request.form
    asked = read_asked(parameters)
    given_token = _token(parameters)
    identity = _believed(sandbox, given_token, asked.role_arn.split(":")[4])
    role = role_of(asked.role_arn)
    keys = {**context_keys.about_request(request, region), **identity.keys}
    keys["sts:rolesessionname"] = (asked.session_name,)
    keys |= {f"aws:requesttag/{key.lower()}": (value,) for key, value in identity.tags.tags.items()}
    if identity.tags.tags:
        keys["aws:tagkeys"] = tuple(identity.tags.tags)
    if identity.tags.transitive:
        keys["sts:transitivetagkeys"] = tuple(sorted(identity.tags.transitive))
    if identity.source_identity:
        keys["sts:sourceidentity"] = (identity.source_identity,)
    caller = Caller(identity.account_id, frozenset({identity.provider_arn}), "Federated")
    for action in wanted(ASSUME, identity.tags, identity.source_identity):
        decision = decide_with_trust(caller, action, asked.role_arn, keys, trust_of(role))
        decisions.append(decision)
        if not decision.allowed:
            raise Refusal("denied", f"Not authorized to perform {action}")
    if role is None:
        raise Refusal("denied", f"Not authorized to perform {ASSUME}")
    session, packed = open_session(
        sandbox, role, asked, identity.tags, identity.source_identity, provided=identity.lasting
    )
    told = {
        "SubjectFromWebIdentityToken": identity.subject,
        "Audience": identity.audience,
        "Provider": identity.provider_arn,
    }
    return (
        session_answer.credentials(session)
        + session_answer.assumed_role_user(session)
        + session_answer.sizes(session, packed)
        + elements({**told, **given(SourceIdentity=identity.source_identity)})
    )


def _token(parameters: Mapping[str, str]) -> str:
    try:
        given_token = text(parameters, "WebIdentityToken", 4, 20000)
    except Refusal as refusal:
        # A refusal repeats what it refuses; a token is not repeated.
        constraint = refusal.message.rpartition("failed to satisfy constraint: ")[2]
        raise validation_error(
            "1 validation error detected: Value at 'webIdentityToken' failed to satisfy constraint: "
            + constraint
        ) from None
    text(parameters, "ProviderId", 4, 2048, required=False)
    if parameters.get("ProviderId"):
        raise _invalid(
            "ProviderId is for OAuth 2.0 access tokens alone: leave it out for an OpenID Connect token."
        )
    return given_token


def _believed(sandbox: State, given_token: str, account_id: str) -> _Identity:
    try:
        token = json_web_tokens.read(given_token)
    except json_web_tokens.NoToken:
        raise _invalid(
            "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)"
        ) from None
    claims = token.claims
    missing = next((name for name in _REQUIRED if claims.get(name) in (None, "", [])), None)
    if missing is not None:
        raise _invalid(f"Missing a required claim: {missing}")
    issuer = str(claims["iss"])
    host = issuer.removeprefix("https://")
    provider_arn = f"arn:aws:iam::{account_id}:oidc-provider/{host}"
    provider = (
        iam_backends[account_id]["aws"].open_id_providers.get(provider_arn)
        if account_id in iam_backends and issuer != host
        else None
    )
    if provider is None:
        raise _invalid(f"No OpenIDConnect provider found in your account for {issuer}")
    audience = _audience(claims, provider.client_id_list)
    _check_signature(sandbox, issuer, token)
    _check_time(claims, sandbox.clock.now())
    keys = _keys(host, claims, audience)
    lasting = {name: values for name, values in keys.items() if not name.endswith(":oaud")}
    return _Identity(
        provider_arn=provider_arn,
        account_id=account_id,
        subject=str(claims["sub"]),
        audience=audience,
        keys=keys,
        lasting={**lasting, "aws:federatedprovider": (provider_arn,)},
        tags=_tags(claims),
        source_identity=_source_identity(claims),
    )


def _audience(claims: Mapping[str, Any], accepted: list[str]) -> str:
    """Return the audience as AWS reads it: the authorized party if the token names one, or its one audience."""
    audiences = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    party = claims.get("azp")
    for audience in [party] if party else audiences:
        if audience in accepted:
            return str(audience)
    raise _invalid("Incorrect token audience")


def _check_signature(sandbox: State, issuer: str, token: json_web_tokens.Token) -> None:
    if issuer != ISSUER:
        said = f"The sandbox reaches no identity provider but its own: it cannot get the keys of {issuer}."
        raise Refusal(code="IDPCommunicationError", message=said)
    key = sandbox.issuer.key_named(token.header.get("kid"))
    if key is None:
        raise _invalid(
            "Couldn't retrieve verification key from your identity provider,  please reference "
            "AssumeRoleWithWebIdentity documentation for requirements"
        )
    if not json_web_tokens.is_signed_with(token, key.public_key()):
        raise _invalid("The ID Token's signature is not that of its issuer's key.")


def _check_time(claims: Mapping[str, Any], now: float) -> None:
    moments = [claims.get(name, 0) for name in ("exp", "iat", "nbf")]
    if not all(isinstance(moment, int | float) and abs(moment) < 1e12 for moment in moments):
        raise _invalid("The ID Token's exp, iat and nbf have to be numbers of seconds since 1970.")
    expires, issued, starts = moments
    if expires <= now:
        said = f"Token expired: current date/time {int(now)} must be before the expiration date/time {int(expires)}"
        raise Refusal(code="ExpiredTokenException", message=said)
    if max(issued, starts) > now + _EARLY:
        raise _invalid("The ID Token is not valid yet: check the clock of whoever issued it.")


def _keys(host: str, claims: Mapping[str, Any], audience: str) -> dict[str, tuple[str, ...]]:
    prefix = host.lower()
    keys: dict[str, tuple[str, ...]] = {
        f"{prefix}:aud": (audience,),
        f"{prefix}:sub": (str(claims["sub"]),),
    }
    if claims.get("azp"):
        others = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
        keys[f"{prefix}:oaud"] = tuple(str(other) for other in others)
    methods = claims.get("amr")
    if isinstance(methods, list):
        keys[f"{prefix}:amr"] = tuple(str(method) for method in methods)
    return keys


def _tags(claims: Mapping[str, Any]) -> SessionTags:
    """Return the session tags that the token itself carries; raises Refusal."""
    carried = claims.get(_TAGS)
    if not isinstance(carried, dict):
        return SessionTags()
    rows, transitive = carried.get("principal_tags"), carried.get("transitive_tag_keys", [])
    if not isinstance(rows, dict) or not isinstance(transitive, list):
        raise _invalid(f"The claim {_TAGS} needs principal_tags, and may have transitive_tag_keys.")
    pairs = []
    for key, values in rows.items():
        listed = values if isinstance(values, list) else [values]
        if len(listed) != 1:
            raise _invalid(f"The tag {key} in the claim {_TAGS} needs exactly one value.")
        pairs.append((str(key), str(listed[0])))
    return session_tags.checked(pairs, [str(key) for key in transitive])


def _source_identity(claims: Mapping[str, Any]) -> str:
    named = {"SourceIdentity": str(claims[_SOURCE_IDENTITY])} if claims.get(_SOURCE_IDENTITY) else {}
    return text(named, "SourceIdentity", 2, 64, r"[\w+=,.@-]*", required=False)


def _invalid(message: str) -> Refusal:
    return Refusal(code="InvalidIdentityToken", message=message)
