"""Runs in Pyodide while the site is built: compiles Python's library and a page's packages, and packs both small.

Compiling is half of what a start costs in a browser, so it is done here, by the very Python that will read the result.
Sources stay behind. `/in` holds what came from the build, `/out` what goes back.
"""

import io
import marshal
import sys
import tarfile
import zipfile
from importlib.util import MAGIC_NUMBER
from pathlib import Path

from compression import zstd

# Programs, servers and formats of other times and machines, which neither the guide nor the sandbox asks for.
LEFT_OUT_OF_LIBRARY = frozenset(
    {
        "_pyrepl",
        "antigravity",
        "cProfile",
        "compileall",
        "curses",
        "doctest",
        "ftplib",
        "imaplib",
        "mailbox",
        "modulefinder",
        "nntplib",
        "pdb",
        "bdb",
        "cmd",
        "pickletools",
        "plistlib",
        "poplib",
        "profile",
        "pstats",
        "pydoc",
        "pydoc_data",
        "smtplib",
        "sqlite3",
        "statistics",
        "symtable",
        "tabnanny",
        "this",
        "trace",
        "wave",
        "webbrowser",
        "wsgiref",
        "xmlrpc",
        "zipapp",
    }
)
# Alphabets of one country each; Python's own, and those of the web, stay.
_KEPT_ENCODINGS = (
    "__init__",
    "aliases",
    "ascii",
    "idna",
    "latin_1",
    "punycode",
    "raw_unicode_escape",
    "unicode_escape",
)
LEVEL = 19


def compiled(source: bytes, name: str) -> bytes:
    """A module as Python stores it, without a date: it is never compared with its source."""
    code = compile(source, name, "exec", dont_inherit=True, optimize=0)
    # The second word says that the file is checked by a hash, and that nobody checks it.
    return MAGIC_NUMBER + (1).to_bytes(4, "little") + bytes(8) + marshal.dumps(code)


def is_wanted_library(name: str) -> bool:
    """Whether a file of Python's library goes in."""
    first = name.split("/", maxsplit=1)[0].removesuffix(".py")
    if first in LEFT_OUT_OF_LIBRARY:
        return False
    if first == "encodings" and name.count("/") == 1:
        stem = Path(name).stem
        return stem in _KEPT_ENCODINGS or stem.startswith(("utf_", "cp437", "cp1252", "hex_", "base64_"))
    return True


def library(given: bytes) -> bytes:
    """Python's library as one archive of compiled modules, not compressed: the whole is, afterwards."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(given)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as new:
        for entry in sorted(old.namelist()):
            if entry.endswith("/") or not is_wanted_library(entry):
                continue
            content = old.read(entry)
            if entry.endswith(".py"):
                entry, content = f"{entry}c", compiled(content, f"/lib/python/{entry}")  # noqa: PLW2901
            new.writestr(zipfile.ZipInfo(entry), content)
    return packed.getvalue()


def packages(given: bytes) -> bytes:
    """A page's packages as a compressed archive of compiled modules and data."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(given)) as old,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as new,
    ):
        # Files of one kind beside each other compress better.
        for entry in sorted(old.namelist(), key=lambda name: (Path(name).suffix, name)):
            content = old.read(entry)
            if entry.endswith(".py"):
                entry, content = f"{entry}c", compiled(content, entry)  # noqa: PLW2901
            member = tarfile.TarInfo(entry)
            member.size = len(content)
            new.addfile(member, io.BytesIO(content))
    options = {zstd.CompressionParameter.compression_level: LEVEL, zstd.CompressionParameter.window_log: 25}
    return zstd.compress(packed.getvalue(), options=options)


sys.setrecursionlimit(5000)
Path("/out").mkdir()
Path("/out/library.zip").write_bytes(library(Path("/in/library.zip").read_bytes()))
Path("/out/packages.tar.zst").write_bytes(packages(Path("/in/packages.zip").read_bytes()))
