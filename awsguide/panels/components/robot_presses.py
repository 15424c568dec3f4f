"""What the robot reader presses in each panel: the button that begins, and whatever it needs to know beyond that.

Rows by a panel's `name`; in a panel that is not listed the main button is pressed, if it can be. The robot does what a
person could do and no more: it presses enabled buttons, types into fields and opens pages of this machine.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from awsguide.panels import autopilot

# What the robot reader answers: the way of somebody who works at a machine, in a company with a start page.
ROBOT_ANSWERS = {"who": "workforce", "runs": "person", "tool": "yes"}
ROBOT_SEARCH = "dev admin"
# More stages than any rotation has.
MOST_STAGES = 30


async def read(panel: Any) -> None:
    """Press what a reader of `panel` would press; called only where the robot is engaged."""
    await _READ.get(panel.name, _press_main)(panel)


async def _press_main(panel: Any) -> None:
    if panel.main_button is not None and not panel.main_button.disabled:
        await _press(panel, panel.main_button)


async def _press(panel: Any, button: Any) -> None:
    """Press a button, and answer the question that it leads to with what goes on."""
    await autopilot.press(button)
    await autopilot.until(lambda: panel.question_is_open or not panel.running, "the end, or a question")
    await _answer(panel)


async def _answer(panel: Any) -> None:
    if panel.question_is_open:
        await autopilot.press(panel.answer_buttons[0])


async def _row(panel: Any) -> None:
    await panel.main


async def _workforce(panel: Any) -> None:
    await panel.sign_in
    if panel.sign_in.done:
        await panel.credentials


async def _chooser(panel: Any) -> None:
    for question, answer in ROBOT_ANSWERS.items():
        panel.answer(question, answer)


async def _sign_in(panel: Any) -> None:
    await autopilot.press(panel.sign_in_button)
    await autopilot.until(lambda: panel.link or not panel.running, "the sign-in page")
    if panel.link:
        await autopilot.allow(panel.link, panel.user_code)


async def _roles(panel: Any) -> None:
    """The list fills by itself; there is nothing to press."""


async def _credentials(panel: Any) -> None:
    roles = panel.roles
    await autopilot.until(lambda: roles.done or not roles.running, "the list of roles")
    roles.filter_field.value = ROBOT_SEARCH
    if roles.role_list.options:
        roles.role_list.index = 0
        await autopilot.press(roles.get_button)


async def _console_sign_in(panel: Any) -> None:
    await autopilot.press(panel.sign_in_button)
    await autopilot.until(lambda: panel.link or not panel.running, "the sign-in page")
    if panel.link:
        code = await autopilot.allow(panel.link, person=autopilot.CONSOLE_PERSON)
        if code:
            autopilot.enter(panel.code.field, code)
        await autopilot.until(lambda: panel.question_is_open or not panel.running, "the question")
    await _answer(panel)


async def _console_credentials(panel: Any) -> None:
    await _console_sign_in(panel.sign_in)
    await autopilot.until(lambda: not panel.running, "the sign-in")


async def _begun(panel: Any) -> bool:
    """Begin, for a panel that needs it, unless somebody has; says whether that went well."""
    if not panel.source_profile.done:
        await autopilot.press(panel.source_profile.take_button)
        await autopilot.until(lambda: not panel.source_profile.running, "the beginning")
    return bool(panel.source_profile.done)


async def _begin_and_press(panel: Any) -> None:
    if await _begun(panel):
        await autopilot.press(panel.main_button)


async def _assume_role(panel: Any) -> None:
    await _begun(panel)
    device = panel.form.field("mfa_serial").value.strip()
    if device and not panel.form.has_code:
        autopilot.enter(panel.form.code_field, await autopilot.one_time_code(device))
    if panel.form.role_field.value:
        await autopilot.press(panel.assume_button)


async def _session_token(panel: Any) -> None:
    await _begun(panel)
    beginning = panel.state.beginning
    if beginning is None or not beginning.devices.usable:
        return
    serial = panel.device_field.value.strip() or beginning.devices.usable[0].serial
    autopilot.enter(panel.code_field, await autopilot.one_time_code(serial))
    await autopilot.press(panel.mfa_button)


async def _web_identity(panel: Any) -> None:
    if panel.role_field.value:
        await autopilot.press(panel.trade_button)


async def _console_link(panel: Any) -> None:
    if panel.link_button.disabled:
        return
    await autopilot.press(panel.link_button)
    await autopilot.until(lambda: panel.link or not panel.running, "the link")
    if panel.link:
        await autopilot.visit(panel.link)


async def _renewal(panel: Any) -> None:
    if not panel.renew_button.disabled:
        await autopilot.press(panel.renew_button)


async def _leaked(panel: Any) -> None:
    if not panel.retire_button.disabled:
        await autopilot.press(panel.retire_button)


async def _rotation(panel: Any) -> None:
    """Look, then press Next until the old key is gone."""
    if panel.look_button.disabled:
        return
    await autopilot.press(panel.look_button)
    for _ in range(MOST_STAGES):
        await autopilot.until(lambda: not panel.running, "the stage")
        if panel.error is not None or panel.next_button.disabled:
            return
        await _press(panel, panel.next_button)


async def deactivate(panel: Any) -> None:
    """Switch the root key off, where the robot is engaged."""
    if panel.refused is None and autopilot.engaged() and not panel.deactivate_button.disabled:
        await _press(panel, panel.deactivate_button)


async def delete_for_a_member(panel: Any) -> None:
    """Look at every member and delete a key that is off, where the robot is engaged."""
    if panel.refused is not None or not autopilot.engaged() or panel.running:
        return
    await autopilot.press(panel.look_button)
    await autopilot.until(lambda: not panel.running, "the look")
    if not panel.delete_button.disabled:
        await _press(panel, panel.delete_button)


async def _lesson(panel: Any) -> None:
    """Start, and ask at once how it stands.

    The exercises of the rows' notebooks are left to the reader: their accounts would show in what comes after them.
    """
    if panel.lesson.name[:1].isdigit():
        return
    await autopilot.press(panel.start_button)
    await autopilot.until(lambda: not panel.running, "the scene")
    await autopilot.press(panel.check_button)


_READ: Mapping[str, Callable[[Any], Awaitable[None]]] = {
    "assume-role": _assume_role,
    "chooser": _chooser,
    "console": _row,
    "console-credentials": _console_credentials,
    "console-link": _console_link,
    "console-sign-in": _console_sign_in,
    "credentials": _credentials,
    "federation": _begin_and_press,
    "leaked": _leaked,
    "lesson": _lesson,
    "long-term": _row,
    "renewal": _renewal,
    "roles": _roles,
    "root": _row,
    "rotation": _rotation,
    "session-token": _session_token,
    "sign-in": _sign_in,
    "temporary": _row,
    "web-identity": _web_identity,
    "workforce": _workforce,
}
