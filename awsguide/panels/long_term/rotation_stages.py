"""The stages of a rotation as a list: those that are done, the next one with what it will do and why, those after it.

Pure drawing, as plain HTML. No id and no time is in it, so that a still picture can be compared.
"""

from __future__ import annotations

from awsguide.flows.long_term.rotation import how_back
from awsguide.flows.long_term.rotation.stages import STAGES, Stage
from awsguide.flows.long_term.rotation.state import RotationState
from awsguide.panels.components import still

IN_THE_ENVIRONMENT = (
    "boto3 takes it before any profile. Change what sets it before the old key is switched off."
)


def drawn_stages(
    current: Stage | None = None,
    reason: str = "",
    back: str = "",
    *,
    finished: bool = False,
    made: bool = True,
) -> str:
    """The stages as a list: those that are done, the next one with what it will do, and those after it.

    `back` says how to go back from the next one; `made` is whether a key is made in this rotation.
    """
    # Creating saves at once, as its button says; saving is a stage of its own only where it was left to do.
    left_out = {"save"} if made else {"save", "create"}
    stages = [stage for stage in STAGES if stage.name not in left_out or stage is current]
    names = [stage.name for stage in stages]
    at = len(names) if finished else names.index(current.name) if current and current.name in names else -1
    items = []
    for index, stage in enumerate(stages):
        if index < at:
            items.append(_item(f"{still.text(stage.title)} – done"))
        elif index == at:
            inner = (
                f"<strong>{still.text(stage.title)} – next</strong>"
                + still.paragraph(f"What it will do: {stage.does}")
                + still.paragraph(f"Why now: {reason}")
                + still.paragraph(f"How to go back afterwards: {back}")
            )
            items.append(_item(inner, ' aria-current="step"'))
        else:
            items.append(_item(still.text(stage.title)))
    beside = ""
    if current is not None and current.name not in names and not finished:
        inner = still.strong(current.title) + still.paragraph(current.does) + still.paragraph(reason)
        beside = still.box(inner, "ask", "beside")
    return beside + f'<ol style="margin:0.3em 0;padding-left:1.6em">{"".join(items)}</ol>'


def _item(inner: str, mark: str = "") -> str:
    return f'<li style="margin:0.2em 0;line-height:1.5"{mark}>{inner}</li>'


def drawn(at: RotationState) -> str:
    """Whose key it is, in which profiles and variables, and the stages."""
    facts = {"User": at.rotation.user, "Profiles on this machine": ", ".join(at.profiles) or "none"}
    if at.variables:
        facts["The old key is in this kernel's environment too"] = (
            f"{', '.join(at.variables)}: {IN_THE_ENVIRONMENT}"
        )
    stage, rotation = at.next.stage, at.rotation
    return still.facts(facts) + drawn_stages(
        stage,
        at.next.reason,
        how_back(stage, rotation),
        finished=stage.name == "finished",
        made=bool(rotation.before or not rotation.new_key_id),
    )
