"""STS: who am I, and keys that end."""
