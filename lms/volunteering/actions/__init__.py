"""What changes for volunteers: signing up, the guardian's word, answers, and moves from state to state."""
