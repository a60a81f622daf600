"""One SQLite database as apiproof sees it: what it was like, and how its rows are put back."""
