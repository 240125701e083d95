"""What people do about helping, pairs, meetings and safety."""
