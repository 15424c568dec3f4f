"""What flows of several rows share: identity, access keys, the profile a flow starts from."""
