"""What extensions say of a Flask app, one extension a file."""
