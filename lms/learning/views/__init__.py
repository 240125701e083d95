"""Pages about courses and lessons."""
