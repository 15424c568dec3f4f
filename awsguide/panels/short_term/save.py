"""Saving what was assumed as profiles: a role or a chain of roles, and a `credential_process` for the rest.

What the config file has no words for (tags, a source identity, session policies) is said, and a process is offered
that hands over credentials with all options. No key is written; a profile's credentials begin with another profile.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from awsguide.adapters import surroundings
from awsguide.core.model import AssumedRole
from awsguide.core.steps import Flow
from awsguide.explanations import explain
from awsguide.flows.short_term import role_options, role_profiles
from awsguide.panels.components import controls, still
from awsguide.panels.components.save import ProfilePanel
from awsguide.panels.short_term.state import ShortTermState

if TYPE_CHECKING:
    from awsguide.adapters.files.one_file import Receipt

PROFILE, PROCESS = "profile", "process"
TRADED = (
    "This session was traded for a token, so its profile names the file in which tools find the next one: "
    "awsguide.save_web_identity_profile(role_arn, profile, token_file)."
)
WAYS = [
    ("as profiles that every AWS tool reads", PROFILE),
    ("as a credential_process of this guide", PROCESS),
]


class ShortTermSavePanel(ProfilePanel[ShortTermState]):
    """A profile for the newest role; `await` it to wait for the answer."""

    first = "Assume a role first; then it can be saved."

    def __init__(self, state: ShortTermState) -> None:
        """Reads and writes nothing before a button is pressed."""
        self.way_field = controls.choice("How", "save-as", list(WAYS))
        self._unsaid = controls.html("unsaid")
        super().__init__(state)
        self.body.children = [self.way_field, self._unsaid, *self.body.children]
        self.fields = (self.way_field, *self.fields)
        self.way_field.observe(lambda _change: self.refresh(), names="value")

    # --- what there is to save ------------------------------------------------------------------------------------

    def suggestion(self) -> tuple[str, str] | None:
        """A name from the role ('deployer'), and the Region; None while no profile leads to it."""
        assumed, beginning = self.state.assumed, self.state.beginning
        if assumed is None or beginning is None or not self._links():
            return None
        if not beginning.source or self._links()[0].by_token:
            return None
        name = assumed.request.role_arn.rpartition("/")[2]
        return re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-").lower() or "role", self.state.region_name

    def _links(self) -> tuple[AssumedRole, ...]:
        return tuple(link.assumed for link in self.state.links)

    def unsaid(self) -> tuple[str, ...]:
        """What of the chain no profile can say."""
        found = (words for link in self._links() for words in role_options.unsaid(link.request))
        return tuple(dict.fromkeys(found))

    def flow(self, profile: str, region: str) -> Flow[Receipt | None]:
        """The chain as profiles, or the newest role as a process; raises `GuideError` when there is none."""
        links, beginning = self._links(), self.state.beginning
        if not links or beginning is None:
            raise explain("no-role-assumed")
        requests = [link.request for link in links]
        if self.way_field.value == PROFILE:
            return role_profiles.save_chain(requests, profile, source_profile=beginning.source, region=region)
        if len(requests) > 1:
            raise explain("process-of-chain")
        return role_profiles.save_process_profile(
            requests[0],
            profile,
            source=beginning.source,
            region=region,
            command=surroundings.own_command(),
            windows=surroundings.on_windows(),
        )

    def names(self, profile: str) -> list[str]:
        """A chain has a profile for each of its roles."""
        if self.way_field.value != PROFILE:
            return [profile]
        return role_profiles.chain_names([link.request for link in self._links()], profile)

    # --- faces ------------------------------------------------------------------------------------------------------

    def draw(self) -> None:
        """Draw the fields, and what a profile cannot say."""
        super().draw()
        self._unsaid.value = still.paragraph(self._limits())

    def _limits(self) -> str:
        unsaid = self.unsaid()
        if unsaid and self.way_field.value == PROFILE:
            return (
                f"A profile cannot say {', '.join(unsaid)}. Choose a credential_process: it runs this guide with all "
                "options, for every tool that reads the profile."
            )
        assumed, beginning = self.state.assumed, self.state.beginning
        if self._links() and self._links()[0].by_token:
            return TRADED
        if assumed is not None and beginning is not None and not beginning.source:
            return f"It begins with {beginning.found_in}, which no profile holds. Begin with a profile to save it."
        return ""

    def picture(self) -> str:
        """The names, and the difference without the place in which this guide is installed."""
        drawn = super().picture().replace(still.text(surroundings.own_command()), "awsguide")
        return still.paragraph(self._limits()) + drawn
