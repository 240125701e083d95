"""The arithmetic and the words of groups."""
