"""Filling an empty site with invented people and what they did."""
