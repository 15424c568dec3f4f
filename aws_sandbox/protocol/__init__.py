"""The words on the wire: what was received, what AWS asks of parameters, its answers and errors."""
