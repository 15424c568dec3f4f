"""One panel per row of the decision table, and the bricks they share."""
