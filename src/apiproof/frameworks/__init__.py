"""What the adapters know: one framework a file."""
