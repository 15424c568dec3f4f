"""The callback answers to the browser of this machine, once, and to nobody else."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection

import pytest

from awsguide.adapters.browser import callback as callback_module
from awsguide.adapters.browser.callback import Callback
from awsguide.core.secret import Secret


@pytest.fixture
def callback() -> Iterator[Callback]:
    bound = Callback(state=Secret("s"))
    yield bound
    bound.last_page_sent()
    bound.close()


def threads() -> list[str]:
    return [thread.name for thread in threading.enumerate()]


def get(callback: Callback, path: str, host: str = "") -> tuple[int, str, str]:
    connection = HTTPConnection(callback.host, timeout=60)
    connection.request("GET", path, headers={"Host": host or callback.host})
    answer = connection.getresponse()
    return answer.status, answer.headers.get("Location", ""), answer.read().decode()


def test_the_browser_is_sent_on_to_a_page_without_the_code(callback: Callback) -> None:
    assert get(callback, "/oauth/callback?code=canary&state=s") == (303, "/done", "")
    status, _, text = get(callback, "/done")
    assert (status, "canary" in text) == (200, False)
    assert callback.answer() == {"code": Secret("canary"), "state": Secret("s")}


def test_the_last_page_says_what_became_of_the_visit(callback: Callback) -> None:
    get(callback, "/oauth/callback?error=access_denied&state=s")
    denied = get(callback, "/done")[2]
    assert "<h1>Not signed in</h1>" in denied
    assert "continues by itself" not in denied


def test_a_browser_that_was_sent_on_still_gets_its_page_while_the_listener_is_being_closed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(callback_module, "_LAST_PAGE", 30)
    bound = Callback(state=Secret("s"))
    get(bound, "/oauth/callback?code=canary&state=s")
    bound.close()
    assert get(bound, "/done")[0] == 200
    ends = time.monotonic() + 60
    while "awsguide-last-page" in threads() and time.monotonic() < ends:
        time.sleep(0.01)
    assert "awsguide-callback" not in threads()


def test_another_host_name_is_refused(callback: Callback) -> None:
    assert get(callback, "/oauth/callback?code=c", host="evil.example")[0] == 403
    assert callback.answer() is None


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/favicon.ico",
        "/oauth/callback",
        "/other?code=c",
        # What any page can make a browser ask for: none of them knows the state.
        "/oauth/callback?junk=1",
        "/oauth/callback?code=c",
        "/oauth/callback?code=c&state=",
        "/oauth/callback?code=c&state=other",
        "/oauth/callback?error=access_denied",
        "/oauth/callback?" + "a=1&" * 1000 + "state=s",
    ],
)
def test_other_addresses_bring_no_answer(callback: Callback, path: str) -> None:
    assert get(callback, path)[0] == 404
    assert callback.answer() is None


def test_what_does_not_know_the_state_uses_nothing_up(callback: Callback) -> None:
    assert get(callback, "/oauth/callback?junk=1")[0] == 404
    assert get(callback, "/oauth/callback?code=canary&state=s")[0] == 303
    assert callback.answer() == {"code": Secret("canary"), "state": Secret("s")}


def test_a_listener_for_a_link_alone_takes_no_answer() -> None:
    bound = Callback()
    assert get(bound, "/oauth/callback?code=c&state=s")[0] == 404
    bound.close()


def test_the_first_answer_counts(callback: Callback) -> None:
    get(callback, "/oauth/callback?error=access_denied&state=s")
    get(callback, "/oauth/callback?code=late&state=s")
    assert callback.answer() == {"error": "access_denied", "state": Secret("s")}


def test_nothing_is_logged(callback: Callback, capfd: pytest.CaptureFixture[str]) -> None:
    get(callback, "/oauth/callback?code=canary")
    out, err = capfd.readouterr()
    assert "canary" not in out + err


def test_a_link_that_works_once_leads_one_browser_on_and_that_is_the_answer(callback: Callback) -> None:
    link = callback.lead_to(Secret("https://console.example/?canary"), once=True)
    assert link.startswith(f"http://{callback.host}/go/")
    path = link.removeprefix(f"http://{callback.host}")
    assert get(callback, path, host="evil.example")[0] == 403
    assert callback.answer() is None
    assert get(callback, path) == (303, "https://console.example/?canary", "")
    # That it was followed is known a moment after the browser has been sent on.
    ends = time.monotonic() + 60
    while callback.answer() is None and time.monotonic() < ends:
        time.sleep(0.01)
    assert callback.answer() == {}
    assert get(callback, path)[0] == 404


def test_a_link_to_a_sign_in_page_works_until_the_browser_comes_back(callback: Callback) -> None:
    path = callback.lead_to(Secret("https://page.example/")).removeprefix(f"http://{callback.host}")
    assert [get(callback, path)[0] for _ in range(2)] == [303, 303]
    assert callback.answer() is None
