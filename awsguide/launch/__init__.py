"""How the guide is started: in Jupyter servers, by its command, from a checkout. Nothing else imports it."""
