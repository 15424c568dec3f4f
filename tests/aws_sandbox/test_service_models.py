"""A new botocore says what is new in the services for which the sandbox's rows were written."""

from __future__ import annotations

from typing import Any

import pytest

from tests.aws_sandbox import service_models


def test_the_service_models_are_those_that_the_rows_were_written_for() -> None:
    written, today = (
        set(service_models.WRITTEN_FOR.read_text("utf-8").splitlines()),
        set(service_models.today()),
    )
    new, gone = sorted(today - written), sorted(written - today)
    told = "\n".join([*(f"new:  {line}" for line in new), *(f"gone: {line}" for line in gone)])
    assert not told, (
        f"botocore's service models changed. Look at what the sandbox and the guide say of it, then run "
        f"`python -m tests.aws_sandbox.service_models`:\n{told}"
    )


def test_a_parameter_that_is_new_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    older = [line.replace("DurationSeconds, ", "") for line in service_models.today()]
    monkeypatch.setattr(service_models, "WRITTEN_FOR", tmp_path / "older.txt")
    service_models.WRITTEN_FOR.write_text("\n".join(older), "utf-8")
    with pytest.raises(AssertionError, match=r"new:  sts GetScopedCredentials\(DurationSeconds"):
        test_the_service_models_are_those_that_the_rows_were_written_for()
