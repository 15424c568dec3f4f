"""What a notebook may import is written down, sorted, and true; importing it is light."""

from __future__ import annotations

import subprocess
import sys

import pytest

import awsguide


def test_the_public_names_are_sorted_and_exist() -> None:
    assert list(awsguide.__all__) == sorted(awsguide.__all__)
    for name in awsguide.__all__:
        assert getattr(awsguide, name) is not None
        assert name in dir(awsguide)


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(AttributeError, match="sign_in"):
        awsguide.sign_inn  # noqa: B018


def test_importing_the_package_imports_neither_boto3_nor_ipywidgets() -> None:
    heavy = {"boto3", "botocore", "ipywidgets", "moto", "IPython"}
    code = f"import sys, awsguide; print(sorted({heavy!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
