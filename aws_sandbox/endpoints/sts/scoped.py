"""GetScopedCredentials: keys of the same session that may do less, end sooner, or both.

What they may do is what the calling session may do and every scope-down policy on the way allows; they are nobody
else's and last no longer. This module refuses to hand out more than the caller has, and a fourth policy.

Sources: 'GetScopedCredentials' (AWS STS API reference), 'Permissions for GetScopedCredentials' (IAM user guide) and
botocore's service model sts 2011-06-15, read 2026-11-30.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_sandbox.access.guard import denied
from aws_sandbox.endpoints.sts import session_answer, token_parameters
from aws_sandbox.protocol.errors import Refusal
from aws_sandbox.protocol.parameters import number, text, validation_error
from aws_sandbox.protocol.xml_answer import elements, given

if TYPE_CHECKING:
    from aws_sandbox.access.guard import Admitted
    from aws_sandbox.state import State

ACTION = "sts:GetScopedCredentials"
MOST_LAYERS = 3
_LONGEST = 129600
_DESCRIPTION = r"[\t\n\r -~¡-ÿ]*"


def get_scoped_credentials(sandbox: State, admitted: Admitted) -> str:
    """Answer sts:GetScopedCredentials; raises Refusal."""
    parameters, caller = admitted.call.parameters, admitted.session
    if caller is None:
        raise Refusal("denied", "Cannot call GetScopedCredentials with long-term credentials")
    policy, size = token_parameters.inline_policy(parameters), token_parameters.token_size(parameters)
    text(parameters, "ScopedSessionDescription", 2, 256, _DESCRIPTION, required=False)
    now = sandbox.clock.now()
    left = int(caller.expires_at - now)
    duration = number(parameters, "DurationSeconds", left, 1, _LONGEST)
    if not policy and "DurationSeconds" not in parameters:
        raise validation_error("At least one of Policy and DurationSeconds is required.")
    decision = sandbox.guard.decide(admitted, ACTION, "*")
    if not decision.allowed:
        raise denied(admitted, decision)
    if duration > left:
        said = f"The requested DurationSeconds exceeds the {left} seconds that the calling session has left."
        raise Refusal(code="InsufficientSessionLifetime", message=said)
    layers = (*caller.scoped, *([policy] if policy else []))
    if len(layers) > MOST_LAYERS:
        raise Refusal("denied", f"A session can have at most {MOST_LAYERS} scope-down policies.")
    policies = (*(caller.policies or ()), *(("Policy", layer) for layer in layers))
    token_parameters.packed_size(policies or None, caller.tags)
    # Whoever revokes sessions by the time at which they began means this one too.
    session = sandbox.keys.issue_from(
        caller,
        until=caller.expires_at if duration == left else now + duration,
        token_size=size,
        scoped=layers,
    )
    arn = {"ScopedSessionId": session.principal.user_id, "Arn": session.principal.arn}
    return (
        session_answer.credentials(session)
        + f"<SessionInfo>{elements(arn)}</SessionInfo>"
        + session_answer.sizes(session, None)
        + elements({"ScopedPoliciesCount": str(len(layers)), **given(SourceIdentity=session.source_identity)})
    )
