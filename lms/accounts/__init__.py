"""People, roles with a place and a period, and the ways of signing in."""
