"""The driver: performs the steps of a flow."""
