"""What the sandbox answers of IAM itself, because moto does not, or does otherwise than AWS."""
