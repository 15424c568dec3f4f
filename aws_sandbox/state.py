"""What the embedded AWS knows, in one object: the company, its clock, who is signed in, and which faults are armed.

It answers nothing by itself; whatever answers a request is handed this. What moto knows lies with moto, in the process.
"""

from __future__ import annotations

import secrets
from threading import RLock
from typing import TYPE_CHECKING

from aws_sandbox.clock import Clock
from aws_sandbox.faults import Faults
from aws_sandbox.moto_patches import moto_core

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Request


class State:
    """One company's AWS. moto's state belongs to the process, so a new sandbox empties it: one lives at a time."""

    def __init__(self, *, clock: Clock | None = None, faults: Faults | None = None) -> None:
        moto_core.prepare()
        self.clock = clock or Clock()
        moto_core.follow(self.clock.now)
        self.faults = faults or Faults()
        self.secret = secrets.token_urlsafe(32)
        self.lock = RLock()
        # What whoever keeps files about this company has to do when it starts over.
        self.start_over: Callable[[], None] = lambda: None
        self._seed()

    def _seed(self) -> None:
        """Forget everything, moto's state too, and play the company's first day."""
        # After moto is prepared: these import it.
        from aws_sandbox.access.guard import Guard
        from aws_sandbox.access.principals import Keys
        from aws_sandbox.access.root_features import RootAccess
        from aws_sandbox.access.root_users import RootUsers
        from aws_sandbox.seed import company
        from aws_sandbox.services.console.proof import Proofs, Signer
        from aws_sandbox.services.console.sign_in import ConsoleSignIn
        from aws_sandbox.services.console.signin_tokens import SigninTokens
        from aws_sandbox.services.iam.authenticators import Authenticators
        from aws_sandbox.services.iam.authorizations import Authorizations
        from aws_sandbox.services.iam.credential_reports import CredentialReports
        from aws_sandbox.services.identity_center.sign_in import SignIn
        from aws_sandbox.services.sts.issuer import Issuer

        self.roots, self.root_access = RootUsers(), RootAccess()
        self.credential_reports = CredentialReports()
        self.keys = Keys(self.roots)
        self.authorizations = Authorizations()
        self.guard = Guard(self.keys, self.clock, self.faults)
        self.sign_in = SignIn(self.clock)
        self.console = ConsoleSignIn(self.clock)
        self.proofs, self.signer = Proofs(), Signer()
        self.authenticators = Authenticators()
        self.issuer = Issuer()
        self.signin_tokens = SigninTokens()
        # Last, because the seed is played into what stands above.
        self.company = company.seed(self.roots, self.root_access, self.clock.now())

    def reset(self) -> None:
        """Start over in place: the company of the first day, nobody signed in, real time, no fault armed."""
        with self.lock:
            self.faults.clear()
            self.clock.offset = 0.0
            self._seed()

    def base_url(self, request: Request) -> str:
        """Return scheme and host of the request that is being answered, without a slash at the end."""
        return request.host_url.rstrip("/")
