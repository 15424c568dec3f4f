"""Exercises, levels and puzzles: rows of data, and the engine that judges them by the state of AWS.

`data/` holds the rows, `catalogue.py` reads them, `scenes.py` builds what a row needs in an AWS account of its own,
`judging.py` asks AWS how things stand, and `progress.py` remembers what was solved. It writes to the practice AWS
alone, and keeps no secret.
"""
