"""Young people who offer their help, and the answer they get."""
