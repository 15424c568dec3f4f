"""The company that is there from the start, and everybody in it."""
