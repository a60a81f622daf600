"""Goes through code as a request would that proves nothing, to see where it is refused."""
