"""Who asks: the profile whose credentials a row begins with, chosen from those on this machine, and whose they are.

Credentials are read at the moment they are used and kept by nobody, so a key that was just rotated is the new one. The
sandbox's lessons suggest a person; on the reader's own AWS nothing is chosen before the reader does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from awsguide.adapters.files import config_files
from awsguide.api.perform import region_of
from awsguide.core.errors import GuideError
from awsguide.core.model import Credentials
from awsguide.core.steps import Flow
from awsguide.flows.shared.identity import Caller, who_am_i
from awsguide.flows.shared.source_profile import source_credentials
from awsguide.panels.components import controls, still
from awsguide.panels.components.panel import Panel
from awsguide.panels.components.profile_list import WITHOUT_PROFILE, offer_profiles
from awsguide.panels.components.state import SharedState
from awsguide.panels.components.still import Card


@dataclass
class SourceState(SharedState):
    """What the panels of a row know together that begins with credentials of this machine.

    `source` is the chosen profile, '' for none; `caller` is who AWS said that is, None before it was asked.
    """

    source: str = ""
    caller: Caller | None = None

    def region(self) -> str:
        """The Region of the chosen profile, or of this machine where the profile cannot be read."""
        try:
            return region_of(self.source)
        except GuideError:
            return region_of()

    def account_id(self) -> str:
        """The account of the chosen credentials, once AWS has said it."""
        return self.caller.identity.account_id if self.caller else ""

    def credentials(self) -> Flow[Credentials]:
        """The credentials of the chosen profile, read now; raises `GuideError`."""
        return (yield from source_credentials(self.source))


class SourceProfilePanel(Panel[SourceState, Caller]):
    """Which profile asks, and 'Who am I?'; `await` it to wait for the answer."""

    name = "source-profile"
    title = "Who asks"
    first_step = "Press 'Who am I?' above"

    def __init__(
        self,
        state: SourceState,
        suggested: str = "",
        profiles: Callable[[], Sequence[str]] = config_files.key_profiles,
    ) -> None:
        """Reads the names of profiles and no key; `suggested` is chosen where the sandbox has it."""
        super().__init__(state)
        self.profile_list = controls.choice("Profile", "source-profile", [])
        self.error = offer_profiles(self.profile_list, suggested, find=profiles, without=True)
        self.profile_list.observe(lambda _change: self._chosen(), names="value")
        self.ask_button = self.button("Who am I?", "who-am-i", self._ask, tone="primary")
        self._answered = controls.html("identity")
        self.fields = (self.profile_list,)
        self.body.children = [self.profile_list, self.ask_button, self.status_html, self._answered]
        self._chosen()
        self.refresh()

    def choose(self, profile: str) -> None:
        """Choose a profile as the list does; one that is not in the list is left alone."""
        if profile in [value for _, value in self.profile_list.options]:
            self.profile_list.value = profile

    def _chosen(self) -> None:
        if self.profile_list.value != self.state.source:
            self.state.change(source=self.profile_list.value, caller=None)

    @property
    def outcome(self) -> Caller | None:
        """Who AWS has said this is."""
        return self.state.caller

    def draw(self) -> None:
        """Draw the answer."""
        caller = self.state.caller
        self._answered.value = controls.announced(still.facts(facts(caller)) if caller is not None else "")

    async def _ask(self) -> None:
        self.state.caller = None
        self.state.change(caller=await self.perform(self._flow()))

    def _flow(self) -> Flow[Caller]:
        credentials = yield from self.state.credentials()
        return (yield from who_am_i(credentials, self.state.region()))

    def card(self, outcome: Caller) -> Card:
        """AWS's answer."""
        return Card("AWS says who you are.", facts=facts(outcome), tone="good")

    def picture(self) -> str:
        """The chosen profile and the answer."""
        asks = {"Profile": self.state.source or WITHOUT_PROFILE}
        return still.facts(asks | (facts(self.state.caller) if self.state.caller else {}))


def facts(caller: Caller) -> dict[str, str]:
    """Who somebody is, by name."""
    return {
        "AWS says you are": caller.identity.arn,
        "Account": still.account(caller.identity.account_id),
        "That is": caller.meaning,
    }
