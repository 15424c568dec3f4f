"""What is put right in moto, where it answers otherwise than AWS."""
