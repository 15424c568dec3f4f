"""STS: the sandbox's own token issuer, its tokens, and the tags of sessions."""
