"""Pages of this machine for the reader's own browser: the way back from a sign-in, a secret shown once."""
