"""Rules of outreach. No database."""
