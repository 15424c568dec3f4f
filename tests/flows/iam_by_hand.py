"""A small account to look keys up in by hand: answers IAM's calls from its users, refuses what it is told to refuse."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from awsguide.core.errors import AwsError
from awsguide.core.model import Credentials
from awsguide.core.secret import Secret
from awsguide.core.steps import Call, Many, Outcome, Step
from tests.flows.by_hand import Hand

ACCOUNT = "123456789012"
DAY = 24 * 3600
NOW = 1_700_000_000.0
KEYS = Credentials("AKIA" + "E" * 16, Secret("canary"))


def moment(days: float) -> datetime:
    return datetime.fromtimestamp(NOW - days * DAY, UTC)


@dataclass
class User:
    """`keys` are (id, status, days since it was made, days since it was last used or None)."""

    name: str
    keys: list[tuple[str, str, float, float | None]] = field(default_factory=list)
    mfa: bool = False


def key_id(number: int) -> str:
    return f"AKIA{number:016d}"


USERS = (
    User("jonas", [(key_id(1), "Active", 12, 0)], mfa=True),
    User("kira", [(key_id(2), "Active", 412, 3)]),
    User("liam", [(key_id(3), "Active", 230, None)]),
    User("mona", [(key_id(4), "Inactive", 500, 300)]),
    User("nils", [(key_id(5), "Active", 500, 1), (key_id(6), "Active", 20, 2)]),
    User("zoe"),
)

_HEAD = (
    "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,"
    "password_next_rotation,mfa_active"
    + "".join(
        f",access_key_{slot}_active,access_key_{slot}_last_rotated,access_key_{slot}_last_used_date,"
        f"access_key_{slot}_last_used_region,access_key_{slot}_last_used_service"
        for slot in (1, 2)
    )
    + ",cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated"
)


def _slot(key: tuple[str, str, float, float | None] | None) -> str:
    if key is None:
        return "false,N/A,N/A,N/A,N/A"
    _, status, made, used = key
    use = "N/A,N/A,N/A" if used is None else f"{moment(used).isoformat()},eu-west-1,s3"
    return f"{str(status == 'Active').lower()},{moment(made).isoformat()},{use}"


def report_text(users: tuple[User, ...] = USERS, root_key: bool = False) -> str:
    """The CSV that AWS would hand out for these users."""
    root = ("r", "Active", 900, 100) if root_key else None
    lines = [_HEAD]
    for name, arn, keys, mfa in [
        ("<root_account>", f"arn:aws:iam::{ACCOUNT}:root", [root], False),
        *((u.name, f"arn:aws:iam::{ACCOUNT}:user/{u.name}", u.keys, u.mfa) for u in users),
    ]:
        slots = ",".join(_slot(key) for key in [*keys, None, None][:2])
        password = "not_supported,no_information,not_supported,not_supported"
        mark = str(mfa).lower()
        lines.append(f"{name},{arn},{moment(1000).isoformat()},{password},{mark},{slots},false,N/A,false,N/A")
    return "\n".join(lines) + "\n"


class Iam(Hand):
    """Answers as the account would to `me`; `denied` names operations, `others` answers for further ones."""

    def __init__(
        self,
        users: tuple[User, ...] = USERS,
        *,
        me: str = "user/petra",
        denied: tuple[str, ...] = (),
        states: tuple[str, ...] = ("COMPLETE",),
        root_key: bool = False,
        **others: Any,
    ) -> None:
        super().__init__(others)
        self.users = {user.name: user for user in users}
        self.me, self.denied, self.states, self.root_key = me, denied, list(states), root_key
        self.now = NOW

    def perform(self, step: Step) -> Any:
        if isinstance(step, Many):
            return [self._outcome(call) for call in step.calls]
        if isinstance(step, Call):
            self.calls.append(step)
            return self._answer(step)
        return super().perform(step)

    def _outcome(self, call: Call) -> Outcome:
        self.calls.append(call)
        try:
            return Outcome(self._answer(call))
        except AwsError as error:
            return Outcome(error=error)

    def _answer(self, call: Call) -> Any:
        if call.operation in self.denied:
            raise AwsError("AccessDenied", "not authorized", status=403, operation=call.operation)
        if call.operation in self.answers:
            return self._next(call.operation)
        return getattr(self, f"_{call.operation}")(call.params)

    def _GetCallerIdentity(self, params: Any) -> Any:  # noqa: N802 - AWS's own name
        part = f"sts::{ACCOUNT}" if self.me.startswith("assumed-role") else f"iam::{ACCOUNT}"
        return {"Account": ACCOUNT, "Arn": f"arn:aws:{part}:{self.me}", "UserId": "AIDAX"}

    def _GenerateCredentialReport(self, params: Any) -> Any:  # noqa: N802
        return {"State": self.states.pop(0) if len(self.states) > 1 else self.states[0]}

    def _GetCredentialReport(self, params: Any) -> Any:  # noqa: N802
        text = report_text(tuple(self.users.values()), self.root_key)
        return {"Content": text.encode(), "ReportFormat": "text/csv", "GeneratedTime": moment(0.125)}

    def _ListUsers(self, params: Any) -> Any:  # noqa: N802
        names = sorted(self.users)
        half = len(names) // 2
        if "Marker" in params:
            return {"Users": [{"UserName": name} for name in names[half:]], "IsTruncated": False}
        first = [{"UserName": name} for name in names[:half]]
        return {"Users": first, "IsTruncated": True, "Marker": "more"}

    def _ListAccessKeys(self, params: Any) -> Any:  # noqa: N802
        user = self.users.get(params["UserName"])
        if user is None:
            raise AwsError("NoSuchEntity", "no such user", status=404, operation="ListAccessKeys")
        return {
            "AccessKeyMetadata": [
                {"UserName": user.name, "AccessKeyId": found, "Status": status, "CreateDate": moment(made)}
                for found, status, made, _ in user.keys
            ],
            "IsTruncated": False,
        }

    def _GetAccessKeyLastUsed(self, params: Any) -> Any:  # noqa: N802
        for user in self.users.values():
            for found, _, _, used in user.keys:
                if found == params["AccessKeyId"]:
                    use: dict[str, Any] = {"Region": "N/A", "ServiceName": "N/A"}
                    if used is not None:
                        use = {"LastUsedDate": moment(used), "Region": "eu-west-1", "ServiceName": "s3"}
                    return {"UserName": user.name, "AccessKeyLastUsed": use}
        raise AwsError("AccessDenied", "not authorized", status=403, operation="GetAccessKeyLastUsed")

    def _ListMFADevices(self, params: Any) -> Any:  # noqa: N802
        mfa = self.users[params["UserName"]].mfa
        return {"MFADevices": [{"SerialNumber": "x"}] if mfa else [], "IsTruncated": False}
