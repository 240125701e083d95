"""Quizzes, checks before and after a course, and how single questions fare, as people see them."""
