"""The plain functions people call from code: one per flow, each performed to its end, no widget needed.

They run the very flows a panel runs. Each row of the table has its room, under its own name.
"""
