"""The finished bytes in front of Django."""
