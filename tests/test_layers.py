"""Imports go one way: vocabulary, then table, rows and config, then edges, then what people use."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "awsguide"

# Each room and how far out it lies: a module may import its own ring and the rings inside it.
RINGS = {
    **dict.fromkeys(
        (
            "secret",
            "errors",
            "model",
            "steps",
            "explanations",
            "stored",
            "rotations",
            "root_users",
            "access_keys",
            "partitions",
            "outside_text",
            "quoting",
            "masking",
        ),
        0,
    ),
    **dict.fromkeys(("table", "questions", "rows", "config", "snippets", "snippets_tokens"), 1),
    "edges": 2,
    **dict.fromkeys(("functions", "lessons", "widgets", "autopilot"), 3),
}
OUTSIDE = {
    # The second runs in a process of its own, as any program of a reader's does.
    "boto3": {"edges.aws", "edges.real_clients.boto3_child"},
    "botocore": {"edges.aws", "edges.real_clients.boto3_child"},
    "detect_secrets": {"edges.scan"},
    "ipywidgets": {"widgets"},
    "IPython": {"widgets", "kernel"},
    "subprocess": {"edges.programs", "edges.real_clients"},
    "threading": {"edges"},
    "socket": {"edges"},
}
# Entry points: each starts something, and none is imported by a room.
ENTRIES = {
    "cli", "kernel", "doctor", "laboratory", "checkout", "programs", "launch", "working_copy", "lab_settings",
    "cli_credentials", "cli_which",
}  # fmt: skip

MODULES = sorted(
    path
    for path in PACKAGE.rglob("*.py")
    if "sandbox" not in path.relative_to(PACKAGE).parts and path != PACKAGE / "__init__.py"
)


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")


def ring_of(room: str, otherwise: int | None = None) -> int:
    """The ring of a room; the plain functions of a row (`functions_console`) are where all functions are."""
    room = "functions" if room.startswith("functions_") else room
    return RINGS[room] if otherwise is None else RINGS.get(room, otherwise)


def imports(path: Path, *, for_types: bool = False) -> set[str]:
    """What a module imports; with `for_types` also what it imports for the type checker alone."""
    found: set[str] = set()
    tree = ast.parse(path.read_text("utf-8"))
    tree.body = [
        node
        for node in tree.body
        if for_types or not (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test))
    ]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_imports_nothing_from_further_out(path: Path) -> None:
    name = name_of(path)
    room = name.split(".")[0]
    if room in ENTRIES:
        return
    ring = ring_of(room)
    for imported in imports(path):
        if imported.startswith("awsguide."):
            other = imported.split(".")[1]
            assert other not in ENTRIES, f"{name} imports the entry point {other}"
            assert other != "sandbox", f"{name} imports the sandbox"
            assert ring_of(other, 0) <= ring, f"{name} imports {imported}"
        allowed = OUTSIDE.get(imported.split(".")[0])
        assert allowed is None or any(name.startswith(prefix) for prefix in allowed), (
            f"{name} imports {imported}"
        )


def test_the_sandbox_imports_nothing_else_of_awsguide() -> None:
    for path in (PACKAGE / "sandbox").rglob("*.py"):
        for imported in imports(path):
            if imported.startswith("awsguide"):
                assert imported.startswith("awsguide.sandbox"), f"{path.name} imports {imported}"


def test_only_entry_points_import_the_sandbox() -> None:
    for path in MODULES:
        if any(imported.startswith("awsguide.sandbox") for imported in imports(path)):
            assert name_of(path).split(".")[0] in ENTRIES


def test_no_import_leads_in_a_circle_not_even_one_for_a_type() -> None:
    paths = {
        f"awsguide.{name_of(path)}": path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py"
    }
    TopologicalSorter(
        {name: (imports(path, for_types=True) & paths.keys()) - {name} for name, path in paths.items()}
    ).prepare()
