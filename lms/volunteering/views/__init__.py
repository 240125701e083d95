"""The pages of volunteers: signing up, the guardian, the coordinator."""
