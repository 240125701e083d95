"""KIM groups, their seats, their officers' terms, and whether a group sleeps."""
