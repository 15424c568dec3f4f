"""A rotation as it is drawn: what is done, what is next, and what no rotation can change."""

from __future__ import annotations

from dataclasses import replace

from awsguide.panels.long_term.rotation_stages import drawn
from tests.flows.long_term.rotation.test_rules import BOTH, LONG, NEVER, rotation_state, situation


def test_a_variable_with_the_old_key_is_shown_with_what_it_means() -> None:
    at = rotation_state(situation("Active", LONG, (), NEVER))
    assert "environment" not in drawn(at)
    shown = drawn(replace(at, variables=("AWS_ACCESS_KEY_ID",)))
    assert "AWS_ACCESS_KEY_ID: boto3 takes it before any profile" in shown


def test_where_both_keys_were_there_before_none_is_said_to_have_been_made() -> None:
    found = situation("Active", LONG, (), NEVER)
    assert "Create a new key and save it – done" in drawn(rotation_state(found))
    both = replace(found, rotation=replace(BOTH, proved_at=found.now, watching_since=found.now))
    shown = drawn(rotation_state(both))
    assert "Create a new key" not in shown
    assert "Both keys were there before, so none is deleted" in shown
