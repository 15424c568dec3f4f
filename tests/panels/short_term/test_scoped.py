"""The panel for scoped credentials: a session with less, and what each of the two may do, tried."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from awsguide.panels.components.still import Card
from awsguide.panels.short_term.row import ShortTermPanel
from tests.panels.conftest import press, synced
from tests.panels.short_term.scenes import code_of, picture_of, scene
from tests.practice import Practice


async def assumed(practice: Practice) -> ShortTermPanel:
    whole = ShortTermPanel()
    whole.source_profile.profile_field.value = "hana"
    press(whole.source_profile.take_button)
    await whole.source_profile
    whole.assume_role.form.fill(role_arn=practice.role("Deployer"))
    press(whole.assume_role.assume_button)
    await whole.assume_role
    return whole


def test_a_role_session_is_scoped_down_and_both_are_tried(practice: Practice) -> None:
    async def work() -> None:
        whole = await assumed(practice)
        panel = whole.scoped
        press(panel.get_button)
        answer = await panel
        assert isinstance(answer, Card), answer
        assert "Buckets" in whole.session.client("s3").list_buckets()
        with pytest.raises(ClientError, match="because no session policy allows"):
            panel.session.client("s3").list_buckets()
        press(panel.try_button)
        await panel
        rows = {row.call: (row.session, row.scoped) for row in panel.tried}
        assert rows["sts:GetCallerIdentity"] == (True, True)
        assert rows["s3:ListBuckets"] == (True, False)
        face = picture_of(panel)
        assert "not allowed" in face
        assert "1 of 3" in face
        secret = panel.held.credentials.session_token.reveal()  # type: ignore[union-attr]
        for told in (synced(), face, repr(answer), repr(whole.state.call_log.entries)):
            assert secret not in told

    scene(work)


def test_an_access_key_is_not_scoped_down_and_nothing_is_sent(practice: Practice) -> None:
    async def work() -> None:
        whole = ShortTermPanel()
        whole.source_profile.profile_field.value = "hana"
        press(whole.source_profile.take_button)
        await whole.source_profile
        press(whole.scoped.get_button)
        assert code_of(await whole.scoped) == "scoped-from-keys"
        assert "GetScopedCredentials" not in [entry.operation for entry in whole.state.call_log.entries]

    scene(work)
