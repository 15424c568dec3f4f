"""The panels of the console credentials row."""
