"""Our extension of Jupyter servers: one sandbox for all kernels and terminals, its pages behind Jupyter's login.

Installing awsguide enables it, in `awsguide lab`, a plain `jupyter lab`, a hub's single-user server and wherever else
the server runs. A trainer may set, in any of Jupyter's configuration files:

    c.AwsguideSandbox.seed = "/srv/course/company.py"
    c.AwsguideSandbox.faults = ["pending:3"]
    c.AwsguideSandbox.class_faults = "/srv/course/faults"
    c.AwsguideSandbox.terminals = False

It starts nothing before a kernel or terminal of the sandbox is, and changes nothing for other kernels. It refuses to
break a server: what goes wrong is a sentence in the log, and in the panels.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_server.utils import url_path_join
from traitlets import Bool, List, Unicode
from traitlets.config import LoggingConfigurable

from awsguide.adapters.browser import jupyter_pages
from awsguide.adapters.files import progress_file
from awsguide.core.errors import GuideError
from awsguide.launch import relay
from awsguide.launch.kernel import LABS_SANDBOX
from awsguide.launch.saved_notebooks import keep_pictures
from awsguide.launch.seeding import seed_command
from awsguide.launch.server_sandbox import ServerSandbox
from awsguide.launch.terminals import SETTING, SandboxTerminals
from awsguide.lessons.trainer import CLASS_FAULTS

if TYPE_CHECKING:
    from jupyter_events import EventLogger
    from jupyter_server.serverapp import ServerApp

NAME = "awsguide.launch.jupyter_extension"
SANDBOX_KERNEL = "awsguide-sandbox"
KERNEL_EVENTS = "https://events.jupyter.org/jupyter_server/kernel_actions/v1"


class AwsguideSandbox(LoggingConfigurable):
    """The settings of a server's sandbox."""

    seed = Unicode(
        "", help="A file that seeds the company (a Python script), run inside whenever the sandbox starts."
    ).tag(config=True)
    faults = List(Unicode(), help="Faults to arm from the start, such as 'pending:3'.").tag(config=True)
    class_faults = Unicode(
        "", help="A file with a fault a line, which every sandbox of a class follows while it runs."
    ).tag(config=True)
    terminals = Bool(True, help="Whether the server's terminals are inside the sandbox.").tag(config=True)


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": NAME}]


def _load_jupyter_server_extension(serverapp: ServerApp) -> None:
    settings = AwsguideSandbox(parent=serverapp)
    seed, problem = [], ""
    try:
        seed = seed_command(Path(settings.seed)) if settings.seed else []
    except GuideError as error:
        problem = str(error)
    sandbox = ServerSandbox(
        faults=settings.faults,
        seed=seed,
        faults_of_class=Path(settings.class_faults) if settings.class_faults else None,
        problem=problem,
        say=lambda sentence: serverapp.log.warning("awsguide: %s", sentence),
    )

    def hook() -> None:
        contents: Any = serverapp.contents_manager
        contents.register_pre_save_hook(keep_pictures)

    # Once all extensions are there: some, such as jupytext's, put another contents manager in its place.
    serverapp.io_loop.add_callback(hook)
    base = url_path_join(serverapp.base_url, "awsguide/")
    folder = Path(serverapp.runtime_dir)
    # Kernels inherit these; no variable of AWS's is among them, because other kernels would get it too.
    os.environ[LABS_SANDBOX] = str(sandbox.file)
    # What a learner has solved outlives the sandbox: it lies beside the notebooks.
    os.environ.setdefault(
        progress_file.VARIABLE, str(Path(serverapp.root_dir) / ".awsguide" / "progress.json")
    )
    if settings.class_faults:
        os.environ[CLASS_FAULTS] = settings.class_faults
    os.environ[jupyter_pages.BASE] = base
    os.environ[jupyter_pages.FOLDER] = str(folder)
    serverapp.web_app.settings[SETTING] = sandbox
    serverapp.web_app.add_handlers(".*$", relay.handlers(base, sandbox, folder))  # type: ignore[no-untyped-call]

    async def heard(logger: EventLogger, schema_id: str, data: dict[str, Any]) -> None:  # noqa: ARG001
        if data.get("kernel_name") == SANDBOX_KERNEL and data.get("action") in ("start", "restart"):
            sandbox.want()

    if serverapp.event_logger is not None:
        serverapp.event_logger.add_listener(schema_id=KERNEL_EVENTS, listener=heard)
    if settings.terminals:
        # It is linked by now and not yet initialised: our name comes first in the alphabet.
        for app in serverapp.extension_manager.extension_apps.get("jupyter_server_terminals", ()):
            app.terminal_manager_class = SandboxTerminals
