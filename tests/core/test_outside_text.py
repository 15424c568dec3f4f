"""Text from outside is shown as what it is: it steers no terminal and turns no reading order round."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_sandbox.server import in_process
from awsguide.core.outside_text import harmless, web_address

# Chinese, Arabic, and a person that two signs make.
WORDS = "\u5f00\u53d1 \u0645\u0631\u062d\u0628\u0627 \U0001f469\u200d\U0001f4bb"


@pytest.mark.parametrize(
    ("given_text", "shown"),
    [
        ("production", "production"),
        ("\x1b[2Jgone", "\\x1b[2Jgone"),
        ("a\u202egnp.exe", "a\\u202egnp.exe"),
        ("a\r\nb", "a\\x0d\nb"),
        ("zero\u200bwidth\ufeff", "zero\\u200bwidth\\ufeff"),
        (WORDS, WORDS),
    ],
)
def test_what_steers_is_written_out_and_languages_stay(given_text: str, shown: str) -> None:
    assert harmless(given_text) == shown


TURNING = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")


@given(st.text())
def test_nothing_is_left_that_a_terminal_obeys(text: str) -> None:
    shown = harmless(text)
    assert not [c for c in shown if unicodedata.category(c) == "Cc" and c not in "\t\n"]
    assert not [c for c in shown if unicodedata.bidirectional(c) in TURNING]
    assert harmless(shown) == shown
    shown.encode()


def test_a_long_text_is_cut() -> None:
    assert harmless("a" * 100, 10) == "a" * 10 + "\u2026"


@pytest.mark.parametrize(
    "address",
    [
        "https://device.sso.us-east-1.amazonaws.com/", "http://127.0.0.1:4000/device", "http://localhost:4000/",
        f"{in_process.ENDPOINT}/device",
    ],
)  # fmt: skip
def test_a_page_that_may_be_opened(address: str) -> None:
    assert web_address(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "file:///etc/passwd", "http://device.sso.example/", "data:text/html,x",
        "http://elsewhere.sandbox.invalid/",
        "//evil.example/", "https://",
        "vscode://x/y", "https://a b/", "https://a/\u202e", "https://a/\n", "https://[1", 'https://a/"x',
        " https://a/", "ms-settings:x", "",
    ],
)  # fmt: skip
def test_any_other_address_is_none(address: str) -> None:
    assert web_address(address) == ""
