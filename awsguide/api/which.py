"""Which credentials the clients of AWS use here: told without asking anybody, or by asking each client itself.

Neither shows a secret; of a key id no more than its last four characters are told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from awsguide.adapters import chains, real_clients
from awsguide.adapters.real_clients import Real
from awsguide.config.chains.clients import CLIENTS
from awsguide.config.chains.situation import Answer, quoted


@dataclass(frozen=True)
class WhichCredentials:
    """What each client would use, by 'boto3', 'aws-cli' and 'javascript'; in a cell, a table."""

    answers: Mapping[str, Answer]

    def __getitem__(self, client: str) -> Answer:
        return self.answers[client]

    def rows(self) -> list[tuple[str, ...]]:
        """Client, outcome, provider, profile, Region and why, as text."""
        return [
            (
                CLIENTS[name].title,
                answer.outcome,
                answer.provider or "-",
                quoted(answer.profile),
                quoted(answer.region) if answer.region else "none",
                answer.why,
            )
            for name, answer in self.answers.items()
        ]

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        heads = "".join(f'<th scope="col" style="{_CELL}">{head}</th>' for head in HEADS)
        rows = "".join(
            "<tr>" + "".join(f'<td style="{_CELL}">{escape(cell)}</td>' for cell in row) + "</tr>"
            for row in self.rows()
        )
        return {
            "text/html": f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>",
            "text/plain": repr(self),
        }

    def __repr__(self) -> str:
        return "\n".join(
            f"{title}: {outcome}, {provider}, profile {profile}, Region {region}. {why}"
            for title, outcome, provider, profile, region, why in self.rows()
        )


# JupyterLab puts the cells of a table to the right, as suits numbers.
_CELL = "text-align:left;vertical-align:top"
HEADS = ("Client", "Outcome", "Provider", "Profile", "Region", "Why")


def which_credentials(profile: str | None = None) -> WhichCredentials:
    """Which credentials boto3, the AWS CLI and the SDK for JavaScript would use here, and why; nothing is sent.

    `profile` is as if it were given to each client. Raises `CouldNotTry` where there is no home folder.
    """
    return WhichCredentials(chains.which_credentials(profile))


def ask_real_clients(profile: str | None = None) -> Mapping[str, Real]:
    """Ask boto3, the AWS CLI and the SDK for JavaScript who they are, each in a process of its own.

    That sends requests and starts helper programs, as any use of these clients does. A client that is not installed
    has the outcome 'absent'.
    """
    return real_clients.ask_all(profile)
