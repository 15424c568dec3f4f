"""Notebooks on the sandbox kernel as a reader runs them, and everything that such a run leaves behind.

The kernel uses the sandbox of the test, whose wire is listened to, as it would use JupyterLab's: it finds a file that
says where it is. The working folder then gets the executed copy and a checkpoint from Jupyter's own file manager.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from jupyter_server.services.contents.largefilemanager import LargeFileManager
from nbclient import NotebookClient

from awsguide.launch.kernel import LABS_SANDBOX
from tests.leaks.places import Places

CELL_SECONDS = 60
# Every program a notebook may start; each is replaced by a script that writes down how it was started.
PROGRAMS = ("aws", "curl", "node")
# As talkative as a reader can make it: everything of the guide's logged, every error told with its local variables.
TALKATIVE_CELL = """
import logging
logging.basicConfig(filename="log.txt", level=logging.INFO)
logging.getLogger("awsguide").setLevel(logging.DEBUG)
get_ipython().run_line_magic("xmode", "Verbose")
"""


@dataclass
class KernelRun:
    """A folder to work in, the sandbox's home, and where it is announced."""

    work: Path
    home: Path
    endpoint: str
    start_url: str

    def execute(self, name: str, cells: list[str], places: Places) -> Any:
        """Run cells in a new kernel and write down what it shows and leaves; errors are kept as outputs."""
        self.work.mkdir(exist_ok=True)
        announced = self.home / ".awsguide" / "sandbox.json"
        where = {
            "endpoint": self.endpoint,
            "start_url": self.start_url,
            "region": "us-east-1",
            "home": str(self.home),
        }
        announced.write_text(json.dumps(where))
        started, told = self.work.parent / "started.txt", self.work.parent / "told.txt"
        notebook = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(source) for source in (TALKATIVE_CELL, *cells)],
            metadata={"kernelspec": {"name": "awsguide-sandbox", "display_name": "sandbox"}},
        )
        client = NotebookClient(
            notebook,
            timeout=CELL_SECONDS,
            kernel_name="awsguide-sandbox",
            resources={"metadata": {"path": str(self.work)}},
            allow_errors=True,
            store_widget_state=True,
        )
        environment = os.environ | {
            LABS_SANDBOX: str(announced),
            "AWSGUIDE_AUTOPILOT": "1",
            "PATH": f"{self._spies(started)}{os.pathsep}{os.environ['PATH']}",
        }
        with told.open("w") as output:
            client.execute(env=environment, stdout=output, stderr=output)
        self._saved(name, notebook)
        places.add("executed notebook", json.dumps(notebook))
        places.add("kernel's standard output and error", told.read_text())
        places.add("command lines", started.read_text() if started.exists() else "")
        places.add_files("files beside the notebook", self.work)
        # The history, and whatever else came about; its .aws is where credentials belong.
        places.add_files(
            "files in the home", self.home, (self.home / ".aws", self.home / ".awsguide" / "secret")
        )
        return notebook

    def _saved(self, name: str, notebook: Any) -> None:
        manager = LargeFileManager(root_dir=str(self.work))
        manager.save({"type": "notebook", "format": "json", "content": notebook}, f"/{name}.ipynb")
        manager.create_checkpoint(f"/{name}.ipynb")
        assert list((self.work / ".ipynb_checkpoints").iterdir())

    def _spies(self, started: Path) -> Path:
        folder = self.work.parent / "programs"
        folder.mkdir(exist_ok=True)
        for program in PROGRAMS:
            real = shutil.which(program)
            script = folder / program
            ending = f'exec {shlex.quote(real)} "$@"' if real else "exit 127"
            script.write_text(f'#!/bin/sh\necho "$0 $*" >> {shlex.quote(str(started))}\n{ending}\n')
            script.chmod(stat.S_IRWXU)
        return folder
