"""Every read of outreach."""
