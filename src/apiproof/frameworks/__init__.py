"""What knows a framework: one adapter a file, and discovery."""
