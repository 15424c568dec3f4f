"""The panels of the row of long-term keys."""
