"""The console's sign-in: who signs in, its codes and tokens, and the proofs that go with them."""
