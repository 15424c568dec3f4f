"""The one exception that callers catch."""


class InvalidSignature(Exception):
    """A signature does not fit its key and text."""
