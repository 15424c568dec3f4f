"""What AWS tools read from files: pure text in, text and a diff out."""
