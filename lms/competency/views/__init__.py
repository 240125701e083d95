"""Pages of levels and checks."""
