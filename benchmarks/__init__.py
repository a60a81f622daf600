"""Where every figure about speed comes from; see README.md for what each measures."""
