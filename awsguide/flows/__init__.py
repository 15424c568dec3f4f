"""How each row of the decision table gets its credentials: generators of steps, without input or output."""
