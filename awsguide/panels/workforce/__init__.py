"""The panels of the workforce row."""
