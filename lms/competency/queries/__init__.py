"""Reading levels and counting them."""
