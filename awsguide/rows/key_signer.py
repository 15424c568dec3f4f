"""Signs IAM calls about one's own access keys: with the key itself, or, where AWS wants MFA, with a session of it.

Which one it needs is found out by trying. A code is asked for once per key and sitting: a six-digit code is good for
one call alone, and a rotation makes several. Sources:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage.html and
https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html, 2026-11-26.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field, replace
from typing import Any

from awsguide.errors import AwsError, NoAnswer
from awsguide.explanations import explain
from awsguide.model import Credentials
from awsguide.rows.answers import DENIED, translated
from awsguide.rows.sso_oidc import Now
from awsguide.secret import Secret
from awsguide.steps import Ask, Call, Flow

# An hour: long enough for one sitting, and the most that works for every user.
SESSION_SECONDS = 3600
# What is left of a session that is too little to begin anything with.
TOO_LITTLE = 60
REGION = "us-east-1"
# What AWS says to a key that was made a moment ago, or that is gone or inactive.
UNKNOWN_KEY = ("InvalidClientTokenId",)

Sessions = MutableMapping[str, Credentials]


@dataclass(frozen=True)
class MfaCode:
    """What a person is asked for: the six digits that the device with this serial number shows now."""

    serial: str


@dataclass
class Signer:
    """One access key of `user`; `sessions` is what the caller keeps in memory between two flows, by key id."""

    key: Credentials
    user: str
    sessions: Sessions = field(repr=False)
    now: Now

    def call(
        self,
        operation: str,
        params: Mapping[str, Any] | None = None,
        *,
        why: str,
        expected: tuple[str, ...] = (),
    ) -> Flow[Mapping[str, Any]]:
        """One operation of IAM; raises `AwsError` and `NoAnswer` as they come, `GuideError` for a wrong code."""
        call = Call(
            "iam",
            operation,
            params or {},
            region=REGION,
            credentials=self._signing(),
            expected=(*DENIED, *expected),
            why=why,
        )
        try:
            return (yield call)  # type: ignore[no-any-return]
        except AwsError as error:
            if error.code not in DENIED or self._session() is not None:
                raise
            serial = yield from self._device()
            if not serial:
                raise
        yield from self._with_mfa(serial)
        return (yield replace(call, credentials=self._signing()))  # type: ignore[no-any-return]

    def _signing(self) -> Credentials:
        return self._session() or self.key

    def _session(self) -> Credentials | None:
        session = self.sessions.get(self.key.access_key_id)
        if session is not None and (session.expires_at or 0) - self.now() > TOO_LITTLE:
            return session
        return None

    def _device(self) -> Flow[str]:
        """The serial number of a device that shows codes, '' when the user has no device at all.

        Raises `Refused` ('mfa-without-codes') for a user whose only devices are security keys and passkeys.
        """
        try:
            reply = yield Call(
                "iam",
                "ListMFADevices",
                {"UserName": self.user},
                region=REGION,
                credentials=self.key,
                expected=DENIED,
                why="which MFA device could lift the refusal?",
            )
        except (AwsError, NoAnswer):
            return ""
        serials = [str(device["SerialNumber"]) for device in reply["MFADevices"]]
        showing_codes = [serial for serial in serials if ":u2f/" not in serial]
        if serials and not showing_codes:
            raise explain("mfa-without-codes", user=self.user)
        return showing_codes[0] if showing_codes else ""

    def _with_mfa(self, serial: str) -> Flow[None]:
        code: Secret = yield Ask(
            "AWS wants MFA for this. Which six digits does your device show?", (), MfaCode(serial)
        )
        try:
            reply = yield Call(
                "sts",
                "GetSessionToken",
                {"SerialNumber": serial, "TokenCode": code, "DurationSeconds": SESSION_SECONDS},
                region=REGION,
                credentials=self.key,
                expected=DENIED,
                why="a session that says: this person has the device",
            )
        except AwsError as error:
            if error.code in DENIED:
                raise explain("mfa-code-refused", detail=error.message) from error
            raise translated(error) from error
        made = reply["Credentials"]
        self.sessions[self.key.access_key_id] = Credentials(
            made["AccessKeyId"], made["SecretAccessKey"], made["SessionToken"], made["Expiration"].timestamp()
        )
