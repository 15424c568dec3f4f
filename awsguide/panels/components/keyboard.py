"""What a reader at the keyboard needs of a panel's live face: a frame around the piece that has it, and its keys.

The style sheet and the script are files beside this one (`live.css`, `live.js`). A panel brings both along, since a
notebook's page loads nothing else of this guide's.
"""

from __future__ import annotations

from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

from awsguide.panels.components import controls

OVER = "The kernel of this panel has ended. To continue, run the cells above it again, then the cell that makes it."


@cache
def _brought_along() -> str:
    style, script = (
        files("awsguide.panels.components").joinpath(name).read_text("utf-8")
        for name in ("live.css", "live.js")
    )
    return f"<style>{style}</style>{_run(script.replace('__OVER__', OVER))}"


def _run(script: str, again: str = "") -> str:
    """A script as HTML: a picture that cannot be loaded runs it; another `again` makes it run once more."""
    return f'<img alt="" hidden src="data:,{again}" onerror="{escape(script)}">'


def keyboard() -> Any:
    """What a reader at the keyboard needs: a frame around the piece that has it, and its keys; takes no room."""
    made = controls.html("keyboard", _brought_along())
    made.layout.display = "none"
    return made


def keyboard_to(selector: str, number: int) -> str:
    """Puts the keyboard on the panel's first piece that fits `selector`, in the browser whose reader it was taken from.

    A new `number` makes it happen again.
    """
    script = (
        "const panel=this.closest('.awsguide-panel'),has=document.activeElement;"
        f"if(panel&&(has===document.body||panel.contains(has)))panel.querySelector('{selector}')?.focus();"
        "this.remove()"
    )
    return _run(script, str(number))
