"""What an error can say as its reason, where its row leaves that to the moment: shown on its page as a list.

A test holds the sentences against the code that says them. Reasons that somebody else words, the system or AWS, are
described.
"""

from __future__ import annotations

from awsguide.flows.shared.limits import LIMITS
from awsguide.flows.shared.session_token import LIMIT

# Letter for letter as the error says them.
SAID: dict[str, tuple[str, ...]] = {
    "duration-out-of-range": (
        "AWS makes no session that is shorter than fifteen minutes.",
        "From role to role a session lasts an hour at most.",
        "That is the maximum session duration that the role's owner has set.",
        "No role allows more; this one's own maximum is not known here.",
        LIMIT,
        "A console session lasts twelve hours at most.",
    ),
    "session-may-not": tuple(dict.fromkeys(limit.why for limit in LIMITS)),
    "region-unknown": (
        "AWS has no Region of that name.",
        "A Region is spelled like 'us-east-1' or 'eu-central-1': no spaces, no capitals, and it ends in a number.",
    ),
    "sandbox-did-not-start": (
        "The sandbox of this Jupyter server has ended: restart the kernel to begin with a new one.",
        "The sandbox of this Jupyter server is still starting, perhaps with a long seed: wait a minute, then restart "
        "the kernel.",
    ),
    "own-aws-out-of-reach": (
        "This kernel was started from inside the sandbox, so it cannot see your own AWS files: start JupyterLab from "
        "an ordinary terminal.",
    ),
    "port-taken": ("Another program uses it.",),
    "error-not-recognised": (
        "It contains no words and no code of an error that the guide knows.",
        "Nothing was pasted.",
    ),
}
# What else the reason can be, in words of others.
WORDED_ELSEWHERE: dict[str, str] = {
    "sandbox-did-not-start": "what the sandbox's process, or the system, said when it ended",
    "callback-not-bound": "the system's own words",
    "port-taken": "the system's own words, where the port is not allowed",
    "notebooks-not-copied": "the system's own words, and the file they are about",
    "access-denied": "AWS's own words, which often name who asked, for what, and which sort of policy says no",
}


def reasons(code: str) -> str:
    """The reasons of an error as Markdown, or nothing where its row says them itself."""
    said, elsewhere = SAID.get(code, ()), WORDED_ELSEWHERE.get(code)
    if not said:
        return f"The error tells it: {elsewhere}." if elsewhere else ""
    lines = list(said) + ([f"Or {elsewhere}."] if elsewhere else [])
    if len(lines) == 1:
        return lines[0]
    return "The error says which of these it is:\n\n" + "\n".join(f"- {line}" for line in lines)
