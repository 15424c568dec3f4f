"""What each service knows and decides. It answers no request: that is `endpoints`."""
