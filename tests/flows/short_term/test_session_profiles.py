"""A session becomes a profile, its secrets placeholders until the file is written, and never over a long-term key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from awsguide.config.changes import Change, Placeholder, SetSection, StoreKeys
from awsguide.core.errors import Cancelled, GuideError
from awsguide.core.model import Credentials
from awsguide.core.secret import Secret
from awsguide.core.steps import Ask, Load, Step
from awsguide.flows.short_term.session_profiles import save_session
from tests.flows.by_hand import Hand

SESSION = Credentials("ASIAEXAMPLE00000HANA", Secret("the key"), Secret("the token"), 1e9)


class Files(Hand):
    """One profile as it stands; the question is answered with `answer`."""

    def __init__(self, there: Mapping[str, object] | None = None, answer: str = "save") -> None:
        super().__init__()
        self.there, self.answer = there, answer

    def perform(self, step: Step) -> Any:
        if isinstance(step, Load):
            return self.there if step.name == "profile" else "the difference"
        if isinstance(step, Ask):
            return self.answer
        return super().perform(step)


@pytest.mark.parametrize(
    "there", [None, {"region": "eu-west-1"}, {"aws_access_key_id": "ASIAOLD", "aws_session_token": "t"}]
)
def test_secrets_stand_beside_the_change_and_not_in_it(there: Mapping[str, object] | None) -> None:
    files = Files(there)
    files.run(save_session(SESSION, "hana-mfa"))
    (stored,) = files.saved
    assert isinstance(stored, StoreKeys)
    values = {
        "aws_access_key_id": SESSION.access_key_id,
        "aws_secret_access_key": Placeholder("aws_secret_access_key"),
        "aws_session_token": Placeholder("aws_session_token"),
        # The token's older name goes: boto3 would read it first.
        "aws_security_token": None,
    }
    assert stored.change == Change("credentials", (SetSection("credentials", "hana-mfa", values),))
    assert stored.secrets["aws_session_token"] == SESSION.session_token
    assert "the token" not in repr(stored)


@pytest.mark.parametrize(
    ("there", "session", "code"),
    [
        ({"aws_access_key_id": "AKIAEXAMPLE00000HANA"}, SESSION, "session-profile-taken"),
        ({"role_arn": "x"}, SESSION, "role-profile-taken"),
        ({"sso_session": "x"}, SESSION, "role-profile-taken"),
        ({"credential_process": "x"}, SESSION, "role-profile-taken"),
        (None, Credentials("AKIAEXAMPLE00000HANA", Secret("k")), "session-profile-long-term"),
    ],
)
def test_what_would_be_lost_or_mixed_up_is_left_alone(
    there: Mapping[str, object] | None, session: Credentials, code: str
) -> None:
    files = Files(there)
    with pytest.raises(GuideError) as caught:
        files.run(save_session(session, "hana"))
    assert (caught.value.code, files.saved) == (code, [])


def test_nothing_is_written_without_a_yes() -> None:
    files = Files(answer="cancel")
    with pytest.raises(Cancelled):
        files.run(save_session(SESSION, "hana-mfa"))
    assert files.saved == []
