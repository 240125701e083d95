"""Learning together in a hall: sessions for a lesson, and who was there."""
