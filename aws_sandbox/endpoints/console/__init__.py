"""The console's sign-in (`aws login`, and links made from temporary credentials): pages, codes, tokens."""
