"""The sign-ins that the rows share: IAM Identity Center's, and the console's own."""
