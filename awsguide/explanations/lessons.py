"""What goes wrong with exercises, levels and puzzles."""

from __future__ import annotations

from awsguide.core.errors import BadInput, CouldNotTry
from awsguide.explanations.row import Explanation

ROWS: tuple[Explanation, ...] = (
    Explanation(
        "lesson-file",
        BadInput,
        "A file of rows has a mistake",
        "{file}, line {line}: {detail}.",
        "The file is read strictly, so that a typing error is reported and not passed over. Nothing was changed.",
        "Correct that line and try again.",
    ),
    Explanation(
        "lesson-file-missing",
        CouldNotTry,
        "The file cannot be read",
        "{path} cannot be read: {detail}.",
        "There is no such file, or you may not read it.",
        "Check the path and try again.",
    ),
    Explanation(
        "lesson-unknown",
        BadInput,
        "There is no exercise of that name",
        "There is no exercise, level or puzzle called '{name}'.",
        "Exercises are named after their notebook (10-1), levels and puzzles by a letter and a number (P01, Z04).",
        "Use one of these: {known}.",
    ),
    Explanation(
        "lesson-needs-sandbox",
        CouldNotTry,
        "This only works in the sandbox",
        "'{name}' is not started on your own AWS.",
        "It builds users, keys and policies that are broken on purpose. That does not belong in a real account.",
        "Open the notebook with the kernel awsguide: SANDBOX.",
    ),
    Explanation(
        "lesson-not-begun",
        CouldNotTry,
        "The exercise has not been started",
        "'{name}' has not been started in this sandbox.",
        "Its scene is built when you start it, and it ends with the sandbox.",
        "Press Start, or call awsguide.start('{name}'), and try again.",
    ),
    Explanation(
        "lesson-trainer-missing",
        CouldNotTry,
        "The trainer's key does not work",
        "The profile 'trainer' of the sandbox cannot build or check exercises: {detail}.",
        "Scenes are built and checked by ordinary AWS calls, which this key signs.",
        "Restart the kernel to get a new sandbox.",
    ),
    Explanation(
        "lesson-scene-broken",
        CouldNotTry,
        "The scene is not complete",
        "The check of '{name}' stopped at {what}: AWS answered {code}.",
        "Something that the scene needs is missing or was changed, so there is no verdict on your work.",
        "Call awsguide.reset('{name}') to get the scene as it was at the start. {detail}",
    ),
    Explanation(
        "lesson-program-file",
        CouldNotTry,
        "The program's file cannot be read",
        "{path} is not a JSON object any more, so the solution cannot be written into it.",
        "A bracket or a quote is missing, for example after an edit by hand.",
        "Correct the file, or call awsguide.reset('{name}') to get it as it was at the start.",
    ),
    Explanation(
        "progress-newer",
        CouldNotTry,
        "The progress file is from a newer version",
        "{path} was written by a newer version of awsguide.",
        "This version cannot read it, and does not write over it. What you solve now is not recorded.",
        "Update awsguide, or move the file away to start again.",
    ),
    Explanation(
        "progress-unreadable",
        CouldNotTry,
        "The progress file cannot be used",
        "{path} is not a progress file: {detail}.",
        "It was changed by hand or cut off. It is left as it is, and what you solve now is not recorded.",
        "Move the file away to start a new one.",
    ),
    Explanation(
        "control-refused",
        BadInput,
        "The sandbox refuses that",
        "The sandbox refuses that. {detail}",
        "A fault is written NAME, NAME=VALUE, NAME@OPERATION or NAME:3.",
        "Look at the menu in docs/teaching.md and try again.",
    ),
    Explanation(
        "no-class-faults",
        CouldNotTry,
        "There is no class here",
        "This server follows no file with faults for everybody, so the fault was not armed anywhere.",
        "One person's sandbox knows of no other. A hub's setting c.AwsguideSandbox.class_faults names the file.",
        "Leave out everybody=True to arm it in this sandbox alone, or set class_faults on the hub.",
    ),
    Explanation(
        "no-progress-files",
        BadInput,
        "There are no progress files",
        "There is no progress file in {path}.",
        "A learner makes one with awsguide.export_progress('NAME'); its name begins with progress-.",
        "Collect the files in one folder and name that folder.",
    ),
)
