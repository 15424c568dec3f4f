"""The panels of the row of root credentials."""
