"""Where a yes or no comes from: policies read statement by statement."""
