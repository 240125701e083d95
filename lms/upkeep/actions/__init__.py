"""What is done to keep an installation alive."""
