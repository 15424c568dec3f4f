"""Backends, of which there is none to choose."""


def default_backend() -> None:
    """There is one way only."""
