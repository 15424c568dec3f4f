"""What panels are built of, whichever row they belong to."""
