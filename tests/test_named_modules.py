"""What docstrings, comments and docs say about modules: a file that they name is there."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Files of other packages and of the reader, which the text around them says.
ELSEWHERE = {
    "args.py", "configloader.py", "tokens.py", "jupyterhub_config.py", "awscli/botocore/utils.py", "seed.py",
}  # fmt: skip
NAMED = re.compile(r"`((?:[a-z_]+/)*[a-z_]+\.py)`")


def kept() -> list[str]:
    """Every file that git keeps or would keep, from the checkout."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()


def is_there(name: str, files: list[str]) -> bool:
    return any(file == name or file.endswith(f"/{name}") for file in files)


def missing(path: str, text: str, files: list[str]) -> list[str]:
    """The modules that a text names and nobody has."""
    return [
        f"{path} names {name}"
        for name in NAMED.findall(text)
        if name not in ELSEWHERE and not is_there(name, files)
    ]


def test_every_module_that_a_text_names_is_there() -> None:
    files = kept()
    texts = [path for path in files if path.endswith((".py", ".md")) and (ROOT / path).is_file()]
    assert len(texts) > 300
    assert [line for path in texts for line in missing(path, (ROOT / path).read_text("utf-8"), files)] == []


def test_a_module_that_was_renamed_is_found() -> None:
    files = ["awsguide/adapters/files/home.py", "docs/safety.md"]
    assert missing("docs/safety.md", "see `files/home.py` and `home.py`", files) == []
    # Put together here, so that the test above does not read it as a name.
    old = "/".join(("edges", "home.py"))
    assert missing("docs/safety.md", f"see `{old}`", files) == [f"docs/safety.md names {old}"]
