"""Finding key ids in what tools read, without looking at anything else."""

from __future__ import annotations

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awsguide.config.key_places import places_in, places_in_variables
from awsguide.core.access_keys import KeyPlace
from tests.flows.iam_by_hand import key_id

ONE, TWO = key_id(1), key_id(2)
PATH = "~/.aws/credentials"


def found(text: str, file: str = "credentials") -> list[tuple[str, str, int]]:
    return [(p.key_id, p.name, p.line) for p in places_in(text, file, PATH)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("", []),
        (f"[kira]\naws_access_key_id = {ONE}\naws_secret_access_key = {TWO}\n", [(ONE, "kira", 2)]),
        (f"[a]\naws_access_key_id={ONE}\n\n[b]\naws_access_key_id: {ONE}", [(ONE, "a", 2), (ONE, "b", 5)]),
        (f"\ufeff[kira]\r\n\taws_access_key_id\t=\t{ONE}  # old\r\n", [(ONE, "kira", 2)]),
        (f"[a]\naws_access_key_id={ONE}\n[a]\naws_access_key_id={TWO}\n", [(ONE, "a", 2), (TWO, "a", 4)]),
        (f"[a]\naws_access_key_id={ONE}\naws_access_key_id={TWO}\n", [(ONE, "a", 2), (TWO, "a", 3)]),
        (f'[a]\nAWS_ACCESS_KEY_ID = "{ONE}"\n', [(ONE, "a", 2)]),
        (f"[a]\nsource_profile = {ONE}\n", []),
        ("[a]\naws_access_key_id =\nnothing\n", []),
        (f"aws_access_key_id = {ONE}\n", [(ONE, "", 1)]),
    ],
)
def test_a_key_id_is_found_by_profile_and_line_however_the_file_is_written(
    text: str, places: list[tuple[str, str, int]]
) -> None:
    assert found(text) == places


def test_the_config_file_names_its_profiles_in_its_own_way() -> None:
    text = f'[default]\naws_access_key_id={ONE}\n[profile "my dev"]\naws_access_key_id={TWO}\n'
    assert found(text, "config") == [(ONE, "default", 2), (TWO, "my dev", 4)]


def test_a_key_in_a_comment_is_still_there_to_be_read() -> None:
    (place,) = places_in(f"[old]\n# aws_access_key_id = {ONE}\n", "credentials", PATH)
    assert place == KeyPlace(ONE, "old", PATH, 2, commented=True)
    assert place.text == "profile old, ~/.aws/credentials line 2, in a comment"


@given(st.text(alphabet=st.sampled_from("ab=[]#:;\n\r\t \"'"), max_size=40))
def test_no_text_is_too_broken_to_be_looked_through(before: str) -> None:
    text = f"{before}\n[last]\naws_access_key_id = {ONE}\n"
    assert (ONE, "last") in [(name, profile) for name, profile, _ in found(text)]


def test_no_other_value_leaves_the_file() -> None:
    secret = "canary" * 7
    (place,) = places_in(
        f"[a]\naws_access_key_id={ONE}\naws_secret_access_key={secret}\n", "credentials", PATH
    )
    assert secret not in "".join(str(getattr(place, field.name)) for field in fields(place))


def test_a_variable_is_found_by_its_value_whatever_its_name_is() -> None:
    variables = {"TF_VAR_key": ONE, "AWS_ACCESS_KEY_ID": TWO, "PATH": f"/x:{ONE}", "EMPTY": ""}
    assert [(p.key_id, p.text) for p in places_in_variables(variables.items())] == [
        (TWO, "environment variable AWS_ACCESS_KEY_ID"),
        (ONE, "environment variable TF_VAR_key"),
    ]
