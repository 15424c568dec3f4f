"""What a learner may break, and still gets a sentence: nothing is lost, and a reset brings the start back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from awsguide.adapters.files import home
from awsguide.config.changes import Change, RemoveSection
from awsguide.core.errors import CouldNotTry
from awsguide.lessons import lesson, tasks

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from awsguide.lessons.practice import Practice
    from tests.inside import Company

PROGRAMS = ".awsguide/programs"


def _deleted_user(_lab: Company) -> None:
    scene = lesson.Lesson("40-1").scene()
    who = {"UserName": "dana"}
    scene.call("admin", "iam.DeleteUserPolicy", **who, PolicyName="own")
    scene.call("admin", "iam.DeleteUserPolicy", **who, PolicyName="look")
    scene.call("admin", "iam.DeleteAccessKey", **who, AccessKeyId=scene.values["key:dana"])
    scene.call("admin", "iam.DeleteUser", **who)


def _deleted_role(_lab: Company) -> None:
    scene = lesson.Lesson("30-2").scene()
    scene.call("admin", "iam.DeleteRolePolicy", RoleName="partner", PolicyName="own")
    scene.call("admin", "iam.DeleteRole", RoleName="partner")


def _deleted_profile(_lab: Company) -> None:
    home.save(Change("credentials", (RemoveSection("credentials", "40-1-dana"),)))


def _file(name: str, content: str | None) -> Callable[[Company], None]:
    def change(lab: Company) -> None:
        path: Path = lab.home / PROGRAMS / name
        if content is None:
            path.unlink()
        else:
            path.write_text(content)

    return change


BROKEN: dict[str, tuple[str, Callable[[Company], None], str]] = {
    "the user is deleted": ("40-1", _deleted_user, "the user dana of the scene was deleted. awsguide.reset"),
    "the role is deleted": (
        "30-2",
        _deleted_role,
        "the role partner of the scene was deleted. awsguide.reset",
    ),
    "the profile is deleted": ("40-1", _deleted_profile, "still has the old key"),
    "the environment is deleted": ("Z02", _file("Z02.env", None), "NoCredentialsError"),
    "the helper prints no JSON": ("Z18", _file("Z18.json", "{"), "JSONDecodeError"),
    "the token is deleted": ("Z17", _file("Z17.token", None), "FileNotFoundError"),
    "the token is none": ("Z16", _file("Z16.token", "x"), "ParamValidationError"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_a_learner_broke_is_said_and_a_reset_brings_it_back(what: str, lab: Company) -> None:
    name, spoil, told = BROKEN[what]
    lesson.start(name)
    spoil(lab)
    verdict = lesson.check(name)
    assert verdict.state == "wrong"
    assert told in verdict.why
    lesson.reset(name)
    assert lesson.check(name).state == "not tried"
    lesson.Lesson(name).end()


def test_a_solution_that_cannot_be_written_says_why(lab: Company) -> None:
    lesson.start("Z18")
    _file("Z18.json", "[]")(lab)
    with pytest.raises(CouldNotTry, match="not a JSON object"):
        lesson.solution("Z18", run=True)
    lesson.Lesson("Z18").end()


def test_a_scene_that_was_half_reset_is_built_anew(
    lab: Company, practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = practice.accounts()
    lesson.start("Z01")

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(tasks, "edit", interrupted)
        with pytest.raises(KeyboardInterrupt):
            lesson.Lesson("Z01").reset()
    lesson.reset("Z01")
    assert lesson.check("Z01").state == "not tried"
    lesson.Lesson("Z01").end()
    assert practice.accounts() == before


def test_a_restarted_kernel_goes_on_with_the_scene(lab: Company) -> None:
    begun = lesson.start("Z04")
    # A new object knows nothing of the one before, as a new kernel does.
    assert lesson.Lesson("Z04").start() == begun
    lesson.Lesson("Z04").solution(run=True)
    assert lesson.Lesson("Z04").check().passed
    lesson.Lesson("Z04").end()


def test_a_name_may_be_typed_in_small_letters_as_its_profiles_are() -> None:
    assert lesson.Lesson("p01-FIX").name == "P01-fix"
    assert lesson.Lesson(" z04 ").name == "Z04"


def test_a_broken_credentials_file_is_named(lab: Company) -> None:
    path = lab.home / ".aws" / "credentials"
    before = path.read_text()
    path.write_text("key = value\n" + before)
    with pytest.raises(CouldNotTry, match="The credentials file has a mistake"):
        lesson.start("20-2")
    path.write_text(before)


def test_a_check_before_the_start_says_how_to_start(lab: Company) -> None:
    with pytest.raises(CouldNotTry, match="Press Start"):
        lesson.check("P05")
