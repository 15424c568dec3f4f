"""The reader's files: found, read, edited, backed up and restored."""
