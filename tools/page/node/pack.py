"""Runs in Pyodide while the site is built: compiles Python's library and a page's packages, and packs both small.

Compiling is half of what a start costs in a browser, so it is done here, by the very Python that will read the result.
Sources and what modules say about themselves stay behind. `/in` holds what came from the build, `/out` what goes back.
"""

import ast
import gzip
import io
import json
import marshal
import sys
import zipfile
from importlib.util import MAGIC_NUMBER
from pathlib import Path
from typing import Any

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
# What the page's own unpacker takes; a longer window would find nothing more.
OPTIONS = {zstd.CompressionParameter.compression_level: 19, zstd.CompressionParameter.window_log: 24}


def without_docstrings(source: bytes) -> ast.Module:
    """A module without what it says about itself: a tenth of all bytes. Its assertions stay."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        first = node.body[0] if node.body else None
        if (
            isinstance(first, ast.Expr)
            and isinstance(first.value, ast.Constant)
            and isinstance(first.value.value, str)
        ):
            # A body that was nothing else must still be one.
            node.body[:1] = [] if len(node.body) > 1 else [ast.copy_location(ast.Pass(), first)]
    return tree


def compiled(source: bytes, name: str) -> bytes:
    """A module as Python stores it, without a date: it is never compared with its source."""
    code = compile(without_docstrings(source), name, "exec", dont_inherit=True, optimize=0)
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


def without_words(model: Any) -> Any:
    """A service's description with an empty manual: most of it is that, and nobody reads it in a page."""
    if isinstance(model, dict):
        return {name: "" if _is_words(name, part) else without_words(part) for name, part in model.items()}
    return [without_words(part) for part in model] if isinstance(model, list) else model


def _is_words(name: str, part: Any) -> bool:
    return name == "documentation" and isinstance(part, str)


def packed_file(name: str, content: bytes) -> tuple[str, bytes]:
    """A file as it goes into the archive: compiled, or not compressed, for the whole is."""
    if name.endswith(".py"):
        return f"{name}c", compiled(content, name)
    if name.endswith(".json.gz"):
        model = json.loads(gzip.decompress(content))
        # In the rules for endpoints, words are part of what is checked.
        model = without_words(model) if name.endswith("/service-2.json.gz") else model
        return name.removesuffix(".gz"), json.dumps(model, separators=(",", ":")).encode()
    return name, content


def packages(given: bytes) -> bytes:
    """A page's packages as one archive of compiled modules and data: a list of names and sizes, then the files.

    The page gives each file to Python as a piece of the archive, so that there is one copy of it in memory.
    """
    with zipfile.ZipFile(io.BytesIO(given)) as old:
        # Files of one kind beside each other compress better.
        entries = sorted(old.namelist(), key=lambda name: (Path(name).suffix, name))
        files = [packed_file(entry, old.read(entry)) for entry in entries]
    names = json.dumps([(name, len(content)) for name, content in files]).encode()
    return b"".join([len(names).to_bytes(4, "little"), names, *(content for _, content in files)])


sys.setrecursionlimit(5000)
given = Path("/in")
parts = {
    "library": library((given / "library.zip").read_bytes()),
    "packages": packages((given / "packages.zip").read_bytes()),
    "wasm": (given / "wasm").read_bytes(),
    "python": (given / "python").read_bytes(),
}
Path("/out").mkdir()
for part, content in parts.items():
    Path("/out", f"{part}.bin").write_bytes(zstd.compress(content, options=OPTIONS))
