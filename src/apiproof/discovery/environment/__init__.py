"""What an import lacks of its environment, and what is set for it."""
