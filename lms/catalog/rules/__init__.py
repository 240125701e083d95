"""What a course pack is: its form, its rendering, and what a linter says of it. No database."""
