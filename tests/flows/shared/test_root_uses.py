"""Which last use of a root key is a question of this guide, and what is said instead of it."""

from __future__ import annotations

import pytest

from awsguide.config.root_key_file import root_key_document, root_key_uses_from
from awsguide.core.access_keys import ROOT, AccessKey, LastUse
from awsguide.core.root_users import RootKeyUses
from awsguide.flows.shared.root_uses import OWN_USE, use_text

NOW = 1_000_000_000.0
DAY, MINUTE = 86_400.0, 60.0
BEFORE = LastUse(NOW - 600 * DAY, "us-east-1", "ec2")
ASKED = RootKeyUses("AKIAROOT", None, NOW - 2 * DAY, NOW - 2 * DAY)
REMEMBERED = RootKeyUses("AKIAROOT", BEFORE, NOW - 2 * DAY, NOW - 2 * DAY)
LONG_AGO = "last used 600 days ago from us-east-1 by ec2"


def used(ago: float, service: str) -> LastUse:
    return LastUse(NOW - ago, "us-east-1", service)


@pytest.mark.parametrize(
    ("use", "uses", "text"),
    [
        (None, REMEMBERED, "last use unknown"),
        (LastUse(None), REMEMBERED, "never used"),
        (BEFORE, None, LONG_AGO),
        (BEFORE, REMEMBERED, LONG_AGO),
        (used(2 * DAY, "sts"), None, "last used 2 days ago from us-east-1 by sts"),
        (used(2 * DAY, "iam"), REMEMBERED, f"before this guide asked: {LONG_AGO}"),
        (used(2 * DAY - 10 * MINUTE, "iam"), REMEMBERED, f"before this guide asked: {LONG_AGO}"),
        (used(2 * DAY, "sts"), ASKED, f"last used 2 days ago from us-east-1 by sts{OWN_USE}"),
        # Somebody else: by another service, or at another time.
        (used(2 * DAY, "s3"), REMEMBERED, "last used 2 days ago from us-east-1 by s3"),
        (used(DAY, "iam"), REMEMBERED, "last used yesterday from us-east-1 by iam"),
        (used(3 * DAY, "iam"), REMEMBERED, "last used 3 days ago from us-east-1 by iam"),
    ],
)
def test_a_use_is_this_guides_own_only_when_and_where_it_asked(
    use: LastUse | None, uses: RootKeyUses | None, text: str
) -> None:
    key = AccessKey(ROOT, "AKIAROOT", "Active", 0.0, use)
    assert use_text(key, uses, NOW) == text


@pytest.mark.parametrize(
    "uses", [ASKED, REMEMBERED, RootKeyUses("AKIAROOT"), RootKeyUses("AKIAROOT", LastUse(None))]
)
def test_what_is_remembered_is_read_as_it_was_written(uses: RootKeyUses) -> None:
    assert root_key_uses_from(root_key_document(uses)) == uses


WRITTEN = root_key_document(ASKED)


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "3", "{}", WRITTEN.replace('"AKIAROOT"', "4"), WRITTEN.replace("null", "[1]")],
)
def test_a_file_that_holds_something_else_remembers_nothing(text: str) -> None:
    assert root_key_uses_from(text) is None
