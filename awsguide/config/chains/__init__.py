"""Which credentials win: the chains of boto3, the AWS CLI and the SDK for JavaScript as rules, without asking anybody.

`answers` goes through all three. Nothing here reads, starts or sends: a `Situation` brings what there is to know.
"""

from __future__ import annotations

from collections.abc import Mapping

from awsguide.config.chains import javascript_chain, python_chain
from awsguide.config.chains.clients import CLIENTS
from awsguide.config.chains.situation import Answer, Situation, Step, documents

__all__ = ["CLIENTS", "Answer", "Situation", "Step", "answers", "documents"]


def answers(situation: Situation) -> Mapping[str, Answer]:
    """What each client would use, by its name."""
    return {
        name: (javascript_chain if name == "javascript" else python_chain).answer(client, situation)
        for name, client in CLIENTS.items()
    }
