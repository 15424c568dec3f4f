"""What is claimed about speed and size, as commands that print ratios: see README.md."""
