"""Codes, keys, credentials and what is printed: no database."""
