"""Reports: a model in, text out, one format a file."""
