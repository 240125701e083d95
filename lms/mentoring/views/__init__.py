"""Pages of helping on one telephone, of pairs, of their meetings and of their safety."""
