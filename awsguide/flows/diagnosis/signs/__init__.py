"""The words by which an error is recognised, as rows: what boto3, the AWS CLI and the SDK for JavaScript print.

AWS's codes have rows of their own (`flows/shared/answers.py`). The words here were read off the clients themselves:
`python -m tests.clients.provoking` makes them print theirs again. Nothing here reads a text.
"""

from __future__ import annotations

from awsguide.flows.diagnosis.signs import credentials, network, sign_in
from awsguide.flows.diagnosis.signs.sign import Sign

# In this order: of general words that a text contains, the first row counts.
SIGNS: tuple[Sign, ...] = (*sign_in.ROWS, *credentials.ROWS, *network.ROWS)
