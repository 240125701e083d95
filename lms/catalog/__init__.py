"""Courses, lessons, releases, and the course packs they come from."""
