"""Web identity: a token of an OpenID Connect issuer, traded for a role's credentials without any AWS key.

Flows: `assume_with_web_identity`, `lesson_token`. A token is read here to be looked at: its claims, decoded and
shortened, never its signature, which AWS checks with the issuer's published keys and nobody here does. Nothing here
reads a file, sends, sleeps or prints.

Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html, 2026-11-26; RFC 7519.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from awsguide.core.errors import AwsError, GuideError, NoAnswer
from awsguide.core.json_web_tokens import decode_object
from awsguide.core.model import AssumedRole, RoleRequest
from awsguide.core.secret import Secret
from awsguide.core.steps import Call, Flow, Load, Now
from awsguide.explanations import explain
from awsguide.flows.shared.answers import translated
from awsguide.flows.shared.identity import given, identity_in
from awsguide.flows.short_term.role_input import check_request
from awsguide.flows.short_term.role_options import parameters

LONGEST_TOKEN = 20_000
# A claim is shown as far as a person needs it to recognise it; a long one may be worth something to somebody.
SHOWN = 48
# The clocks of an issuer and of this machine may differ a little.
LEEWAY = 300

_MEANINGS: Mapping[str, str] = {
    "iss": "who made the token: the provider that IAM must know",
    "aud": "for whom it was made: the provider's audience, or the role's condition",
    "sub": "whom the token is about: a role's trust policy should check it",
    "azp": "which client asked for it",
    "exp": "when it ends",
    "nbf": "not valid before",
    "iat": "when it was made",
    "jti": "the number of this token",
    "amr": "how the person signed in",
}
_TIMES = frozenset({"exp", "nbf", "iat", "auth_time"})
_ONCE = frozenset({"jti", "nonce", "at_hash", "c_hash", "sid"})


@dataclass(frozen=True)
class Claims:
    """What a token says of itself, unproved: only AWS, with the issuer's keys, can tell whether it is true.

    `audience` has every value of `aud`; times are seconds since 1970 UTC, None where the token has none.
    """

    issuer: str
    subject: str
    audience: tuple[str, ...]
    expires_at: float | None
    begins_at: float | None
    everything: Mapping[str, object]

    @property
    def provider(self) -> str:
        """The issuer as IAM names it in policies: without 'https://'."""
        return self.issuer.removeprefix("https://").rstrip("/")


@dataclass(frozen=True)
class ClaimRow:
    """One claim for a person: its name, its value as far as it is shown, and what it is for ('' for others)."""

    name: str
    value: str
    meaning: str


def read_token(token: Secret) -> Claims:
    """The claims of a token; raises `BadInput` for what cannot be a token of an issuer."""
    text = "".join(token.reveal().split())
    parts = text.split(".")
    if len(text) > LONGEST_TOKEN:
        raise explain(
            "web-token-shape", detail=f"it has {len(text)} characters, and AWS takes {LONGEST_TOKEN}"
        )
    if len(parts) == 5:
        raise explain("web-token-shape", detail="it is encrypted (five parts), and AWS takes signed ones")
    if len(parts) != 3:
        raise explain(
            "web-token-shape", detail=f"it has {len(parts)} part{'s' * (len(parts) > 1)} and not three"
        )
    head, body = decode_object(parts[0]), decode_object(parts[1])
    if head is None or body is None:
        raise explain(
            "web-token-shape", detail="its first two parts are not JSON: a piece of it may be missing"
        )
    if not parts[2] or str(head.get("alg", "")).lower() == "none":
        raise explain("web-token-shape", detail="it is not signed")
    missing = [name for name in ("iss", "sub", "aud", "exp") if not body.get(name)]
    if missing:
        raise explain("web-token-shape", detail=f"it does not say {', '.join(missing)}")
    audience = body["aud"] if isinstance(body["aud"], list) else [body["aud"]]
    return Claims(
        str(body["iss"]),
        str(body["sub"]),
        tuple(str(value) for value in audience),
        _moment(body.get("exp")),
        _moment(body.get("nbf")),
        body,
    )


def _moment(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def shown(claims: Claims, now: float, *, times: bool = False) -> tuple[ClaimRow, ...]:
    """The claims for a person, the ones that AWS looks at first; long values are cut, times said from `now`.

    With `times`, each is also told in UTC ('in the future: 2026-11-26 18:51:04 UTC').
    """
    order = (
        *(name for name in _MEANINGS if name in claims.everything),
        *sorted(set(claims.everything) - set(_MEANINGS)),
    )
    return tuple(
        ClaimRow(name, _value(name, claims.everything[name], now, times), _MEANINGS.get(name, ""))
        for name in order
    )


def _value(name: str, value: object, now: float, times: bool) -> str:
    moment = _moment(value)
    if name in _TIMES and moment is not None:
        words = "in the past" if moment <= now else "in the future"
        return f"{words}{_told(moment)}" if times else words
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    text = value if isinstance(value, str) else json.dumps(value)
    room = 4 if name in _ONCE else SHOWN
    return text if len(text) <= room else f"{text[:room]}…"


def _told(moment: float) -> str:
    """A moment in UTC; nothing for one that no calendar has."""
    try:
        return f": {datetime.fromtimestamp(moment, UTC):%Y-%m-%d %H:%M:%S} UTC"
    except (OverflowError, ValueError, OSError):
        return ""


def check_token(token: Secret, now: float, audiences: Collection[str] = ()) -> Claims:
    """The claims of a token that AWS could take `now`; raises `BadInput`.

    `audiences` are those that the provider or the role is known to want; empty when nobody told.
    """
    claims = read_token(token)
    if not claims.issuer.startswith("https://"):
        raise explain(
            "web-token-shape", detail=f"its issuer '{_cut(claims.issuer)}' is no address with https://"
        )
    if claims.expires_at is None or claims.expires_at <= now:
        raise explain("web-token-expired")
    if claims.begins_at is not None and claims.begins_at > now + LEEWAY:
        raise explain("web-token-early")
    if audiences and not set(audiences) & set(claims.audience):
        raise explain(
            "web-token-audience",
            seen=", ".join(map(_cut, claims.audience)),
            wanted=f"'{' or '.join(sorted(audiences))}'",
        )
    return claims


def _cut(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def lesson_token(**wishes: object) -> Flow[Secret]:
    """A token of the sandbox's own issuer; raises `CouldNotTry` elsewhere, `AwsSaid` for wishes that make none."""
    try:
        return (yield Load("lesson-token", wishes))  # type: ignore[no-any-return]
    except (AwsError, NoAnswer) as error:
        raise translated(error) from error


# What `AssumeRole` has and this operation has not, and the claim or place that takes its part.
_NOT_HERE = (
    ("external_id", "an external ID (the conditions on the token's claims take its place)"),
    ("mfa_serial", "MFA (the issuer asks for it when a person signs in there)"),
    ("token_code", "an MFA code"),
    ("tags", "session tags (AWS reads them from the token's claim https://aws.amazon.com/tags)"),
    ("transitive", "transitive tags (they come in the token too)"),
    ("source_identity", "a source identity (it comes in the claim https://aws.amazon.com/source_identity)"),
)


def assume_with_web_identity(
    request: RoleRequest, token: Secret, *, region: str, now: Now, audiences: Collection[str] = ()
) -> Flow[AssumedRole]:
    """Trade a token for the role's credentials; the call carries the token and no signature.

    Of the request, role, session name, duration and session policies count; anything else is refused before the call.
    Raises `BadInput` for a token that AWS cannot take, `Refused`, `Unreachable`.
    """
    extra = [words for name, words in _NOT_HERE if getattr(request, name)]
    if extra:
        raise explain("web-identity-option", detail="; ".join(extra))
    check_request(request, region=region)
    claims = check_token(token, now(), audiences)
    whole = Secret("".join(token.reveal().split()))
    try:
        reply = yield Call(
            "sts",
            "AssumeRoleWithWebIdentity",
            parameters(request) | {"WebIdentityToken": whole},
            region=region,
            why="trade the issuer's token for credentials of the role",
        )
    except (AwsError, NoAnswer) as error:
        raise _explained(error, claims, request) from error
    user = reply["AssumedRoleUser"]
    return AssumedRole(
        request,
        given(reply["Credentials"], region),
        identity_in(user, "AssumedRoleId"),
        caller=reply.get("SubjectFromWebIdentityToken", claims.subject),
        packed_percent=reply.get("PackedPolicySize"),
        source_identity=reply.get("SourceIdentity", ""),
        by_token=True,
    )


@dataclass(frozen=True)
class _Meaning:
    """AWS's code, a few of its words ('' for any), and the explanation they lead to."""

    code: str
    words: str
    explanation: str


_MEANS = (
    _Meaning("InvalidIdentityToken", "no openidconnect provider", "web-issuer-unknown"),
    _Meaning("InvalidIdentityToken", "audience", "web-token-audience"),
    _Meaning("InvalidIdentityToken", "verification key", "web-issuer-silent"),
    _Meaning("InvalidIdentityToken", "signature", "web-token-signature"),
    _Meaning("InvalidIdentityToken", "", "web-token-refused"),
    _Meaning("ExpiredTokenException", "", "web-token-expired"),
    _Meaning("IDPRejectedClaim", "", "web-token-refused"),
    _Meaning("IDPCommunicationError", "", "web-issuer-silent"),
    _Meaning("AccessDenied", "", "web-role-closed"),
)


def _explained(error: AwsError | NoAnswer, claims: Claims, request: RoleRequest) -> GuideError:
    if isinstance(error, NoAnswer):
        return translated(error)
    said = error.message.lower()
    for meaning in _MEANS:
        if meaning.code == error.code and meaning.words in said:
            return explain(
                meaning.explanation,
                issuer=_cut(claims.issuer),
                seen=", ".join(map(_cut, claims.audience)),
                wanted="another one, which AWS does not name",
                role=request.role_arn,
                provider=claims.provider,
                subject=_cut(claims.subject),
                message=error.message.rstrip(".") or "none",
            )
    return translated(error)
