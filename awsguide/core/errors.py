"""What can go wrong, as sentences: what happened, why, and what to do next.

    GuideError
    ├── BadInput      told before any call: what was typed cannot work
    ├── CouldNotTry   nothing was sent: a file, program, permission or kernel is in the way
    ├── Refused       AWS answered, and the answer is a no that we can explain
    ├── Unreachable   no answer came back
    ├── Cancelled     the person stopped it; nothing is half done
    └── AwsSaid       AWS answered with a code this guide has no explanation for: shown, never swallowed

Two more are no `GuideError`: `AwsError` and `NoAnswer` are what an edge throws into a flow, in AWS's own words. A
flow turns them into one of the above with `explain`, whose rows live in `explanations/`. The tree is vocabulary
only: nothing here prints, logs or looks anything up.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from awsguide.core.masking import masked

_DETAILS = re.compile(
    r"\. Go to \S{1,300} for complete details, or call the GetRequestAuthorizationDetails API with the following "
    r"authorization id: (?P<id>[0-9a-z]{1,256})\.?$",
    re.ASCII,
)


class GuideError(Exception):
    """Something a person can act on: `what` happened, `why`, and the `next_step`.

    `source` is the page or specification the reason comes from; `code` names the row of `explanations/`, and so
    the page of the docs ('wrong-region'). `facts` are what AWS's refusal names besides ('Authorization ID').
    """

    def __init__(
        self, what: str, why: str = "", next_step: str = "", source: str = "", code: str = "aws-said"
    ) -> None:
        super().__init__(" ".join(part for part in (what, why, next_step) if part))
        self.what = what
        self.why = why
        self.next_step = next_step
        self.source = source
        self.code = code
        self.facts: Mapping[str, str] = {}

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in place of a traceback when a cell ends in this error."""
        return [line for line in (self.what, self.why, self.next_step) if line]


class BadInput(GuideError):
    """What was typed cannot work; nothing was sent."""


class CouldNotTry(GuideError):
    """Something on this machine is in the way; nothing was sent."""


class Refused(GuideError):
    """AWS said no, for a reason that can be explained."""


class Unreachable(GuideError):
    """No answer came back."""


class Cancelled(GuideError):
    """The person stopped it; nothing is half done."""


class AwsSaid(GuideError):
    """AWS's own words, for a code this guide does not know."""


class AwsError(Exception):
    """An error that AWS returned, thrown into the flow that made the call.

    `code` as AWS spells it ('AuthorizationPendingException'), `status` the HTTP status (0 when unknown), `reason` the
    finer value that some errors carry beside the code ('invalid_grant', 'KMS_...'). `decision` is the sandbox's own
    account of a refusal, as it came; on AWS it is always ''. `authorization_id` is where AWS keeps the details of a
    refusal: another one each time, so it is no part of the message.
    """

    def __init__(
        self,
        code: str,
        message: str = "",
        *,
        status: int = 0,
        operation: str = "",
        reason: str = "",
        decision: str = "",
    ) -> None:
        # Whoever wrote it repeats what was sent: AWS the session token, a credential_process what it likes.
        found = _DETAILS.search(message)
        self.authorization_id = found["id"] if found is not None else ""
        self.message = message = masked(_DETAILS.sub("", message))
        super().__init__(f"{operation}: {code}: {message}" if operation else f"{code}: {message}")
        self.code = code
        self.status = status
        self.operation = operation
        self.reason = reason
        self.decision = decision


class NoAnswer(Exception):
    """No answer from `host`. `kind` says who or what is in the way, and `detail` what is known of it.

    The kinds: 'name' (unknown host), 'connection', 'timeout'; 'sandbox' (it has ended), 'sandbox-silent' (it hangs);
    'proxy' (it does not answer), 'proxy-name', 'proxy-password', 'proxy-password-wrong', 'proxy-refused' (the status);
    'tls' (who made the certificate), 'tls-bundle' (the file that is missing), 'tls-cut-off'; 'other-page' (somebody
    else answered).
    """

    def __init__(self, kind: str, host: str = "", *, operation: str = "", detail: str = "") -> None:
        super().__init__(f"{operation}: no answer from {host} ({kind})")
        self.kind = kind
        self.host = host
        self.operation = operation
        self.detail = detail
