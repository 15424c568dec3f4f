"""Imports go one way, in both packages: each room may import the rooms above it in these lists and none below."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# Rooms from the inside out. A module imports from its own line and the lines above it.
GUIDE = (
    ("core",),
    ("explanations",),
    ("config", "snippets", "table"),
    ("flows",),
    ("adapters",),
    ("api",),
    ("lessons",),
    ("panels",),
    ("launch", "kernel"),
)
SANDBOX = (
    ("clock", "faults", "ids", "key_material", "protocol", "remembering"),
    ("moto_patches",),
    ("access",),
    ("seed",),
    ("services",),
    ("state",),
    ("endpoints",),
    ("server", "__main__"),
)
# The rows of the decision table: on one floor, none imports another.
ROWS = {"workforce", "console", "short_term", "long_term", "root"}
# What comes from outside, and the rooms that may import it.
OUTSIDE = {
    # The second runs in a process of its own, as any program of a reader's does.
    "boto3": {"adapters.aws", "adapters.real_clients.boto3_child"},
    "botocore": {"adapters.aws", "adapters.real_clients.boto3_child"},
    "detect_secrets": {"adapters.scan"},
    "ipywidgets": {"panels"},
    "IPython": {"panels", "launch"},
    "subprocess": {"adapters.programs", "adapters.real_clients", "launch"},
    "threading": {"adapters", "launch"},
    "socket": {"adapters", "launch"},
    "aws_sandbox": {"launch"},
}


def modules(package: str) -> dict[str, Path]:
    """Every module by its dotted name; the package itself, which is the public list, is left out."""
    folder = ROOT / package
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in sorted(folder.rglob("*.py"))
        if path != folder / "__init__.py"
    }


def imports(path: Path, *, for_types: bool = True) -> set[str]:
    """The modules and names that a module imports, also inside its functions; `for_types` those for mypy alone too."""
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
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            # `from package import module` is an import of the module, not of what the package defines.
            found |= names if names <= MODULES.keys() else names | {node.module}
    return found


MODULES = modules("awsguide") | modules("aws_sandbox")


@pytest.mark.parametrize(("package", "rooms"), [("awsguide", GUIDE), ("aws_sandbox", SANDBOX)])
def test_no_import_leads_from_a_room_to_one_further_out(
    package: str, rooms: tuple[tuple[str, ...], ...]
) -> None:
    ring = {room: number for number, line in enumerate(rooms) for room in line}
    back = [
        f"{name} imports {imported}"
        for name, path in modules(package).items()
        for imported in imports(path)
        if imported.startswith(f"{package}.")
        and ring.get(imported.split(".")[1], 0) > ring[name.split(".")[1]]
    ]
    assert back == []


def test_on_one_floor_no_row_of_the_table_imports_another() -> None:
    across = [
        f"{name} imports {imported}"
        for name, path in modules("awsguide").items()
        for imported in imports(path) & MODULES.keys()
        if name.split(".")[:2] == imported.split(".")[:2]
        and len({*name.split(".")[2:3], *imported.split(".")[2:3]} & ROWS) == 2
    ]
    assert across == []


@pytest.mark.parametrize("outside", OUTSIDE)
def test_what_comes_from_outside_is_imported_in_its_own_rooms_alone(outside: str) -> None:
    for name, path in modules("awsguide").items():
        if any(imported.split(".")[0] == outside for imported in imports(path, for_types=False)):
            room = name.removeprefix("awsguide.")
            assert any(room == each or room.startswith(f"{each}.") for each in OUTSIDE[outside]), name


def test_the_sandbox_imports_nothing_of_the_guide() -> None:
    for name, path in modules("aws_sandbox").items():
        assert not any(imported.split(".")[0] == "awsguide" for imported in imports(path)), name


def test_no_import_leads_in_a_circle_not_even_one_for_a_type() -> None:
    every = modules("awsguide") | modules("aws_sandbox")
    TopologicalSorter(
        {name: (imports(path) & every.keys()) - {name} for name, path in every.items()}
    ).prepare()
