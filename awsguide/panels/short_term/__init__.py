"""The panels of the row of short-term credentials."""
