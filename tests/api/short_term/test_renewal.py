"""Sessions of roles that renew themselves for hours, and the profiles that botocore reads, against a sandbox."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import boto3
import botocore.session
import pytest

import awsguide
from awsguide.api.perform import CALL_LOG
from awsguide.api.short_term import renewal as functions_renewal
from awsguide.api.short_term.renewal import RenewingChain, profile_chain
from awsguide.core.errors import GuideError
from awsguide.core.model import RoleRequest
from awsguide.flows.shared import session_token
from awsguide.flows.short_term import renewal
from tests.practice import Practice


@pytest.fixture(autouse=True)
def _the_company_stays_as_it_is(practice: Practice) -> Iterator[None]:
    """The company, its clock and its config file as they were when the test ends."""
    before = practice.config_file.read_text()
    yield
    practice.sandbox.clock.offset = 0
    practice.config_file.write_text(before)


@pytest.fixture
def pass_time(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> Callable[[Any, float], None]:
    """Let time pass for everybody who looks at a clock: the sandbox, this guide, and botocore's own credentials.

    Signatures keep real time, as those of a client whose clock is right do.
    """
    real = time.time

    def move(session: boto3.Session, seconds: float) -> None:
        practice.sandbox.clock.move(seconds)
        ahead = practice.sandbox.clock.offset
        monkeypatch.setattr(functions_renewal, "time", SimpleNamespace(time=lambda: real() + ahead))
        credentials = session.get_credentials()
        monkeypatch.setattr(
            credentials, "_time_fetcher", lambda: datetime.now(UTC) + timedelta(seconds=ahead)
        )

    return move


def code_of(work: Callable[[], object]) -> str:
    with pytest.raises(GuideError) as caught:
        work()
    return caught.value.code


def who(session: boto3.Session) -> str:
    arn: str = session.client("sts").get_caller_identity()["Arn"]
    return arn


def chain_to_releaser(practice: Practice) -> tuple[RoleRequest, RoleRequest]:
    return (
        RoleRequest(practice.role("Deployer"), "hana"),
        RoleRequest(practice.role("Releaser", "production"), "hana", external_id="awsguide-4711"),
    )


def test_a_session_of_a_chain_of_roles_goes_on_for_hours_by_itself(
    practice: Practice, pass_time: Callable[[Any, float], None]
) -> None:
    session = awsguide.renewing_role_session(chain_to_releaser(practice), "hana")
    client = session.client("sts")
    keys = set()
    for _ in range(4):
        assert client.get_caller_identity()["Arn"].endswith("assumed-role/Releaser/hana")
        keys.add(session.get_credentials().get_frozen_credentials().access_key)
        # Over an hour in all each time, and past the end of every session so far.
        pass_time(session, 3700)
    assert len(keys) == 4


def test_credentials_are_kept_while_they_last_and_asked_for_again_before_they_end(
    practice: Practice, pass_time: Callable[[Any, float], None]
) -> None:
    CALL_LOG.clear()
    session = awsguide.renewing_role_session(RoleRequest(practice.role("Deployer")), "hana")
    client = session.client("sts")
    client.get_caller_identity()
    pass_time(session, 3600 - renewal.NEAR_END - 60)
    client.get_caller_identity()
    assert operations().count("AssumeRole") == 1
    pass_time(session, 120)
    client.get_caller_identity()
    assert operations().count("AssumeRole") == 2


def operations() -> list[str]:
    return [entry.operation for entry in CALL_LOG]


def test_a_role_with_mfa_says_in_a_sentence_that_it_cannot_renew_itself(
    practice: Practice, pass_time: Callable[[Any, float], None]
) -> None:
    request = awsguide.role_request(
        practice.role("Auditor"), mfa_serial=practice.device(), code=practice.code()
    )
    session = awsguide.renewing_role_session(request, "hana")
    assert who(session).endswith("assumed-role/Auditor/awsguide")
    pass_time(session, 3700)
    assert code_of(lambda: who(session)) == "renew-needs-code"


def test_begun_with_a_session_token_with_mfa_the_same_role_renews_itself(
    practice: Practice, pass_time: Callable[[Any, float], None]
) -> None:
    proved = awsguide.session_with_mfa("hana", code=practice.code(), duration="36h")
    session = awsguide.renewing_role_session(RoleRequest(practice.role("Auditor")), proved.credentials)
    for _ in range(3):
        assert who(session).endswith("assumed-role/Auditor/awsguide")
        pass_time(session, 3700)
    # The session token has an end of its own, and then a person must come again.
    pass_time(session, session_token.LONGEST)
    assert code_of(lambda: who(session)) in ("source-credentials-ended", "credentials-expired")


# --- profiles, read by botocore and by the guide ---------------------------------------------------------------


def by_botocore(profile: str) -> str:
    return who(boto3.Session(botocore_session=botocore.session.Session(profile=profile)))


def test_a_chain_of_profiles_is_read_by_botocore_as_it_was_meant(practice: Practice) -> None:
    first, second = chain_to_releaser(practice)
    assert awsguide.save_role_profile(first, "deploy", source_profile="hana", region="us-east-1")
    receipt = awsguide.save_role_profile(second, "release", source_profile="deploy", region="us-east-1")
    assert by_botocore("release").endswith("assumed-role/Releaser/hana")
    chain = profile_chain("release")
    assert [request.role_arn for request in chain.requests] == [first.role_arn, second.role_arn]
    assert chain.current()[-1].identity.arn.endswith("assumed-role/Releaser/hana")
    assert receipt is not None
    awsguide.undo(receipt)
    assert code_of(lambda: profile_chain("release")) == "profile-unknown"
    assert code_of(lambda: profile_chain("hana")) == "profile-without-role"


def test_a_profile_with_mfa_asks_botocore_s_own_question(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = RoleRequest(practice.role("Auditor"), "hana", 1800, mfa_serial=practice.device())
    awsguide.save_role_profile(request, "audit", source_profile="hana", region="us-east-1")
    core = botocore.session.Session(profile="audit")
    provider = core.get_component("credential_provider").get_provider("assume-role")
    asked = []

    def answer(question: str) -> str:
        asked.append(question)
        return practice.code()

    monkeypatch.setattr(provider, "_prompter", answer)
    assert who(boto3.Session(botocore_session=core)).endswith("assumed-role/Auditor/hana")
    assert practice.device() in asked[0]


def test_what_a_profile_cannot_say_a_process_can_for_a_client_that_knows_nothing_of_this_guide(
    practice: Practice,
) -> None:
    request = awsguide.role_request(
        practice.role("Tagged"), session_name="hana", tags={"project": "two words"}, source_identity="hana"
    )
    assert code_of(lambda: awsguide.save_role_profile(request, "tagged", source_profile="hana")) == (
        "role-profile-options"
    )
    awsguide.save_process_profile(request, "tagged", source="hana", region="us-east-1")
    assert by_botocore("tagged").endswith("assumed-role/Tagged/hana")
    secret = (practice.home / ".aws" / "credentials").read_text().partition("[hana]")[2].split()[5]
    assert secret not in practice.config_file.read_text()


def test_a_chain_may_begin_with_a_profile_s_process(practice: Practice) -> None:
    chain = RenewingChain(chain_to_releaser(practice)[1:], "begin")
    assert code_of(chain.current) == "profile-unknown"
    awsguide.save_process_profile(chain_to_releaser(practice)[0], "begin", source="hana")
    assert chain.current()[-1].chained
    assert json.dumps(practice.config_file.read_text()).count("credential_process") == 1


def test_one_code_serves_every_tool_when_the_session_is_a_profile(practice: Practice) -> None:
    credentials = practice.home / ".aws" / "credentials"
    before = credentials.read_text()
    proved = awsguide.session_with_mfa("hana", code=practice.code())
    receipt = awsguide.save_session_profile(proved, "hana-mfa")
    auditor = RoleRequest(practice.role("Auditor"), "hana")
    awsguide.save_role_profile(auditor, "audit", source_profile="hana-mfa", region="us-east-1")
    assert by_botocore("audit").endswith("assumed-role/Auditor/hana")
    assert credentials.read_text().startswith(before)
    assert code_of(lambda: awsguide.save_session_profile(proved, "hana")) == "session-profile-taken"
    assert receipt is not None
    awsguide.undo(receipt)
    assert credentials.read_text() == before
