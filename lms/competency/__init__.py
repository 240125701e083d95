"""What people can do, proven by evidence, in five domains."""
