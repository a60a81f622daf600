"""What keeps one test's data from the next: one isolation a file."""
