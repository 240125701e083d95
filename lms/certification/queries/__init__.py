"""Reading certificates, letters, and the keys that sign."""
