"""The bench: how many pages a worker gives, measured against the least a Flask page can cost on the same server."""
