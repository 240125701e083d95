"""Reading practical work."""
