"""IAM, short-term as panels: where it begins, assume a role, trust explained, the chain - by themselves, or all in one.

From here the rest of a notebook takes what it needs: `panel.session`, `panel.assumed` and `panel.links`. What the
buttons do can be done from code too: `choose`, `assume`, `would_it_work`, `go_on`, `back`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from awsguide.adapters import surroundings
from awsguide.api.perform import boto3_session, region_here
from awsguide.core.model import AssumedRole
from awsguide.explanations import explain
from awsguide.panels.components.panel import Answer
from awsguide.panels.components.row import RowPanel
from awsguide.panels.components.still import Card
from awsguide.panels.short_term.assume_role import AssumeRolePanel
from awsguide.panels.short_term.beginning import BeginningPanel
from awsguide.panels.short_term.chain import ChainPanel
from awsguide.panels.short_term.console_link import ConsoleLinkPanel
from awsguide.panels.short_term.federation import FederationPanel
from awsguide.panels.short_term.renewal import RenewalPanel
from awsguide.panels.short_term.save import ShortTermSavePanel
from awsguide.panels.short_term.scoped import ScopedPanel
from awsguide.panels.short_term.session_token import SessionTokenPanel
from awsguide.panels.short_term.state import ShortTermState
from awsguide.panels.short_term.trust import TrustPanel
from awsguide.panels.short_term.web_identity import WebIdentityPanel

if TYPE_CHECKING:
    import boto3


class ShortTermPanel(RowPanel[ShortTermState]):
    """All panels of this row under each other; its parts can be shown one by one.

    `source_profile`, `assume_role`, `trust`, `chain`, `renewal`, `save`, `session_token`, `scoped`, `web_identity`,
    `federation`, `console_link` and `call_log` are panels; `await` any of them, or all with the whole.
    """

    name = "temporary"
    title = "IAM, short-term: from what you hold to a role"

    def __init__(self, region: str = "") -> None:
        """Reads the names of the profiles; sends nothing. `region` is whose STS is asked."""
        super().__init__(ShortTermState(region_name=region or region_here("us-east-1")))
        self.source_profile = BeginningPanel(self.state)
        self.assume_role = AssumeRolePanel(self.state, self.source_profile)
        self.trust = TrustPanel(self.state)
        self.chain = ChainPanel(self.state)
        self.renewal = RenewalPanel(self.state)
        self.save = ShortTermSavePanel(self.state)
        self.session_token = SessionTokenPanel(self.state, self.source_profile)
        self.scoped = ScopedPanel(self.state, self.source_profile)
        self.web_identity = WebIdentityPanel(self.state)
        self.federation = FederationPanel(self.state, self.source_profile)
        self.console_link = ConsoleLinkPanel(self.state, self.federation)
        self.compose(
            self.source_profile,
            self.assume_role,
            self.trust,
            self.chain,
            self.renewal,
            self.save,
            self.session_token,
            self.scoped,
            self.web_identity,
            self.federation,
            self.console_link,
            main=self.assume_role,
        )

    # --- what the rest of a notebook takes -------------------------------------------------------------------------

    @property
    def assumed(self) -> AssumedRole:
        """The newest session; raises `CouldNotTry` before there is one."""
        if self.state.assumed is None:
            raise explain("no-role-assumed")
        return self.state.assumed

    @property
    def links(self) -> tuple[AssumedRole, ...]:
        """The sessions of the chain, first to last."""
        return tuple(link.assumed for link in self.state.links)

    @property
    def session(self) -> boto3.Session:
        """A boto3 session of the newest role; take it anew after the next. Raises `CouldNotTry` before there is one."""
        return boto3_session(self.assumed, self.state.region_name)

    # --- what the buttons do, from code ----------------------------------------------------------------------------

    async def begin_with(self, profile: str) -> Answer:
        """Begin with the credentials of a profile ('' for what boto3 finds here), as the button does."""
        if self.refused is None and any(
            profile == value for _words, value in self.source_profile.profile_field.options
        ):
            self.source_profile.profile_field.value = profile
        self.source_profile.start(self.source_profile.take(profile))
        return await self.source_profile.settled(press=False)

    def choose(
        self,
        role: str,
        *,
        session_name: str = "awsguide",
        duration: str | int = "",
        external_id: str = "",
        mfa: bool | str = False,
        tags: Mapping[str, str] | None = None,
        transitive: Sequence[str] = (),
        source_identity: str = "",
        policy: str | Mapping[str, object] = "",
        policy_arns: Sequence[str] = (),
    ) -> AssumeRolePanel:
        """Fill in the form and return its panel; nothing is sent. `role` is an ARN, or the name of one in the list.

        `mfa` is a device's ARN or number, or True for the user's own; its code is typed into the panel.
        """
        self.assume_role.form.fill(
            own_device=mfa is True,
            role_arn=role,
            session_name=session_name,
            duration=str(duration),
            external_id=external_id,
            mfa_serial=mfa if isinstance(mfa, str) else "",
            tags="\n".join(f"{key}={value}" for key, value in (tags or {}).items()),
            transitive="\n".join(transitive),
            source_identity=source_identity,
            policy=policy if isinstance(policy, str) else json.dumps(policy, indent=2),
            policy_arns="\n".join(policy_arns),
        )
        self.assume_role.error, self.assume_role.declined = self.assume_role.refused, None
        self.state.change(assumed=None, before=None, after=None)
        return self.assume_role

    async def assume(self, role: str, **options: object) -> Answer:
        """Fill in the form and press Assume; takes the options of `choose`. The answer is a card, of a no as well."""
        await self._begun()
        self.choose(role, **options)  # type: ignore[arg-type]
        if self.source_profile.done:
            self.assume_role.assume_button.click()
        return await self.assume_role.settled(press=False)

    async def would_it_work(self, role: str, **options: object) -> Answer:
        """Fill in the form and press 'Would it work?'; takes the options of `choose`."""
        await self._begun()
        self.choose(role, **options)  # type: ignore[arg-type]
        if self.source_profile.done:
            self.assume_role.would_button.click()
        ended = await self.assume_role.settled(press=False)
        return self.trust.result() if self.trust.done and self.assume_role.error is None else ended

    def go_on(self) -> Answer:
        """The next role is assumed with the newest session, as the button does."""
        if self.state.links:
            self.chain.go_on()
        return self._next_words()

    def back(self) -> Answer:
        """The next role is assumed from the beginning again, as the button does."""
        self.chain.go_back()
        return self._next_words()

    async def _begun(self) -> None:
        """In the sandbox begin with what is chosen, if nobody did; on your own AWS a person chooses first."""
        if self.refused is None and not self.source_profile.done and surroundings.target() == "sandbox":
            await self.begin_with(self.source_profile.profile_field.value)

    def _next_words(self) -> Answer:
        hands = self.state.hands()
        return self.chain.hint() if hands is None else Card(self.chain.words())
