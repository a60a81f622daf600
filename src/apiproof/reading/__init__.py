"""What source code says, read and never run."""
