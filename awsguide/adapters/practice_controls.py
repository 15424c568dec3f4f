"""The sandbox's own controls: arms faults and moves its clock, with the secret that lies in the sandbox's home.

They exist for trainers and lessons. On any other AWS they are refused.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from awsguide.adapters import surroundings
from awsguide.adapters.files import one_file
from awsguide.adapters.files.paths import allowed, directory, shown
from awsguide.core.secret import Secret
from awsguide.explanations import explain

if TYPE_CHECKING:
    from awsguide.adapters.aws import Aws


def control(aws: Aws, what: str, **members: Any) -> Any:
    """Ask the control route `what` ('faults', 'clock'); raises `BadInput` with its sentence for what it refuses."""
    if surroundings.target() != "sandbox":
        raise explain("control-needs-sandbox")
    where = allowed(directory() / ".awsguide" / "secret")
    secret = (one_file.read(where, shown(where)) or b"").decode().strip()
    if not secret:
        raise explain("lesson-trainer-missing", detail="its secret is not in the sandbox's home")
    address = f"{aws.endpoint('sts', 'GetCallerIdentity', 'us-east-1')}/_awsguide/{what}"
    headers = {"X-Awsguide-Secret": Secret(secret)}
    status, _, text = aws.fetch("POST", address, "Control", content=json.dumps(members), headers=headers)
    if status != 200:
        raise explain("control-refused", detail=text.strip()[:300])
    return json.loads(text)
