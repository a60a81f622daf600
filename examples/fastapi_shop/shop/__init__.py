"""A small shop: users, products and orders behind a JSON API."""
