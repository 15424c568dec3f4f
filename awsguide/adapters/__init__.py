"""The only modules that touch the world, one outside thing each."""
