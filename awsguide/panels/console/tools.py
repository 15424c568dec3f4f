"""Which tools read a profile with a console sign-in, and what to do for those that do not.

It says what is installed in this very kernel, and shows two lines to copy; it changes nothing.
"""

from __future__ import annotations

from awsguide.adapters import surroundings
from awsguide.adapters.aws.sessions import has_common_runtime
from awsguide.config import command_lines
from awsguide.panels.components import still


class ConsoleTools:
    """Who understands `login_session`, and a `credential_process` for everybody else."""

    def __init__(self, profile: str = "") -> None:
        """`profile` is the saved one; a name to replace stands for it before."""
        self.profile = profile or "PROFILE"

    def _rows(self) -> list[tuple[str, str]]:
        here = (
            "It is installed in this kernel."
            if has_common_runtime()
            else "It is NOT installed in this kernel."
        )
        return [
            ("This guide's panel.session", "Always. It needs nothing but boto3, and renews itself."),
            ("The AWS CLI", "From version 2.32; 'aws configure export-credentials' hands on what it has."),
            ("The AWS SDK for JavaScript", "Recent versions 3."),
            (
                "boto3 and what is built on it",
                f"With the AWS Common Runtime (pip install 'botocore[crt]'). {here}",
            ),
            ("Terraform and others", "Not yet, or not everywhere: give them a credential_process."),
        ]

    def lines(self) -> str:
        """A profile that hands the sign-in's credentials to any tool."""
        words = [
            "awsguide",
            "credentials",
            "--row",
            "console",
            "--profile",
            self.profile,
            "--format",
            "process",
        ]
        line = command_lines.line(words, windows=surroundings.on_windows())
        return f"[profile {self.profile}-process]\ncredential_process = {line}"

    def _drawn(self) -> str:
        cells = [(still.text(tool), still.text(words)) for tool, words in self._rows()]
        after = (
            "Write awsguide with its full path (.venv/bin/awsguide in a checkout). The tool runs the command whenever "
            "it needs credentials; they are renewed and printed for the tool alone. So the line belongs in the "
            "config file and not into a cell."
        )
        return (
            still.table("Who reads a profile with login_session?", ("Tool", "Reads it"), cells)
            + still.paragraph("For a tool that does not, add this to the config file:")
            + still.code(self.lines())
            + still.paragraph(after)
        )

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"text/html": still.box(self._drawn(), name="tools"), "text/plain": repr(self)}

    def __repr__(self) -> str:
        return "\n".join(f"{tool}: {words}" for tool, words in self._rows()) + "\n" + self.lines()
