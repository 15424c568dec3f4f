"""The live pieces that panels are built of: buttons, fields, a status line, the code to confirm, a link, a badge.

Each carries a class of its own (`awsguide-...`), by which a test or a style sheet finds it. A control shows what it is
given; it decides nothing and keeps no secret: everything set on a widget is echoed to every open browser.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets
import traitlets

from awsguide.adapters.browser import jupyter_pages
from awsguide.core.model import Progress as StepsDone
from awsguide.core.outside_text import web_address
from awsguide.panels.components import still, typed_before

WIDE = "46em"
# How high a list may be before it is scrolled by itself.
_LONG = "30em"

# A region that is there before its words change is what screen readers announce. ipywidgets replaces the inside of an
# HTML widget and keeps its frame, so the frame becomes the region, as soon as a browser has drawn it.
_ANNOUNCING = (
    '<img alt="" hidden src="data:," '
    "onerror=\"this.parentElement?.setAttribute('aria-live','polite');this.remove()\">"
)
_COPY = (
    "const shown=this.parentElement.querySelector('.awsguide-code,pre'),done=this;"
    "const range=document.createRange();range.selectNodeContents(shown);"
    "const chosen=getSelection();chosen.removeAllRanges();chosen.addRange(range);"
    "const say=(words)=>{done.textContent=words};"
    "navigator.clipboard?navigator.clipboard.writeText(shown.textContent).then(()=>say('Copied'),"
    "()=>say('Selected: press Ctrl-C')):say('Selected: press Ctrl-C')"
)


def button(label: str, name: str, pressed: Callable[[], None], *, tone: str = "", tooltip: str = "") -> Any:
    """A button of class `awsguide-<name>`; `tone` is '', 'primary', 'success', 'warning' or 'danger'."""
    made = typed_before.Button(description=label, button_style=tone, tooltip=tooltip or label)
    made.layout.width = "auto"
    made.layout.align_self = "flex-start"
    made.layout.min_width = "7em"
    made.add_class(f"awsguide-{name}")
    made.on_click(lambda _button: pressed())
    return made


def field(label: str, name: str, value: str = "", *, placeholder: str = "") -> Any:
    """A line to type in, of class `awsguide-<name>`; never for a secret."""
    made = typed_before.Line(value=value, description=label, placeholder=placeholder, continuous_update=True)
    return _labelled(made, name)


def lines(label: str, name: str, *, placeholder: str = "", rows: int = 2) -> Any:
    """Several lines to type in, of class `awsguide-<name>`; never for a secret."""
    made = typed_before.Lines(description=label, placeholder=placeholder, rows=rows)
    return _labelled(made, name)


def suggested(label: str, name: str, *, placeholder: str = "") -> Any:
    """A line to type in that suggests its `options`, of class `awsguide-<name>`; never for a secret."""
    made = typed_before.Suggesting(
        description=label, placeholder=placeholder, options=[], ensure_option=False
    )
    return _labelled(made, name)


class _SecretLine(ipywidgets.Password):  # type: ignore[misc]
    """A password field that is not echoed to other open browsers; what is typed arrives when the field is left."""

    value = traitlets.Unicode("").tag(sync=True, echo_update=False)


class _PassingLine(ipywidgets.Text):  # type: ignore[misc]
    """A field in which one sees what one types, otherwise as careful as the one for secrets."""

    value = traitlets.Unicode("").tag(sync=True, echo_update=False)


class _PassingLines(ipywidgets.Textarea):  # type: ignore[misc]
    """Several lines that are not echoed to other open browsers, and arrive when the field is left."""

    value = traitlets.Unicode("").tag(sync=True, echo_update=False)


def passing_lines(
    label: str, name: str, taken: Callable[[str], None], *, placeholder: str = "", rows: int = 6
) -> Any:
    """Lines to paste text into, of class `awsguide-<name>`; `taken` gets it after it has left the field and its model.

    For text in which a secret may be: nothing of it stays in the widget.
    """
    made = _PassingLines(description=label, placeholder=placeholder, rows=rows, continuous_update=False)
    return _labelled(_handed_on(made, taken), name)


def secret_field(
    label: str, name: str, taken: Callable[[str], None], *, placeholder: str = "", visible: bool = False
) -> Any:
    """A line for a secret, of class `awsguide-<name>`; `taken` gets it after it has left the field and its model.

    `visible` is for what is no secret itself, and next to which a secret may be pasted by mistake.
    """
    line = _PassingLine if visible else _SecretLine
    made = line(description=label, placeholder=placeholder, continuous_update=False)
    return _labelled(_handed_on(made, taken), name)


def _handed_on(made: Any, taken: Callable[[str], None]) -> Any:
    def arrived(change: dict[str, Any]) -> None:
        made.value = ""
        if change["new"]:
            taken(change["new"])

    made.observe(arrived, names="value")
    return made


def tick(label: str, name: str) -> Any:
    """A box to tick, of class `awsguide-<name>`."""
    made = ipywidgets.Checkbox(value=False, description=label, indent=False)
    made.layout.width = "auto"
    made.layout.max_width = WIDE
    made.add_class(f"awsguide-{name}")
    return made


def choice(label: str, name: str, options: list[tuple[str, Any]], *, rows: int = 0) -> Any:
    """One of several: a list of `rows` lines, or a drop-down list when `rows` is 0."""
    if rows:
        made = ipywidgets.Select(options=options, description=label, rows=rows)
    else:
        made = ipywidgets.Dropdown(options=options, description=label)
    return _labelled(made, name)


def answers(name: str, options: list[tuple[str, str]]) -> Any:
    """One of several, all in sight, none chosen yet."""
    made = ipywidgets.RadioButtons(options=options, value=None)
    made.layout.width = "auto"
    made.layout.max_width = WIDE
    made.add_class("awsguide-answers")
    made.add_class(f"awsguide-{name}")
    return made


def _labelled(made: Any, name: str) -> Any:
    made.style.description_width = "11em"
    made.layout.width = "auto"
    made.layout.max_width = WIDE
    made.add_class(f"awsguide-{name}")
    return made


def html(name: str, value: str = "") -> Any:
    """A piece of a picture in the live face."""
    made = ipywidgets.HTML(value=value)
    made.layout.margin = "0 2px"
    made.add_class(f"awsguide-{name}")
    return made


def long_list(name: str, inner: str) -> str:
    """A list that may be long: it scrolls by itself, so that what is below stays in sight; `inner` is HTML already.

    The keyboard can reach and scroll it, under its `name`.
    """
    if not inner:
        return ""
    style = f"max-height:{_LONG};overflow:auto"
    return f'<div role="region" aria-label="{still.text(name)}" tabindex="0" style="{style}">{inner}</div>'


class Progress:
    """A bar for calls that are made together, or files that are read, with `words` before the first."""

    def __init__(self, words: str = "Listing") -> None:
        self._words = words
        self.widget = _labelled(ipywidgets.IntProgress(value=0, min=0, max=1, description=words), "progress")

    def begin(self) -> None:
        """Nothing is done yet."""
        self.widget.value, self.widget.max, self.widget.description = 0, 1, self._words

    def draw(self, at: StepsDone) -> None:
        """Say how far it is."""
        self.widget.max, self.widget.value = max(1, at.total), at.done
        waiting = f", {at.waiting} waiting for AWS" if at.waiting else ""
        self.widget.description = f"{at.done} of {at.total}{waiting}"


def row(*children: Any) -> Any:
    """Pieces side by side, wrapping where there is no room."""
    return ipywidgets.HBox(list(children), layout={"flex_flow": "row wrap"})


def column(*children: Any, name: str = "") -> Any:
    """Pieces under each other."""
    made = ipywidgets.VBox(list(children))
    if name:
        made.add_class(f"awsguide-{name}")
    return made


def show(widget: Any, *, when: bool) -> None:
    """Take a piece out of the page and out of the keyboard's way, or put it back."""
    widget.layout.display = None if when else "none"


def announced(inner: str) -> str:
    """A piece that is announced when it changes; `inner` is HTML already, '' until there is something to say."""
    return f'{_ANNOUNCING}<div role="status" style="line-height:1.5">{inner}</div>'


def status(words: str) -> str:
    """The line that says what is happening, announced when it changes."""
    return announced(still.text(words))


def code_to_confirm(user_code: str) -> str:
    """The device code in large type, with a button that copies it."""
    return (
        '<div style="margin:0.3em 0"><p style="margin:0.2em 0">This is your code:</p>'
        '<strong class="awsguide-code" style="display:inline-block;font-family:monospace;font-size:2em;'
        "letter-spacing:0.1em;line-height:1.5;padding:0 0.4em;border:2px solid;border-radius:4px;"
        f'user-select:all">{still.text(user_code)}</strong> '
        f'<button type="button" class="awsguide-copy jupyter-button" style="vertical-align:super" '
        f'onclick="{still.text(_COPY)}">Copy</button></div>'
    )


def snippet(value: str) -> str:
    """Lines of code with a button that copies them."""
    return (
        f'<div class="awsguide-snippet" style="max-width:46em">{still.code(value)}'
        '<button type="button" class="awsguide-copy jupyter-button" '
        f'onclick="{still.text(_COPY)}">Copy</button></div>'
    )


# A browser that cannot load the point cannot load the page: the panel says so, and the link goes.
_PROBE = (
    '<img alt="" hidden src="{point}" '
    "onload=\"const names=this.closest('.awsguide-panel')?.classList;names?.remove('awsguide-unreachable');"
    "names?.add('awsguide-reachable');this.remove()\" "
    "onerror=\"const names=this.closest('.awsguide-panel')?.classList;names?.remove('awsguide-reachable');"
    "names?.add('awsguide-unreachable');"
    "this.nextElementSibling.hidden=false;this.nextElementSibling.nextElementSibling.style.display='none';"
    'this.remove()">'
    '<p role="alert" hidden style="line-height:1.5">{words}</p>'
)
_UNREACHABLE = (
    "Your browser cannot reach the page under Jupyter's address: something in front of Jupyter keeps it away, or this "
    "notebook is open in another tool than Jupyter's own page. Open the notebook in JupyterLab's page in a browser, or "
    "use a terminal there."
)


def tried_first(address: str) -> bool:
    """Whether a browser tries first if it can reach `address`: where Jupyter lies between them.

    Without Jupyter the address is this machine's, or the page's that runs the kernel.
    """
    return jupyter_pages.through_jupyter() and jupyter_pages.browser_address(address) != address


def page_link(label: str, address: str, unreachable: str = _UNREACHABLE) -> str:
    """A link to a page outside the notebook; `unreachable` is said where the browser finds that it cannot open it."""
    if not web_address(address):
        return still.strong(label)
    reachable = still.text(jupyter_pages.browser_address(address))
    point = still.text(jupyter_pages.point())
    probe = _PROBE.format(point=point, words=still.text(unreachable)) if tried_first(address) else ""
    return probe + (
        f'<a class="awsguide-link" href="{reachable}" target="_blank" rel="noopener noreferrer" '
        'style="display:inline-block;font-size:1.1em;font-weight:bold;padding:0.3em 0;text-decoration:underline;'
        f'color:var(--jp-content-link-color, currentColor)">{still.text(label)}</a>'
    )


def rounded(seconds: float) -> str:
    """How long something still lasts: hours and minutes, then minutes, then seconds."""
    left = max(0, round(seconds))
    if left >= 5400:
        return f"{left // 3600} h {left % 3600 // 60} min"
    if left >= 120:
        return f"{left // 60} min"
    return f"{left} s"


def clock(seconds: float) -> str:
    """A countdown: '9:41'."""
    left = max(0, int(seconds))
    return f"{left // 60}:{left % 60:02d}"
