"""The arithmetic of judging, and what is fit to be handed in."""
