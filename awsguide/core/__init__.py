"""The words that every room shares: secrets, errors, steps and nouns. Standard library only."""
