"""The embedded AWS: one WSGI callable with two transports. It imports nothing else of awsguide."""
