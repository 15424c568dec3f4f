"""The way to the sandbox's practice authenticator: a link, or its page inside the panel where no browser reaches it.

It shows nothing on YOUR AWS, where the app is on the reader's own phone, and keeps no code.
"""

from __future__ import annotations

from awsguide.adapters import surroundings
from awsguide.adapters.browser import jupyter_pages
from awsguide.panels.components import controls
from awsguide.panels.components.embedded_page import EmbeddedPage
from awsguide.panels.components.sign_in_page import WITHOUT_WAY


class PracticeAuthenticator:
    """`widget` is for the panel; `refresh` draws what fits the place."""

    def __init__(self) -> None:
        """Nothing is shown before the first `refresh`."""
        self.link_html = controls.html("authenticator")
        self.page = EmbeddedPage(lambda _code: None)
        self.button = controls.button(
            "Show the codes here",
            "authenticator-here",
            self._show,
            tooltip="Shows the practice authenticator's codes of this moment; press again for the next ones",
        )
        self.widget = controls.column(self.link_html, self.button, self.page.frame)

    def refresh(self, *, wanted: bool = True) -> None:
        """Offer the authenticator where it is wanted and this is the sandbox."""
        address = self._address() if wanted else ""
        place = jupyter_pages.out_of_reach() if address else None
        inside = place is not None and place.name in WITHOUT_WAY
        linked = bool(address) and not inside
        self.link_html.value = (
            controls.page_link("Open the practice authenticator", address) if linked else ""
        )
        controls.show(self.button, when=inside)
        if not inside:
            self.page.close()

    def _show(self) -> None:
        # Codes change: the page is asked for anew each time.
        self.page.close()
        self.page.show(self._address())

    def _address(self) -> str:
        endpoint = surroundings.environment("AWS_ENDPOINT_URL")
        return f"{endpoint}/authenticator" if surroundings.target() == "sandbox" and endpoint else ""
