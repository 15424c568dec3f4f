"""Still pictures: the pieces of HTML that a panel's live face and its stored one share, and the `Card`.

Every string is escaped here, once. There is no script, no style sheet and no drawing: colours are the page's own, so a
picture reads in light and dark, on the site, on GitHub and by ear. A picture never holds what differs from run to
run - a code, a time, a port, a key id, a temporary path; whoever calls this gives it none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Literal

from awsguide.core.errors import GuideError
from awsguide.core.outside_text import harmless, web_address
from awsguide.explanations import BY_CODE
from awsguide.explanations.row import issue_address
from awsguide.flows.shared.answers import MEANINGS

# Longer texts are no picture any more.
_LONGEST = 100_000

Tone = Literal["plain", "good", "bad", "ask"]

# JupyterLab's own colours where they exist; elsewhere the text's colour. They stand in a declaration of their own: a
# page that takes out what it does not know (JupyterLab does, from a notebook it does not trust) keeps the frame.
_EDGES: Mapping[Tone, str] = {
    "plain": "border-color:var(--jp-border-color1, currentColor)",
    "good": "border-color:var(--jp-success-color1, currentColor)",
    "bad": "border-color:var(--jp-error-color1, currentColor)",
    "ask": "border-color:var(--jp-warn-color1, currentColor)",
}
_SMALL = "margin:0.4em 0;line-height:1.5;overflow-wrap:anywhere"
# The name beside a value stands back; where the page has no such colour, it is the text's.
_NAME = "color:var(--jp-ui-font-color2, inherit)"
_LINK = "color:var(--jp-content-link-color, inherit);text-decoration:underline"
_CELL = "text-align:left;vertical-align:top;padding:0.3em 1em 0.3em 0;background:transparent"
# Lines are broken between words alone: a name that is cut in two is read as two. What is longer can be scrolled.
_CODE = (
    "white-space:pre-wrap;overflow-wrap:normal;overflow-x:auto;max-width:46em;margin:0.4em 0;padding:0.5em 0.7em;"
    "border:1px solid;border-radius:3px;background:transparent;color:inherit;font-family:monospace;line-height:1.4"
)


# Every notebook by its file's name, with or without the ending.
NOTEBOOKS = (
    "00-start-here",
    "10-workforce-identity",
    "20-console-credentials",
    "30-iam-short-term",
    "40-iam-long-term",
    "50-root-credentials",
    "60-which-credentials-win",
    "70-locked-out-broken-in",
    "80-why-does-it-not-work",
    "90-clean-up",
)
_NOTEBOOK = re.compile(rf"(?<![\w/.-])({'|'.join(NOTEBOOKS)})(?:\.ipynb)?(?![\w/-])")


# What a panel's picture ends with.
STILL = (
    '<p style="margin:0.6em 0 0.2em 0;font-size:0.92em"><em>A picture of the panel. '
    "To use it, run this cell in JupyterLab.</em></p>"
)


def text(value: str) -> str:
    """Plain text as HTML; what would turn the reading order round is written out."""
    return escape(harmless(value, _LONGEST), quote=True)


def paragraph(value: str) -> str:
    """One paragraph of plain text, in which the notebooks of the guide are links; nothing for an empty one."""
    return f'<p style="margin:0.4em 0;line-height:1.5">{_leading(value)}</p>' if value else ""


def strong(value: str) -> str:
    """The first line of a card."""
    return f'<p style="margin:0.2em 0;line-height:1.4"><strong>{text(value)}</strong></p>'


def heading(value: str, mark: str = "") -> str:
    """The title of a panel, larger than what stands under it; `mark` is HTML before it."""
    return (
        f'<p style="margin:0.3em 0;line-height:1.8;font-size:1.1em">{mark} <strong>{text(value)}</strong></p>'
    )


def link(label: str, address: str) -> str:
    """A link that opens in a tab of its own and tells the page it came from nothing; the label where it is none."""
    if not web_address(address):
        return text(label)
    return f'<a href="{text(address)}" target="_blank" rel="noopener noreferrer" style="{_LINK}">{text(label)}</a>'


def notebook_link(name: str, label: str = "") -> str:
    """A link to another notebook of the guide ('10-workforce-identity'), which opens as a link in its text does."""
    shown = text(label or f"{name}.ipynb")
    return f'<a class="awsguide-notebook" href="{text(name)}.ipynb" style="{_LINK}">{shown}</a>'


def _leading(value: str) -> str:
    """Plain text as HTML; each notebook that it names is a link to it."""
    return _NOTEBOOK.sub(lambda named: notebook_link(named[1], named[0]), text(value))


def code(value: str) -> str:
    """Lines of code, as they are."""
    return f'<pre style="{_CODE}">{text(value)}</pre>'


# Behind the lines that come and go: pale enough for the page's own ink, in light and dark.
_COMES, _GOES = "background:rgba(46,160,67,0.18)", "background:rgba(248,81,73,0.18)"


def difference(value: str) -> str:
    """The lines of a diff; those that come and those that go have a colour besides their sign."""
    lines = []
    for line in value.rstrip("\n").split("\n"):
        header = line.startswith(("+++", "---", "@@"))
        tone = "" if header else {"+": _COMES, "-": _GOES}.get(line[:1], "")
        lines.append(f'<span style="{tone}">{text(line)}</span>' if tone else text(line))
    return f'<pre style="{_CODE}">' + "\n".join(lines) + "</pre>"


def box(inner: str, tone: Tone = "plain", name: str = "") -> str:
    """A framed piece; `inner` is HTML already, `name` becomes its class ('awsguide-card')."""
    return (
        f'<div class="awsguide-{name or "box"}" style="border:1px solid;border-left-width:4px;{_EDGES[tone]};'
        f'border-radius:3px;padding:0.4em 0.9em;margin:0.3em 0;max-width:46em;overflow-wrap:anywhere">{inner}</div>'
    )


def table(caption: str, head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table with a caption and column heads; the cells of `rows` are HTML already."""
    heads = "".join(f'<th scope="col" style="{_CELL}">{text(name)}</th>' for name in head)
    lines = "".join(
        "<tr>" + "".join(f'<td style="{_CELL}">{cell}</td>' for cell in row) + "</tr>" for row in rows
    )
    return (
        '<table style="border-collapse:collapse;margin:0.4em 0;background:transparent">'
        f'<caption style="text-align:left;padding:0.2em 0">{text(caption)}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>"
    )


def whole_words(inner: str) -> str:
    """A table whose columns are as wide as their words; what is too wide for the page can be scrolled."""
    # A live face would give each line of a cell the height of a button.
    return f'<div style="overflow-wrap:break-word;overflow-x:auto;line-height:1.5">{inner}</div>'


def facts(rows: Mapping[str, str]) -> str:
    """Names and values, one pair per line."""
    return "".join(
        f'<p style="margin:0.15em 0;line-height:1.5"><span style="{_NAME}">{text(name)}:</span> {text(value)}</p>'
        for name, value in rows.items()
    )


def details(summary: str, inner: str) -> str:
    """A piece that opens on request; `inner` is HTML already."""
    return f'<details style="margin:0.2em 0"><summary>{text(summary)}</summary>{inner}</details>'


def badge(words: str, tone: Tone = "plain") -> str:
    """A few words in a frame: which AWS this is, how long something lasts."""
    return (
        f'<span class="awsguide-badge" style="border:2px solid;{_EDGES[tone]};border-radius:3px;padding:0.05em 0.5em;'
        f'font-weight:bold;white-space:nowrap">{text(words)}</span>'
    )


def account(account_id: str) -> str:
    """An account id as the console writes it: 1234-5678-9012; as HTML, whatever was given for one."""
    if not (account_id.isascii() and account_id.isdecimal()):
        return text(account_id)
    return "-".join(account_id[at : at + 4] for at in range(0, len(account_id), 4))


def explained(error: GuideError, *, live: bool = False) -> str:
    """An error as a card: what happened, why, what to do next, where that comes from.

    A `live` card has what the refusal names besides: an id is another one in every run, and no part of a picture.
    """
    following = (
        f"<p style='margin:0.4em 0;line-height:1.5'><strong>Next:</strong> {_leading(error.next_step)}</p>"
    )
    inner = strong(error.what) + paragraph(error.why) + (following if error.next_step else "") + _more(error)
    if live and error.facts:
        inner += details("What AWS's refusal names besides", facts(error.facts) + paragraph(_DETAILS))
    return f'<div role="alert">{box(inner, "bad", "error")}</div>'


_DETAILS = (
    "With an authorization ID, 'aws iam-toolbox get-request-authorization-details --authorization-id ID' shows every "
    "policy that was asked; send the ID to whoever manages your account."
)


def _more(error: GuideError) -> str:
    """What this guide knows of the error besides: AWS's page, AWS's own codes, and where people met it."""
    row = BY_CODE.get(error.code)
    codes = sorted({meaning.code for meaning in MEANINGS if meaning.explanation == error.code})
    seen = ", ".join(link(where, issue_address(where)) for where in (row.seen if row is not None else ()))
    lines = (
        paragraph(f"{row.title}. In code: {type(error).__name__}, with the code {error.code}.")
        if row is not None
        else "",
        f"<p style='{_SMALL}'>AWS's page: {link(error.source, error.source)}</p>" if error.source else "",
        paragraph(f"AWS's own codes for it: {', '.join(codes)}.") if codes else "",
        f"<p style='{_SMALL}'>Where people met it: {seen}</p>" if seen else "",
    )
    inner = "".join(lines)
    summary = f"More about <code>{text(error.code)}</code>"
    return f'<details style="margin:0.2em 0"><summary>{summary}</summary>{inner}</details>' if inner else ""


def quiet(error: GuideError) -> str:
    """What a person stopped themselves, as one line: it is no trouble."""
    return paragraph(f"{error.what} {error.why}")


@dataclass(frozen=True)
class Card:
    """A small answer of a cell: a `title`, some `lines`, and `facts` by name; the same as HTML and as text."""

    title: str
    lines: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    tone: Tone = "plain"

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        inner = strong(self.title) + "".join(paragraph(line) for line in self.lines) + facts(self.facts)
        return {"text/html": box(inner, self.tone, "card"), "text/plain": repr(self)}

    def __repr__(self) -> str:
        return "\n".join(
            (self.title, *self.lines, *(f"{name}: {value}" for name, value in self.facts.items()))
        )


@dataclass(frozen=True)
class ErrorCard:
    """An explained error as the answer of a cell, in place of a traceback; `quiet` for a no of the person's own."""

    error: GuideError
    quiet: bool = False

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        drawn = quiet(self.error) if self.quiet else explained(self.error)
        return {"text/html": drawn, "text/plain": repr(self)}

    def __repr__(self) -> str:
        return "\n".join(line for line in (self.error.what, self.error.why, self.error.next_step) if line)
