"""What answers a request, by service. What a service knows and decides is in `services`."""
