"""Keys, digests and how they are written."""
