"""Where a file sends AWS programs to another endpoint than AWS's own: `endpoint_url`, by profile or service."""

from __future__ import annotations

from awsguide.config.sections import File, read_sections


def overrides_in(text: str, file: File) -> tuple[str, ...]:
    """The sections with an `endpoint_url`, as a person finds them ('[profile dev], line 3'); raises `CouldNotTry`."""
    found = []
    for section in read_sections(text, file):
        names = [
            name if isinstance(value, str) else f"{name}.{inner}"
            for name, value in section.values.items()
            for inner in ([""] if isinstance(value, str) else value)
        ]
        if any(name.rpartition(".")[2] == "endpoint_url" for name in names):
            kind = f"{section.kind} " if section.kind not in (None, "credentials") else ""
            found.append(f"[{kind}{section.name}], line {section.line}")
    return tuple(found)
