"""The options of a role keep their values through every place that they pass: a profile's lines, a command, a form."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awsguide.config import command_lines, ini
from awsguide.core.model import RoleRequest
from awsguide.core.secret import Secret
from awsguide.flows.shared.session_input import read_code
from awsguide.flows.short_term import role_options, role_profiles
from awsguide.flows.short_term.role_chain import request_of
from awsguide.flows.short_term.role_input import check_request
from awsguide.launch import credentials

ROLE = "arn:aws:iam::111122223333:role/apps/Deployer"
# IAM's own characters: the names of policies and the values of tags hold more than letters.
NAMES = st.text("abcXYZ019_+=,.@-", min_size=2, max_size=20)
KEYS = st.text("abcXYZ019_.:/+@-", min_size=1, max_size=12).filter(
    lambda text: not text.lower().startswith("aws:")
)
VALUES = st.text("abc XYZ019_.:/=+@-", max_size=12).map(str.strip)
TAGS = st.dictionaries(KEYS, VALUES, max_size=3).filter(
    lambda tags: len({key.lower() for key in tags}) == len(tags)
)


@st.composite
def requests(draw: st.DrawFn) -> RoleRequest:
    tags = draw(TAGS)
    policy = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "a  b%s"}]}'
    return RoleRequest(
        ROLE,
        session_name=draw(NAMES),
        seconds=draw(st.none() | st.integers(900, 3600)),
        external_id=draw(st.just("") | NAMES),
        mfa_serial=draw(st.sampled_from(["", "arn:aws:iam::111122223333:mfa/hana"])),
        tags=tuple(tags.items()),
        transitive=tuple(key for key in tags if draw(st.booleans())),
        source_identity=draw(st.just("") | NAMES.filter(lambda name: not name.lower().startswith("aws:"))),
        policy=draw(st.sampled_from(["", policy % "", policy % "'\\\"$x"])),
        policy_arns=tuple(
            f"arn:aws:iam::111122223333:policy/{name}" for name in draw(st.lists(NAMES, max_size=2))
        ),
    )


def parsed(line: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    credentials.add(parser.add_subparsers())
    return parser.parse_args(line[1:])


@given(requests(), st.booleans())
def test_a_process_line_means_the_request_it_was_made_of(request: RoleRequest, windows: bool) -> None:
    check_request(replace(request, mfa_serial=""))
    line = role_profiles.process_line(request, "my source", windows=windows)
    options = parsed(command_lines.words(line, windows=windows))
    assert credentials.request_of(options) == request
    assert options.profile == "my source"


@given(requests())
def test_a_profile_means_the_request_it_was_made_of(request: RoleRequest) -> None:
    sayable = replace(request, tags=(), transitive=(), source_identity="", policy="", policy_arns=())
    change = role_profiles.role_profile_change(sayable, "mine", source_profile="base")
    (edit,) = change.edits
    settings = {key: value for key, value in edit.values.items() if isinstance(value, str)}
    text = "[profile mine]\n" + "".join(f"{key} = {value}\n" for key, value in settings.items())
    (section,) = ini.parse(text).own_values().values()
    assert request_of(section) == sayable


@given(requests())
def test_what_is_typed_into_the_form_means_the_request(request: RoleRequest) -> None:
    typed: dict[str, Any] = {
        option.argument: "\n".join(role_options.texts(option, getattr(request, option.field)))
        for option in role_options.OPTIONS
    }
    assert role_options.request_of(request.role_arn, typed) == request


def test_every_field_of_a_request_is_the_role_its_code_or_an_option() -> None:
    fields = set(RoleRequest.__dataclass_fields__)
    assert fields == {"role_arn", "token_code"} | {option.field for option in role_options.OPTIONS}


def test_the_policies_of_a_line_are_parted_where_an_arn_begins() -> None:
    arns = ["arn:aws:iam::111122223333:policy/one,two", "arn:aws:iam::aws:policy/ReadOnlyAccess"]
    option = role_options.BY_ARGUMENT["policy_arns"]
    assert role_options.read(option, ", ".join(arns)) == tuple(arns)


@pytest.mark.parametrize("typed", ["123456", "123 456", " 12 34 56\n"])
def test_a_code_is_read_as_people_type_it(typed: str) -> None:
    code = read_code(typed)
    assert code is not None
    assert code.reveal() == "123456"
    assert read_code(Secret(typed)) == code


def test_a_name_that_no_option_has_is_told_with_those_there_are() -> None:
    with pytest.raises(TypeError, match=r"There is no option colour; the options are session_name, duration"):
        role_options.request_of(ROLE, {"colour": "red"})
