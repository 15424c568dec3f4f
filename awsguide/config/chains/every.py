"""What each of the three clients would use, side by side."""

from __future__ import annotations

from collections.abc import Mapping

from awsguide.config.chains import javascript_chain, python_chain
from awsguide.config.chains.clients import CLIENTS
from awsguide.config.chains.situation import Answer, Situation


def answers(situation: Situation) -> Mapping[str, Answer]:
    """What each client would use, by its name."""
    return {
        name: (javascript_chain if name == "javascript" else python_chain).answer(client, situation)
        for name, client in CLIENTS.items()
    }
