"""Handing in and judging."""
