"""The thousand-test comparison: the same API and the same tests, isolated in nine ways."""
