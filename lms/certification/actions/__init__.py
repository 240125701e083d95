"""Issuing and withdrawing."""
