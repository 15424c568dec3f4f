"""The writer against botocore's own reader, over generated files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import botocore.configloader
import pytest
from botocore.exceptions import ConfigParseError
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from awsguide.config import ini, sections
from awsguide.config.changes import Change, RemoveSection, SetSection, Setting
from awsguide.config.editing import applied
from awsguide.config.sections import Kind, file_of
from awsguide.core.errors import CouldNotTry

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# In all, far over two thousand files: each property sees its own.
many = settings(
    max_examples=510,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

NAMES = ["dev", "my dev", "prod.eu", "a", "sso"]
KEYS = ["region", "output", "sso_session", "unknown_key", "s3", "credential_process", "aws_secret_access_key"]

VALUES = [
    "us-east-1", "json", "", "https://x.awsapps.com/start/#/", "a = b", "x # home", "é\x0cü", "p ; q", "=", "[x]",
    "%(a)s", "a\x0bb", "\u2028", "c\x85d=", "-", "# all", "1:2", "'q'",
]  # fmt: skip
OPTIONS = [
    f"{key}{delimiter}{value}"
    for key in [*KEYS, "Region", "OUTPUT", "key with space", "clé"]
    for delimiter in (" = ", "=", " =", ": ", "\t=\t", " =   ")
    for value in VALUES
]
COMMENTS = [f"{sign}{value}" for sign in ("# ", ";", "#", "#aws_secret_access_key = ") for value in VALUES]
BLANKS = ["", "", "   ", "\t", "\x0c"]
NESTED = ["    max_concurrent_requests = 20", "    addressing_style=path", "    # in", "      deep = er", ""]
JUNK = [
    "just words",
    "[]",
    "= value",
    "[open",
    ": x",
    "rem x",
    "\ufeff",
    "  more",
    "region = again",
    "    x = y",
]
HEADERS = [
    "[default]", "[DEFAULT]", "[plugins]", "[profile dev] ; mine", "[preview]", "[profile 'x]", "[profile two words]",
    *(f"[profile {name}]" for name in ("dev", '"my dev"', "'my dev'", "a", '"a"', "prod.eu", "default")),
    "[sso-session sso]", "[sso-session dev]", "[services a]", "[services dev]", "[dev]", "[my dev]", "[a] b]",
]  # fmt: skip
INDENTS = ["", "", "", "", "  ", "\t", "    "]

# One line is one draw: a pool of lines is many times faster to draw from than lines made of parts.
sound_lines = st.sampled_from(OPTIONS) | st.sampled_from([*COMMENTS, *BLANKS])
spoiled_lines = sound_lines | st.sampled_from(JUNK)


def headed(lines: st.SearchStrategy[str]) -> st.SearchStrategy[list[tuple[str, str, list[str], list[str]]]]:
    """Sections as (indentation, header, lines, indented lines at the end)."""
    indents = st.sampled_from(INDENTS)
    tail = st.just([]) | st.lists(st.sampled_from(NESTED), max_size=3)
    return st.lists(
        st.tuples(indents, st.sampled_from(HEADERS), st.lists(lines, max_size=6), tail), max_size=4
    )


def layout(
    sections: list[tuple[str, str, list[str], list[str]]],
    newline: str,
    last: str,
    mark: str,
    *,
    spoiled: bool,
) -> str:
    """The text of these sections; a sound one has no section and no key twice."""
    out: list[str] = []
    seen: set[str] = set()
    for position, (indent, header, lines, tail) in enumerate(sections):
        name = header.partition("]")[0]
        if not spoiled and name in seen:
            continue
        seen.add(name)
        out.append(("" if position % 2 else indent) + header)
        for line in lines:
            key = line.replace(":", "=").partition("=")[0].strip().lower()
            if spoiled or not key or key.startswith(("#", ";")) or (name, key) not in seen:
                out.append((indent if line.strip() else "") + line)
                seen.add((name, key))  # type: ignore[arg-type]
        out += tail
    ends = {"mixed": ["\n", "\r\n", "\r"]}.get(newline, [newline])
    text = "".join(line + ends[index % len(ends)] for index, line in enumerate(out))
    return mark + (text.rstrip("\r\n") + last)


def config_files(*, spoiled: bool = False) -> st.SearchStrategy[str]:
    """Config files as people and tools leave them; `spoiled` ones may also be what botocore refuses."""
    return st.builds(
        layout,
        headed(spoiled_lines if spoiled else sound_lines),
        st.sampled_from(["\n", "\n", "\r\n", "mixed"]),
        st.sampled_from(["\n", "", "\n\n", "\n# the end\n", "\r\n"]),
        st.sampled_from(["", "", "", "", "", "", "", "\ufeff"]),
        spoiled=st.just(spoiled),
    )


def botocore_reads(text: str, folder: Path) -> dict[str, dict[str, object]]:
    """What botocore makes of the text; a byte order mark, which it cannot read, is taken away first."""
    path = folder / "config"
    path.write_bytes(text.removeprefix("\ufeff").encode())
    return botocore.configloader.raw_config_parse(str(path))


def readable(text: str, folder: Path) -> dict[str, dict[str, object]]:
    try:
        return botocore_reads(text, folder)
    except ConfigParseError:
        assume(False)
        raise


def with_section(text: str, kind: Kind, name: str, values: Mapping[str, Setting]) -> str:
    """`text` after one edit that sets `values`."""
    return applied(text, Change(file_of(kind), (SetSection(kind, name, values),)))


def without_section(text: str, kind: Kind, name: str) -> str:
    """`text` after one edit that takes a section away."""
    return applied(text, Change(file_of(kind), (RemoveSection(kind, name),)))


def edited_or_rightly_refused(text: str, kind: Kind, name: str, values: dict[str, str | None]) -> str:
    """As `with_section`, but for the one refusal that is right: a broken value in `DEFAULT` that nobody took yet
    would be taken by a new section, and botocore would then refuse the file."""
    try:
        return with_section(text, kind, name, values)
    except CouldNotTry as error:
        assume("[DEFAULT]" not in text or error.code != "config-layout")
        raise


def is_subsequence(few: list[str], many_lines: list[str]) -> bool:
    rest = iter(many_lines)
    return all(any(line == other for other in rest) for line in few)


def without_line_ends(text: str) -> list[str]:
    """Lines with their ends; the last one without, since an addition may have to end it."""
    lines = ini.split_lines(text)
    return [*lines[:-1], lines[-1].rstrip("\r\n")] if lines else []


wanted_values = st.dictionaries(
    st.sampled_from([*KEYS, "sso_account_id"]),
    st.one_of(
        st.none(),
        st.sampled_from(["eu-west-1", "111122223333", "https://d-1.awsapps.com/start/#", "a b", "=x"]),
    ),
    min_size=1,
    max_size=4,
)
kinds = st.sampled_from(["profile", "sso-session", "services"])


@many
@given(text=st.one_of(config_files(), config_files(spoiled=True)))
def test_a_text_is_read_as_botocore_reads_it_and_given_back_unchanged(tmp_path: Path, text: str) -> None:
    document = ini.parse(text)
    assert document.text() == text
    mistakes = [problem for problem in document.problems if problem.kind == "mistake"]
    try:
        seen = botocore_reads(text, tmp_path)
    except ConfigParseError:
        assert mistakes
        with pytest.raises(CouldNotTry):
            sections.read_sections(text)
        return
    assert not mistakes
    assert document.values() == seen
    profile_map = botocore.configloader.build_profile_map(seen)
    for kind, place in (("profile", "profiles"), ("sso-session", "sso_sessions"), ("services", "services")):
        found = {section.name for section in sections.read_sections(text) if section.kind == kind}
        assert found == set(profile_map[place])
        assert all(sections.read_section(text, kind, name) == profile_map[place][name] for name in found)


@many
@given(
    text=config_files(), kind=kinds, name=st.sampled_from([*NAMES, "default", "new"]), values=wanted_values
)
def test_setting_a_section_changes_what_was_asked_and_no_other_line(
    tmp_path: Path, text: str, kind: Kind, name: str, values: dict[str, str | None]
) -> None:
    before = readable(text, tmp_path)
    document = ini.parse(text)
    matching = [section for section in document.sections if sections.meaning(section.name) == (kind, name)]

    edited = edited_or_rightly_refused(text, kind, name, values)

    after = botocore_reads(edited, tmp_path)
    header = matching[-1].name if matching else sections.header_for(kind, name)
    inherited = document.own_values().get("DEFAULT", {})
    expected = dict(before)
    if matching or any(values.values()):
        expected[header] = dict(before.get(header, inherited))
        for key, value in values.items():
            if value is not None:
                expected[header][key] = value
            elif key in inherited:
                expected[header][key] = inherited[key]
            else:
                expected[header].pop(key, None)
    assert after == expected

    touched = set()
    for option in matching[-1].options.values() if matching else ():
        if option.key in values and values[option.key] != option.value:
            touched |= {option.line, *option.continuation}
    kept = [
        line
        for index, line in enumerate(ini.split_lines(text.removeprefix("\ufeff")))
        if index not in touched
    ]
    new_lines = without_line_ends(edited.removeprefix("\ufeff"))
    assert is_subsequence([line.rstrip("\r\n") for line in kept], [line.rstrip("\r\n") for line in new_lines])
    if kept and edited != text:
        assert is_subsequence(kept[:-1], ini.split_lines(edited.removeprefix("\ufeff")))
    assert edited.startswith("\ufeff") == text.startswith("\ufeff")
    assert with_section(edited, kind, name, values) == edited


def test_a_value_in_default_that_would_break_a_new_section_stops_the_edit() -> None:
    with pytest.raises(CouldNotTry) as refused:
        with_section("[DEFAULT]\nregion =\n  words\n", "profile", "new", {"output": "json"})
    assert refused.value.code == "config-layout"


@many
@given(text=config_files(), kind=kinds, name=st.sampled_from([*NAMES, "default"]))
def test_removing_a_section_leaves_every_other_section_and_the_comments_outside_it(
    tmp_path: Path, text: str, kind: Kind, name: str
) -> None:
    before = readable(text, tmp_path)
    document = ini.parse(text)
    gone = [section for section in document.sections if sections.meaning(section.name) == (kind, name)]

    edited = without_section(text, kind, name)

    after = botocore_reads(edited, tmp_path)
    assert after == {
        header: values for header, values in before.items() if header not in {each.name for each in gone}
    }
    inside = {index for section in gone for index in range(section.line, section.end + 1)}
    lines = ini.split_lines(text.removeprefix("\ufeff"))
    kept = [line.strip() for index, line in enumerate(lines) if index not in inside and line.strip()]
    assert [line.strip() for line in ini.split_lines(edited.removeprefix("\ufeff")) if line.strip()] == kept
    if not gone:
        assert edited == text


@many
@given(text=config_files(), values=wanted_values)
def test_a_section_that_was_added_and_removed_leaves_no_trace(
    tmp_path: Path, text: str, values: dict[str, str | None]
) -> None:
    readable(text, tmp_path)
    added = edited_or_rightly_refused(text, "profile", "brand-new", values)
    removed = without_section(added, "profile", "brand-new")
    # Only line ends at the very end may differ: a last line is given one, and a section is set off by one.
    assert removed.rstrip("\r\n") == text.rstrip("\r\n")


JSON = {"output": "json"}


@pytest.mark.parametrize(
    ("text", "values", "edited"),
    [
        ("[profile p]\r\na = b\r\n\r\n[x]\r\n", JSON, "[profile p]\r\na = b\r\noutput = json\r\n\r\n[x]\r\n"),
        ("[profile p]\nregion\t=\ta  \n", {"region": "b"}, "[profile p]\nregion\t=\tb  \n"),
        ("[profile p]\nregion=a", JSON, "[profile p]\nregion=a\noutput = json\n"),
        ("\ufeff[profile p] ; mine\nREGION: a\n", {"region": "b"}, "\ufeff[profile p] ; mine\nREGION: b\n"),
        ("[profile p]\nregion = a # home\n", {"region": "b"}, "[profile p]\n# home\nregion = b\n"),
        ("[profile p]\ns3 =\n  a = 1\n  # why\n  b = 2\nx = 1\n", {"s3": None}, "[profile p]\n  # why\nx = 1\n"),
        ("[profile p]\n  region = a\n  [x]\n", JSON, "[profile p]\n  region = a\n  output = json\n  [x]\n"),
        ("[profile p]\n  # none yet\n  [x]\n", JSON, "[profile p]\n  output = json\n  # none yet\n  [x]\n"),
        ("[profile 'p']\n[profile p]\n[x]\n", JSON, "[profile 'p']\n[profile p]\noutput = json\n[x]\n"),
        ("[x]\n# end", JSON, "[x]\n# end\n\n[profile p]\noutput = json\n"),
        ("", {"output": None}, ""),
    ],
)  # fmt: skip
def test_an_edit_keeps_the_hand_of_whoever_wrote_the_file(
    text: str, values: dict[str, str | None], edited: str
) -> None:
    assert with_section(text, "profile", "p", values) == edited


@pytest.mark.parametrize(
    ("text", "edited"),
    [
        ("[a]\nx = 1\n\n[profile p]\ny = 2\n\n# about b\n[b]\n", "[a]\nx = 1\n\n# about b\n[b]\n"),
        ("[a]\nx = 1\n[profile p]\n  [b]\nz = 1\n", "[a]\nx = 1\n[b]\nz = 1\n"),
        ("[profile 'p']\ny = 1\n[a]\n[profile p]\n", "[a]\n"),
        ("[profile p]\r\ny = 1\r\n# last", "# last"),
    ],
)
def test_a_removal_takes_the_section_and_what_is_in_it(text: str, edited: str) -> None:
    assert without_section(text, "profile", "p") == edited


def test_a_section_with_a_space_in_its_name_is_quoted_and_found_again() -> None:
    text = with_section("", "profile", "my dev", {"region": "us-east-1"})
    assert text == '[profile "my dev"]\nregion = us-east-1\n'
    assert sections.read_profile(text, "my dev") == {"region": "us-east-1"}


EDITED_NAMES = st.sampled_from("abcdef")
EDITS = st.lists(
    st.one_of(
        st.builds(
            lambda name, value: SetSection("profile", name, {"region": value, "output": None}),
            EDITED_NAMES,
            EDITED_NAMES,
        ),
        st.builds(lambda name: RemoveSection("profile", name), EDITED_NAMES),
    ),
    unique_by=lambda edit: edit.name,
)
TEXTS = st.lists(
    st.sampled_from(
        [
            "[profile a]\nregion = x\n",
            '[profile "b"]\noutput = json\n\n',
            "# note\n",
            "[profile b]\r\nregion=y # why\r\n",
            "[profile c]\n",
            "\n",
            "  [profile d]\n  region = z\n",
            "[profile e]\ns3 =\n  max = 1\n",
        ]
    ),
    unique=True,
).map("".join)


@given(TEXTS, EDITS)
def test_many_edits_at_once_say_what_one_by_one_would(
    text: str, edits: list[SetSection | RemoveSection]
) -> None:
    assume(not any(problem.kind == "mistake" for problem in ini.parse(text).problems))
    one_by_one = text
    for edit in edits:
        one_by_one = applied(one_by_one, Change("config", (edit,)))
    at_once = applied(text, Change("config", tuple(edits)))
    assert sections.by_meaning(at_once) == sections.by_meaning(one_by_one)
    assert [line for line in at_once.splitlines() if "#" in line] == [
        line for line in one_by_one.splitlines() if "#" in line
    ]
