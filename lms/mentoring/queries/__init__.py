"""Reading whom somebody may help, pairs, meetings and verified hours."""
