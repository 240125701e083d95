"""What figures mean, how small groups are shown, the steps of volunteers, and what waits on a board. No database."""
