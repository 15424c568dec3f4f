"""What a Jupyter server leaves out of a notebook that it saves: the live faces of our panels.

A live face that is opened again is an error ('model not found'). Without it the panel's picture is shown, which says
how to get a live one. Widgets of others are left as they are.
"""

from __future__ import annotations

from typing import Any

VIEW = "application/vnd.jupyter.widget-view+json"
PICTURE = 'class="awsguide-picture"'


def keep_pictures(model: dict[str, Any], **_given: object) -> None:
    """A hook of the contents manager: takes our live faces out of the notebook that `model` is about to save."""
    content = model.get("content")
    if model.get("type") != "notebook" or not isinstance(content, dict):
        return
    for cell in content.get("cells", ()):
        for output in cell.get("outputs", ()):
            data = output.get("data")
            if isinstance(data, dict) and PICTURE in "".join(data.get("text/html", "")):
                data.pop(VIEW, None)
