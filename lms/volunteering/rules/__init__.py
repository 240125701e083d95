"""What holds for volunteers, without the database."""
