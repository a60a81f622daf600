"""What `apiproof doctor` looks at: one part of a project a file, `facts(seen)` in each."""
