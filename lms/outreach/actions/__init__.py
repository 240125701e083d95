"""Everything people do in outreach, one module for each kind of work."""
