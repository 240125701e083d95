"""Practical work: handing in, looking at it together, judging."""
