"""The log of calls: calls in order, repeated ones together, nothing secret, and the same picture in every run."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from itertools import permutations

from awsguide.core.model import LoggedCall
from awsguide.core.secret import MASK
from awsguide.panels.components.call_log import CallLog, as_call, drawn
from awsguide.panels.workforce.row import WorkforcePanel
from tests.panels.conftest import Company, press, signed_in, until

REGISTER = LoggedCall(
    "sso-oidc", "RegisterClient", {"clientName": "awsguide", "clientType": "public"}, milliseconds=12
)
PENDING = LoggedCall(
    "sso-oidc",
    "CreateToken",
    {"clientId": "random", "clientSecret": MASK, "deviceCode": MASK},
    "AuthorizationPendingException",
)
TOKEN = LoggedCall("sso-oidc", "CreateToken", PENDING.parameters)
ROLES = [
    LoggedCall("sso", "ListAccountRoles", {"accessToken": MASK, "accountId": account}, milliseconds=number)
    for number, account in enumerate(("111111111111", "222222222222", "333333333333"))
]


def test_repeated_calls_stand_together_with_their_number() -> None:
    call_log = CallLog([REGISTER, PENDING, PENDING, TOKEN, *ROLES], "us-east-1")
    assert [(group.first.operation, group.times) for group in call_log.groups()] == [
        ("RegisterClient", 1),
        ("CreateToken", 2),
        ("CreateToken", 1),
        ("ListAccountRoles", 3),
    ]


def test_the_order_in_which_parallel_calls_end_does_not_show_in_a_picture() -> None:
    pictures = {drawn(CallLog(list(order), "us-east-1"), still=True) for order in permutations(ROLES)}
    assert len(pictures) == 1


def test_how_often_a_sign_in_was_asked_about_does_not_show_in_a_picture() -> None:
    once = drawn(CallLog([REGISTER, TOKEN], "us-east-1"), still=True)
    often = drawn(CallLog([REGISTER, PENDING, PENDING, TOKEN], "us-east-1"), still=True)
    assert once == often
    assert "AuthorizationPendingException" in drawn(CallLog([PENDING], "us-east-1"), still=False)


def test_how_often_the_same_was_looked_at_does_not_show_in_a_picture() -> None:
    looks = [LoggedCall("iam", "GetAccessKeyLastUsed", {"AccessKeyId": number}) for number in ("one", "two")]
    watching = [replace(looks[0], watching=True)]
    pictures = {drawn(CallLog(looks + watching * often, "us-east-1"), still=True) for often in (1, 2, 5)}
    assert len(pictures) == 1
    assert "</strong> × 2" in pictures.pop()
    assert "</strong> × 4" in drawn(CallLog(looks + watching * 2, "us-east-1"), still=False)


def test_times_are_live_only() -> None:
    assert "(12 ms)" in drawn(CallLog([REGISTER]), still=False)
    assert " ms)" not in drawn(CallLog([REGISTER]), still=True)


def test_an_unexpected_answer_is_shown_in_awss_own_words() -> None:
    failed = LoggedCall("sso", "GetRoleCredentials", {"accountId": "1"}, "ForbiddenException", expected=False)
    assert "ForbiddenException" in drawn(CallLog([failed]), still=True)


def test_what_varies_or_is_masked_becomes_a_shell_variable() -> None:
    call = as_call(TOKEN, "us-east-1")
    shown = drawn(CallLog([TOKEN], "us-east-1"), still=True)
    assert call.params["clientId"].reveal() == MASK
    assert "$CLIENT_ID" in shown
    assert "$DEVICE_CODE" in shown
    assert "random" not in shown


def test_calls_show_while_the_work_still_runs(company: Company) -> None:
    async def scene() -> None:
        panel = WorkforcePanel()
        panel.sign_in.way_field.value = "device-code"
        press(panel.sign_in.sign_in_button)
        await until(lambda: "RegisterClient" in panel.call_log._drawn.value)
        assert panel.sign_in.running
        panel.sign_in.cancel()
        await until(lambda: not panel.sign_in.running)

    asyncio.run(scene())


def test_a_whole_sign_in_is_told_in_order_with_four_ways_each(company: Company) -> None:
    async def scene() -> None:
        panel = await signed_in(company)
        await panel.choose("production", "ReadOnlyAccess")
        operations = list(dict.fromkeys(entry.operation for entry in panel.state.call_log.entries))
        assert operations == [
            "RegisterClient",
            "StartDeviceAuthorization",
            "CreateToken",
            "ListAccounts",
            "ListAccountRoles",
            "GetRoleCredentials",
            "GetCallerIdentity",
        ]
        html = panel.call_log.picture()
        assert html.count("<pre") == 4 * len(operations)
        # Only GetCallerIdentity is signed; the others carry a token or nothing.
        assert html.count("Plain request") == len(operations) - 1

    asyncio.run(scene())
