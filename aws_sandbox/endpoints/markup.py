"""The frame of every page the sandbox shows a person, and the small pieces pages are made of.

Plain HTML that works without scripts, in light and dark, with a keyboard alone; every page says that it is the
sandbox and not AWS. Everything that comes from outside passes through `escape`. This module refuses to know what a
page is about.
"""

from __future__ import annotations

import base64
import hashlib
from html import escape
from typing import TYPE_CHECKING

from werkzeug.wrappers import Response

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_STYLE = """
:root { color-scheme: light dark; --ink: #16191f; --paper: #ffffff; --soft: #f2f3f5; --line: #767c86;
  --link: #0a5fb4; --act: #0a5fb4; --on-act: #ffffff; --flag: #7a3e00; --on-flag: #ffffff; --bad: #a4161a; }
@media (prefers-color-scheme: dark) { :root { --ink: #e9ebed; --paper: #14181d; --soft: #1f262e; --line: #8d96a3;
  --link: #8ec4ff; --act: #8ec4ff; --on-act: #10151b; --flag: #ffb454; --on-flag: #1c1200; --bad: #ff9b9b; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1.0625rem/1.55 system-ui, sans-serif; }
header { background: var(--flag); color: var(--on-flag); padding: .6rem 1rem; }
header p { margin: 0 auto; max-width: 38rem; }
main { max-width: 40rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.6rem; line-height: 1.25; }
h2 { font-size: 1.15rem; margin-top: 2rem; }
a { color: var(--link); }
code, .code { font-family: ui-monospace, monospace; }
.code { font-size: 2.2rem; letter-spacing: .12em; margin: .5rem 0; overflow-wrap: anywhere; }
label { display: block; font-weight: 600; margin-top: 1rem; }
input { display: block; width: 100%; max-width: 24rem; font: inherit; padding: .5rem .6rem; margin-top: .25rem;
  color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: .3rem; }
input[readonly] { max-width: 100%; font: .85rem/1.5 ui-monospace, monospace; }
button { font: inherit; font-weight: 600; padding: .5rem 1.1rem; margin: 1.2rem .6rem 0 0; border-radius: .3rem;
  border: 2px solid var(--act); background: var(--act); color: var(--on-act); cursor: pointer; }
button.plain { background: transparent; color: var(--link); }
:focus-visible { outline: 3px solid var(--flag); outline-offset: 2px; }
[role=alert] { border-left: .35rem solid var(--bad); background: var(--soft); padding: .6rem 1rem; }
[role=status] { border-left: .35rem solid var(--act); background: var(--soft); padding: .6rem 1rem; }
[role=note] { background: var(--soft); border-radius: .3rem; padding: .1rem 1rem; font-size: .95rem; line-height: 1.4; }
[role=note] ul { margin: .3rem 0; padding-left: 1.2rem; }
[role=note] p { margin: .5rem 0; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; font-weight: 600; padding-bottom: .4rem; }
th, td { text-align: left; vertical-align: top; padding: .45rem .6rem .45rem 0; border-bottom: 1px solid var(--line); }
th[scope=row] { font-weight: inherit; }
"""
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()


def page(title: str, body: str, *, status: int = 200, may_lead_to: str | None = "") -> Response:
    """Return a page; `body` is HTML that is already escaped, `title` is text.

    `may_lead_to` is an origin to which a form of this page may lead besides its own (the loopback callback). None
    leaves the rule out, for an address that a content security policy cannot write, such as [::1].
    """
    document = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)} - awsguide SANDBOX</title>
<link rel="icon" href="data:,">
<style>{_STYLE}</style>
</head>
<body>
<header><p><strong>awsguide SANDBOX</strong> - this is not AWS. It runs beside your notebook, and nothing you do here
reaches a real account. Never type a real password.</p></header>
<main>
<h1>{escape(title)}</h1>
{body}
</main>
</body>
</html>
"""
    response = Response(document, status, content_type="text/html; charset=utf-8")
    policy = [
        "default-src 'none'",
        f"style-src 'sha256-{_STYLE_HASH}'",
        "img-src data:",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
    if may_lead_to is not None:
        policy.append(f"form-action 'self' {may_lead_to}".strip())
    response.headers["Content-Security-Policy"] = "; ".join(policy)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Frame-Options"] = "DENY"
    # A stricter policy would make browsers hide the Origin of the sandbox's own forms from the sandbox.
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "no-store"
    return response


def form(csrf_token: str, content: str, hidden: Mapping[str, str] | None = None) -> str:
    """Return a form that posts to the page's own address, whatever path a proxy shows it under."""
    fields = {"csrf_token": csrf_token, **(hidden or {})}
    inputs = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in fields.items()
    )
    return f'<form method="post">{inputs}{content}</form>'


def field(
    name: str, label: str, *, kind: str = "text", complete: str = "off", focus: bool = False, within: str = ""
) -> str:
    """Return a labelled input; `within` sets its id apart where a page has two of a name."""
    identifier = f"{within}_{name}" if within else name
    return (
        f'<label for="{identifier}">{escape(label)}</label>'
        f'<input id="{identifier}" name="{name}" type="{kind}" autocomplete="{complete}" autocapitalize="none" '
        f'spellcheck="false" required{" autofocus" if focus else ""}>'
    )


def button(label: str, decision: str = "", *, plain: bool = False) -> str:
    """Return a submit button; `decision` is what it says in the field of that name."""
    name = f' name="decision" value="{escape(decision)}"' if decision else ""
    style = ' class="plain"' if plain else ""
    return f'<button type="submit"{name}{style}>{escape(label)}</button>'


def alert(text: str) -> str:
    """Return a sentence about something that went wrong, announced at once."""
    return f'<p role="alert">{escape(text)}</p>' if text else ""


def status(text: str) -> str:
    """Return a sentence about how things stand, announced politely."""
    return f'<p role="status">{escape(text)}</p>'


def items(lines: Iterable[str]) -> str:
    """Return a list of plain-text lines."""
    return "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>"
