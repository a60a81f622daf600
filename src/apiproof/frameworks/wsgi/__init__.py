"""The operations of Flask apps."""
