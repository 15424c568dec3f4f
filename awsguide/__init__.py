"""From 'I need to call AWS from code' to credentials that work, safely, and why.

What a notebook imports is listed in ``__all__`` and nothing else is public. Importing this package
imports neither boto3 nor ipywidgets: each name is looked up when it is first used.
"""

__version__ = "0.1.0"

__all__: list[str] = []
