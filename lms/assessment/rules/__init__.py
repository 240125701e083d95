"""What follows from answers: reading them, marking them, passing, what to ask again."""
