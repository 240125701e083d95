"""Pages of practical work."""
