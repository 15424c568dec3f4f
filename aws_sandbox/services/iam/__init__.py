"""What IAM knows beyond moto: root users, MFA devices, credential reports, positions in a list."""
