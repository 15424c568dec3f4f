"""How the sign-in services refuse: an exception's name in AWS's words, and a sentence for the developer."""

from __future__ import annotations


class Refusal(Exception):
    """AWS's refusal: the exception's name in AWS's words, and a sentence for the developer."""

    def __init__(self, code: str, description: str) -> None:
        super().__init__(f"{code}: {description}")
        self.code = code
        self.description = description
