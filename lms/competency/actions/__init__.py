"""Recording checks and levels."""
