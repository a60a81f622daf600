"""The command line `apiproof`."""
