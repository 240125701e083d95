"""From evidence to a level."""
