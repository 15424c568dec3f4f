"""The steps a flow may yield. A flow is a generator: it yields one of these, and is sent the reply.

Steps are data. Performing them is the work of `adapters/driver`; a test performs them by hand.

| step | is answered with |
| --- | --- |
| `Call` | the reply as a mapping, secrets wrapped; `AwsError` or `NoAnswer` is thrown in |
| `Many` | one `Outcome` per call, in order; never thrown |
| `Wait` | None, after the seconds |
| `Show` | None, at once |
| `Ask` | the person's answer |
| `Listen` | the redirect address that was bound on 127.0.0.1 |
| `Lead` | a link on 127.0.0.1 that leads one browser on |
| `Redirected` | the query of the browser's redirect, secrets wrapped |
| `Probe` | a `ProbeAnswer`; `NoAnswer` is thrown in |
| `Load` | what is stored, or None |
| `Hold` | None, once nobody else holds it; given back when the flow ends |
| `Save` | what the save returns (a receipt that can be undone) |
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from awsguide.core.errors import AwsError, NoAnswer
from awsguide.core.model import Credentials
from awsguide.core.secret import Secret

# What a flow is given instead of a clock (seconds, UTC) and of randomness (that many bytes, as text).
Now = Callable[[], float]
Random = Callable[[int], str]


@dataclass(frozen=True)
class Call:
    """One AWS API operation: `service` and `operation` as botocore names them ('sso-oidc', 'CreateToken').

    `credentials` None means the operation is not signed. `expected` lists error codes that are ordinary flow
    control. `why` says in a few words what the call is for; the log of calls shows it. `watching` marks a look that is
    taken again and again until time has passed: how often depends on how quick everything is.
    """

    service: str
    operation: str
    params: Mapping[str, Any] = field(default_factory=dict)
    region: str = ""
    credentials: Credentials | None = None
    headers: Mapping[str, Secret] = field(default_factory=dict)
    expected: tuple[str, ...] = ()
    why: str = ""
    watching: bool = False


@dataclass(frozen=True)
class Outcome:
    """What became of one call of a `Many`: a `reply`, or an `error`."""

    reply: Mapping[str, Any] | None = None
    error: AwsError | NoAnswer | None = None


@dataclass(frozen=True)
class Many:
    """Independent calls: paced, made in parallel, tried again after 'too many requests'.

    Where they are a part of more, `before` were done already, of `total`.
    """

    calls: tuple[Call, ...]
    what: str = ""
    before: int = 0
    total: int = 0


@dataclass(frozen=True)
class Wait:
    """Let `seconds` pass; a person may cancel at any time."""

    seconds: float


@dataclass(frozen=True)
class Show:
    """Something for the person to see now: a `Note`, `DeviceCode`, `BrowserPage`, `CodePage` or `Progress`."""

    event: object


@dataclass(frozen=True)
class Ask:
    """A question that must be answered before the flow goes on; `about` is what is shown with it (a diff).

    The first of the `choices` goes on, the last one leaves everything as it is. `final` says that nothing brings back
    what the first one does, so that the last one is what a hasty reader should meet first.
    """

    question: str
    choices: tuple[str, ...] = ("yes", "no")
    about: object = None
    final: bool = False


@dataclass(frozen=True)
class Listen:
    """Bind a callback on 127.0.0.1 before the browser is sent away.

    It takes the one answer that carries `state`; without one it takes none.
    """

    path: str = "/oauth/callback"
    state: Secret | None = None


@dataclass(frozen=True)
class Lead:
    """Bind a link on 127.0.0.1 that sends one browser on to `address`, which itself is shown and kept nowhere."""

    address: Secret


@dataclass(frozen=True)
class Redirected:
    """Wait at most `seconds` for the browser to come back to the callback, or to follow a `Lead`."""

    seconds: float


@dataclass(frozen=True)
class Probe:
    """Ask a web address where it leads, without signing in or following it anywhere else."""

    address: str


@dataclass(frozen=True)
class ProbeAnswer:
    """HTTP `status`, a redirect's `location`, the `region` that the start page names; empty when there is none."""

    status: int
    location: str = ""
    region: str = ""


@dataclass(frozen=True)
class Load:
    """Read what is stored under `name`: 'token', 'registration', 'config'; `key` says which one."""

    name: str
    key: object = None


@dataclass(frozen=True)
class Hold:
    """Keep other notebooks and windows from doing the same until the flow ends; `key` says what ('token', session).

    For a sign-in the answer is the `GuideError` that keeps it from being stored, or None.
    """

    name: str
    key: object = None


@dataclass(frozen=True)
class Save:
    """Store `change`; what it may be is said by `adapters/files/home.py`.

    The answer is what undoes it, or None; for a sign-in that could only be kept in memory, the `GuideError` that says
    why.
    """

    change: object


@dataclass(frozen=True)
class Compute:
    """Work out something that takes long; `work` touches nothing. A panel goes on answering its reader meanwhile."""

    work: Callable[[], object]


Step = Call | Many | Wait | Show | Ask | Listen | Lead | Redirected | Probe | Load | Hold | Save | Compute

T = TypeVar("T")
Flow = Generator[Step, Any, T]
