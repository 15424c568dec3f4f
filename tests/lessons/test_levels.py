"""Every level is proved on fresh scenes: the ways in, the fix, and what is no fix. All of them: `pytest -m proofs`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from awsguide.lessons import account_state, catalogue, lesson
from awsguide.lessons.building import build
from tests.lessons.proof import prove

if TYPE_CHECKING:
    from pathlib import Path

    from awsguide.lessons.practice import Practice
    from awsguide.lessons.rows import Level
    from tests.inside import Company

LEVELS = catalogue.levels()
# What the ordinary check plays to the end: the first of each band, and one with traces.
QUICK = {
    next(level.id for level in LEVELS if level.band == band) for band in {level.band for level in LEVELS}
}
QUICK |= {"P01"}


@pytest.mark.parametrize(
    "level", [level for level in LEVELS if level.id in QUICK], ids=lambda level: level.id
)
def test_a_level_is_open_and_its_fix_closes_it(level: Level, practice: Practice) -> None:
    prove(level, practice)


@pytest.mark.proofs
@pytest.mark.parametrize("level", LEVELS, ids=lambda level: level.id)
def test_every_level_is_open_and_its_fix_closes_it(level: Level, practice: Practice) -> None:
    prove(level, practice)


def test_a_learner_gets_in_with_the_word_and_with_no_other(lab: Company, progress_file: Path) -> None:
    lesson.start("P03")
    assert lesson.check("P03").state == "not tried"
    assert lesson.check("P03", "amber-000000").state == "wrong"
    lesson.solution("P03", run=True)
    word = lesson.Lesson("P03").scene().values["word"]
    assert lesson.check("P03", f" {word} ").passed


def test_a_reset_brings_the_start_back_exactly(lab: Company, practice: Practice) -> None:
    level = catalogue.find("P04")[0]
    lesson.start("P04-fix")
    scene = lesson.Lesson("P04-fix").scene()
    start = account_state.read(scene)
    lesson.solution("P04-fix", run=True)
    assert account_state.differences(start, account_state.read(scene))
    lesson.reset("P04-fix")
    again = lesson.Lesson("P04-fix").scene()
    assert again.account_id != scene.account_id
    assert account_state.read(again) == start
    fresh = build(practice, level, "P04-fix", "copy", traces=True)
    assert account_state.read(fresh) == start


def test_the_fix_may_be_made_with_any_client(lab: Company) -> None:
    import boto3

    (profile,) = lesson.start("P03-fix").profiles
    iam = boto3.Session(profile_name=profile, region_name="us-east-1").client("iam")
    group = f"arn:aws:iam::{lesson.Lesson('P03-fix').scene().account_id}:group/readers"
    statement = f'{{"Effect":"Allow","Action":"iam:AddUserToGroup","Resource":"{group}"}}'
    document = f'{{"Version":"2012-10-17","Statement":[{statement}]}}'
    iam.put_user_policy(UserName="onboarding", PolicyName="own", PolicyDocument=document)
    verdict = lesson.check("P03-fix")
    assert verdict.passed
    assert "iam:AddUserToGroup" in verdict.deciding


def test_a_check_changes_nothing_in_the_learners_scene(lab: Company) -> None:
    lesson.start("P09-fix")
    scene = lesson.Lesson("P09-fix").scene()
    scene.call("admin", "iam.DeleteGroupPolicy", GroupName="team", PolicyName="own")
    before = account_state.read(scene)
    assert lesson.check("P09-fix").state == "wrong"
    assert account_state.read(scene) == before


def test_what_the_learner_deleted_is_said_and_nothing_is_lost(lab: Company) -> None:
    lesson.start("P05-fix")
    scene = lesson.Lesson("P05-fix").scene()
    scene.call(
        "admin",
        "iam.DetachUserPolicy",
        UserName="publisher",
        PolicyArn=f"arn:aws:iam::{scene.account_id}:policy/publishing",
    )
    scene.call("admin", "iam.DeleteUserPolicy", UserName="publisher", PolicyName="look")
    scene.call(
        "admin", "iam.DeleteAccessKey", UserName="publisher", AccessKeyId=scene.values["key:publisher"]
    )
    scene.call("admin", "iam.DeleteUser", UserName="publisher")
    verdict = lesson.check("P05-fix")
    assert verdict.state == "wrong"
    assert "honest work stopped" in verdict.why
    lesson.reset("P05-fix")
    assert lesson.check("P05-fix").state == "not tried"


def test_two_levels_in_one_sandbox_leave_each_other_alone(lab: Company) -> None:
    lesson.start("P02-fix")
    lesson.start("P25-fix")
    lesson.solution("P25-fix", run=True)
    lesson.reset("P02-fix")
    assert lesson.check("P25-fix").passed
    assert lesson.check("P02-fix").state == "not tried"


_OUTSIDE = """
- id: X01
  title: A level of a trainer's own
  band: 1
  story: A reader of one bucket reads another.
  you: reader
  scene:
    users:
      reader: {policy: [{Action: "s3:GetObject"}]}
    buckets:
      "news-<account>": {objects: {today.txt: rain}}
  attacks:
    - {says: The reader reads the crown., steps: [[reader, crown]]}
  honest:
    says: The reader reads the news.
    steps: [[reader, s3.GetObject, {Bucket: news-<account>, Key: today.txt}]]
  fix:
    says: The resource is the one bucket.
    steps:
      - - admin
        - iam.PutUserPolicy
        - UserName: reader
          PolicyName: own
          PolicyDocument: [{Action: "s3:GetObject", Resource: "arn:aws:s3:::news-<account>/*"}]
  lazy: {deny: reader}
  hints: [Where, How]
  at_work: Everywhere.
  source: https://example.com/
"""


def test_a_trainer_adds_a_level_with_a_file_alone(
    lab: Company, practice: Practice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(_OUTSIDE)
    assert catalogue.load(path).keys() == {"X01"}
    monkeypatch.setenv(catalogue.VARIABLE, str(path))
    level, fixing = catalogue.find("X01-fix")
    assert fixing
    prove(level, practice)  # type: ignore[arg-type]
    assert lesson.start("X01").profiles == ("x01-reader",)
