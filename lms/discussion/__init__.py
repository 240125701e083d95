"""Questions under a lesson, and the answers of mentors and staff."""
