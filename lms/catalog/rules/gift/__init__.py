"""Moodle's GIFT text: reading and writing the kinds of questions that exist on both sides."""
