"""What a refusal of AWS names besides its sentence is on the live card of any panel, and in no picture."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

from awsguide.adapters.files import home
from awsguide.core.steps import Call, Flow
from awsguide.flows.shared.answers import explained
from awsguide.panels.workforce.row import WorkforcePanel
from tests.panels.conftest import until

if TYPE_CHECKING:
    from tests.inside import Company


def creating() -> Flow[object]:
    return (
        yield from explained(
            Call(
                "iam",
                "CreateUser",
                {"UserName": "eve"},
                region="us-east-1",
                credentials=home.load("key", "hana"),
            )
        )
    )


def test_the_authorization_id_is_on_the_live_card_alone(company: Company) -> None:
    async def scene() -> None:
        panel = WorkforcePanel().sign_in
        panel.start(panel.perform(creating()))
        await until(lambda: not panel.running)
        assert panel.error is not None, panel.error
        assert panel.error.code == "access-denied", str(panel.error)
        identifier = panel.error.facts["Authorization ID"]
        assert re.fullmatch(r"[0-9a-z]{25}", identifier)
        assert identifier in panel.trouble.value
        assert identifier not in str(panel._repr_mimebundle_()["text/html"])

    asyncio.run(scene())
