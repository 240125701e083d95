"""Keeping one installation alive: serving, health, backup, restore, the sample city."""
