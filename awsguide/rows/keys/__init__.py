"""Access keys: what they are, whose, how old, and what to do when one has leaked."""
