"""Invitations and events; carriers, visits and aspirations."""
