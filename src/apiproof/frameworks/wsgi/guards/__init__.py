"""What extensions make a view ask for, one extension a file."""
