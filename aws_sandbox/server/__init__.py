"""Who answers: the process, its HTTP server, the in-process transport, and the one WSGI application behind both."""
