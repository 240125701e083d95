"""Plain arithmetic of matching, meetings, silence and safe places."""
