"""`/authenticator`: the codes that the lessons' MFA devices show now, for readers who have no phone at hand.

Only devices whose seed is documented are on it: a device that a reader makes shows its codes in the reader's own app.
Plain HTML without script: the browser asks again when the codes change, and a link does at once. It refuses to show
seeds.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from moto.iam.models import iam_backends

from aws_sandbox.endpoints import markup
from aws_sandbox.seed.company import LESSONS
from aws_sandbox.services.iam.authenticators import seconds_left
from aws_sandbox.services.iam.one_time_code import code, step_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moto.iam.models import VirtualMfaDevice
    from werkzeug.wrappers import Request, Response

    from aws_sandbox.endpoints.wire import View
    from aws_sandbox.state import State


def show(sandbox: State, _request: Request) -> Response:
    """Return the page with each device's code, the next one, and how long it lasts."""
    now = sandbox.authenticators.now()
    with sandbox.lock:
        rows = "".join(_row(sandbox, name, device, now) for name, device in _devices(sandbox))
    left = seconds_left(now)
    lasting = f"{left} {'second' if left == 1 else 'seconds'}"
    response = markup.page(
        "Authenticator",
        f"""<p>These are the MFA devices of the lessons, as an app on a phone would show them. The codes change every
30 seconds, and each can be used once.</p>
<table><caption>Codes for the next {lasting}; then this page shows the new ones</caption>
<thead><tr><th scope="col">Whose</th><th scope="col">Code now</th><th scope="col">Next code</th></tr></thead>
<tbody>{rows}</tbody></table>
<p><a href="authenticator">Show the current codes</a></p>
<p>A device that you made yourself is not here: give its seed to an authenticator app.</p>""",
    )
    # A code that has ended must not go on looking like the one of now.
    response.headers["Refresh"] = str(left)
    return response


def _row(sandbox: State, name: str, device: VirtualMfaDevice, now: float) -> str:
    step = step_at(now)
    used = " (used: wait for the next one)" if sandbox.authenticators.is_used(device, step) else ""
    seed, serial_number = device.base32_string_seed, escape(device.serial_number)
    return (
        f'<tr><th scope="row">{escape(name)}<br><code>{serial_number}</code></th>'
        f'<td><code data-device="{serial_number}">{code(seed, step)}</code>{used}</td>'
        f"<td><code>{code(seed, step + 1)}</code></td></tr>"
    )


def _devices(sandbox: State) -> Iterator[tuple[str, VirtualMfaDevice]]:
    """Yield the documented devices that are still there, with the names of whom the lessons gave them."""
    for row in (row for lesson in LESSONS for row in lesson.USERS if row.mfa_seed):
        account_id = sandbox.company.accounts[row.account]
        devices = list(iam_backends[account_id]["aws"].virtual_mfa_devices.values())
        for device in devices:
            if device.base32_string_seed == row.mfa_seed:
                yield row.user_name, device


ROUTES: dict[tuple[str, str], View] = {("GET", "/authenticator"): show}
