"""The plain functions of a lesson: start, check, hint, solution, reset. The panel calls these very functions.

`check` asks AWS, so it does not matter which client a learner worked with. Each function works on one item and leaves
every other one alone; what cannot be done is told in a sentence.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from functools import cached_property

from awsguide.adapters import surroundings
from awsguide.adapters.files import config_files, home
from awsguide.config.changes import Change, Placeholder, RemoveSection, SetSection, StoreKeys
from awsguide.core.errors import AwsError, GuideError
from awsguide.core.model import Credentials
from awsguide.core.secret import Secret
from awsguide.explanations import explain
from awsguide.lessons import catalogue, judging, on_own_aws, progress, snippet, tasks
from awsguide.lessons.building import build, services_of
from awsguide.lessons.judging import Verdict
from awsguide.lessons.practice import Practice
from awsguide.lessons.progress import Entry
from awsguide.lessons.retiring import retire_all
from awsguide.lessons.rows import Course, Level, Repair, Task
from awsguide.lessons.scenes import ADMIN, Scene, StepFailed, has_word


@dataclass(frozen=True)
class Briefing:
    """What a learner is told at the start: the story, the goal, and the `profiles` they may use.

    `program` says what the program to repair runs with, and is empty where there is no program.
    """

    name: str
    title: str
    story: str
    goal: str
    profiles: tuple[str, ...]
    account_id: str = ""
    program: str = ""


class Lesson:
    """One item, or the fix of a level: 'P01', 'P01-fix', 'Z04', '10-1'. Raises `BadInput` for an unknown name."""

    def __init__(self, name: str, practice: Practice | None = None) -> None:
        """Nothing is sent yet."""
        self.item, self.fixing = catalogue.find(name)
        self.own = on_own_aws.asked_here(self.item)
        self.name = f"{self.item.id}{catalogue.FIX}" if self.fixing else self.item.id
        self._practice = practice
        # Why the last verdict is not in the learner's progress file.
        self.unkept: GuideError | None = None

    @cached_property
    def practice(self) -> Practice:
        """The sandbox's trainer; raises `CouldNotTry` on any other AWS."""
        if surroundings.target() != "sandbox":
            raise on_own_aws.refusal(self.name, self.item)
        return self._practice or Practice.here()

    # --- what a learner is told -----------------------------------------------------------------------------------

    @property
    def title(self) -> str:
        """Its title."""
        return self.item.title

    @property
    def story(self) -> str:
        """What the scene is about; a fix says whose side a learner is on, because its story is the intruder's."""
        if self.own is not None:
            return self.own.story
        if self.fixing:
            return f"You are the administrator now. The intruder was told: {self.item.story}"
        return self.item.story

    @property
    def goal(self) -> str:
        """What is to be reached."""
        if self.own is not None:
            return self.own.goal
        if isinstance(self.item, Task):
            return self.item.goal
        if self.fixing:
            return f"Close the way in. This must still work: {self.item.honest.says}"
        if self.item.goal is not None:
            return "Find the way in; the check sees that you got there."
        return "Find the way in, and read the word that you should not be able to read." + (
            " It is in crown.txt, in the bucket crown-ACCOUNT." if self.item.scene.get("crown", True) else ""
        )

    @property
    def profiles(self) -> tuple[str, ...]:
        """The profiles a learner uses for it, as they stand in the credentials file once it has been started."""
        if self.own is not None:
            return ()
        if isinstance(self.item, Task):
            return tuple(f"{self.name}-{actor}".lower() for actor in self.item.you)
        if self.fixing:
            return (f"{self.name}-{ADMIN}".lower(),)
        return tuple(f"{self.name}-{actor}".lower() for actor in self.item.you)

    @property
    def program(self) -> str:
        """What the program to repair runs with, '' where there is none; it is what one looks for in the files."""
        if not isinstance(self.item, Task) or self.item.program is None:
            return ""
        given = self.item.program.environment
        if not given:
            return f"the variables in ~/.awsguide/programs/{self.name}.env"
        return ", ".join(f"{name}={value}" for name, value in given.items())

    @property
    def traces(self) -> str:
        """What is said beforehand about an intruder, '' where there is none."""
        if not self.fixing or not isinstance(self.item, Level):
            return ""
        if self.item.traces:
            return "An intruder has already been here. Closing the hole is half of it: remove what they left behind."
        return "The scene is fresh: nobody has used the way in yet."

    @property
    def hints(self) -> tuple[tuple[str, str], ...]:
        """Each hint with what it tells, the weakest first."""
        texts = self.item.hints
        if self.fixing:
            assert isinstance(self.item, Level)  # noqa: S101 - only a level has a fix
            texts = (f"The way in: {self.item.attacks[0].says}", self.item.fix.says)
            return tuple(zip(("What the intruder does", "What kind of fix closes it"), texts, strict=True))
        return tuple(zip(("Where to look", "What makes it work", "The next step"), texts, strict=False))

    @property
    def ways(self) -> Course | Repair:
        """The shipped solution."""
        if self.own is not None:
            return Repair(self.own.says, answer=self.own.answer)
        if isinstance(self.item, Task):
            return self.item.right
        return self.item.fix if self.fixing else self.item.attacks[0]

    # --- the scene ------------------------------------------------------------------------------------------------

    def scene(self) -> Scene:
        """The scene that was started; raises `CouldNotTry` when there is none."""
        found = self._found()
        if found is None:
            raise explain("lesson-not-begun", name=self.name)
        return found

    def _found(self) -> Scene | None:
        try:
            scene = self.practice.find(self.name, services_of(self.item))
        except AwsError as error:
            raise explain("lesson-trainer-missing", detail=error.code) from None
        if scene is not None:
            self._take_up(scene)
        return scene

    def _take_up(self, scene: Scene) -> None:
        """Whoever acts in the scene besides its staff: their keys are in the profiles that were written for it."""
        held = dict(zip(self._actors(), self.profiles, strict=True))
        if isinstance(self.item, Task):
            held |= tasks.keys_of(self.item)
        for actor, profile in held.items():
            key = config_files.load_key(profile)
            if key is not None:
                scene.actors.setdefault(actor, key)

    def start(self) -> Briefing:
        """Build the scene, or take up the one that is there; a restarted kernel loses nothing."""
        scene = None if self.own is not None else self._found()
        if scene is None:
            scene = self._build() if self.own is None else None
            progress.record(
                self.name, lambda entry: replace(entry, started=entry.started or int(time.time()))
            )
        return self._briefing(scene)

    def reset(self) -> Briefing:
        """The start of this item again, in place: a new scene under the same profile names, the old one closed."""
        if self.own is not None:
            return self._briefing(None)
        before = self._found()
        if before is not None and isinstance(self.item, Task):
            tasks.remove(self.item, before)
        self._close()
        return self._briefing(self._build())

    def end(self) -> None:
        """Close the scene and take away what was written for it."""
        if self.own is not None:
            return
        scene = self._found()
        if scene is not None and isinstance(self.item, Task):
            tasks.remove(self.item, scene)
        edits = tuple(RemoveSection("credentials", name) for name in self.profiles)
        if edits:
            home.save(Change("credentials", edits))
        self._close()

    def _close(self) -> None:
        try:
            retire_all(self.practice, self.name)
        except AwsError as error:
            raise explain("lesson-trainer-missing", detail=error.code) from None

    def _build(self) -> Scene:
        traces = isinstance(self.item, Level) and self.fixing and self.item.traces
        try:
            scene = build(self.practice, self.item, self.name, "scene", traces=traces)
            if isinstance(self.item, Task):
                tasks.edit(scene, self.item.files)
            self._hand_out(scene)
            if isinstance(self.item, Task):
                self.practice.tag(scene.account_id, start=tasks.fingerprint(self.item, scene))
        except StepFailed as failed:
            raise self._broken(failed) from None
        return scene

    def _broken(self, failed: StepFailed) -> GuideError:
        return explain(
            "lesson-scene-broken",
            name=self.name,
            what=f"{failed.step.call} by {failed.step.actor}",
            code=failed.error.code,
            detail=failed.error.message[:200],
        )

    def _hand_out(self, scene: Scene) -> None:
        """Write the learner's keys into profiles of their own."""
        for profile, actor in zip(self.profiles, self._actors(), strict=True):
            write_profile(profile, scene.actors[actor])

    def _briefing(self, scene: Scene | None) -> Briefing:
        account = scene.account_id if scene is not None else ""
        return Briefing(self.name, self.title, self.story, self.goal, self.profiles, account, self.program)

    # --- what a learner does --------------------------------------------------------------------------------------

    def check(self, answer: str = "", profile: str = "") -> Verdict:
        """How it stands; `answer` is the word or the answer that was found. Raises `GuideError`.

        On the reader's own AWS, `profile` names whose credentials it is asked about.
        """
        try:
            verdict = self._verdict(answer, profile)
        except StepFailed as failed:
            raise self._broken(failed) from None
        if verdict.state != "not tried":
            self.unkept = progress.record(self.name, lambda entry: _judged(entry, verdict))
        return verdict

    def _verdict(self, answer: str, profile: str) -> Verdict:
        if isinstance(self.item, Task):
            if self.own is not None:
                return on_own_aws.judge(self.item, self.own, answer, profile)
            return tasks.judge(self.item, self.scene(), self.practice, answer)
        if self.fixing:
            return judging.fix(self.item, self.scene(), self.practice)
        return judging.attack(self.item, self.scene(), answer)

    def hint(self, number: int = 1) -> tuple[str, str]:
        """Hint `number`, from 1, with what it tells; the last one again where there are no more."""
        at = min(max(number, 1), len(self.hints))
        progress.record(self.name, lambda entry: replace(entry, hints=max(entry.hints, at)))
        return self.hints[at - 1]

    def solution(self, *, run: bool = False) -> str:
        """The shipped solution as Python; with `run` it is done, by the scene's own people. Raises `GuideError`."""
        if run and self.own is None:
            self.run_solution()
        else:
            progress.record(self.name, lambda entry: replace(entry, solution=True))
        known = None if self.own is not None else self._found()
        return snippet.of(self.ways, self.name, known.values if known else {})

    def run_solution(self) -> str:
        """Do the shipped solution, by the scene's own people; what it finds, '' where nothing is to be found.

        Raises `GuideError`.
        """
        progress.record(self.name, lambda entry: replace(entry, solution=True))
        scene = self.scene()
        try:
            if isinstance(self.ways, Repair):
                tasks.perform(scene, self.ways)
                return str(scene.filled(self.ways.answer))
            reply = scene.play(self.ways.steps)
        except StepFailed as failed:
            raise self._broken(failed) from None
        word = scene.values.get("word", "")
        return word if has_word(reply, word) else ""

    def _actors(self) -> tuple[str, ...]:
        return (ADMIN,) if self.fixing else self.item.you


def write_profile(profile: str, credentials: Credentials) -> None:
    """Write credentials into a profile of the credentials file, and leave every other one as it is."""
    hidden: dict[str, Secret] = {"aws_secret_access_key": credentials.secret_access_key}
    values: dict[str, str | Placeholder | None] = {
        "aws_access_key_id": credentials.access_key_id,
        "aws_secret_access_key": Placeholder("aws_secret_access_key"),
        "aws_session_token": None,
    }
    if credentials.session_token:
        hidden["aws_session_token"] = credentials.session_token
        values["aws_session_token"] = Placeholder("aws_session_token")
    home.save(StoreKeys(Change("credentials", (SetSection("credentials", profile, values),)), hidden))


def _judged(entry: Entry, verdict: Verdict) -> Entry:
    solved = entry.solved or (int(time.time()) if verdict.passed else 0)
    state = "right" if verdict.passed or entry.state == "right" else "wrong"
    return replace(entry, state=state, tries=entry.tries + 1, solved=solved)


# --- for cells ----------------------------------------------------------------------------------------------------


def start(name: str) -> Briefing:
    """Start an exercise, level or puzzle, or continue it. Raises `GuideError`."""
    return Lesson(name).start()


def check(name: str, answer: str = "", profile: str = "") -> Verdict:
    """Ask AWS how an exercise, level or puzzle stands: right, wrong with the reason, or not tried yet.

    On your own AWS, where exercises that only read work, `profile` names the credentials to ask about.
    """
    return Lesson(name).check(answer, profile)


def hint(name: str, number: int = 1) -> str:
    """A hint, the weakest first; `number` asks for a stronger one. Raises `GuideError`."""
    told, text = Lesson(name).hint(number)
    return f"{told}: {text}"


def solution(name: str, *, run: bool = False) -> str:
    """The solution as Python code; `run=True` also runs it in the scene. Raises `GuideError`."""
    return Lesson(name).solution(run=run)


def reset(name: str) -> Briefing:
    """The start of an exercise, level or puzzle again, in place; other ones stay as they are. Raises `GuideError`."""
    return Lesson(name).reset()
