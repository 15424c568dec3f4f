"""Signs IAM calls about one's own access keys: with the key itself, or, where AWS wants MFA, with a session of it.

Which one it needs is found out by trying. A code is asked for once per key and sitting: a six-digit code is good for
one call alone, and a rotation makes several. Sources:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage.html and
https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html, 2026-11-26.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from awsguide.core.errors import AwsError
from awsguide.core.model import Credentials
from awsguide.core.partitions import home_region
from awsguide.core.secret import Secret
from awsguide.core.steps import Ask, Call, Flow, Now
from awsguide.explanations import explain
from awsguide.flows.shared import mfa
from awsguide.flows.shared.answers import DENIED
from awsguide.flows.shared.session_token import session_token

# An hour: long enough for one sitting, and the most that works for every user.
SESSION_SECONDS = 3600
# What is left of a session that is too little to begin anything with.
TOO_LITTLE = 60
# What AWS says to a key that was made a moment ago, or that is gone or inactive.
UNKNOWN_KEY = ("InvalidClientTokenId",)
# What it says to a session that is over by its own clock, whatever ours says.
OVER = ("ExpiredToken", "ExpiredTokenException")


@dataclass
class Memory:
    """What a kernel remembers between two flows, and never stores: MFA sessions by key id, and the codes used up."""

    sessions: dict[str, Credentials] = field(default_factory=dict, repr=False)
    used: mfa.UsedCodes = field(default_factory=mfa.UsedCodes, repr=False)


@dataclass(frozen=True)
class MfaCode:
    """What a person is asked for: the six digits that the device with this serial number shows now."""

    serial: str


@dataclass
class Signer:
    """One access key of `user`; `memory` is what the caller keeps between two flows."""

    key: Credentials
    user: str
    memory: Memory
    now: Now

    @property
    def region(self) -> str:
        """Where IAM is asked: in the key's own partition."""
        return home_region(self.key.region)

    def call(
        self,
        operation: str,
        params: Mapping[str, Any] | None = None,
        *,
        why: str,
        expected: tuple[str, ...] = (),
        watching: bool = False,
    ) -> Flow[Mapping[str, Any]]:
        """One operation of IAM; raises `AwsError` and `NoAnswer` as they come, `GuideError` for a wrong code."""
        call = Call(
            "iam",
            operation,
            params or {},
            region=self.region,
            credentials=self._signing(),
            expected=(*DENIED, *OVER, *expected),
            why=why,
            watching=watching,
        )
        try:
            return (yield call)  # type: ignore[no-any-return]
        except AwsError as error:
            if error.code in OVER:
                self.memory.sessions.pop(self.key.access_key_id, None)
            elif error.code not in DENIED or self._session() is not None:
                raise
            serial = yield from self._device()
            if not serial:
                raise
        yield from self._with_mfa(serial)
        return (yield replace(call, credentials=self._signing()))  # type: ignore[no-any-return]

    def _signing(self) -> Credentials:
        return self._session() or self.key

    def _session(self) -> Credentials | None:
        session = self.memory.sessions.get(self.key.access_key_id)
        if session is not None and (session.expires_at or 0) - self.now() > TOO_LITTLE:
            return session
        return None

    def _device(self) -> Flow[str]:
        """The serial number of a device that makes codes, '' when none is known.

        Raises `BadInput` ('mfa-passkey') for a user whose only device makes none.
        """
        found = yield from mfa.devices(self.key, region=self.region)
        if found.devices and not found.usable:
            raise explain("mfa-passkey", serial=found.devices[0].serial)
        return found.usable[0].serial if found.usable else ""

    def _with_mfa(self, serial: str) -> Flow[None]:
        question = "AWS wants MFA for this. Which six digits does your device show?"
        code: Secret = yield Ask(question, (), MfaCode(serial))
        session = yield from session_token(
            self.key,
            region=self.region,
            used=self.memory.used,
            now=self.now,
            seconds=SESSION_SECONDS,
            mfa_serial=serial,
            code=code,
        )
        self.memory.sessions[self.key.access_key_id] = session.credentials
