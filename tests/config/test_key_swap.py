"""One access key in the place of another: what botocore reads afterwards is that, and nothing else is touched."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ConfigParseError
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from awsguide.config import editing, key_swap
from awsguide.config.changes import Change, SetSection
from awsguide.core.errors import CouldNotTry, GuideError
from tests.config.test_editing import botocore_reads, config_files

if TYPE_CHECKING:
    from pathlib import Path

OLD, NEW, OTHER = ("AKIA" + letter * 16 for letter in "OND")
SECRET = "new/secret+" + "s" * 29
NAMES = ("dev", "prod", "ci", "old tool")

held_lines = st.sampled_from(
    [
        f"aws_access_key_id = {OLD}\naws_secret_access_key=old",
        f"aws_secret_access_key : old # mine\naws_access_key_id\t=\t{OLD}",
        f"aws_access_key_id={OLD}   # since May\naws_session_token = left over\naws_secret_access_key = old",
        f"aws_access_key_id = {OTHER}\naws_secret_access_key = other\naws_session_token = theirs",
        "region = eu-west-1",
    ]
)
credentials_files = st.builds(
    lambda before, sections, newline, mark: (
        mark
        + "\n".join(
            [
                before.removeprefix("\ufeff").rstrip("\r\n"),
                *(f"[{name}]\n{lines}" for name, lines in sections),
            ]
        )
        .replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\n", newline)
    ),
    config_files(),
    st.lists(
        st.tuples(st.sampled_from(NAMES), held_lines), min_size=1, max_size=4, unique_by=lambda pair: pair[0]
    ),
    st.sampled_from(["\n", "\n", "\r\n"]),
    st.sampled_from(["", "", "", "\ufeff"]),
)


def swapped(text: str) -> str:
    change = key_swap.swap(text, "credentials", OLD, NEW)
    edits = tuple(
        SetSection(edit.kind, edit.name, {**edit.values, key_swap.SECRET: SECRET})
        for edit in change.edits
        if isinstance(edit, SetSection)
    )
    return editing.applied(text, Change("credentials", edits))


@settings(max_examples=600, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=credentials_files)
def test_every_profile_with_the_old_key_gets_the_new_one_and_no_other_line_changes(
    tmp_path: Path, text: str
) -> None:
    try:
        before = botocore_reads(text, tmp_path)
        after_text = swapped(text)
    except (ConfigParseError, GuideError):
        # What botocore refuses is refused here as well; that is another test's business.
        assume(False)
        raise
    after = botocore_reads(after_text, tmp_path)
    holding = {
        name
        for name, values in before.items()
        if str(values.get("aws_access_key_id", "")).split()[:1] == [OLD]
    }
    for name, values in before.items():
        if name in holding:
            kept = {key: value for key, value in values.items() if not key.startswith("aws_")}
            assert after[name] == kept | {"aws_access_key_id": NEW, "aws_secret_access_key": SECRET}
        else:
            assert after[name] == values
    assert after.keys() == before.keys()
    assert after_text.startswith("\ufeff") == text.startswith("\ufeff")
    untouched = [line for line in text.splitlines() if "aws_" not in line]
    assert [
        line for line in after_text.splitlines() if "aws_" not in line and line.strip() not in REMARKS
    ] == [line for line in untouched if line.strip() not in REMARKS]
    assert OLD not in after_text
    assert swapped(after_text) == after_text


# Comments behind a value get a line of their own, because botocore takes them for a part of the value.
REMARKS = ("# mine", "# since May")


@pytest.mark.parametrize(
    "text",
    [
        f"[dev]\naws_access_key_id = {OLD}\n[dev]\nregion = eu-west-1\n",
        f"aws_access_key_id = {OLD}\n[dev]\n",
        f"[dev]\naws_access_key_id = {OLD}\nnonsense\n",
    ],
)
def test_a_file_that_aws_tools_refuse_is_not_edited_and_the_line_is_named(text: str) -> None:
    with pytest.raises(CouldNotTry) as refused:
        key_swap.swap(text, "credentials", OLD, NEW)
    assert refused.value.code == "config-malformed"
    assert "line " in refused.value.what
    assert isinstance(refused.value, GuideError)
