"""What running a page of the site costs its reader: bytes, requests, memory, and seconds to the first result.

The site is served under a sub-path by a plain server that compresses nothing. Seconds are absolute here, because a
reader waits for them; on a machine that is busy they say more about the machine.
"""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import psutil

from awsguide.launch.programs import CHROMIUM
from benchmarks.measure import Figure, Samples

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Request

PAGE = "notebooks/10-workforce-identity/"
FIRST_RESULT = ".awsguide-own-result:visible"
MEGABYTE = 1_000_000


def figures(rounds: int = 3) -> list[Figure]:
    """Bytes, requests, seconds cold (a new profile) and warm (the page again), and the memory of the page's process."""
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import FLAGS
    from tests.browser.live_page import served_site

    program = CHROMIUM.find()
    if program is None:
        raise SystemExit(
            "Chromium was not found, and a page runs in a browser: install it, then run this again."
        )
    cold, warm, sent, counted, memory = Samples(), Samples(), Samples(), Samples(), Samples()
    with (
        tempfile.TemporaryDirectory() as folder,
        served_site(Path(folder)) as site,
        sync_playwright() as driver,
    ):
        for _ in range(rounds + 1):
            with tempfile.TemporaryDirectory() as profile:
                options = {"executable_path": program, "headless": True, "args": list(FLAGS)}
                with driver.chromium.launch_persistent_context(profile, **options) as context:
                    asked: list[Request] = []
                    context.on("requestfinished", lambda request, kept=asked: kept.append(request))
                    seconds = pressed(context, site + PAGE)
                    memory.values.append(largest_renderer() / MEGABYTE)
                    cold.values.append(seconds)
                    own = {one.url: one for one in asked if urlsplit(one.url).netloc == urlsplit(site).netloc}
                    sent.values.append(sum(map(size_of, own.values())) / MEGABYTE)
                    counted.values.append(len(own))
                    warm.values.append(pressed(context, site + PAGE))
    # The first round warms the machine up: files, and the program itself.
    for samples in (cold, warm, sent, counted, memory):
        del samples.values[0]
    detail = f"median of {rounds}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}"
    return [
        Figure(
            "bytes of a page that is run",
            sent.median,
            12,
            unit="MB",
            detail="the page itself included; not compressed by the server",
        ),
        Figure("requests of a page that is run", counted.median, 20, unit="requests"),
        Figure("from the press to the first result, cold", cold.median, 6, unit="s", detail=detail),
        Figure("from the press to the first result, warm", warm.median, 4, unit="s", detail=detail),
        Figure(
            "memory of the page",
            max(memory.values),
            400,
            unit="MB",
            detail=f"the largest process of the browser that shows pages, in the worst of {rounds} rounds",
        ),
    ]


def size_of(request: Request) -> int:
    """The bytes of an answer as they arrived, headers included."""
    told, response = request.sizes(), request.response()
    # Chromium counts no bytes of a worker's script; the server says how many there are.
    said = int(response.headers.get("content-length", 0)) if response else 0
    return told["responseHeadersSize"] + max(told["responseBodySize"], said)


def pressed(context: BrowserContext, address: str) -> float:
    """Open the page, press the button, and wait for the first result; the seconds in between."""
    page = context.new_page()
    page.set_default_timeout(120_000)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    started = time.perf_counter()
    page.get_by_role("button", name="Run this page").click()
    page.locator(FIRST_RESULT).first.wait_for()
    seconds = time.perf_counter() - started
    page.locator(".awsguide-sign-in").wait_for()
    return seconds


def largest_renderer() -> int:
    """The resident memory of the largest renderer that this process has started, in bytes."""
    found = []
    for process in psutil.Process().children(recursive=True):
        try:
            if "--type=renderer" in process.cmdline():
                found.append(process.memory_info().rss)
        except psutil.Error:
            continue
    return max(found)
