"""The notebooks in real kernels without the robot reader: nobody presses, a wrong kernel, an interrupt."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import nbformat
import pytest
from jupyter_client.manager import KernelManager
from nbclient import NotebookClient

from tests.notebooks.refresh import CELL_SECONDS, NOTEBOOKS

PATHS = sorted(NOTEBOOKS.glob("*.ipynb"))


def environment() -> dict[str, str]:
    """What a person's kernel is started in: no robot, no target yet."""
    return {name: value for name, value in os.environ.items() if not name.startswith("AWSGUIDE_")}


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_run_all_with_nobody_pressing_gives_cards_and_no_traceback(path: Any) -> None:
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=CELL_SECONDS,
        kernel_name="awsguide-sandbox",
        resources={"metadata": {"path": str(NOTEBOOKS)}},
        allow_errors=True,
        store_widget_state=False,
    )
    client.execute(env=environment())
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    assert [output.evalue for output in outputs if output.output_type == "error"] == []
    assert any("run this cell again" in str(output) for output in outputs)


@contextmanager
def kernel(name: str) -> Iterator[Any]:
    """A client of a running kernel."""
    manager = KernelManager(kernel_name=name)
    manager.start_kernel(env=environment())
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=90)
        client.manager = manager
        yield client
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def run(client: Any, code: str) -> list[dict[str, Any]]:
    """Run a cell to its end; its outputs."""
    outputs: list[dict[str, Any]] = []

    def keep(message: dict[str, Any]) -> None:
        if message["msg_type"] in {"stream", "execute_result", "display_data", "error"}:
            outputs.append(message["content"])

    client.execute_interactive(code, output_hook=keep, timeout=CELL_SECONDS)
    return outputs


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_on_a_kernel_that_is_not_ours_the_first_cell_ends_in_a_sentence(path: Any) -> None:
    notebook = nbformat.read(path, as_version=4)
    first = next(cell for cell in notebook.cells if cell.cell_type == "code")
    with kernel("python3") as client:
        (refused,) = run(client, first.source)
        assert refused["traceback"] == [
            "This notebook does not run on one of awsguide's two kernels.",
            "The kernel decides which AWS the cells talk to. On another kernel, a cell could reach your real AWS "
            "without saying so.",
            "Choose 'awsguide: SANDBOX' under Kernel > Change Kernel, then run the notebook from the top.",
        ]
        # The panels refuse too, for those who run on.
        (panel,) = run(client, "awsguide.WorkforcePanel().sign_in")
        assert "does not run on one of awsguide" in panel["data"]["text/html"]


def test_an_interrupted_sign_in_leaves_panel_and_kernel_usable() -> None:
    with kernel("awsguide-sandbox") as client:
        run(
            client, "import awsguide\npanel = awsguide.WorkforcePanel()\npanel.sign_in.sign_in_button.click()"
        )
        # Otherwise a cell that comes right after the one with the error may be left out.
        waiting = client.execute("print('waiting')\nawait panel.sign_in", stop_on_error=False)
        # What a cell prints is sent on while the cell goes on: by then it waits.
        while (told := client.get_iopub_msg(timeout=CELL_SECONDS))["msg_type"] != "stream" or (
            told["parent_header"]["msg_id"] != waiting
        ):
            continue
        client.manager.interrupt_kernel()
        while (reply := client.get_shell_msg(timeout=CELL_SECONDS))["parent_header"]["msg_id"] != waiting:
            continue
        assert reply["content"]["ename"] == "Cancelled"
        assert reply["content"]["traceback"][0] == "You stopped it."
        # A call that is under way is waited for; the cell is not.
        (said,) = run(
            client,
            "import asyncio\nwhile panel.sign_in.running:\n    await asyncio.sleep(0.1)\n"
            "print(panel.sign_in.sign_in_button.description)",
        )
        assert said["text"] == "Try again\n"
        (code,) = run(
            client,
            "panel.sign_in.sign_in_button.click()\nwhile not panel.sign_in.user_code:\n"
            "    await asyncio.sleep(0.1)\nprint(len(panel.sign_in.user_code))",
        )
        assert code["text"] == "9\n"
