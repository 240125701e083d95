"""What people type about pairs and meetings."""
