"""What people type in outreach."""
