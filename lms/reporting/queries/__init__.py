"""The figures, one query each, and the lists of people behind them."""
