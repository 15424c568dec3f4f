"""IAM Identity Center: its OIDC service, its access portal, and the pages on which a workforce signs in."""
