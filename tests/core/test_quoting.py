"""Every quoting function, by running what it makes: the language reads back the very text, and runs none of it."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from awsguide.core import quoting

# What people paste, and what means something to one language or another.
NASTY = (
    "role/x';touch${IFS}mark;'/Deployer", '"; touch mark; "', "$(touch mark)", "`touch mark`", "${X:-$(touch mark)}",
    "a}b", "!touch", "a!b", "\\", "\\'", "'\"'\"'", "%PATH%", "^&|<>", "it\u2019s", "\u2018;touch mark;\u2019", "-n",
    "--x", "~", "*", "a\nb", "a\r\nb", "\t", "\u2028", "\u202e", "\U0001f600", "é", "</script>", "#", " ",
    "", "$", "${", "\x1b[31m",
)  # fmt: skip
TEXTS = st.lists(
    st.one_of(
        st.sampled_from(NASTY),
        st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=12),
        st.text("'\"\\$`!(){};&|<>*?~#%^ \n", max_size=12),
    ),
    min_size=1,
    max_size=40,
)
# A process for each example is slow; each example is many texts.
few = settings(
    max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def said(command: Sequence[str], program: str, folder: Path) -> bytes:
    done = subprocess.run(command, input=program.encode(), capture_output=True, cwd=folder, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert list(folder.iterdir()) == [], "what was quoted has run"
    return done.stdout


SHELLS = [name for name in ("bash", "sh", "dash", "zsh") if shutil.which(name)]


@pytest.mark.parametrize("program", SHELLS)
@pytest.mark.parametrize(
    "written",
    [
        quoting.shell,
        lambda text: quoting.shell(text, plain=True),
        lambda text: f'"{quoting.in_double_quotes(text)}"',
    ],
    ids=["shell", "plain", "in double quotes"],
)
@few
@given(texts=TEXTS)
def test_a_posix_shell_reads_one_word(
    program: str, written: Callable[[str], str], texts: list[str], tmp_path: Path
) -> None:
    lines = "".join(f"printf '%s\\0' {written(text)}\n" for text in texts)
    read = said([program, "-s"], lines, tmp_path)
    assert read.decode().split("\0")[:-1] == texts


def test_bash_at_a_terminal_finds_no_history_in_double_quotes(tmp_path: Path) -> None:
    texts = ["a!b", "!touch", "!!", "x!y!z"]
    lines = "set -o history -o histexpand\ntouch_nothing() { :; }\n"
    lines += "".join(f"printf '%s\\0' \"{quoting.in_double_quotes(text)}\"\n" for text in texts)
    read = said(["bash", "--norc", "-s"], lines, tmp_path)
    assert read.decode().split("\0")[:-1] == texts


@pytest.mark.skipif(shutil.which("node") is None, reason="there is no Node.js")
@few
@given(texts=TEXTS)
def test_javascript_reads_one_string(texts: list[str], tmp_path: Path) -> None:
    program = f"process.stdout.write(JSON.stringify([{', '.join(map(quoting.javascript, texts))}]))"
    assert json.loads(said(["node", "-"], program, tmp_path)) == texts


@few
@given(texts=TEXTS)
def test_python_reads_one_string(texts: list[str], tmp_path: Path) -> None:
    listed = f"[{', '.join(map(quoting.python, texts))}]"
    assert ast.literal_eval(listed) == texts
    assert (
        json.loads(said([sys.executable, "-"], f"import json; print(json.dumps({listed}))", tmp_path))
        == texts
    )


@pytest.mark.skipif(shutil.which("fish") is None, reason="there is no fish")
@few
@given(texts=TEXTS)
def test_fish_reads_one_word(texts: list[str], tmp_path: Path) -> None:
    lines = "".join(f"printf '%s\\0' {quoting.fish(text)}\n" for text in texts)
    assert said(["fish", "--no-config"], lines, tmp_path).decode().split("\0")[:-1] == texts


@given(text=st.text(st.characters(exclude_characters="\0")))
def test_fish_and_powershell_read_back_by_their_own_rules(text: str) -> None:
    written = quoting.fish(text)
    if written != text:
        # In fish's single quotes only \\ and \' are escapes.
        inner = written[1:-1]
        assert re.fullmatch(r"(?:[^'\\]|\\[\\'])*", inner, re.DOTALL)
        assert re.sub(r"\\([\\'])", r"\1", inner) == text
    inner = quoting.powershell(text)[1:-1]
    # In PowerShell's a quote of any kind is doubled, and nothing else means anything.
    assert re.fullmatch("(?:[^'\u2018-\u201b]|(['\u2018-\u201b])\\1)*", inner, re.DOTALL)
    assert re.sub("(['\u2018-\u201b])\\1", r"\1", inner) == text


@given(text=st.text())
def test_cmd_gets_what_it_leaves_alone_and_nothing_else(text: str) -> None:
    try:
        written = quoting.cmd(text)
    except ValueError:
        return
    assert written == text
    assert not set(text) & set("%!^&|<>()\"' \n\r\t")


@given(text=st.text(st.characters(exclude_characters="\0\r\n", exclude_categories=("Cs",))))
def test_a_setting_of_curl_s_ends_where_it_should(text: str) -> None:
    inner = quoting.curl_setting(text)[1:-1]
    assert re.fullmatch(r'(?:[^"\\]|\\["\\t])*', inner)
    assert re.sub(r"\\(.)", lambda found: {"t": "\t"}.get(found[1], found[1]), inner) == text


@pytest.mark.parametrize(
    "write", [quoting.shell, quoting.in_double_quotes, quoting.fish, quoting.powershell, quoting.curl_setting]
)
def test_what_no_command_line_can_carry_is_refused(write: Callable[[str], str]) -> None:
    with pytest.raises(ValueError, match=r"byte|line"):
        write("a\0b")
