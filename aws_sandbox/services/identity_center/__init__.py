"""IAM Identity Center: its directory, its roles, and the rules of its sign-in."""
