"""A link to this machine leads through the Jupyter server around the kernel, wherever the browser is."""

from __future__ import annotations

import json
import os
import stat
from typing import TYPE_CHECKING

import pytest

from awsguide.adapters.browser import jupyter_pages
from awsguide.adapters.browser.listener import Handler, Listener

if TYPE_CHECKING:
    from pathlib import Path

ENDPOINT = "http://127.0.0.1:8401"


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A kernel of a server at '/user/ada/', whose runtime folder this is."""
    monkeypatch.setenv(jupyter_pages.BASE, "/user/ada/awsguide/")
    monkeypatch.setenv(jupyter_pages.FOLDER, str(tmp_path))
    monkeypatch.setenv("AWS_ENDPOINT_URL", ENDPOINT)
    monkeypatch.setenv("AWSGUIDE_TARGET", "sandbox")
    return tmp_path


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (f"{ENDPOINT}/device", "/user/ada/awsguide/sandbox/device"),
        (f"{ENDPOINT}/v1/authorize?a=1&b=%2F", "/user/ada/awsguide/sandbox/v1/authorize?a=1&b=%2F"),
        ("http://127.0.0.1:84010/device", "http://127.0.0.1:84010/device"),
        ("https://device.sso.us-east-1.amazonaws.com/", "https://device.sso.us-east-1.amazonaws.com/"),
        ("https://127.0.0.1:8401/device", "https://127.0.0.1:8401/device"),
    ],
)
def test_a_page_of_the_sandbox_lies_under_jupyter_s_address_and_every_other_where_it_was(
    folder: Path, address: str, expected: str
) -> None:
    assert jupyter_pages.browser_address(address) == expected


def test_without_such_a_server_every_address_stays_as_it_is(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(jupyter_pages.BASE)
    listener = Listener(Handler, "test")
    try:
        assert jupyter_pages.browser_address(f"{ENDPOINT}/device") == f"{ENDPOINT}/device"
        assert jupyter_pages.browser_address(f"http://{listener.host}/x") == f"http://{listener.host}/x"
    finally:
        listener.close()
    assert list(folder.iterdir()) == []


def test_a_page_of_the_kernel_is_known_to_its_owner_alone_and_only_while_it_is_there(folder: Path) -> None:
    listener = Listener(Handler, "test")
    (file,) = folder.iterdir()
    link = jupyter_pages.browser_address(f"http://{listener.host}/go/1?x=2")
    word = link.removeprefix("/user/ada/awsguide/here/").partition("/")[0]
    page = jupyter_pages.find(folder, word)
    assert page is not None
    assert (listener.host, page.target) == (f"127.0.0.1:{page.port}", "sandbox")
    assert jupyter_pages.find_port(folder, page.port) == page
    assert link.endswith(f"{word}/go/1?x=2")
    if os.name != "nt":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    listener.close()
    listener.close()
    assert list(folder.iterdir()) == []
    assert jupyter_pages.find(folder, word) is None


@pytest.mark.parametrize(
    "content", ["", "{}", "[]", '{"port": "x", "target": "aws"}', json.dumps({"port": 1})]
)
def test_a_file_that_is_no_page_s_is_none(folder: Path, content: str) -> None:
    word = "a" * 32
    (folder / f"awsguide-page-{word}.json").write_text(content)
    assert jupyter_pages.find(folder, word) is None
    assert jupyter_pages.find_port(folder, 1) is None


def test_a_folder_that_cannot_be_written_leaves_the_link_to_this_machine(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(jupyter_pages.FOLDER, str(folder / "missing"))
    listener = Listener(Handler, "test")
    try:
        assert jupyter_pages.browser_address(f"http://{listener.host}/x") == f"http://{listener.host}/x"
    finally:
        listener.close()
