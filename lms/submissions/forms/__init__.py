"""What people type about practical work."""
