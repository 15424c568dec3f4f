"""`python -m benchmarks [NAME ...]`: run all benchmarks, or the named ones; exit code 1 when a goal is missed."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import tempfile

NAMES = (
    "importing",
    "sign_in",
    "console_sign_in",
    "assume_role",
    "roles",
    "profiles",
    "keys",
    "server",
    "requests",
    "clients",
    "load",
    "page",
    "attacks",
    "class",
)


def main() -> int:
    """Run, print each figure as it is known, and say whether all goals were met."""
    options = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    options.add_argument("names", nargs="*", metavar="NAME", help=f"one or more of: {', '.join(NAMES)}")
    chosen = options.parse_args().names or NAMES
    unknown = [name for name in chosen if name not in NAMES]
    if unknown:
        options.error(f"there is no benchmark {unknown[0]!r}; there are {', '.join(NAMES)}")
    met = True
    with tempfile.TemporaryDirectory(prefix="awsguide-bytecode-") as bytecode:
        # Modules are compiled once, as on a reader's machine, even where the environment forbids keeping bytecode.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = bytecode
        for name in chosen:
            module = "a_class" if name == "class" else name  # Python keeps that word for itself
            for figure in importlib.import_module(f"benchmarks.{module}").figures():
                print(figure, flush=True)
                met = met and figure.met
    print("All goals are met." if met else "A goal is NOT met.")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
