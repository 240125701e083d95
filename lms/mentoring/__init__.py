"""Sitting beside somebody: helping on one telephone."""
