"""Credentials for other programs: one value each, in every form, and nothing at all where that cannot be."""

from __future__ import annotations

import io
import subprocess

import pytest

from awsguide.adapters.printed_credentials import FORMATS, hand_over
from awsguide.core.errors import CouldNotTry
from awsguide.core.model import Credentials
from awsguide.core.secret import Secret

SECRET = "it's/+=$(touch${IFS}mark)"


@pytest.mark.parametrize("form", FORMATS[1:])
@pytest.mark.parametrize("value", ["a\nAWS_PROFILE=other", "a b", "a\x1b[31m", "schlüssel"])
def test_what_is_more_than_one_word_is_not_printed(form: str, value: str) -> None:
    stream = io.StringIO()
    with pytest.raises(CouldNotTry) as caught:
        hand_over(Credentials("AKIAEXAMPLE00000HANA", Secret(value)), stream, form)
    assert (caught.value.code, stream.getvalue()) == ("credentials-not-one-word", "")
    assert value not in str(caught.value)


def test_a_shell_reads_a_strange_secret_and_runs_nothing_of_it(tmp_path: object) -> None:
    stream = io.StringIO()
    hand_over(Credentials("AKIAEXAMPLE00000HANA", Secret(SECRET)), stream, "env")
    read = subprocess.run(
        ["bash", "-s"],
        input=f'{stream.getvalue()}printf %s "$AWS_SECRET_ACCESS_KEY"; ls'.encode(),
        cwd=str(tmp_path),
        capture_output=True,
        check=True,
    )
    assert read.stdout.decode() == SECRET


def test_cmd_is_given_nothing_that_it_would_run() -> None:
    with pytest.raises(CouldNotTry):
        hand_over(Credentials("AKIAEXAMPLE00000HANA", Secret("a&calc")), io.StringIO(), "windows-cmd")
