"""A saved notebook keeps pictures of our panels and leaves everything else as it is."""

from __future__ import annotations

import copy
from typing import Any

from awsguide.launch.saved_notebooks import VIEW, keep_pictures
from awsguide.panels.chooser import Chooser


def notebook(data: dict[str, Any]) -> dict[str, Any]:
    output = {"output_type": "display_data", "data": data, "metadata": {}}
    cell = {"cell_type": "code", "source": "panel", "outputs": [output]}
    return {"type": "notebook", "content": {"cells": [{"cell_type": "markdown", "source": ""}, cell]}}


def test_a_panel_is_saved_as_its_picture(monkeypatch: Any) -> None:
    monkeypatch.setenv("AWSGUIDE_TARGET", "sandbox")
    faces = Chooser()._repr_mimebundle_()
    assert VIEW in faces
    model = notebook(dict(faces))
    keep_pictures(model=model, path="x.ipynb", contents_manager=None)
    kept = model["content"]["cells"][1]["outputs"][0]["data"]
    assert VIEW not in kept
    assert "run this cell in JupyterLab" in kept["text/html"]
    assert kept["text/plain"] == faces["text/plain"]


def test_widgets_of_others_and_files_that_are_no_notebooks_stay_as_they_are() -> None:
    for model in (
        notebook({VIEW: {"model_id": "1"}, "text/plain": "IntSlider(value=0)"}),
        {"type": "file", "content": "text"},
        {"type": "notebook", "content": None},
    ):
        before = copy.deepcopy(model)
        keep_pictures(model=model)
        assert model == before
