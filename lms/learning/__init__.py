"""The learning record: what people did, and what follows from it."""
