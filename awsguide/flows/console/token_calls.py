"""AWS's sign-in service (`signin`): authorization code with PKCE, and a proof of possession with every token call.

The steps by which a code is got - back from the browser, or pasted - and traded, and what its refusals mean. The proofs
(DPoP, RFC 9449) are made by a `signer` that is an argument: no key and no mathematics in here. Source: botocore's
model signin 2023-01-01 and LoginProvider, and the AWS CLI's `aws login`, as installed, 2026-11-23; RFC 7636.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal, Protocol
from urllib.parse import parse_qsl, urlencode

from awsguide.core.errors import AwsError, GuideError, NoAnswer
from awsguide.core.json_web_tokens import claims, decode
from awsguide.core.model import BrowserPage, CodePage, ConsoleSession, Credentials
from awsguide.core.secret import Secret
from awsguide.core.steps import Ask, Call, Flow, Listen, Now, Redirected, Show, Wait
from awsguide.explanations import explain
from awsguide.flows.shared.answers import translated
from awsguide.flows.shared.pkce import challenge

ConsoleWay = Literal["same-device", "cross-device"]

CLIENT_ID: Mapping[ConsoleWay, str] = {
    "same-device": "arn:aws:signin:::devtools/same-device",
    "cross-device": "arn:aws:signin:::devtools/cross-device",
}
# The CLI waits this long for the browser.
BROWSER_SECONDS = 600
TOKEN_PATH = "/v1/token"  # noqa: S105 - a path
# How long to wait before asking again what AWS was too busy for, in seconds.
PAUSES = (0.5, 1.0, 2.0)
# What an `Ask` for the code that the page shows is about.
CODE = "authorization-code"


class Signer(Protocol):
    """Proves possession of a P-256 key that stays the same for all token calls of one sign-in."""

    def proof(self, method: str, address: str) -> Secret:
        """A DPoP proof for one request (JWT, ES256)."""

    def key(self) -> Secret:
        """The private key as the CLI's cache keeps it (SEC1 PEM)."""


def _query(client: str, redirect_uri: str, verifier: str, state: str) -> str:
    return urlencode(
        {
            "response_type": "code",
            "client_id": client,
            "state": state,
            # The sign-in service's own spelling; OAuth's is S256.
            "code_challenge_method": "SHA-256",
            "scope": "openid",
            "redirect_uri": redirect_uri,
            "code_challenge": challenge(verifier),
        }
    )


def by_callback(endpoint: str, verifier: str, state: str, now: Now) -> Flow[tuple[Secret, str]]:
    """Code and redirect address, where the browser comes back to this machine. Raises `Refused`."""
    redirect_uri: str = yield Listen(state=Secret(state))
    query = _query(CLIENT_ID["same-device"], redirect_uri, verifier, state)
    yield Show(BrowserPage(Secret(f"{endpoint}/v1/authorize?{query}"), now() + BROWSER_SECONDS))
    answer: Mapping[str, Any] | None = yield Redirected(BROWSER_SECONDS)
    if answer is None:
        raise explain("console-window-closed")
    if answer.get("state") != Secret(state):
        raise explain("state-mismatch")
    if "code" not in answer:
        raise explain("console-denied" if answer.get("error") == "access_denied" else "grant-refused")
    return answer["code"], redirect_uri


def by_paste(endpoint: str, verifier: str, state: str, now: Now) -> Flow[tuple[Secret, str]]:
    """Code and redirect address, where a person brings the code. Raises `BadInput` and `Refused`."""
    redirect_uri = f"{endpoint}/v1/sessions/confirmation"
    query = _query(CLIENT_ID["cross-device"], redirect_uri, verifier, state)
    yield Show(CodePage(f"{endpoint}/v1/authorize?{query}", now() + BROWSER_SECONDS))
    pasted: Secret = yield Ask("Paste the code that the page shows.", (), about=CODE)
    return check_pasted(pasted, state), redirect_uri


def check_pasted(pasted: Secret, state: str) -> Secret:
    """The authorization code inside what was pasted, if it belongs to this attempt's `state`.

    Raises `BadInput` ('pasted-code-cut') for text that is not whole, `Refused` ('state-mismatch') for another
    attempt's.
    """
    found_state, code = read_pasted(pasted)
    if found_state != Secret(state):
        raise explain("state-mismatch")
    return code


def read_pasted(pasted: Secret) -> tuple[Secret, Secret]:
    """State and authorization code in what was pasted: base64 of `state=...&code=...`. Raises `BadInput`."""
    text = "".join(pasted.reveal().split())
    try:
        plain = decode(text).decode("ascii")
    except ValueError:
        raise explain("pasted-code-cut") from None
    found = dict(parse_qsl(plain))
    if not found.get("state") or not found.get("code"):
        raise explain("pasted-code-cut")
    return Secret(found["state"]), Secret(found["code"])


def token(
    endpoint: str,
    region: str,
    signer: Signer,
    token_input: Mapping[str, Any],
    *,
    why: str,
    ended: bool = False,
) -> Flow[Mapping[str, Any]]:
    """The answer to one token call; `ended` says that an existing sign-in was used. Raises `Refused`, `Unreachable`."""
    for pause in (*PAUSES, None):
        # Each attempt has a proof of its own: AWS takes none twice.
        call = Call(
            "signin",
            "CreateOAuth2Token",
            {"tokenInput": dict(token_input)},
            region=region,
            headers={"DPoP": signer.proof("POST", endpoint + TOKEN_PATH)},
            why=why,
        )
        try:
            reply: Mapping[str, Any] = yield call
            break
        except AwsError as error:
            if pause is None or (error.status < 500 and error.status != 429):
                raise _explained(error, ended=ended) from error
        except NoAnswer as silence:
            raise translated(silence) from silence
        yield Wait(pause)
    found: Mapping[str, Any] = reply["tokenOutput"]
    return found


# The finer value that the sign-in service puts beside its codes -> the explanation.
_REASONS: Mapping[str, str] = {
    "TOKEN_EXPIRED": "console-session-ended",
    "AUTHCODE_EXPIRED": "grant-refused",
    "USER_CREDENTIALS_CHANGED": "console-password-changed",
    "INSUFFICIENT_PERMISSIONS": "console-sign-in-not-allowed",
}


# A proof that is refused for its time is told apart only by AWS's words.
_ABOUT_TIME = re.compile(r"\biat\b|\bclock\b", re.IGNORECASE)


def _explained(error: AwsError, *, ended: bool) -> GuideError:
    if error.reason in _REASONS:
        return explain(_REASONS[error.reason])
    if error.code == "ValidationException":
        if _ABOUT_TIME.search(error.message):
            return explain("clock-at-sign-in")
        return explain("console-session-ended" if ended else "grant-refused")
    return translated(error)


def credentials(reply: Mapping[str, Any], now: Now) -> Credentials:
    """The credentials in a token call's answer, with their end."""
    found = reply["accessToken"]
    return Credentials(
        found["accessKeyId"], found["secretAccessKey"], found["sessionToken"], now() + reply["expiresIn"]
    )


def session_arn(id_token: Secret) -> str:
    """The ARN in an id token's `sub`. Its signature is not checked: it came over TLS, and AWS is asked next."""
    arn = claims(id_token).get("sub")
    if not isinstance(arn, str) or not arn.startswith("arn:"):
        raise explain(
            "aws-said", operation="CreateOAuth2Token", code="an id token", message="it names no identity"
        )
    return arn


def signed_in_at(session: ConsoleSession) -> float | None:
    """When a person signed in, in seconds since 1970, as the id token says; None when it does not.

    Renewing brings no new id token, so the one in the cache stays that of the sign-in.
    """
    issued = claims(session.id_token).get("iat") if session.id_token is not None else None
    return float(issued) if isinstance(issued, int | float) else None
