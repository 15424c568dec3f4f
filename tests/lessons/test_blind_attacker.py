"""An attacker who knows no level gets into the scenes as they are, and into none once the shipped fix is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from awsguide.lessons import catalogue
from awsguide.lessons.building import build
from tests.lessons.blind_attacker import attacks

if TYPE_CHECKING:
    from awsguide.lessons.practice import Practice
    from awsguide.lessons.rows import Level

# Scenes whose word is in the vault that the attacker looks for.
LEVELS = [level for level in catalogue.levels() if level.scene.get("crown", True)]
# The ways of these are no way up in IAM: a token, a vendor's ID, or nothing to do at all.
NOT_BY_IAM = {"C01", "C02", "C02b", "C04"}
QUICK = {"P17"}


def prove(level: Level, practice: Practice) -> None:
    if level.id not in NOT_BY_IAM:
        attacker = attacks(build(practice, level, level.id, "copy"), level.you)
        assert attacker.gets_in(), attacker.way
    scene = build(practice, level, level.id, "copy", traces=level.traces)
    scene.play(level.fix.steps)
    attacker = attacks(scene, level.you)
    assert not attacker.gets_in(), attacker.way


@pytest.mark.parametrize(
    "level", [level for level in LEVELS if level.id in QUICK], ids=lambda level: level.id
)
def test_a_blind_attacker_gets_in_without_the_fix_and_not_with_it(level: Level, practice: Practice) -> None:
    prove(level, practice)


@pytest.mark.proofs
@pytest.mark.parametrize("level", LEVELS, ids=lambda level: level.id)
def test_a_blind_attacker_gets_into_every_scene_without_the_fix_and_not_with_it(
    level: Level, practice: Practice
) -> None:
    prove(level, practice)
