"""The page of public names: signature and docstring by mkdocstrings, grouped, with an example that the tests run."""

from __future__ import annotations

import re
from dataclasses import dataclass

from places import CHECKOUT, NOTEBOOKS

from awsguide import _HOMES

API = "api.md"
EXAMPLES = CHECKOUT / "docs" / "api_examples"
# A cell of an example file: what follows the line that names it.
_CELL = re.compile(r"^# %% (\w+)\n(.*?)(?=^# %% |\Z)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Group:
    """Names that belong together; those whose home begins with one of `homes`, unless an earlier group has them."""

    name: str
    title: str
    about: str
    homes: tuple[str, ...]


GROUPS = (
    Group(
        "workforce",
        "Workforce identity",
        "Sign in through IAM Identity Center.",
        ("awsguide.api.workforce",),
    ),
    Group(
        "console",
        "Console credentials",
        "Sign in as you do for the AWS console (`aws login`), or open the console with a session.",
        ("awsguide.api.console",),
    ),
    Group(
        "short_term",
        "IAM short-term credentials",
        "Assume a role, prove yourself with MFA, or trade a token for a session.",
        ("awsguide.api.short_term",),
    ),
    Group(
        "long_term",
        "IAM long-term credentials",
        "Find, judge, rotate and retire access keys.",
        ("awsguide.api.long_term",),
    ),
    Group("root", "Root credentials", "See and retire root keys.", ("awsguide.api.root",)),
    Group(
        "which",
        "Which credentials, where they are, and what an error means",
        "What a program would use on this machine, everything that holds credentials, and pasted errors.",
        ("awsguide.api.which", "awsguide.api.inventory", "awsguide.api.diagnosis", "awsguide.api.reporting"),
    ),
    Group(
        "lessons",
        "Lessons",
        "Exercises, levels and puzzles, the course around them, and what a trainer needs.",
        (
            "awsguide.lessons",
            "awsguide.panels.lessons.course",
            "awsguide.adapters.files.lesson_folder",
        ),
    ),
    Group(
        "shared",
        "Shared",
        "What every row uses.",
        ("awsguide.api", "awsguide.core", "awsguide.adapters", "awsguide.panels.cells"),
    ),
    Group(
        "panels",
        "Panels",
        "What a notebook shows: a panel is the last line of a cell. The notebook named is its example.",
        ("awsguide.panels",),
    ),
)


def group_of(home: str) -> Group:
    """The group of a name by the module it lives in."""
    return next(
        group for group in GROUPS if any(home == each or home.startswith(f"{each}.") for each in group.homes)
    )


def examples(group: Group) -> dict[str, str]:
    """The examples of a group in their order: the name each is for, and its code."""
    path = EXAMPLES / f"{group.name}.py"
    cells = _CELL.findall(path.read_text(encoding="utf-8")) if path.exists() else []
    return {name: code.strip() for name, code in cells}


def notebooks_with(name: str) -> list[str]:
    """The notebooks that show a panel of this name."""
    used = re.compile(rf"\bawsguide\.{name}\(|\b{name}\(|\b{name}\b\\n\"")
    return [path.stem for path in sorted(NOTEBOOKS.glob("*.ipynb")) if used.search(path.read_text("utf-8"))]


def api_page() -> str:
    """Every group with its names, in the order of the examples where there are any."""
    parts = [
        "# Public names",
        "Everything that `import awsguide` offers. What is not on this page is not public and may change. "
        "The examples of a group build on each other, from top to bottom, and begin with `import awsguide`. "
        "The tests run them in the sandbox, where `111122223333` is the account *sandbox-dev* and `444455556666` is "
        "*production*; profile names such as `hana` are the sandbox's.",
    ]
    for group in GROUPS:
        names = [name for name, home in _HOMES.items() if group_of(home) is group]
        shown = examples(group)
        first = [name for name in shown if name in names]
        parts += [f"## {group.title}", group.about]
        for name in first + sorted(set(names) - set(first)):
            parts += [f"::: {_HOMES[name]}.{name}", _example(name, shown)]
    return "\n\n".join(parts) + "\n"


def _example(name: str, shown: dict[str, str]) -> str:
    if name in shown:
        return f"```python\n{shown[name]}\n```"
    links = (f"[{stem}](notebooks/{stem}.ipynb)" for stem in notebooks_with(name))
    return f"Shown in {', '.join(links)}."
