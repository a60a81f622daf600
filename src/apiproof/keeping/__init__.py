"""When databases are made and put back: before tests, around wider fixtures and start-ups."""
