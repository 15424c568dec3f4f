"""The messages between widgets and their views in the page, in Jupyter's own form.

A widget's handlers run as part of the cell that made the widget.
"""

from __future__ import annotations

import contextvars
from typing import Any

import comm
from comm.base_comm import BaseComm, CommManager

from page_kernel import outputs


class PageComm(BaseComm):  # type: ignore[misc]
    """One widget's end of the talk."""

    def __init__(self, *given: Any, **named: Any) -> None:
        """Remember whose cell made the widget, then open the talk."""
        self.context = contextvars.copy_context()
        super().__init__(*given, **named)

    def publish_msg(
        self, msg_type: str, data: Any = None, metadata: Any = None, buffers: Any = None, **keys: Any
    ) -> None:
        """Send a message to the page; raises `TypeError` for binary data, which no widget here has."""
        if buffers:
            raise TypeError("This page shows no widgets that send binary data.")
        outputs.send(
            "comm",
            type=msg_type,
            comm=self.comm_id,
            data=data or {},
            metadata=metadata or {},
            target=keys.get("target_name"),
        )


_MANAGER = CommManager()


def install() -> None:
    """Let ipywidgets talk to the page."""
    comm.create_comm = PageComm
    comm.get_comm_manager = lambda: _MANAGER


def received(comm_id: str, content: dict[str, Any]) -> None:
    """Hand what a view in the page says to its widget; a widget that is gone hears nothing."""
    found = _MANAGER.comms.get(comm_id)
    if found is not None:
        found.context.copy().run(
            found.handle_msg, {"content": {"comm_id": comm_id, "data": content}, "buffers": []}
        )
