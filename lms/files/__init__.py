"""Files people send: made safe, kept, given back."""
