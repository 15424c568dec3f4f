"""Who is it, is it really them, may they: signatures, principals, and the evaluation of policies."""
