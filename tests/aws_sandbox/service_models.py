"""The service models for which the sandbox's rows were written, one line per operation, and what a new botocore brings.

`python -m tests.aws_sandbox.service_models` writes them down anew: do that once the sandbox answers what is new, or
knowingly does not.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import botocore.session

if TYPE_CHECKING:
    from botocore.model import OperationModel, Shape

SERVICES = ("iam", "iam-toolbox", "signin", "sso", "sso-admin", "sso-oidc", "sts")
WRITTEN_FOR = Path(__file__).with_name("service_models.txt")


def _members(shape: Shape | None) -> str:
    return ", ".join(sorted(shape.members)) if shape is not None and shape.type_name == "structure" else ""


def _line(service: str, operation: OperationModel) -> str:
    codes = ", ".join(sorted(shape.error_code or shape.name for shape in operation.error_shapes))
    given, answered = _members(operation.input_shape), _members(operation.output_shape)
    return (
        f"{service} {operation.name}({given}) -> {answered or 'nothing'}; {codes or 'no errors of its own'}"
    )


def today() -> list[str]:
    """Return the operations of the installed botocore: parameters, answer and errors of each."""
    session = botocore.session.get_session()
    models = {service: session.get_service_model(service) for service in SERVICES}
    return sorted(
        _line(service, model.operation_model(name))
        for service, model in models.items()
        for name in model.operation_names
    )


if __name__ == "__main__":
    WRITTEN_FOR.write_text("\n".join(today()) + "\n", encoding="utf-8")
