"""Temporary sessions: the kin of an assumed role, what is asked for them, and the profiles that make them."""
