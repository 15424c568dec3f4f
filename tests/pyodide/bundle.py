"""One zip of everything the core needs to run in Pyodide, taken from the environment in which the tests run.

Only what is pure Python goes in: Pyodide cannot load this machine's extension modules, and each of these packages can
do without its own. Data of AWS services nobody asks for is left out, because botocore alone carries 20 MB of it.
Nothing is fetched.
"""

from __future__ import annotations

import importlib.metadata
import re
import zipfile
from pathlib import Path, PurePosixPath

from packaging.requirements import Requirement

CHECKOUT = Path(__file__).parent.parent.parent

# What the guide and its sandbox need, and pytest, so that unit tests run there unchanged.
ROOTS = ("boto3", "filelock", "h11", "moto", "werkzeug", "pytest")
# No pure-Python form, and none is needed: moto's IAM imports cryptography and does not use it.
LEFT_OUT = frozenset({"cryptography", "cffi", "pycparser", "colorama", "tzdata"})
SERVICES = frozenset(
    {"iam", "identitystore", "organizations", "s3", "signin", "sso", "sso-admin", "sso-oidc", "sts"}
)
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
OWN_PARTS = ("awsguide", "tests")


def make(place: Path) -> None:
    """Write the zip at `place`."""
    with zipfile.ZipFile(place, "w", zipfile.ZIP_STORED) as bundle:
        for name in closure(ROOTS):
            for file in importlib.metadata.distribution(name).files or ():
                if is_wanted(PurePosixPath(file)):
                    bundle.write(str(file.locate()), f"site/{file.as_posix()}")
        for part in OWN_PARTS:
            for path in sorted((CHECKOUT / part).rglob("*.py")):
                inside = path.relative_to(CHECKOUT)
                if not {"node_modules", ".ipynb_checkpoints"} & set(inside.parts):
                    bundle.write(path, f"checkout/{inside.as_posix()}")


def closure(roots: tuple[str, ...]) -> list[str]:
    """The distributions that these ones need, themselves included, without those that are left out."""
    found: set[str] = set()
    waiting = list(roots)
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name in found | LEFT_OUT:
            continue
        found.add(name)
        for line in importlib.metadata.requires(name) or ():
            requirement = Requirement(line)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                waiting.append(requirement.name)
    return sorted(found)


# Where a package keeps more than is asked for here, the names that go in; they stand at the given depth.
KEPT: dict[tuple[str, ...], frozenset[str]] = {
    ("botocore", "data"): SERVICES,
    ("boto3", "data"): frozenset(),
    ("boto3", "examples"): frozenset(),
    ("moto",): MOTO_PARTS,
    ("pygments", "lexers"): frozenset({"__init__.py", "_mapping.py", "diff.py", "python.py"}),
}


def is_wanted(file: PurePosixPath) -> bool:
    """Whether a file of an installed distribution goes in: code, metadata, and the data of the services in use."""
    parts = file.parts
    if parts[0].endswith(".dist-info"):
        return file.name in {"METADATA", "entry_points.txt"}
    if {"..", "__pycache__"} & set(parts) or file.suffix in {".so", ".pyd", ".c", ".pyi", ".exe"}:
        return False
    for folder, kept in KEPT.items():
        inside = parts[len(folder) :]
        # A package's own files are few and small; what is in its folders is not.
        if parts[: len(folder)] == folder and (len(inside) > 1 or folder[0] == "pygments"):
            return inside[0] in kept
    return True
