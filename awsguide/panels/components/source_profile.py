"""Who asks: the profile whose credentials a row begins with, chosen from those on this machine, and whose they are.

Credentials are read at the moment they are used and kept by nobody, so a key that was just rotated is the new one. The
sandbox's lessons suggest a person; on the reader's own AWS nothing is chosen before the reader does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from awsguide.adapters.files import home
from awsguide.api.perform import region_of
from awsguide.core.errors import GuideError
from awsguide.core.model import Credentials
from awsguide.core.steps import Flow
from awsguide.flows.shared.source_profile import held
from awsguide.flows.shared.who import Caller, who_am_i
from awsguide.panels import autopilot
from awsguide.panels.components import controls, still
from awsguide.panels.components.panel import Panel
from awsguide.panels.components.profile_list import WITHOUT_PROFILE, offer_profiles
from awsguide.panels.components.state import SharedStanding
from awsguide.panels.components.still import Card


@dataclass
class StartStanding(SharedStanding):
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

    def credentials(self) -> Flow[Credentials]:
        """The credentials of the chosen profile, read now; raises `GuideError`."""
        return (yield from held(self.source))


class StartingPanel(Panel):
    """Which profile asks, and 'Who am I?'; `await` it to wait for the answer."""

    name = "starting"
    title = "Who asks"

    def __init__(
        self,
        standing: StartStanding,
        suggested: str = "",
        profiles: Callable[[], Sequence[str]] = home.key_profiles,
    ) -> None:
        """Reads the names of profiles and no key; `suggested` is chosen where the sandbox has it."""
        super().__init__(standing.aws, standing.record)
        self.standing = standing
        self.profile_list = controls.choice("Profile", "starting-profile", [])
        self.error = offer_profiles(self.profile_list, suggested, find=profiles, without=True)
        self.profile_list.observe(lambda _change: self._chosen(), names="value")
        self.ask_button = controls.button("Who am I?", "who-am-i", self.press_ask, tone="primary")
        self.status_html = controls.html("status")
        self.body.children = [self.profile_list, self.ask_button, self.status_html]
        standing.watchers.append(self.refresh)
        self._chosen()
        self.refresh()

    def choose(self, profile: str) -> None:
        """Choose a profile as the list does; one that is not in the list is left alone."""
        if profile in [value for _, value in self.profile_list.options]:
            self.profile_list.value = profile

    def _chosen(self) -> None:
        if self.profile_list.value != self.standing.source:
            self.standing.change(source=self.profile_list.value, caller=None)

    # --- how things stand -----------------------------------------------------------------------------------------

    @property
    def done(self) -> bool:
        """Whether AWS has said who this is."""
        return self.standing.caller is not None

    def account_id(self) -> str:
        """The account of the chosen credentials."""
        return self.standing.caller.identity.account_id if self.standing.caller else ""

    def refresh(self) -> None:
        """Draw the answer, or what to do first."""
        super().refresh()
        if self.refused is None:
            self.profile_list.disabled = self.ask_button.disabled = self.running
            self.status_html.value = controls.announced(self._words())

    def _words(self) -> str:
        if self.running:
            return still.paragraph("Asking AWS …")
        caller = self.standing.caller
        return still.facts(facts(caller)) if caller else ""

    # --- work -------------------------------------------------------------------------------------------------------

    def press_ask(self) -> None:
        """What the button does: begin, and return at once."""
        self.start(self._ask())

    async def _ask(self) -> None:
        self.standing.caller = None
        self.standing.change(caller=await self.perform(self._flow()))

    def _flow(self) -> Flow[Caller]:
        credentials = yield from self.standing.credentials()
        return (yield from who_am_i(credentials, self.standing.region()))

    async def robot(self) -> None:
        """Press the button."""
        await autopilot.press(self.ask_button)

    # --- faces ------------------------------------------------------------------------------------------------------

    def result(self) -> Card:
        """AWS's answer."""
        assert self.standing.caller is not None  # noqa: S101 - `done` said so
        return Card("AWS says who you are.", facts=facts(self.standing.caller), tone="good")

    def hint(self) -> Card:
        """What to press first."""
        return Card("Press 'Who am I?' above, then run this cell again.", tone="ask")

    def picture(self) -> str:
        """The chosen profile and the answer."""
        asks = {"Profile": self.standing.source or WITHOUT_PROFILE}
        return still.facts(asks | (facts(self.standing.caller) if self.standing.caller else {}))


def facts(caller: Caller) -> dict[str, str]:
    """Who somebody is, by name."""
    return {
        "AWS says you are": caller.identity.arn,
        "Account": still.account(caller.identity.account_id),
        "That is": caller.meaning,
    }
